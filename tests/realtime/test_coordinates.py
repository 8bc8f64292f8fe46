"""Coordinates in every notation: against PROJ, GEOTRANS and gcoord, and back again wherever a place lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.coordinates.grids import Gauss, OutOfGrid, from_gauss, from_mgrs, from_utm, gauss, mgrs, utm
from realtime.coordinates.reading import Wrong, degrees_of, place_in
from realtime.coordinates.writing import dm, dms, notations, words
from realtime.datum import DATUMS, from_wgs84, to_wgs84

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "coordinates.json").read_text())
LONS, LATS = st.floats(73.7, 134.9), st.floats(3.5, 53.4)
MILLIMETRE, CENTIMETRE, METRE = 1e-8, 1e-7, 1e-5  # degrees


@pytest.mark.parametrize("place", GOLDEN["grids"], ids=lambda place: place["mgrs"])
def test_grids_are_those_of_proj_and_geotrans(place: dict[str, Any]) -> None:
    lon, lat = place["lon"], place["lat"]
    at = utm(lon, lat)
    assert f"{at.zone}{at.band}" == place["utm"]
    assert (at.east, at.north) == pytest.approx((place["east"], place["north"]), abs=1e-4)
    assert mgrs(lon, lat).replace(" ", "") == place["mgrs"]
    for width in (3, 6):
        if f"gauss{width}" in place:
            assert gauss(lon, lat, width) == pytest.approx(place[f"gauss{width}"], abs=1e-4)


@pytest.mark.parametrize("place", GOLDEN["datums"], ids=lambda place: place["name"])
def test_datums_are_those_of_gcoord(place: dict[str, Any]) -> None:
    wgs = tuple(place["wgs84"])
    assert from_wgs84(*wgs, "gcj02") == pytest.approx(place["gcj02"], abs=CENTIMETRE)
    if place["name"] != "sf_outside_china":  # abroad the published formula moves nothing, and we do not twist it either
        assert from_wgs84(*wgs, "bd09") == pytest.approx(place["bd09"], abs=CENTIMETRE)
        assert to_wgs84(*place["bd09"], "bd09") == pytest.approx(wgs, abs=CENTIMETRE)
    assert to_wgs84(*place["gcj02"], "gcj02") == pytest.approx(wgs, abs=CENTIMETRE)


@given(LONS, LATS, st.sampled_from(sorted(DATUMS)))
def test_whatever_datum_a_list_is_in_a_place_comes_back_to_the_millimetre(lon: float, lat: float, datum: str) -> None:
    assert to_wgs84(*from_wgs84(lon, lat, datum), datum) == pytest.approx((lon, lat), abs=MILLIMETRE)


@given(LONS, LATS)
def test_every_grid_leads_back_to_its_place(lon: float, lat: float) -> None:
    assert from_utm(utm(lon, lat)) == pytest.approx((lon, lat), abs=MILLIMETRE)
    assert from_mgrs(mgrs(lon, lat)) == pytest.approx((lon, lat), abs=METRE)
    for width in (3, 6):
        assert from_gauss(gauss(lon, lat, width)) == pytest.approx((lon, lat), abs=MILLIMETRE)


@given(LONS, LATS)
def test_what_is_written_is_read_again(lon: float, lat: float) -> None:
    near = {"utm": METRE, "mgrs": METRE, "words": 1.5e-4, "dms": 1.4e-6}  # half of what each still writes
    for key, text in notations(lon, lat).items():
        datum = key if key in DATUMS else "wgs84"
        found = place_in(text, datum)
        assert found is not None, text
        assert (found.lon, found.lat) == pytest.approx((lon, lat), abs=near.get(key, 1e-6)), text


def test_no_sixty_is_ever_written() -> None:
    assert dms(113.99999999, "lon") == "E114°00′00.00″"
    assert dm(22.99999999, "lat") == "N23°00.0000′"
    assert words(113.99999, 22.99999) == "东经114度0分0秒,北纬23度0分0秒"
    assert dms(-0.5, "lat") == "S0°30′00.00″"


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("113.7712,23.7423", "dd"), ("23.7423 113.7712", "dd"), ("东经113.7712°,北纬23.7423°", "dd"), ("113.7712E 23.7423N", "dd"),
        ("良口镇塘料村(113.7712,23.7423)", "dd"), ("E113°46′16.32″ N23°44′32.28″", "dms"), ("东经113度46分16.32秒,北纬23度44分32.28秒", "dms"),
        ("N 23°44.538' E 113°46.272'", "dm"), ("１１３．７７１２，２３．７４２３", "dd"), ("GPS 113.7712 23.7423", "dd"),
        ("国家2000 113.7712,23.7423", "dd"), ("高德 113.776421,23.739677", "dd"),
    ],
)  # fmt: skip
def test_a_place_is_found_however_it_is_written(text: str, notation: str) -> None:
    found = place_in(text)
    assert found is not None
    assert found.notation == notation
    assert (found.lon, found.lat) == pytest.approx((113.7712, 23.7423), abs=2e-5)


@pytest.mark.parametrize("text", ["G105 3公里处", "2026-11-22 14:05", "13800000001", "良口镇", "510900", "4401-20261122-0007", "", "49"])
def test_what_is_no_place_is_taken_for_none(text: str) -> None:
    assert place_in(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("113°76′10″ 23°44′32″", "60"),
        ("E113.77 E23.74", "都是经度"),
        ("213.77,23.74", "国内"),
        ("49ZAA1234512345 ", None),
        ("X=2606123 Y=99516789", "带号"),
    ],
)
def test_what_cannot_be_is_refused_by_name(text: str, why: str | None) -> None:
    if why is None:
        assert place_in(text) is None
        return
    with pytest.raises(Wrong, match=why):
        place_in(text)


def test_a_surveyors_pair_says_its_own_zone() -> None:
    at = gauss(113.5866, 23.5484)
    for text in (str(at), f"Y={at.y:.2f}, X={at.x:.2f}", f"{at.x:.2f} {at.y:.2f}", f"{at.y:.2f},{at.x:.2f}"):
        found = place_in(text)
        assert found is not None and (found.notation, found.datum) == ("gauss", "cgcs2000")
        assert (found.lon, found.lat) == pytest.approx((113.5866, 23.5484), abs=CENTIMETRE)
    with pytest.raises(OutOfGrid):
        from_gauss(Gauss(2606000, 12516000))


def test_one_cell_is_one_number() -> None:
    assert degrees_of("113.586", "lon") == 113.586
    assert degrees_of("东经113度35分10秒", "lon") == pytest.approx(113.58611, abs=1e-5)
    assert degrees_of("23°32'54\"", "lat") == pytest.approx(23.54833, abs=1e-5)
    for text, axis in (("113.58", "lat"), ("N23.5", "lon"), ("二十三", "lat"), ("", "lon"), ("113 35 10", "lon")):
        with pytest.raises(Wrong):
            degrees_of(text, axis)
