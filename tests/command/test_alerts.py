"""Warnings: taken in from outside, made and signed here, in force until they are updated, cancelled or over, and heard by who must hear them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from command.alerts import cap, chains
from command.alerts.actions import change_alert, draft_alert, draft_next, return_alert, review_alert, sign_alert
from command.alerts.calling import call_out, persons_of
from command.alerts.cap.document import read_document
from command.alerts.cap.message import Info, Place
from command.alerts.cap.national import write_national
from command.alerts.cap.writing import write_cap
from command.alerts.defaults import SCHEMES
from command.alerts.meaning import COLOURS, Known, codes_of, colour_of, covers, hazard_of, short, widest
from command.alerts.models import Alert, Document
from command.alerts.publishing import follow_alerts, publish_alert
from command.alerts.showing import alert_whole, message_of
from command.alerts.sources import add_source
from command.alerts.states import GREEN, MOVES, ORDINARY, PATHS, STATES, may_sign, path_allowed
from command.alerts.taking import take_document
from command.responses.models import Response
from command.responses.terms import watch_triggers
from command.responses.warnings_in_force import warnings_in_force
from dispatch.alarms.models import Alarm
from dispatch.broadcast.models import AreaJob
from dispatch.callout.actions import answer_call
from dispatch.contacts.models import Person
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from tests.conftest import person

SCHEMA = etree.XMLSchema(etree.parse(str(Path(cap.__file__).parent / "CAP-v1.2.xsd")))
SAMPLES = Path(__file__).parent / "cap"
KNOWN = [Known(row[0], tuple(row[2]), tuple(row[3])) for row in SCHEMES]
codes = st.lists(st.sampled_from(["4401", "440117", "440118", "440117104", "440118105"]), max_size=5)


# --- what a document means, without a database


@given(codes)
def test_the_widest_codes_cover_all_and_none_of_them_covers_another(found: list[str]):
    kept = widest(found)
    assert covers(kept, found) and all(not covers([one], [other]) for one in kept for other in kept if one != other)


@pytest.mark.parametrize(
    ("code", "kept"), [("440117000000", "440117"), ("440100000000", "4401"), ("440117104000", "440117104"), ("440000000000", "44"), ("440117", "440117"), ("440100", "4401"), ("440117104", "440117104")]
)  # fmt: skip
def test_a_code_is_kept_without_its_zeros(code: str, kept: str):
    assert short(code) == kept


def test_a_province_is_the_whole_city_and_another_city_is_nothing():
    def info(*geocodes: str) -> Info:
        return Info("暴雨", places=(Place("x", geocodes=tuple(("GB/T 2260", one) for one in geocodes)),))

    assert codes_of(info("440000000000", "440117000000"), "4401") == ["4401"]
    assert codes_of(info("440300000000"), "4401") == []
    assert codes_of(info("440117104", "440118"), "4401") == ["440117104", "440118"]


def test_the_colour_is_as_said_then_as_written_then_by_severity():
    assert colour_of(Info("x", parameters=(("color", "Orange"),), severity="Extreme")) == "orange"
    assert colour_of(Info("x", headline="市气象台发布台风白色预警", severity="Minor")) == "white"
    assert colour_of(Info("x", severity="Severe")) == "orange"
    assert colour_of(Info("x")) == ""


def test_the_chinese_name_wins_over_a_code_of_another_table():
    assert hazard_of(Info("x", headline="森林火险橙色预警", codes=(("GB/T 35561", "11B03"),)), KNOWN) == "forest_fire"
    assert hazard_of(Info("雷雨大风黄色预警"), KNOWN) == "thunder_gale"
    assert hazard_of(Info("x", codes=(("GB/T 35561", "11B03"),)), KNOWN) == "rainstorm"
    assert hazard_of(Info("x", codes=(("GB/T 35561", "12D01"),)), KNOWN) == "other"
    assert hazard_of(Info("x"), KNOWN) == ""


def test_every_scheme_has_its_own_colours_rising():
    assert {row[0]: row[5] for row in SCHEMES}["typhoon"] == COLOURS
    assert {row[0]: row[5] for row in SCHEMES}["rainstorm"] == ("yellow", "orange", "red")
    fire = next(row for row in SCHEMES if row[0] == "forest_fire")
    assert fire[5] == ("yellow", "orange", "red") and fire[7] == {"yellow": 3, "orange": 4, "red": 5}
    assert all([COLOURS.index(one) for one in row[5]] == sorted(COLOURS.index(one) for one in row[5]) for row in SCHEMES)


@given(st.lists(st.sampled_from([state for state, _ in STATES]), min_size=1, max_size=8))
def test_nothing_that_is_out_is_ever_a_draft_again(road: list[str]):
    walked = [road[0]]
    for state in road[1:]:
        if state in MOVES[walked[-1]]:
            walked.append(state)
    out = walked.index("published") if "published" in walked else len(walked)
    assert not {"draft", "reviewed", "signed"} & set(walked[out:])


@given(st.sampled_from([path for path, _ in PATHS]), st.sampled_from(COLOURS))
def test_only_heavy_colours_take_the_green_channel_and_only_the_ordinary_path_is_reviewed_first(path: str, colour: str):
    assert path_allowed(path, colour, "orange") == (path != GREEN or colour in ("orange", "red"))
    assert may_sign("reviewed", path) and may_sign("draft", path) == (path != ORDINARY)


# --- in


def national(identifier: str, *, hazard: str = "暴雨", colour: str = "Orange", code: str = "440117000000", kind: str = "Alert", refers: str = "", **more: str) -> bytes:  # fmt: skip
    """As the national platform sends it."""
    word = {"Red": "红", "Orange": "橙", "Yellow": "黄", "Blue": "蓝"}[colour]
    at, status = more.get("at", "2026-11-03 08:15:00+08:00"), more.get("status", "Actual")
    return f"""<alert><identifier>{identifier}</identifier><sender>{more.get("sender", "从化区气象局")}</sender><sendTime>{at}</sendTime>
      <status>{status}</status><msgType>{kind}</msgType><scope>Public</scope><references>{refers}</references>
      <info><eventType>11B03</eventType><severity>{colour}</severity><effective>{at}</effective><expires>{more.get("expires", "")}</expires>
      <headline>发布{hazard}{word}色预警</headline><description>预计有强降水。</description>
      <area><areaDesc>从化</areaDesc><geocode>{code}</geocode></area></info></alert>""".encode()


def take(content: bytes) -> Document:
    return take_document(actor="system", content=content, source="气象局").document


@pytest.mark.django_db
def test_a_warning_is_taken_once_and_is_in_force_where_it_holds(agrees: Any):
    with agrees():
        document = take(national("W1", code="440117104000"))
    assert document.state == "taken" and document.alert is not None
    again = take_document(actor="system", content=national("W1", code="440117104000"), source="另一条线")
    assert again.repeated and again.document == document and Alert.objects.count() == 1
    held = [bool(Alert.objects.in_force(area)) for area in ("4401", "440117", "440117104", "440117104201", "440118", "440117105")]
    assert held == [True, True, True, True, False, False]
    assert not Alert.objects.in_force("440117", at=document.alert.published_at - timedelta(seconds=1))


@pytest.mark.django_db
def test_it_grows_from_a_town_to_its_district_and_ends_with_its_cancellation(agrees: Any):
    first = take(national("W1", code="440117104000")).alert
    with agrees("area:440117"):
        second = take(national("W2", kind="Update", refers="W1", colour="Red")).alert
    assert second is not None and first is not None and second.first == first
    first.refresh_from_db()
    assert first.state == "updated" and [one.pk for one in Alert.objects.in_force("440117105")] == [second.pk]
    with agrees():
        over = take(national("W3", kind="Cancel", refers="W1", colour="Red")).alert
    second.refresh_from_db()
    assert second.state == "cancelled" and over is not None and over.first == first and not Alert.objects.in_force()


@pytest.mark.django_db
def test_the_same_offices_next_word_replaces_its_last_one_and_another_offices_does_not(city: None):
    take(national("W1"))
    take(national("W2", colour="Yellow"))
    take(national("W3", sender="增城区气象局", code="440118000000"))
    take(national("W4", hazard="雷电"))
    assert sorted(Alert.objects.in_force().values_list("identifier", flat=True)) == ["W2", "W3", "W4"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "state", "reason"),
    [
        (b"<alert><identifier>", "refused", "XML"),
        (national("W9", kind="Cancel", refers="nobody"), "refused", "没有收到"),
        (national("W9", kind="Cancel", refers="W1", sender="冒名者"), "refused", "不能由"),
        (national("W1", hazard="雷电"), "refused", "内容不同"),
        (national("W9", code="440300000000"), "aside", "不涉及本市"),
        (national("W9", status="Test"), "aside", "Test"),
        (national("W9", status="Exercise"), "aside", "演练"),
        (national("W9", expires="2020-01-01 00:00:00+08:00"), "aside", "失效"),
    ],
)
def test_what_cannot_be_used_is_kept_with_its_reason_and_changes_nothing(city: None, content: bytes, state: str, reason: str):
    take(national("W1"))
    document = take(content)
    assert (document.state, document.alert) == (state, None) and reason in document.reason and bytes(document.content) == content
    assert list(Alert.objects.in_force().values_list("identifier", flat=True)) == ["W1"]
    assert Alarm.objects.filter(device="system:alert_document:0").exists() == (state == "refused")


@pytest.mark.django_db
def test_of_an_exercise_it_stays_in_the_exercise(city: None):
    exercise = start_exercise(actor="system", name="演练", area="4401")
    alert = take(national("W1", status="Exercise")).alert
    assert alert is not None and alert.exercise_id == exercise.pk
    assert not Alert.objects.in_force() and Alert.objects.in_force(exercise=exercise.pk).exists() and warnings_in_force() == []


@pytest.mark.django_db
def test_it_runs_out_by_its_own_time(agrees: Any):
    alert = take(national("W1", expires=(clock.now() + timedelta(hours=1)).isoformat())).alert
    assert alert is not None and not Alert.objects.in_force(at=clock.now() + timedelta(hours=2))
    with agrees():
        chains.expire(alert.pk)
    assert Alert.objects.get().state == "expired"


@pytest.mark.django_db
def test_responses_count_what_is_in_force(city: None):
    take(national("W1", colour="Yellow"))
    assert [(one.hazard, one.colour, one.areas) for one in warnings_in_force()] == [("rainstorm", "yellow", ("440117",))]


@pytest.mark.django_db
def test_a_polygon_without_codes_means_the_districts_it_touches(city: None):
    fire = (
        (SAMPLES / "cap12_synthetic_guangzhou_forest_fire.xml")
        .read_text()
        .replace("Exercise", "Actual")
        .replace("2026-11-03T20", "2099-11-03T20")
    )
    document = take(fire.encode())
    assert document.state == "taken" and document.alert is not None
    assert (document.alert.hazard_id, document.alert.colour, document.alert.areas) == ("forest_fire", "orange", ["440111"])
    assert document.alert.polygon is not None and len(document.alert.polygon) == 5


# --- out


def drafted(user: Any, **more: Any) -> Alert:
    given = {"area": "4401", "areas": ["440117"], "hazard": "rainstorm", "colour": "red", "text": "预计三小时雨量超过 100 毫米。"} | more
    return draft_alert(actor=user.actor, name=user.name, **given)


def test_a_colour_that_the_scheme_does_not_have_cannot_be_drafted(people: SimpleNamespace):
    for wrong in ({"colour": "blue"}, {"hazard": "ufo"}, {"areas": ["440300"]}, {"path": "green", "colour": "yellow"}, {"expires_at": clock.now() - timedelta(hours=1)}):  # fmt: skip
        with pytest.raises(Problem):
            drafted(people.wang, **wrong)


@pytest.mark.django_db
def test_from_the_draft_to_the_cancellation_every_step_agrees_with_the_board(agrees: Any, people: SimpleNamespace):
    with agrees():
        alert = drafted(people.wang)
    assert len(alert.identifier) == 31 and alert.headline.endswith("发布暴雨红色预警") and not Alert.objects.in_force()
    with pytest.raises(Problem, match="须先审核"):
        sign_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    with pytest.raises(Problem, match="制作人"):
        review_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)
    with agrees():
        review_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    with agrees():
        return_alert(actor=people.chen.actor, alert_id=alert.pk, why="区域再核")
    with agrees():
        change_alert(actor=people.wang.actor, alert_id=alert.pk, areas=["440117104"], path="emergency")
    with pytest.raises(Problem, match="制作人"):
        sign_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)
    with agrees():
        sign_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    with agrees("area:440117"):
        publish_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)
    assert Alert.objects.in_force("440117104").get() == alert
    with pytest.raises(Problem):
        publish_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)
    AreaJob.objects.update(state=AreaJob.DONE)
    with agrees():
        follow_alerts()
    shown = alert_whole(Alert.objects.get())
    assert shown["handover_s"] is not None and shown["handover_most_s"] == 600 and shown["suspends"]
    grown = draft_next(actor=people.wang.actor, name="王", alert_id=alert.pk, kind="update", text="扩展至全区", areas=["440117"])
    with pytest.raises(Problem, match="已有一份"):
        draft_next(actor=people.wang.actor, name="王", alert_id=alert.pk, kind="cancel", text="解除")
    out(grown, people)
    alert.refresh_from_db()
    assert alert.state == "updated" and [one.pk for one in Alert.objects.in_force("440117105")] == [grown.pk]
    over = draft_next(actor=people.wang.actor, name="王", alert_id=grown.pk, kind="cancel", text="降雨结束")
    with agrees():
        out(over, people)
    assert not Alert.objects.in_force() and [one["kind"] for one in alert_whole(over)["chain"]] == ["alert", "update", "cancel"]


def out(alert: Alert, people: SimpleNamespace) -> None:
    sign_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    publish_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)


@pytest.mark.django_db
def test_what_goes_out_is_valid_cap_and_read_again_means_the_same(people: SimpleNamespace):
    ring = [(113.5, 23.5), (113.6, 23.5), (113.6, 23.6), (113.5, 23.5)]
    alert = drafted(people.wang, path="emergency", polygon=ring, areas=["440117104", "440118"])
    out(alert, people)
    update = draft_next(actor=people.wang.actor, name="王", alert_id=alert.pk, kind="update", text="持续")
    for one in (Alert.objects.get(pk=alert.pk), update):
        written = write_cap(message_of(one))
        SCHEMA.assertValid(etree.fromstring(written))
        _, message = read_document(written)
        info = message.info
        assert info is not None and (colour_of(info), hazard_of(info, KNOWN)) == ("red", "rainstorm")
        assert codes_of(info, "4401") == ["440117104", "440118"] and message.status == "Actual"
        assert read_document(write_national(message_of(one)))[1].identifier == one.identifier
    assert [one.identifier for one in message_of(update).references] == [alert.identifier]


@pytest.mark.django_db
def test_a_drill_says_exercise_and_nothing_of_it_goes_to_the_public(people: SimpleNamespace):
    exercise = start_exercise(actor="system", name="演练", area="4401", kind="live")
    alert = drafted(people.wang, path="emergency", exercise=exercise.pk)
    out(alert, people)
    assert message_of(Alert.objects.get()).status == "Exercise" and AreaJob.objects.get().state == AreaJob.SUPPRESSED
    assert not Alert.objects.in_force() and warnings_in_force() == []


@pytest.mark.django_db
def test_the_deeper_the_colour_the_deeper_the_call(people: SimpleNamespace):
    head = Person.objects.create(name="区长", role_id="principal", area="440117")
    deputy = Person.objects.create(name="副区长", role_id="other", area="440117")
    head.deputy = deputy
    head.save()
    town = Person.objects.create(name="镇长", role_id="town_leader", area="440117104")
    called = {}
    for colour in ("red", "orange", "yellow"):
        alert = drafted(people.wang, colour=colour, path="emergency")
        out(alert, people)
        called[colour] = {person.name for person in persons_of(Alert.objects.get(pk=alert.pk))} & {"区长", "副区长", "镇长"}
    assert called == {"red": {"区长", "副区长", "镇长"}, "orange": {"副区长", "镇长"}, "yellow": {"镇长"}}
    callout = call_out(actor=people.wang.actor, name="王", alert_id=alert.pk)
    call = callout.calls.get(person=town)
    assert (callout.about, callout.ladder) == ("alert", "alert.notify")
    answer_call(actor=people.wang.actor, call_id=call.pk, answer="entered", action_text="已转移", said_by="镇长", read_back=True)
    receipts = alert_whole(Alert.objects.get(pk=alert.pk))["receipts"]
    assert (receipts["answered"], receipts["acted"]) == (1, 1) and receipts["called"] >= 1


@pytest.mark.django_db
def test_a_document_comes_by_token_and_a_bad_one_is_answered_with_its_reason(client: Any, as_user: Any, people: SimpleNamespace):
    _, token = add_source(actor="system", code="met", name="市气象台")

    def post(content: bytes, token: str = token) -> Any:
        return client.post("/api/alerts/intake", content, content_type="application/xml", headers={"Authorization": f"Token {token}"})

    assert (post(national("W1")).status_code, post(national("W1")).status_code) == (201, 200)
    answer = post(b"<alert/>")
    assert answer.status_code == 422 and "identifier" in answer.json()["detail"]
    assert post(national("W2"), "nobody").status_code == 401
    desk = as_user(people.chen)
    waiting = desk.get("/api/alerts/documents?area=4401").json()
    assert [one["source"] for one in waiting] == ["市气象台"]
    assert desk.send(f"/api/alerts/documents/{waiting[0]['id']}/settle").status_code == 200
    assert desk.get("/api/alerts/documents?area=4401").json() == []
    assert [one["identifier"] for one in desk.get("/api/alerts?area=4401&in_force=true").json()] == ["W1"]


@pytest.mark.django_db
def test_on_the_green_channel_the_signature_publishes_and_the_matrix_is_asked(as_user: Any, people: SimpleNamespace):
    leader = person("leader", "李带班", "duty_leader", "4401")
    body = {"area": "4401", "hazard": "rainstorm", "colour": "red", "text": "大暴雨", "path": "green", "areas": ["440117"]}
    made = as_user(people.wang).send("/api/alerts", body).json()
    assert as_user(people.wang).send(f"/api/alerts/{made['id']}/sign").status_code == 403
    signed = as_user(leader).send(f"/api/alerts/{made['id']}/sign").json()
    assert (signed["state"], signed["signed"]["name"], signed["path"]) == ("published", "李带班", "green")
    slow = as_user(people.wang).send("/api/alerts", body | {"path": "emergency"}).json()
    sign_alert(actor=people.chen.actor, name="陈", alert_id=slow["id"])  # a chief is not whom the matrix names
    answer = as_user(people.wang).send(f"/api/alerts/{slow['id']}/publish", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "approval_needed")
    assert as_user(people.wang).get(f"/api/alerts/{made['id']}/cap").content.startswith(b"<?xml")


@pytest.mark.django_db
def test_six_districts_warned_of_heavy_rain_propose_a_response_by_themselves(agrees: Any):
    districts = ["440103", "440104", "440105", "440106", "440111", "440112"]
    for code in districts[:5]:
        take(national(f"W{code}", colour="Yellow", code=f"{code}000000"))
    assert watch_triggers() == 0 and not Response.objects.exists()
    take(national("W6", colour="Yellow", code=f"{districts[5]}000000"))
    with agrees():
        assert watch_triggers() == 1
    row = Response.objects.get().row()
    assert (row["family"], row["level"], row["state"], sorted(row["areas"])) == ("rainstorm", 4, "proposed", districts)
    assert watch_triggers() == 0, "once"
