"""What a city names no places for: bases, posts, vehicles, drones and depots at the seats of its districts. Invented, at places that are there."""

from __future__ import annotations

from command.seeding.cities.city import BaseFacts, City, PostFacts, Spot, VehicleFacts
from dispatch.teams.models import Base
from realtime.areas.models import Area

MOST_DRONES = 4
FLEET = [  # kind, seats, the trade whose teams drive it
    ("pump_truck", 6, "森林消防大队"), ("carrier", 20, "森林消防大队"), ("command", 5, "防汛抢险队"), ("drainage", 3, "防汛抢险队"), ("foam_truck", 6, "危化品救援队"),
    ("comms", 4, "通信保障队"), ("ambulance", 4, "医疗救护队"),
]  # fmt: skip


def seats(city: City) -> list[Spot]:
    """Of its districts; of a county-level city also its towns', since it has but one district."""
    rows = Area.objects.districts(city.code).exclude(lon=None).order_by("code")
    if len(rows) < 2:
        rows = Area.objects.under(city.code).to_towns().exclude(lon=None).order_by("code")
    return [Spot(row.name, row.code, row.lon or 0, row.lat or 0) for row in rows]


def drones_of(city: City) -> tuple[Spot, ...]:
    return city.drones or tuple(Spot(_short(one.name), one.area[:6], one.lon, one.lat) for one in seats(city)[:MOST_DRONES])


def bases_of(city: City) -> tuple[tuple[BaseFacts, ...], dict[tuple[str, str], str]]:
    """One of each kind; the teams that are at home in them."""
    if city.bases:
        return city.bases, city.base_of
    kinds = [
        (Base.STANDBY, "备勤", "flood"),
        (Base.TRAINING, "集训", "forest_fire"),
        (Base.INCUBATION, "孵化", "volunteer"),
        (Base.JOINT, "联创", "hazmat"),
    ]
    found = list(zip(kinds, seats(city), strict=False))
    bases = [
        (f"B-{number:02d}", f"{_short(at.name)}应急救援{word}基地", kind, at.area[:6], at.lon, at.lat)
        for number, ((kind, word, _), at) in enumerate(found, 1)
    ]
    return tuple(bases), {(base[3], team): base[0] for base, ((_, _, team), _) in zip(bases, found, strict=True)}


def posts_of(city: City) -> tuple[PostFacts, ...]:
    if city.posts:
        return city.posts
    at = seats(city)[-1]
    name = Area.objects.values_list("name", flat=True).get(pk=at.area[:6])
    fire = (
        [(f"{_short(at.name)}前置驻防点", "fire", at.area[:6], at.lon, at.lat, f"{name}森林消防大队")] if at.area[:6] in city.wooded else []
    )
    return (*fire, (f"{_short(at.name)}防汛前置点", "flood", at.area[:6], at.lon, at.lat, f"{name}防汛抢险队"))


def vehicles_of(city: City) -> tuple[VehicleFacts, ...]:
    if city.vehicles:
        return city.vehicles
    places = [Area.objects.values_list("name", flat=True).get(pk=code) for code in dict.fromkeys(at.area[:6] for at in seats(city)[:4])]
    pairs = [(place, *kind) for place in places for kind in FLEET]
    return tuple((f"{city.plate}·{1100 + n}应", kind, room, f"{place}{trade}") for n, (place, kind, room, trade) in enumerate(pairs, 1))


def depots_of(city: City) -> tuple[Spot, ...]:
    if city.depots:
        return city.depots
    seat = Area.objects.get(pk=city.code)
    return (Spot(f"{city.name}应急物资储备中心", city.code, round((seat.lon or 0) + 0.02, 5), round((seat.lat or 0) - 0.015, 5)),)


def towns_with_depot(city: City) -> tuple[str, ...]:
    if city.towns_with_depot:
        return city.towns_with_depot
    towns = Area.objects.under(city.code).towns_of_any().exclude(lon=None).order_by("code").values_list("code", flat=True)
    return tuple(towns[:6])


def _short(name: str) -> str:
    """源城区 → 源城; 景县 stays."""
    for ending in ("街道", "镇", "乡", "区", "县", "市"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name
