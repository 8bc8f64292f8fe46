"""The 405 teams of the model city, 21,769 people. Names and places are invented, the sums are not."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import shapely

from command.seeding.outfits import outfit
from command.seeding.places import BASE_OF, BASES
from realtime.areas.models import Area

# category → (teams, people), as the city's yearly report gives them.
TOTALS = {"industry": (251, 14_627), "grassroots": (133, 5_524), "volunteer": (21, 1_618)}

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


@dataclass(frozen=True)
class Known:
    """A team the stories of the demo tell of by name: how many, where at home."""

    people: int
    lon: float
    lat: float
    base: str = ""


STORIES = {
    "从化区森林消防大队": Known(30, 113.5860, 23.5480, "B-CH"),
    "增城区森林消防大队": Known(40, 113.8110, 23.2610, "B-ZC"),
    "良口镇应急救援队": Known(20, 113.7310, 23.7230),
    "流溪河林场扑火队": Known(15, 113.7800, 23.7520),
}
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


def teams(seed: int = 1) -> list[Team]:
    """The same list for the same seed. Bases lie inside their district."""
    dice = random.Random(seed)
    districts = list(Area.objects.filter(code__regex=r"^4401\d\d$").order_by("code"))
    shapes = {area.code: shapely.from_geojson(area.boundary) for area in districts if area.boundary}
    towns = {area.code: [(town.code, town.name) for town in Area.objects.filter(parent=area)] for area in districts}
    seats = {town.code: (town.lon, town.lat) for town in Area.objects.filter(parent__in=districts) if town.lon and town.lat}
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
        base = BASE_OF.get((code_area, kind), "") if copy == 1 else ""
        if told := STORIES.get(unique):
            lon, lat, base = told.lon, told.lat, told.base
        elif base:
            lon, lat = next((lon, lat) for code, _, _, _, lon, lat in BASES if code == base)
        elif seat := seats.get(code_area):  # a town's team is at home in its town
            lon, lat = (round(degree + dice.uniform(-0.01, 0.01), 5) for degree in seat)
        force = {"grassroots": "industry", "volunteer": "volunteer"}.get(category, "forest_fire" if kind == "forest_fire" else "industry")
        made.append(Team(f"{category[0].upper()}{number:03d}", unique, category, domains, 0, code_area, lon, lat, kind, force, base=base))

    order = [trade for trade in TRADES for _ in range(trade[3])]
    for place, (trade, kind, domains, _) in enumerate(order):
        area = _wanted(districts, place, domains)
        add("industry", area, f"{area.name}{trade}", kind, domains, area.code)
    town_list = [(district, code, name) for district in districts for code, name in towns[district.code]]
    chosen = dice.sample(town_list, TOTALS["grassroots"][0])
    if all(name != STORY_TOWN for _, _, name in chosen):
        chosen[-1] = next(town for town in town_list if town[2] == STORY_TOWN)
    for district, code, name in chosen:
        domains = ["land", "mountain"] if name.endswith("镇") else ["land"]
        add("grassroots", district, f"{name}应急救援队", "general", domains, code)
    for place in range(TOTALS["volunteer"][0]):
        name, kind, domains = VOLUNTEERS[place % len(VOLUNTEERS)]
        area = _wanted(districts, place, domains)
        add("volunteer", area, f"{area.name}{name}", kind, domains, area.code)
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
    """Spread the people so that every category's sum is exact; teams of the stories have theirs."""
    done: list[Team] = []
    for category, (_, people) in TOTALS.items():
        own = [team for team in made if team.category == category]
        told = {team.name: STORIES[team.name].people for team in own if team.name in STORIES}
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
