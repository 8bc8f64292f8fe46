"""One line for everything: what is meant is found by name, pinyin, number, address or coordinates, and nobody finds what they may not see."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from command.map.searching.search import search
from command.reports.models import Report
from devices.terminals.models import Subject, Terminal
from dispatch.alarms.actions import raise_alarm
from dispatch.contacts.models import Address, ContactRole, Person
from dispatch.features.actions import add_feature
from dispatch.features.models import Feature
from dispatch.incidents.actions import open_incident
from dispatch.supplies.models import Depot
from dispatch.teams.models import Unit
from realtime.accounts.may import caller_of_user
from realtime.accounts.models import User

pytestmark = pytest.mark.django_db
ME = "system"


def found(user: User, q: str, group: str = "") -> list[str]:
    return [one["title"] for one in search(caller_of_user(user), q)["hits"] if not group or one["group"] == group]


@pytest.fixture
def school(city: None) -> Feature:
    return add_feature(
        actor=ME, layer="school", code="S-0731", name="良口镇中心小学", lon=113.737, lat=23.711, attributes={"phone": "020-87651234", "address": "府前街12号"}
    )  # fmt: skip


@pytest.mark.parametrize("q", ["良口镇中心小学", "中心小学", "良口 小学", "lkzzxxx", "lkzzx", "LIANGKOU", "s-0731", "0731", "府前街"])
def test_an_object_is_found_by_any_part_of_what_it_is_called(people: SimpleNamespace, school: Feature, q: str) -> None:
    hit = next(one for one in search(caller_of_user(people.wang), q)["hits"] if one["group"] == "feature")
    assert (hit["id"], hit["layer"], hit["lon"], hit["hint"]) == (school.pk, "school", 113.737, "学校 · 从化区 · S-0731")


@pytest.mark.parametrize("q", ["100%", "_", "中心大学", "\\", "'; --", "%", "xyz", "\x00"])
def test_what_is_meant_as_it_stands_is_no_pattern(people: SimpleNamespace, school: Feature, q: str) -> None:
    assert found(people.wang, q, "feature") == []


def test_the_nearest_comes_first(people: SimpleNamespace, city: None) -> None:
    for name in ("新良口水库", "良口", "良口水库", "流溪口"):
        add_feature(actor=ME, layer="reservoir", name=name, lon=113.7, lat=23.7)
    assert found(people.wang, "良口", "feature") == ["良口", "良口水库", "新良口水库"]
    assert found(people.wang, "lk", "feature")[:2] == ["良口", "良口水库"]


def test_nobody_finds_what_they_may_not_see(people: SimpleNamespace, school: Feature, unit: Unit) -> None:
    add_feature(actor=ME, layer="party_gov", name="良口保密单位", lon=113.737, lat=23.711)
    assert found(people.nansha, "良口", "feature") == [] and found(people.nansha, "从化区森林消防", "unit") == []
    assert found(people.liang, "良口", "feature") == ["良口镇中心小学"]
    assert found(people.wang, "良口保密", "feature") == ["良口保密单位"]


@pytest.mark.parametrize(
    "q",
    [
        "113.7712,23.7423",
        "北纬23度44分32秒 东经113度46分16秒",
        "49QGG8249528448",
        "E113°46.272′ N23°44.538′",
        "高德 113.776421,23.739677",
        "X=2626765.49 Y=38476673.03",
    ],
)
def test_coordinates_in_every_notation_are_a_place(people: SimpleNamespace, city: None, q: str) -> None:
    (hit,) = search(caller_of_user(people.wang), q)["hits"]
    assert (hit["group"], hit["rank"]) == ("place", 0)
    assert (hit["lon"], hit["lat"]) == pytest.approx((113.7712, 23.7423), abs=2e-4)
    assert "从化区" in hit["hint"]


def test_impossible_coordinates_are_said_to_be_so(people: SimpleNamespace, city: None) -> None:
    assert search(caller_of_user(people.wang), "E113°76′10″ N23°44′32″")["notes"] == ["impossible_place"]


@pytest.mark.parametrize(
    ("q", "first"), [("良口镇", "良口镇"), ("lkz", "良口镇"), ("440117104", "良口镇"), ("从化良口镇府前街", "良口镇"), ("从化", "从化区")]
)
def test_areas_are_found_by_name_pinyin_code_and_inside_an_address(people: SimpleNamespace, city: None, q: str, first: str) -> None:
    assert found(people.wang, q, "area")[0] == first


def test_events_teams_devices_and_people(people: SimpleNamespace, unit: Unit) -> None:
    incident = open_incident(actor=ME, type="11G01", lon=113.77, lat=23.74, area="440117", place="塘料村后山")
    alarm = raise_alarm(actor=ME, source="call", urgency="urgent", lon=113.77, lat=23.74, place="流溪河林场", caller_phone="13912345678")
    drone = Subject.objects.create(kind="uav", area="440117", label="良口巡查机")
    Terminal.objects.create(adapter="dji", external_id="1581F5BKD225900BN0Q2", subject=drone, area="440117", kind="uav")
    role = ContactRole.objects.all()[0]
    person = Person.objects.create(name="周立新", org="良口镇", title="镇长", role=role, area="440117104")
    Address.objects.create(person=person, channel="phone", value="139-1234-5678")
    wang = people.wang
    assert found(wang, "塘料", "incident") and found(wang, incident.number[-4:], "incident") and found(wang, "森林火灾 塘料", "incident")
    assert found(wang, alarm.number, "alarm") == [found(wang, "流溪河林场", "alarm")[0]]
    assert found(wang, "chqslxf", "unit") == found(wang, "森林消防", "unit") == [unit.name]
    assert found(wang, "bn0q2", "device") == found(wang, "lkxcj", "device") == found(wang, "巡查机", "device") == ["良口巡查机"]
    assert found(wang, "周立新", "contact") == found(wang, "zlx", "contact") == found(wang, "良口镇镇长", "contact") == ["周立新"]


def test_a_telephone_number_finds_its_owner_only_for_who_may_see_numbers(people: SimpleNamespace, school: Feature) -> None:
    person = Person.objects.create(name="周立新", role=ContactRole.objects.all()[0], area="440117104")
    Address.objects.create(person=person, channel="phone", value="13912345678")
    raise_alarm(actor=ME, source="call", urgency="urgent", lon=113.77, lat=23.74, place="流溪河林场", caller_phone="13912345678")
    wang = search(caller_of_user(people.wang), "139 1234 5678")
    assert [(one["group"], one["title"]) for one in wang["hits"]] == [("alarm", "电话 流溪河林场"), ("contact", "周立新")]
    assert "139****5678" in wang["hits"][1]["hint"] and "13912345678" not in str(wang["hits"])
    assert found(people.wang, "020-87651234") == ["良口镇中心小学"] == found(people.wang, "02087651234")
    assert search(caller_of_user(people.liang), "13912345678") == {"q": "13912345678", "hits": [], "notes": ["phone_needs_right"]}
    assert found(people.wang, "139123") == []


def test_what_the_functions_keep_is_found_by_its_title_its_number_and_its_initials(people: SimpleNamespace, city: None) -> None:
    Depot.objects.create(name="从化区应急物资库", level="district", area="440117", lon=113.58, lat=23.55, owner="从化区应急局")
    Depot.objects.create(name="南沙区应急物资库", level="district", area="440115", lon=113.52, lat=22.8)
    assert found(people.huang, "森林火灾 预案", "plan")  # the city's plan, read by a district
    assert found(people.wang, "yjwzk", "depot") == ["南沙区应急物资库", "从化区应急物资库"]
    assert found(people.huang, "应急物资库", "depot") == ["从化区应急物资库"]
    report = Report.objects.create(
        area="440117", kind="first", template="brief", title="良口镇森林火灾首报", to="市应急局", number_text="从应急报〔2026〕7号"
    )
    assert found(people.huang, "〔2026〕7", "report") == [report.title] and found(people.nansha, "首报", "report") == []


def test_over_http(as_user: Callable[..., Any], people: SimpleNamespace, school: Feature) -> None:
    answer = as_user(people.huang).get("/api/map/search", {"q": "lkz"})
    assert answer.status_code == 200 and answer.json()["hits"]
    assert as_user(people.huang).get("/api/map/search").json() == {"q": "", "hits": [], "notes": []}
    assert as_user(people.huang).get("/api/map/search", {"q": "a" * 81}).status_code == 422


def test_the_search_among_very_many_goes_by_its_index(people: SimpleNamespace, school: Feature) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO features_feature (layer, code, name, initials, area, lon, lat, attributes, source, datum_in, active)
            SELECT 'school', 'C' || n, '第' || n || '测试对象', 'd' || n || 'csdx', '440117', 113.6, 23.5, '{}', '', 'wgs84', true
            FROM generate_series(1, 3000) AS n"""
        )
        cursor.execute("ANALYZE features_feature")
        cursor.execute(
            "EXPLAIN SELECT id FROM features_feature WHERE features_grams(features_words(name, code, initials, attributes)) @> features_grams('良口')"
        )
        assert "features_search" in "\n".join(row[0] for row in cursor.fetchall())
    assert found(people.wang, "良口镇", "feature") == ["良口镇中心小学"]
    assert found(people.wang, "第2999测试", "feature") == ["第2999测试对象"]
