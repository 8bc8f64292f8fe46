"""The list of formats a feed may speak. A new one is a file and a line here. No Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from devices.feeds.readers import firms, forecasts, gauges, grid, himawari, quakes, sensors, typhoon, warnings
from devices.feeds.readers.reading import Options, Read


class Reader(NamedTuple):
    kind: str
    name: str
    layers: tuple[str, ...]
    every_s: int  # how often its source has something new
    read: Callable[[bytes, Options], Read]


READERS = (
    Reader("firms", "FIRMS 卫星热点(VIIRS、MODIS)", ("hotspot",), 900, firms.read),
    Reader("himawari", "葵花卫星热点(WLF)", ("hotspot",), 600, himawari.read),
    Reader("typhoon", "台风路径", ("typhoon_track",), 1800, typhoon.read),
    Reader("gauges", "雨量站、河道站、水库站", ("rain_gauge", "river_gauge", "reservoir"), 600, gauges.read),
    Reader("sensors", "监测传感器(位移、气体、桥梁)", ("sensor",), 600, sensors.read),
    Reader("grid", "格点气象", ("wind",), 900, grid.read),
    Reader("warnings", "预警文件(CAP 1.2、国家预警 XML、Atom、RSS)", (), 60, warnings.read),
    Reader("quakes", "地震速报", (), 60, quakes.read),
    Reader("forecasts", "预报值(雨量、水位、火险、气体)", (), 1800, forecasts.read),
)
BY_KIND = {reader.kind: reader for reader in READERS}
