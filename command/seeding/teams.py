"""The teams of a city, as many and of as many people as its paper says (广州: 405, 21,769). Names and places are invented, the sums are not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import shapely

from command.seeding.cities import here
from command.seeding.cities.city import City
from command.seeding.derived import bases_of
from command.seeding.outfits import outfit
from realtime.areas.models import Area

# trade, kind, domains, share of the industry teams
TRADES: list[tuple[str, str, list[str], int]] = [
    ("森林消防大队", "forest_fire", ["mountain", "land"], 34),
    ("防汛抢险队", "flood", ["land", "inland_water"], 30),
    ("危化品救援队", "hazmat", ["land"], 22),
    ("供电抢修队", "power", ["land", "high_rise"], 22),
    ("燃气抢险队", "gas", ["land"], 18),
    ("供水排水抢险队", "water", ["land", "inland_water"], 20),
    ("道路抢通队", "road", ["land"], 20),
    ("通信保障队", "comms", ["land", "air"], 16),
    ("医疗救护队", "medical", ["land"], 18),
    ("建筑工程抢险队", "construction", ["land", "high_rise"], 16),
    ("水上搜救队", "water_rescue", ["sea", "inland_water"], 14),
    ("环境应急监测队", "environment", ["land", "inland_water"], 10),
    ("轨道交通救援队", "rail", ["land"], 6),
    ("航空应急队", "aviation", ["air"], 5),
]
VOLUNTEERS = [
    ("山地救援志愿队", "mountain_rescue", ["mountain"]),
    ("水域救援志愿队", "water_rescue", ["inland_water", "sea"]),
    ("应急志愿服务队", "volunteer", ["land"]),
]


FARM_TEAM, FARM_INSTEAD_OF = "流溪河林场扑火队", "从化区森林消防大队二分队"
STORY_TOWN = "良口镇"


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
    kind: str
    force: str
    equipment: dict[str, int] = field(default_factory=dict)
    skills: list[str] = field(default_factory=list)
    base: str = ""


def teams(city: City | None = None, seed: int = 1) -> list[Team]:
    """The same list for the same seed. Bases lie inside their district."""
    city = city or here()
    dice = random.Random(seed)
    districts = list(Area.objects.districts(city.code).order_by("code"))
    shapes = {area.code: shapely.from_geojson(area.boundary) for area in districts if area.boundary}
    towns = {area.code: [(town.code, town.name) for town in Area.objects.filter(parent=area)] for area in districts}
    seats = {town.code: (town.lon, town.lat) for town in Area.objects.filter(parent__in=districts) if town.lon and town.lat}
    bases, base_of = bases_of(city)
    homes = {code: (lon, lat) for code, _, _, _, lon, lat in bases}
    made: list[Team] = []
    names: set[str] = set()

    def add(category: str, area: Area, name: str, kind: str, domains: list[str], code_area: str) -> None:
        number = sum(team.category == category for team in made) + 1
        unique, copy = name, 1
        while unique in names:
            copy += 1
            unique = f"{name}{'零一二三四五六七八九十'[copy] if copy <= 10 else copy}分队"
        names.add(unique)
        unique = FARM_TEAM if unique == FARM_INSTEAD_OF else unique
        lon, lat = _inside(dice, shapes.get(area.code), area)
        base = base_of.get((code_area, kind), "") if copy == 1 else ""
        if told := city.stories.get(unique):
            lon, lat, base = told.lon, told.lat, told.base
        elif base:
            lon, lat = homes[base]
        elif seat := seats.get(code_area):  # a town's team is at home in its town
            lon, lat = (round(degree + dice.uniform(-0.01, 0.01), 5) for degree in seat)
        force = {"grassroots": "industry", "volunteer": "volunteer"}.get(category, "forest_fire" if kind == "forest_fire" else "industry")
        made.append(Team(f"{category[0].upper()}{number:03d}", unique, category, domains, 0, code_area, lon, lat, kind, force, base=base))

    for place, (trade, kind, domains) in enumerate(_trades(city)):
        area = _wanted(city, districts, place, domains)
        add("industry", area, f"{area.name}{trade}", kind, domains, area.code)
    town_list = [(district, code, name) for district in districts for code, name in towns[district.code]]
    chosen = dice.sample(town_list, min(city.forces["grassroots"][0], len(town_list)))
    if city.stories and all(name != STORY_TOWN for _, _, name in chosen):
        chosen[-1] = next(town for town in town_list if town[2] == STORY_TOWN)
    for district, code, name in chosen:
        domains = ["land", "mountain"] if name.endswith("镇") else ["land"]
        add("grassroots", district, f"{name}应急救援队", "general", domains, code)
    for place in range(city.forces["volunteer"][0]):
        name, kind, domains = VOLUNTEERS[place % len(VOLUNTEERS)]
        domains = _here(city, domains)
        area = _wanted(city, districts, place, domains)
        add("volunteer", area, f"{area.name}{name}", kind, domains, area.code)
    return _people(city, dice, made)


def _trades(city: City) -> list[tuple[str, str, list[str]]]:
    """The model city's mix, as many as this city has; where there is no sea and no forest their teams do other work."""
    whole, number = sum(share for *_, share in TRADES), city.forces["industry"][0]
    order = [(name, kind, _here(city, domains)) for name, kind, domains, share in TRADES for _ in range(share)]
    picked = [order[place * whole // number] for place in range(number)]
    return (
        picked if city.wooded else [("防汛抢险队", "flood", ["land", "inland_water"]) if one[1] == "forest_fire" else one for one in picked]
    )


def _here(city: City, domains: list[str]) -> list[str]:
    return domains if city.coastal else [domain for domain in domains if domain != "sea"]


def _wanted(city: City, districts: Sequence[Area], place: int, domains: list[str]) -> Area:
    """Mountain teams stand where the forests are, sea teams at the coast, the others everywhere."""
    codes = city.wooded if domains[0] == "mountain" else city.coastal if domains[0] == "sea" else ()
    codes = codes or tuple(area.code for area in districts)
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


def _people(city: City, dice: random.Random, made: list[Team]) -> list[Team]:
    """Spread the people so that every category's sum is exact; teams of the stories have theirs."""
    done: list[Team] = []
    for category, (_, people) in city.forces.items():
        own = [team for team in made if team.category == category]
        told = {team.name: city.stories[team.name].people for team in own if team.name in city.stories}
        weights = {team.name: dice.uniform(0.5, 1.5) for team in own if team.name not in told}
        left, whole = people - sum(told.values()), sum(weights.values())
        counts = {name: max(8, int(left * weight / whole)) for name, weight in weights.items()}
        largest = max(counts, key=lambda name: counts[name])
        counts[largest] += left - sum(counts.values())
        counts |= told
        done += [_outfitted(team, counts[team.name], dice) for team in own]
    return done


def _outfitted(team: Team, headcount: int, dice: random.Random) -> Team:
    equipment, skills = outfit(team.kind, headcount, dice)
    return replace(team, headcount=headcount, equipment=equipment, skills=skills)
