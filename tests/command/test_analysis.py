"""周边分析 beside brute force: every object measured one by one gives the same counts, people and first names."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from command.map.analysis import around
from command.map.analysis.measuring import Columns, Place, box_around, first_of_each, reach_of_points, tally
from command.map.analysis.people import PEOPLE
from devices.tracks.models import LastFix
from dispatch.distance import great_circle_m
from dispatch.features.importing.models import FeatureExport
from dispatch.features.models import Feature
from dispatch.incidents.actions import open_incident
from dispatch.safety.dangers import circle
from dispatch.teams.models import Unit
from realtime.log.models import Event

FIRE = (113.7712, 23.7423)
CITY = ["4401"]
KEYS = ["hazard", "school", "village", "water_source"]

# -- pure ----------------------------------------------------------------------------------------------------------------------------

objects = st.lists(
    st.tuples(st.floats(113.5, 114.0), st.floats(23.5, 24.0), st.integers(0, 3), st.integers(0, 5000), st.sampled_from([0, 0, 0, 10, 14])), max_size=60
)  # fmt: skip
rings = st.lists(st.sampled_from([500.0, 1000.0, 3000.0, 5000.0, 10_000.0, 20_000.0]), min_size=1, max_size=4, unique=True).map(sorted)


def as_columns(rows: list[tuple[float, float, int, int, int]]) -> Columns:
    lon, lat, layer, people, rank = (np.array([row[at] for row in rows]) for at in range(5))
    count = len(rows)
    return Columns(
        np.arange(count), lon.astype(float), lat.astype(float), layer.astype(np.int64), people.astype(float), np.zeros(count),
        rank.astype(np.int64), np.zeros(count, bool),
    )  # fmt: skip


@given(objects, rings)
def test_counts_people_and_order_are_what_measuring_one_by_one_gives(rows: list[Any], radii: list[float]) -> None:
    columns = as_columns(rows)
    reach = reach_of_points(Place(*FIRE), columns.lon, columns.lat, radii[-1])
    found = tally(columns, reach, radii, 4)
    far = [great_circle_m(*FIRE, row[0], row[1]) for row in rows]
    for layer in range(4):
        for ring, radius in enumerate(radii):
            inside = [at for at, row in enumerate(rows) if row[2] == layer and far[at] <= radius]
            assert found.counts[layer, ring] == len(inside)
            assert found.people[layer, ring] == sum(rows[at][3] for at in inside)
        expected = sorted(inside, key=lambda at: (-rows[at][4], far[at], at))
        named = [int(row) for row in first_of_each(columns, reach, radii[-1], 5) if columns.layer[row] == layer]
        assert named == expected[:5]


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(10, 50_000), st.floats(0, 360))
def test_the_box_asked_for_holds_everything_within_the_radius(lat: float, lon: float, reach: float, way: float) -> None:
    west, south, east, north = box_around(Place(lon, lat), reach)
    up, side = reach / 111_195 * np.cos(np.radians(way)), reach / 111_195 * np.sin(np.radians(way))
    there = (lon + side / np.cos(np.radians(lat)), lat + up)
    if great_circle_m(lon, lat, *there) <= reach:
        assert west <= there[0] <= east
        assert south <= there[1] <= north


# -- with the database ---------------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(city: None) -> list[Feature]:
    """A few hundred objects around the fire, some of them areas."""
    dice = random.Random(7)
    made = []
    for number in range(400):
        layer = dice.choice(KEYS)
        lon, lat = FIRE[0] + dice.gauss(0, 0.05), FIRE[1] + dice.gauss(0, 0.05)
        attributes: dict[str, Any] = {key: dice.randrange(2000) for key in PEOPLE.get(layer, ())}
        if layer == "hazard":
            attributes = {
                "state": dice.choice(["待整改", "整改中", "已整改", "已销号"]),
                "risk": dice.choice(["重大", "较大", "一般", "低"]),
            }
        shape = circle(lon, lat, dice.uniform(50, 900)) if number % 20 == 0 else None
        made.append(
            Feature(
                layer=layer,
                code=f"N{number}",
                name=f"{layer} {number}",
                area="440117",
                lon=lon,
                lat=lat,
                shape=shape,
                attributes=attributes,
            )
        )
    return Feature.objects.bulk_create(made)


def brute(ground: list[Feature], distance: Callable[[Feature], float], radius: float) -> dict[str, list[Feature]]:
    found: dict[str, list[Feature]] = {}
    for feature in ground:
        if distance(feature) <= radius:
            found.setdefault(feature.layer, []).append(feature)
    return found


def people_in(features: list[Feature]) -> int:
    return sum(feature.attributes.get(key, 0) for feature in features for key in PEOPLE.get(feature.layer, ()))


def flat_distance(shape: Any, to: Any, lat: float) -> float:
    east, north = 111_195 * np.cos(np.radians(lat)), 111_195.0
    stretched = [shapely.transform(one, lambda points: points * (east, north)) for one in (shape, to)]
    return float(shapely.distance(*stretched))


@pytest.mark.parametrize("seed", range(5))
def test_around_a_point_it_finds_what_brute_force_finds(ground: list[Feature], seed: int) -> None:
    dice = random.Random(seed)
    lon, lat = FIRE[0] + dice.uniform(-0.05, 0.05), FIRE[1] + dice.uniform(-0.05, 0.05)
    radii = sorted(dice.sample([700.0, 1000.0, 2500.0, 5000.0, 10_000.0], 3))

    def distance(feature: Feature) -> float:
        if feature.shape is None:
            return great_circle_m(lon, lat, feature.lon, feature.lat)
        return flat_distance(shapely.geometry.shape(feature.shape), shapely.Point(lon, lat), lat)

    found = around(point=(lon, lat), radii=radii, scopes=CITY, teams=0)
    rows = {row["layer"]: row for row in found["layers"]}
    for ring, radius in enumerate(radii):
        expected = brute(ground, distance, radius)
        for key in KEYS:
            there = expected.get(key, [])
            assert (rows[key]["counts"][ring] if key in rows else 0) == len(there)
            assert (rows[key]["people"][ring] if key in rows else 0) == people_in(there)
        assert found["total"][ring] == sum(len(some) for some in expected.values())
    unresolved = [feature for feature in expected["hazard"] if feature.attributes["state"] in ("待整改", "整改中")]
    assert found["layers"][0]["layer"] == "hazard"
    assert rows["hazard"]["urgent"] == len(unresolved)
    first = rows["hazard"]["objects"]
    assert [one["urgent"] for one in first] == [True] * min(len(unresolved), len(first)) + [False] * max(0, len(first) - len(unresolved))
    gravity = ["低", "一般", "较大", "重大"]
    ranked = [gravity.index(one["attributes"]["risk"]) for one in first if one["urgent"]]
    assert ranked == sorted(ranked, reverse=True)


@pytest.mark.parametrize("seed", range(3))
def test_in_and_around_a_polygon_it_finds_what_brute_force_finds(ground: list[Feature], seed: int) -> None:
    dice = random.Random(seed)
    corners = [
        (FIRE[0] + 0.06 * np.cos(turn) * dice.uniform(0.3, 1), FIRE[1] + 0.06 * np.sin(turn) * dice.uniform(0.3, 1))
        for turn in np.arange(0, 6.2, 0.7)
    ]
    polygon = shapely.Polygon(corners)
    middle = polygon.representative_point()

    def distance(feature: Feature) -> float:
        shape = shapely.Point(feature.lon, feature.lat) if feature.shape is None else shapely.geometry.shape(feature.shape)
        return flat_distance(shape, polygon, middle.y)

    found = around(polygon=polygon, radii=[800.0], scopes=CITY, teams=0)
    assert found["radii"] == [0.0, 800.0]
    rows = {row["layer"]: row for row in found["layers"]}
    for ring, radius in enumerate((1e-6, 800.0)):
        expected = brute(ground, distance, radius)
        assert {key: row["counts"][ring] for key, row in rows.items() if row["counts"][ring]} == {
            key: len(some) for key, some in expected.items()
        }
        assert found["people"][ring] == sum(people_in(some) for some in expected.values())


def test_it_names_the_teams_that_are_there_first_and_leaves_out_who_is_held(
    people: SimpleNamespace, make_unit: Callable[..., Unit]
) -> None:
    near, far = make_unit("近队", lon=FIRE[0] + 0.02, lat=FIRE[1]), make_unit("远队", lon=FIRE[0] + 0.2, lat=FIRE[1])
    moved = make_unit("动队", lon=113.0, lat=22.8)
    LastFix.objects.create(
        subject_id=moved.pk, lon=FIRE[0], lat=FIRE[1], fixed_at="2026-11-22T00:00:00Z", received_at="2026-11-22T00:00:00Z"
    )
    found = around(point=FIRE, scopes=CITY)["teams"]
    assert [row["id"] for row in found][:2] == [near.pk, far.pk], "a position of long ago is no position"
    assert found[0]["source"] == "estimate"
    assert found[0]["eta_s"] < found[1]["eta_s"]


def test_over_http_it_keeps_to_the_callers_area_and_to_what_is_protected(
    people: SimpleNamespace, as_user: Callable[[Any], Any], ground: list[Feature]
) -> None:
    Feature.objects.create(
        layer="party_gov", name="重点单位", area="440117", lon=FIRE[0], lat=FIRE[1], attributes={"people": 40, "phone": "13800000000"}
    )
    Feature.objects.create(
        layer="hospital", name="医院", area="440117", lon=FIRE[0], lat=FIRE[1], attributes={"free_beds": 12, "phone": "13800000000"}
    )
    incident = open_incident(actor=people.wang.actor, type="11G01", lon=FIRE[0], lat=FIRE[1], place="良口镇")
    ask = {"point": {"lon": FIRE[0], "lat": FIRE[1]}, "radii": [5000]}
    seen = as_user(people.wang).send("/api/map/analysis", ask).json()
    keys = [row["layer"] for row in seen["layers"]]
    assert keys[0] == "hazard"
    assert {"party_gov", "hospital"} <= set(keys)
    hospital = next(row for row in seen["layers"] if row["layer"] == "hospital")
    assert hospital["room"] == [12]
    assert "phone" not in hospital["objects"][0]["attributes"]
    assert as_user(people.wang).send("/api/map/analysis", {"incident": incident.pk, "radii": [5000]}).json()["total"] == seen["total"]
    captain = as_user(people.liang).send("/api/map/analysis", ask).json()
    assert "party_gov" not in [row["layer"] for row in captain["layers"]], "without the verb it is not even counted"
    assert as_user(people.nansha).send("/api/map/analysis", ask).json()["total"] == [0]
    assert as_user(people.nansha).send("/api/map/analysis", {"incident": incident.pk}).status_code == 404
    assert as_user(people.wang).send("/api/map/analysis", ask | {"layers": ["nonsense"]}).status_code == 422
    assert as_user(people.wang).send("/api/map/analysis", {}).status_code == 422
    twisted = {"type": "Polygon", "coordinates": [[[113, 23], [114, 24], [114, 23], [113, 24], [113, 23]]]}
    assert "交叉" in as_user(people.wang).send("/api/map/analysis", {"polygon": twisted}).json()["detail"]


def test_the_list_goes_out_whole_and_on_record_and_with_a_reason_where_something_is_protected(
    people: SimpleNamespace, as_user: Callable[[Any], Any], ground: list[Feature]
) -> None:
    ask = {"point": {"lon": FIRE[0], "lat": FIRE[1]}, "radii": [5000]}
    wang = as_user(people.wang)
    total = wang.send("/api/map/analysis", ask).json()["total"][0]
    taken = wang.send("/api/map/analysis/export", ask | {"format": "xlsx"})
    assert taken.status_code == 200, taken.content
    sheet = load_workbook(io.BytesIO(taken.content)).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    assert len(lines) == total + 1
    assert lines[1][:2] == ("隐患", "是")
    assert Event.objects.filter(kind="feature_export.made").exists()
    Feature.objects.create(
        layer="party_gov", name="=重点单位", area="440117", lon=FIRE[0], lat=FIRE[1], attributes={"phone": "13800000000"}
    )
    refused = wang.send("/api/map/analysis/export", ask | {"format": "csv"})
    assert (refused.status_code, refused.json()["where"]) == (422, ["reason"])
    given = wang.send("/api/map/analysis/export", ask | {"format": "csv", "reason": "火场周边核查"})
    text = given.content.decode("utf-8-sig")
    assert "'=重点单位" in text
    assert "13800000000" not in text
    assert FeatureExport.objects.latest("pk").reason == "火场周边核查"
