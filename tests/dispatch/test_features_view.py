"""What a map's viewport, a table and a card get: cells from afar, objects near by, only what the caller may see, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from dispatch.features.actions import add_feature, change_feature, remove_feature
from dispatch.features.condition import abnormal, reading
from dispatch.features.grid import cell_of, gathered
from dispatch.features.models import Feature, FeaturePast
from dispatch.features.past import forget_past
from realtime import clock
from realtime.rules.models import Rule

FAR, NEAR = "bbox=112,22,115,25&zoom=8.8", "bbox=113.6,23.6,113.8,23.8&zoom=13"


def add(layer: str, name: str, lon: float, lat: float, **more: Any) -> Feature:
    return add_feature(actor="system", layer=layer, name=name, lon=lon, lat=lat, **more)


@pytest.fixture
def objects(city: None) -> None:
    """Three schools side by side in 良口, one far away in 南沙, what not everybody may see, a line."""
    for number in range(3):
        add(
            "school",
            f"良口第{number + 1}小学",
            113.71 + number / 1000,
            23.71,
            attributes={"students": 100 + number, "phone": "13812345678"},
        )
    add("school", "南沙中学", 113.53, 22.80)
    add("party_gov", "某机关", 113.712, 23.712)
    add("power_line", "500 千伏线路", 0, 0, shape={"type": "LineString", "coordinates": [[113.5, 23.7], [113.9, 23.7]]})
    add("hazard", "塔吊基础", 113.75, 23.75, attributes={"risk": "重大", "state": "待整改"})


def test_cells_halve_with_every_zoom_and_hold_still_in_between() -> None:
    assert cell_of(9.0) == cell_of(9.4)
    assert cell_of(10.0) == pytest.approx(cell_of(9.0) / 2)


def test_a_cell_knows_its_middle_its_layers_and_the_one_object_when_it_is_alone() -> None:
    many, one = gathered(
        [(1, 1, "school", 3, 113.0, 23.0, 7, 0), (1, 1, "depot", 1, 114.0, 23.0, 9, 1), (2, 1, "depot", 1, 115.0, 23.0, 11, 0)]
    )
    assert (many.lon, many.n, many.layers, many.only, many.abnormal) == (113.25, 4, {"school": 3, "depot": 1}, None, 1)
    assert (one.n, one.only) == (1, 11)


def test_figures_say_what_is_abnormal() -> None:
    assert abnormal("reservoir", {"level_m": 92.1, "limit_m": 92})
    assert not abnormal("reservoir", {"level_m": 92.1})
    assert not abnormal("school", {"students": 900})
    assert reading("reservoir", {"level_m": 92.1, "limit_m": 92}) == "92.1/92 m"
    assert reading("rain_gauge", {"mm_1h": True}) == ""


def test_from_afar_a_cluster_near_by_each_object(objects: None, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    wang = as_user(people.wang)
    far = wang.get(f"/api/features/view?{FAR}&layers=school,hazard").json()
    assert [(cluster["layers"], cluster["abnormal"]) for cluster in far["clusters"]] == [({"school": 3, "hazard": 1}, 1)]
    assert [row["name"] for row in far["objects"]] == ["南沙中学"]  # alone in its cell: itself, not a circle with a 1
    assert far["total"] == 5
    near = wang.get(f"/api/features/view?{NEAR}&layers=school,hazard").json()
    assert not near["clusters"]
    assert {row["name"]: (row["value"], row["abnormal"]) for row in near["objects"]} == {
        "良口第1小学": ("100 人", False), "良口第2小学": ("101 人", False), "良口第3小学": ("102 人", False), "塔吊基础": ("", True),
    }  # fmt: skip


def test_too_many_for_one_screen_are_cells_at_any_zoom(objects: None, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    Rule.objects.filter(name="layers.most_objects").update(value=2)
    near = as_user(people.wang).get(f"/api/features/view?{NEAR}&layers=school").json()
    assert sum(cluster["n"] for cluster in near["clusters"]) + len(near["objects"]) == 3
    assert near["clusters"]


def test_only_ones_own_area_and_protected_layers_only_with_the_verb(
    objects: None, people: SimpleNamespace, as_user: Callable[..., Any]
) -> None:
    asked = f"/api/features/view?{FAR.replace('8.8', '14')}&layers=school,party_gov,power_line"
    names = lambda user: {row["name"] for part in ("objects", "shapes") for row in as_user(user).get(asked).json()[part]}  # noqa: E731
    assert names(people.huang) == {"良口第1小学", "良口第2小学", "良口第3小学", "某机关", "500 千伏线路"}
    assert names(people.nansha) == {"南沙中学"}
    assert names(people.liang) == {"良口第1小学", "良口第2小学", "良口第3小学"}  # a team leader: no layer.protected
    secret = Feature.objects.get(layer="party_gov")
    assert as_user(people.liang).get(f"/api/features/{secret.pk}").status_code == 404
    assert as_user(people.huang).get(f"/api/features/{secret.pk}").status_code == 200
    assert "party_gov" not in str(as_user(people.liang).get("/api/features/layers").json())


def test_an_unchanged_view_is_not_sent_again(objects: None, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    wang, asked = as_user(people.wang), f"/api/features/view?{NEAR}&layers=school"
    first = wang.get(asked)
    again = wang.get(asked, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    change_feature(actor="system", feature_id=Feature.objects.filter(layer="school").first().pk, name="改名小学")
    assert wang.get(asked, headers={"If-None-Match": first["ETag"]}).status_code == 200
    other = as_user(people.liang).get(asked, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


def test_filters_hold_for_their_layer_alone(objects: None, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    wang = as_user(people.wang)
    found = wang.get(f"/api/features/view?{NEAR}&layers=school,hazard&filter=school.students>=101&filter=school.name~第3").json()
    assert {row["name"] for row in found["objects"]} == {"良口第3小学", "塔吊基础"}
    for wrong in ("school", "school.nothing=1", "nothing.name=1", "school.students=many", "shelter.open=perhaps"):
        assert (
            wang.get(
                f"/api/features/view?{NEAR}&layers=school", {"filter": wrong, "bbox": "1,1,2,2", "zoom": 3, "layers": "school"}
            ).status_code
            == 422
        )


def test_a_layer_as_a_table_pages_sorts_and_searches(objects: None, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    wang = as_user(people.wang)
    ask = lambda query: wang.get(f"/api/features/list?layer=school&{query}").json()  # noqa: E731
    assert ask("limit=2")["total"] == 4
    assert [row["attributes"].get("students") for row in ask("sort=-students&limit=2")["rows"]] == [102, 101]
    assert [row["name"] for row in ask("sort=-students")["rows"]][-1] == "南沙中学"  # no figure: last
    assert [row["name"] for row in ask("q=nszx")["rows"]] == ["南沙中学"]
    assert ask("area=440115")["total"] == 1
    assert ask("q=良口")["rows"][0]["attributes"]["phone"] == "13812345678"
    hidden = as_user(people.liang).get("/api/features/list?layer=school&q=良口").json()["rows"][0]
    assert hidden["attributes"]["phone"] == "138****5678"


def test_layers_of_the_board_are_listed_too(people: SimpleNamespace, unit: Any, as_user: Callable[..., Any]) -> None:
    for layer in ("team", "incident", "alarm", "vehicle", "person", "uav", "dock", "standby_post", "admin"):
        answer = as_user(people.huang).get(f"/api/features/list?layer={layer}")
        assert answer.status_code == 200, layer
        if layer == "team":
            assert [(row["pick"], row["id"]) for row in answer.json()["rows"]] == [("unit", unit.pk)]
        if layer == "admin":
            assert answer.json()["rows"][0]["area"] == "440117"


def test_a_card_offers_what_this_person_may_do(objects: None, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    school = Feature.objects.get(name="良口第1小学")
    assert set(as_user(people.huang).get(f"/api/features/{school.pk}").json()["actions"]) == {
        "locate",
        "nearest",
        "alarm",
        "call",
        "change",
        "remove",
    }
    assert set(as_user(people.liang).get(f"/api/features/{school.pk}").json()["actions"]) == {"locate", "nearest", "alarm"}
    changed = as_user(people.huang).send(f"/api/features/{school.pk}/change", {"attributes": {"students": 90}})
    assert changed.json()["history"][0] | {"at": ""} == {"at": "", "by_name": "黄从化", "fields": ["attributes.students"], "added": False}


def test_ones_choice_of_layers_is_kept_and_a_wall_has_the_bureaus(people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    wang = as_user(people.wang)
    assert wang.get("/api/features/choice").json()["own"] is False
    assert wang.send("/api/features/choice", {"layers": ["school", "depot"], "filters": ["school.students>=500"]}).status_code == 200
    assert wang.get("/api/features/choice").json() == {"layers": ["school", "depot"], "filters": ["school.students>=500"], "own": True}
    assert wang.send("/api/features/choice", {"layers": ["nothing"]}).status_code == 422
    assert as_user(people.chen).get("/api/features/choice").json()["own"] is False


@pytest.mark.parametrize("bbox", ["", "1,2,3", "3,2,1,4", "a,b,c,d", "nan,0,1,1", "-181,0,1,1"])
def test_a_box_that_is_none_is_refused(bbox: str, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    assert as_user(people.wang).get(f"/api/features/view?bbox={bbox}&zoom=9&layers=school").status_code == 422


def test_a_cell_counts_what_is_out_of_order_by_figures_that_hold(people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    fresh, old = clock.now(), clock.now() - timedelta(hours=5)
    for number, at in enumerate((fresh, fresh, old)):
        add("river_gauge", f"站 {number}", 113.71 + number / 1000, 23.71, attributes={"level_m": 9, "warn_m": 8}, observed_at=at)
    (cell,) = as_user(people.wang).get(f"/api/features/view?{FAR}&layers=river_gauge").json()["clusters"]
    assert (cell["n"], cell["abnormal"]) == (3, 2)


def test_a_replay_sees_objects_as_they_were_then(people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    wang, instants = as_user(people.wang), [clock.now()]

    def then(at: datetime) -> list[tuple[str, float, str]]:
        rows = wang.get(f"/api/features/view?{NEAR}&layers=shelter&at={quote(at.isoformat())}").json()["objects"]
        return [(row["name"], row["lon"], row["value"]) for row in rows]

    one = add("shelter", "良口中学", 113.71, 23.71, attributes={"occupied": 10, "capacity": 500})
    instants.append(clock.now())
    change_feature(actor="system", feature_id=one.pk, lon=113.72, attributes={"occupied": 480})
    instants.append(clock.now())
    Feature.objects.filter(pk=one.pk).update(source="清单")  # nothing of what is shown
    change_feature(actor="system", feature_id=one.pk, active=False)
    instants.append(clock.now())
    change_feature(actor="system", feature_id=one.pk, active=True)
    remove_feature(actor="system", feature_id=one.pk)
    instants.append(clock.now())
    assert [then(at) for at in instants] == [
        [], [("良口中学", 113.71, "10/500 人")], [("良口中学", 113.72, "480/500 人")], [], [],
    ]  # fmt: skip
    assert FeaturePast.objects.count() == 3
    assert forget_past() == 0
    FeaturePast.objects.update(until=clock.now() - timedelta(days=91))
    assert forget_past() == 3


def test_from_afar_too_a_replay_has_its_cells(objects: None, people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    at = quote(clock.now().isoformat())
    Feature.objects.filter(layer="school").delete()
    far = as_user(people.wang).get(f"/api/features/view?{FAR}&layers=school,hazard&at={at}").json()
    assert [cluster["layers"] for cluster in far["clusters"]] == [{"school": 3, "hazard": 1}]
    assert [row["name"] for row in far["objects"]] == ["南沙中学"]
