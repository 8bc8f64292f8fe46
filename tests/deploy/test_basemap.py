"""The basemap that the build script wrote: eleven districts where they are on the ground, small enough to carry, with its sources inside."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
from pmtiles.reader import MmapSource, Reader
from shapely.geometry import Point, shape

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "basemap"


def load(name: str) -> Any:
    """A module of the build script's folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"basemap_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """What `make run` built; on a machine where it never ran, built now."""
    kept = pathlib.Path(os.environ.get("BASEMAP_DIR", "/nonexistent"))
    if (kept / "gz.pmtiles").exists() and (kept / "districts.geojson").exists():
        return kept
    target = tmp_path_factory.mktemp("basemap")
    subprocess.run([sys.executable, FOLDER / "build.py", target], check=True, capture_output=True)
    return target


def test_the_inverse_brings_every_point_back_within_a_centimetre() -> None:
    gcj02 = load("gcj02")
    ground = np.column_stack([g.ravel() for g in np.meshgrid(np.linspace(112.9, 114.1, 20), np.linspace(22.5, 24.0, 20))])
    moved = ground + gcj02._shift(ground)
    assert np.abs(moved - ground).max() > 0.002  # hundreds of metres: forgetting the conversion would be seen
    assert np.abs(gcj02.to_wgs84(moved) - ground).max() < 1e-7


def test_there_are_eleven_districts_and_each_centre_lies_inside_its_own(built: pathlib.Path) -> None:
    features = json.loads((built / "districts.geojson").read_text())["features"]
    assert len(features) == 11
    assert all(f["properties"]["code"].startswith("4401") for f in features)
    for feature in features:
        assert shape(feature["geometry"]).contains(Point(feature["properties"]["center"])), feature["properties"]["name"]


@pytest.mark.parametrize(
    ("place", "lon", "lat", "district"),
    [
        ("Canton Tower", 113.3191, 23.1065, "海珠区"),  # WGS-84 as GPS says it; 500 m from the river that is the border
        ("Sun Yat-sen Memorial Hall", 113.2592, 23.1336, "越秀区"),
        ("Guangzhou South station", 113.2648, 22.9895, "番禺区"),
        ("Baiyun airport, terminal 2", 113.2993, 23.3990, "花都区"),
    ],
)
def test_known_places_lie_in_their_districts(built: pathlib.Path, place: str, lon: float, lat: float, district: str) -> None:
    features = json.loads((built / "districts.geojson").read_text())["features"]
    assert [f["properties"]["name"] for f in features if shape(f["geometry"]).contains(Point(lon, lat))] == [district], place


def test_districts_do_not_overlap_after_simplification(built: pathlib.Path) -> None:
    shapes = [shape(f["geometry"]) for f in json.loads((built / "districts.geojson").read_text())["features"]]
    for index, one in enumerate(shapes):
        assert one.is_valid
        for other in shapes[index + 1 :]:
            assert one.intersection(other).area < 1e-6  # about a hectare in all, rounding along the border


def test_the_archive_is_small_names_its_sources_and_holds_every_layer(built: pathlib.Path) -> None:
    path = built / "gz.pmtiles"
    assert path.stat().st_size <= 1_000_000
    with path.open("rb") as handle:
        reader = Reader(MmapSource(handle))
        header, metadata = reader.header(), reader.metadata()
        assert (header["min_zoom"], header["max_zoom"]) == (6, 12)
        for source in ("高德", "OpenStreetMap", "GeoNames", "WDBII"):
            assert source in metadata["attribution"]
        tile = reader.get(8, 208, 111)
        assert tile is not None
        layers = mapbox_vector_tile.decode(gzip.decompress(tile))
    assert {layer["id"] for layer in metadata["vector_layers"]} == set(layers)
    assert {f["properties"]["name"] for f in layers["labels"]["features"]} >= {"天河区", "番禺区", "东莞市"}


def test_town_names_are_simplified_chinese_and_official_forms_win() -> None:
    chinese_name = load("towns").chinese_name
    assert chinese_name(["Zhucun", "朱村", "朱村街道"]) == "朱村街道"
    assert chinese_name(["Sha-tau", "沙頭", "沙头"]) == "沙头"
    assert chinese_name(["Only Latin"]) is None
