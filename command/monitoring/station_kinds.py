"""Every kind of station: its name, where its value is read, and which quantities of sensors belong to it. No Django."""

from __future__ import annotations

from typing import NamedTuple


class StationKind(NamedTuple):
    """`layer` and `attribute` of the map's objects; `quantities` of registered sensors. `level`: a height, whose distance to the threshold counts in metres."""

    key: str
    name: str
    layer: str = ""
    attribute: str = ""
    unit: str = ""
    quantities: tuple[str, ...] = ()
    level: bool = False


KINDS = (
    StationKind("river", "河道水位", "river_gauge", "level_m", "m", ("water_level",), level=True),
    StationKind("reservoir", "水库水位", "reservoir", "level_m", "m", level=True),
    StationKind("rain", "雨量", "rain_gauge", "mm_1h", "mm", ("rain_1h", "rain_24h")),
    StationKind("ponding", "积水", "waterlog_spot", "depth_cm", "cm", ("ponding_depth",)),
    StationKind("wind", "风", "wind", "speed_ms", "m/s", ("wind_ms", "wind_gust")),
    StationKind("fire", "森林火险", "fire_danger", "level", "级"),
    StationKind("gas", "气体", quantities=("gas_lel", "co2", "smoke", "pm25")),
    StationKind("geology", "地质位移", quantities=("displacement", "crack", "tilt", "settlement")),
    StationKind("other", "其他传感器", "sensor", "value"),
)
BY_KEY = {kind.key: kind for kind in KINDS}
BY_LAYER = {kind.layer: kind for kind in KINDS if kind.layer}
BY_QUANTITY = {quantity: kind for kind in KINDS for quantity in kind.quantities}
# What a person calls a sensor object's quantity in the layer `sensor`: a word of it says which kind it is.
WORDS = (
    ("gas", ("气体", "燃气", "甲烷", "一氧化碳", "硫化氢", "烟")),
    ("geology", ("位移", "裂缝", "倾斜", "沉降", "倾角")),
    ("rain", ("雨",)),
    ("wind", ("风速",)),
    ("river", ("水位",)),
    ("ponding", ("积水",)),
)


def kind_of_sensor(measures: str) -> StationKind:
    """Of an object of the layer `sensor`."""
    return next((BY_KEY[key] for key, words in WORDS if any(word in measures for word in words)), BY_KEY["other"])


def kind_of_quantity(quantity: str) -> StationKind:
    """`displacement_mm` is a displacement: what a device adds behind an underscore is its unit."""
    return BY_QUANTITY.get(quantity) or BY_QUANTITY.get(quantity.rpartition("_")[0]) or BY_KEY["other"]
