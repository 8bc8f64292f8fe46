"""The 405 teams of the model city, 21,769 people. Names and places are invented, the sums are not."""

from __future__ import annotations

import random
from dataclasses import dataclass

import shapely

from realtime.areas.models import Area

# category → (teams, people), as the city's yearly report gives them.
TOTALS = {"industry": (251, 14_627), "grassroots": (133, 5_524), "volunteer": (21, 1_618)}

# trade, domains, share of the industry teams
TRADES: list[tuple[str, list[str], int]] = [
    ("森林消防大队", ["mountain", "land"], 34),
    ("防汛抢险队", ["land", "inland_water"], 30),
    ("危化品救援队", ["land"], 22),
    ("供电抢修队", ["land", "high_rise"], 22),
    ("燃气抢险队", ["land"], 18),
    ("供水排水抢险队", ["land", "inland_water"], 20),
    ("道路抢通队", ["land"], 20),
    ("通信保障队", ["land", "air"], 16),
    ("医疗救护队", ["land"], 18),
    ("建筑工程抢险队", ["land", "high_rise"], 16),
    ("水上搜救队", ["sea", "inland_water"], 14),
    ("环境应急监测队", ["land", "inland_water"], 10),
    ("轨道交通救援队", ["land"], 6),
    ("航空应急队", ["air"], 5),
]
VOLUNTEERS = [("山地救援志愿队", ["mountain"]), ("水域救援志愿队", ["inland_water", "sea"]), ("应急志愿服务队", ["land"])]


@dataclass(frozen=True)
class Team:
    code: str
    name: str
    category: str
    domains: list[str]
    headcount: int
    area: str
    lon: float
    lat: float


def teams(seed: int = 1) -> list[Team]:
    """The same list for the same seed. Bases lie inside their district."""
    dice = random.Random(seed)
    districts = list(Area.objects.filter(code__regex=r"^4401\d\d$").order_by("code"))
    shapes = {area.code: shapely.from_geojson(area.boundary) for area in districts if area.boundary}
    towns = {area.code: [(town.code, town.name) for town in Area.objects.filter(parent=area)] for area in districts}
    made: list[Team] = []
    names: set[str] = set()

    def add(category: str, area: Area, name: str, domains: list[str], code_area: str) -> None:
        number = sum(team.category == category for team in made) + 1
        unique, copy = name, 1
        while unique in names:
            copy += 1
            unique = f"{name}{'零一二三四五六七八九十'[copy] if copy <= 10 else copy}分队"
        names.add(unique)
        lon, lat = _inside(dice, shapes.get(area.code), area)
        made.append(Team(f"{category[0].upper()}{number:03d}", unique, category, domains, 0, code_area, lon, lat))

    order = [trade for trade in TRADES for _ in range(trade[2])]
    for place, (trade, domains, _) in enumerate(order):
        area = _wanted(districts, place, domains)
        add("industry", area, f"{area.name}{trade}", domains, area.code)
    town_list = [(district, code, name) for district in districts for code, name in towns[district.code]]
    for district, code, name in dice.sample(town_list, TOTALS["grassroots"][0]):
        add("grassroots", district, f"{name}应急救援队", ["land", "mountain"] if name.endswith("镇") else ["land"], code)
    for place in range(TOTALS["volunteer"][0]):
        name, domains = VOLUNTEERS[place % len(VOLUNTEERS)]
        area = _wanted(districts, place, domains)
        add("volunteer", area, f"{area.name}{name}", domains, area.code)
    return _people(dice, made)


FORESTED, COASTAL = ("440117", "440118", "440114", "440111", "440112"), ("440115", "440113", "440112")


def _wanted(districts: list[Area], place: int, domains: list[str]) -> Area:
    """Mountain teams stand where the forests are, sea teams at the coast, the others everywhere."""
    codes = FORESTED if domains[0] == "mountain" else COASTAL if domains[0] == "sea" else tuple(area.code for area in districts)
    wanted = codes[place % len(codes)]
    return next(area for area in districts if area.code == wanted)


def _inside(dice: random.Random, shape: shapely.Geometry | None, area: Area) -> tuple[float, float]:
    if shape is None:
        return round((area.lon or 113.3) + dice.uniform(-0.05, 0.05), 5), round((area.lat or 23.1) + dice.uniform(-0.05, 0.05), 5)
    west, south, east, north = shape.bounds
    while True:
        lon, lat = dice.uniform(west, east), dice.uniform(south, north)
        if shape.contains(shapely.Point(lon, lat)):
            return round(lon, 5), round(lat, 5)


def _people(dice: random.Random, made: list[Team]) -> list[Team]:
    """Spread the people so that every category's sum is exact."""
    done: list[Team] = []
    for category, (_, people) in TOTALS.items():
        own = [team for team in made if team.category == category]
        weights = [dice.uniform(0.5, 1.5) for _ in own]
        counts = [max(8, int(people * weight / sum(weights))) for weight in weights]
        counts[counts.index(max(counts))] += people - sum(counts)
        done += [Team(**(vars(team) | {"headcount": count})) for team, count in zip(own, counts, strict=True)]
    return done
