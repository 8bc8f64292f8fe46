"""What stands in the demo city besides its forces: some hundred objects in the map's layers. Invented, at plausible places, of plausible size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from math import cos, pi, sin
from typing import Any

from command.seeding.cities import here
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.map_places import CAMERAS, CHEMICAL, FLOOD, HILLS, LINES, PARKS, RESERVOIRS, SITES, WARNED
from dispatch.features.models import Feature
from dispatch.features.pinyin import initials
from dispatch.features.states import touch_layers
from realtime import clock
from realtime.areas.locate import area_at
from realtime.areas.models import TOWN, Area
from realtime.log import act

ACTOR, SOURCE = "system", "演示数据"
DICE = 23  # the same city every time
MODEL = GUANGZHOU.code
HILLY = 3  # of the wooded districts those whose towns lie among hills
FEW = 30


def make_map_objects() -> None:
    """Idempotent: whoever has objects of the demo keeps them as they were changed since."""
    if Feature.objects.filter(source=SOURCE).exists():
        _drop_superseded()
        return
    dice, now = random.Random(DICE), clock.now()
    rows: list[Feature] = []
    for number, (layer, name, lon, lat, attributes, minutes, shape) in enumerate(_everything(dice), 1):
        rows.append(
            Feature(
                layer=layer,
                code=f"DEMO-{number:04d}",
                name=name,
                initials=initials(name),
                area=area_at(lon, lat),
                lon=round(lon, 6),
                lat=round(lat, 6),
                shape=shape,
                attributes=attributes,
                source=SOURCE,
                observed_at=None if minutes is None else now - timedelta(minutes=minutes),
            )
        )
    with act(ACTOR) as log:
        Feature.objects.bulk_create(rows)
        touch_layers(log, {(row.area, row.layer) for row in rows})


def _drop_superseded() -> None:
    """The demo's weather feed brings the storm with its track, and the contacts bring their loudspeakers: an older demo had a second of each."""
    old = Feature.objects.filter(source=SOURCE, layer__in=("typhoon_track", "loudspeaker"))
    pairs = set(old.values_list("area", "layer"))
    if pairs:
        with act(ACTOR) as log:
            old.delete()
            touch_layers(log, pairs)


def _built_up() -> list[Area]:
    """Towns whose place is known; where few are, the districts' seats stand in."""
    towns = list(Area.objects.filter(code__regex=rf"^{here().code}\d{{{TOWN - len(here().code)}}}$", lon__isnull=False).order_by("code"))
    return towns if len(towns) > FEW else [*Area.objects.districts(here().code).exclude(lon=None).order_by("code"), *towns]


Made = tuple[str, str, float, float, dict[str, Any], int | None, dict[str, Any] | None]


def _everything(dice: random.Random) -> Iterator[Made]:
    for town in _built_up():
        yield from _town(dice, town)
    if here().code != MODEL:
        return
    for layer, name, lon, lat, attributes, minutes in [*SITES, *CHEMICAL, *RESERVOIRS, *FLOOD, *HILLS, *CAMERAS]:
        yield layer, name, lon, lat, attributes, minutes, None
    for layer, name, points, attributes in LINES:
        middle = points[len(points) // 2]
        yield layer, name, middle[0], middle[1], attributes, None, {"type": "LineString", "coordinates": [list(point) for point in points]}
    for layer, name, lon, lat, radius_deg, attributes, minutes in [*PARKS, *WARNED]:
        yield layer, name, lon, lat, attributes, minutes, _blob(dice, lon, lat, radius_deg)


def _near(dice: random.Random, town: Area, far: float = 0.02) -> tuple[float, float]:
    """Somewhere within about two kilometres of its seat."""
    return float(town.lon or 0) + dice.uniform(-far, far), float(town.lat or 0) + dice.uniform(-far, far)


def _phone(dice: random.Random) -> str:
    return f"020-0000{dice.randrange(1000, 9999)}"


def _town(dice: random.Random, town: Area) -> Iterator[Made]:
    """What every town and street has."""
    name, hilly = town.name, town.code[:6] in here().wooded[:HILLY]
    short = name.removesuffix("街道").removesuffix("镇")
    pupils, capacity = dice.randrange(400, 2200), dice.randrange(200, 3000)

    def at(layer: str, what: str, far: float = 0.02, minutes: int | None = None, **attributes: Any) -> Made:
        lon, lat = _near(dice, town, far)
        return layer, what, lon, lat, attributes, minutes, None

    yield at("school", f"{short}中心小学", students=pupils, staff=pupils // 15, contact="校办", phone=_phone(dice))
    if dice.random() < 0.6:
        yield at("school", f"{short}中学", students=pupils + 300, staff=pupils // 11, contact="校办", phone=_phone(dice))
    yield at("shelter", f"{name}应急避难场所", minutes=60, capacity=capacity, occupied=0, open=False, contact="值班员", phone=_phone(dice))
    if dice.random() < 0.5:
        elders = dice.randrange(20, 160)
        yield at("nursing_home", f"{short}颐养院", residents=elders, immobile=elders // 3, contact="院办", phone=_phone(dice))
    if dice.random() < 0.45:
        beds = dice.randrange(60, 400)
        yield at(
            "hospital",
            f"{short}医院",
            minutes=45,
            grade="二级",
            beds=beds,
            free_beds=beds // dice.randrange(4, 9),
            burns=False,
            phone=_phone(dice),
        )
    yield at("rain_gauge", f"{short}雨量站", 0.015, minutes=5, mm_1h=0, mm_3h=0, mm_24h=round(dice.uniform(0, 3), 1))
    if hilly:
        for number in range(1, 3):
            people = dice.randrange(300, 2600)
            yield at(
                "village",
                f"{short}{'东西'[number - 1]}村",
                0.04,
                population=people,
                households=people // 4,
                contact="村委",
                phone=_phone(dice),
            )
        yield at(
            "water_source",
            f"{short}取水点",
            0.03,
            kind=dice.choice(("水库", "河涌", "水池")),
            volume_m3=dice.randrange(200, 8000),
            truck=dice.random() < 0.7,
            usable=True,
        )
        yield at(
            "geohazard",
            f"{short}地灾隐患点",
            0.04,
            kind=dice.choice(("滑坡", "崩塌", "泥石流")),
            threatens=dice.randrange(5, 90),
            contact="监测员",
            phone=_phone(dice),
        )
        if dice.random() < 0.5:
            yield at(
                "watchtower",
                f"{short}瞭望塔",
                0.04,
                height_m=dice.choice((12, 18, 24)),
                range_km=dice.choice((8, 10, 15)),
                contact="瞭望员",
                phone=_phone(dice),
            )
    else:
        yield at(
            "waterlog_spot",
            f"{short}下穿隧道",
            0.015,
            minutes=10,
            depth_cm=0,
            warn_cm=20,
            pump="2 台固定泵",
            contact="养护班",
            phone=_phone(dice),
        )
        if dice.random() < 0.3:
            yield at("risk_unit", f"{short}商贸城", risk=dice.choice(("较大", "一般", "低")), sector="人员密集场所", phone=_phone(dice))
    if dice.random() < 0.25:
        yield at("base_station", f"{name}基站", 0.01, minutes=15, total=dice.randrange(30, 120), out=0, operator="三家合计")


def _blob(dice: random.Random, lon: float, lat: float, radius: float) -> dict[str, Any]:
    """An outline such as a hand draws it."""
    points = []
    for step in range(14):
        turn, reach = 2 * pi * step / 14, radius * dice.uniform(0.8, 1.15)
        points.append([round(lon + reach * cos(turn), 6), round(lat + 0.92 * reach * sin(turn), 6)])
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}
