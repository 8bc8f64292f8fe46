"""Coordinates in every notation, and districts, towns and villages by name, pinyin or code – alone or inside an address."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from command.map.searching.asking import MOST, NOT_MEANT, Asked, distance
from command.map.searching.rows import SearchHit, hit
from realtime.areas.locate import area_at
from realtime.areas.models import DISTRICT, TOWN, VILLAGE, Area
from realtime.coordinates.reading import place_in
from realtime.coordinates.writing import dms

ZOOM = {4: 9.0, DISTRICT: 10.5, TOWN: 12.0, VILLAGE: 14.0}
SHORTEST = 2  # characters of a name that are looked for inside an address: 东区 → 东 would be everywhere
ENDINGS = ("街道", "地区", "镇", "乡", "街", "区", "县", "市", "村", "社区")
NAMED, PART = 1, 6


def coordinates(asked: Asked) -> list[SearchHit]:
    """Raises Wrong where coordinates are meant and impossible."""
    found = place_in(asked.text)
    if found is None:
        return []
    here = _areas_by_code().get(area_at(found.lon, found.lat), ("", "", None, None))[0]
    title = f"{found.lon:.6f}, {found.lat:.6f}"
    return [
        hit("place", None, title, f"{here} {dms(found.lon, 'lon')} {dms(found.lat, 'lat')}".strip(), found.lon, found.lat, zoom=14, rank=0)
    ]


@cache
def _areas_by_code() -> dict[str, tuple[str, str, float | None, float | None]]:
    """Code → name, name without its ending, seat. The tree changes only with a restart."""
    rows = Area.objects.under(settings.CITY).values_list("code", "name", "lon", "lat")
    return {code: (name, _short(name), lon, lat) for code, name, lon, lat in rows}


def _short(name: str) -> str:
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST:
            return name.removesuffix(ending)
    return name


def areas(asked: Asked) -> list[SearchHit]:
    table = _areas_by_code()
    said = asked.whole.replace(" ", "")
    found = []
    for code, (name, short, lon, lat) in table.items():
        away = min(distance(asked, name, [code]), _inside(said, code, short, table))
        if away < NOT_MEANT:
            found.append((away, len(code), code, name, lon, lat))
    found.sort(key=lambda one: one[:3])
    hits = []
    for away, digits, code, name, lon, lat in found[:MOST]:
        above = [table[code[:length]][0] for length in (DISTRICT, TOWN) if length < digits and code[:length] in table]
        if lon is None and digits == VILLAGE:  # villages without a seat are shown at their town's
            _, _, lon, lat = table.get(code[:TOWN], ("", "", None, None))
        hits.append(hit("area", None, name, " ".join(above) or code, lon, lat, area=code, zoom=ZOOM.get(digits, 12.0), rank=away))
    return hits


def _inside(said: str, code: str, short: str, table: dict[str, tuple[str, str, float | None, float | None]]) -> int:
    """从化良口塘料村3号: the finest area is meant, and it is surer where those above it are named too."""
    if len(short) < SHORTEST or len(said) <= len(short) or len(code) < DISTRICT or short not in said:
        return NOT_MEANT
    above = [table[code[:length]][1] for length in (DISTRICT, TOWN) if length < len(code) and code[:length] in table]
    if any(name in said for name in above):
        return NAMED
    return NOT_MEANT if len(code) == VILLAGE else PART
