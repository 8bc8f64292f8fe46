"""Arithmetic of what is drawn: areas in hectares and 亩, circles, sectors away from the wind."""

from __future__ import annotations

from math import pi

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dispatch.distance import great_circle_m
from dispatch.plots.shapes import Bad, Plume, area_m2, checked, circle, flat, numbers, plume, round_again, turned_deg

SITE = (113.5290, 22.8450)
lons, lats = st.floats(73, 135), st.floats(4, 53)


def shape(of: object) -> shapely.Geometry:
    return checked(of, "Polygon")


def test_a_circle_of_a_kilometre_has_the_area_of_one():
    found = numbers(shape(circle(*SITE, 1000)))
    assert found["area_ha"] == pytest.approx(pi * 100, rel=0.004)  # 48 corners
    assert found["area_mu"] == pytest.approx(found["area_ha"] * 15, rel=1e-3)
    assert found["length_m"] == pytest.approx(2000 * pi, rel=0.004)


@given(lons, lats, st.floats(50, 20_000))
def test_every_corner_of_a_circle_is_a_radius_away(lon: float, lat: float, radius: float):
    for x, y in shape(circle(lon, lat, radius)).exterior.coords:
        assert great_circle_m(lon, lat, x, y) == pytest.approx(radius, rel=0.01, abs=0.3)  # the sphere of great_circle_m, our ellipsoid


@given(lons, lats, st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_metres_and_back(lon: float, lat: float, x: float, y: float):
    there = round_again(shapely.Point(x, y), lon, lat)
    back = flat(there, lon, lat)
    assert (back.x, back.y) == pytest.approx((x, y), abs=0.12)


def test_wind_from_the_north_east_drives_south_west():
    found = shape(plume(Plume(*SITE, inner_m=1000, length_m=3000, half_deg=30, wind_from=45)))
    huangge = shapely.Point(113.5110, 22.8230)  # 3.1 km to the south-west, a little beyond
    assert found.distance(huangge) < 0.006
    assert found.contains(shapely.Point(113.514, 22.832))  # two kilometres downwind
    assert not found.contains(shapely.Point(113.544, 22.858)), "two kilometres against the wind"
    assert found.contains(shapely.Point(113.534, 22.850)), "within the circle around the source"


@given(st.floats(0, 360), st.floats(5, 90), st.floats(200, 10_000))
def test_a_sector_without_a_circle_is_its_part_of_one(wind: float, half: float, length: float):
    found = shape(plume(Plume(*SITE, inner_m=0, length_m=length, half_deg=half, wind_from=wind)))
    assert area_m2(found) == pytest.approx(pi * length**2 * half / 180, rel=0.03)


def test_bearings_meet_at_north():
    assert turned_deg(350, 10) == 20
    assert turned_deg(10, 350) == 20
    assert turned_deg(0, 180) == 180


@pytest.mark.parametrize(
    ("drawn", "wanted", "why"),
    [
        ({"type": "Polygon", "coordinates": [[[113, 23], [113.1, 23.1], [113.1, 23], [113, 23.1], [113, 23]]]}, "Polygon", "交叉"),
        ({"type": "Point", "coordinates": [113, 23]}, "LineString", "必须是线"),
        ({"type": "LineString", "coordinates": [[113, 23], [113, 23]]}, "LineString", "太小"),
        ({"type": "Polygon", "coordinates": [[[113, 23], [113.000001, 23], [113, 23.000001], [113, 23]]]}, "Polygon", "太小"),
        ({"type": "Point", "coordinates": [113, 89]}, "Point", "超出"),
        ({"type": "LineString", "coordinates": [[113 + n / 1e5, 23 + n % 2 / 1e3] for n in range(2001)]}, "LineString", "2000"),
        ({"type": "Polygon"}, "Polygon", "无法读懂"),
        ({"type": "Point", "coordinates": ["x", 1]}, "Point", "无法读懂"),
        (None, "Point", "读懂"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(drawn: object, wanted: str, why: str):
    with pytest.raises(Bad, match=why):
        checked(drawn, wanted)
