"""Warnings and earthquakes by the roads they come: polled with ETag, dropped as files, pushed – one way in; and what is answered and entered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from command.alerts import answering
from command.alerts.actions import draft_alert, sign_alert
from command.alerts.calling import call_out
from command.alerts.models import Alert, Document
from command.alerts.publishing import publish_alert
from command.alerts.records import Quake
from command.alerts.showing import alert_whole
from command.alerts.taking import take_document
from command.alerts.ways import enter_way
from command.duty.records import DutyRollCall, DutyRollTarget
from command.inbox.providers import waiting_for
from command.plans.models import OutsideEvent
from command.plans.tasks.models import TaskSet
from devices.feeds.actions import add_feed
from devices.feeds.models import Feed
from devices.feeds.polling import poll
from dispatch.alarms.models import Alarm
from dispatch.callout.models import Callout
from dispatch.contacts.models import Person
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from tests.command.test_alerts import national
from tests.dispatch.outside_server import Outside, outside_server

pytestmark = pytest.mark.django_db
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
ENTRY = '<entry><link type="application/cap+xml" href="{}"/></entry>'


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path, city: None) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def outside() -> Iterator[Outside]:
    with outside_server() as found:
        yield found


def feed(kind: str, url: str = "") -> Feed:
    return add_feed(actor="system", code=f"{kind}-x", name="省预警平台", kind=kind, url=url)


def asked(made: Feed) -> Feed:
    poll(made)
    made.refresh_from_db()
    return made


def drop(made: Feed, name: str, content: bytes) -> None:
    made.folder.mkdir(parents=True, exist_ok=True)
    path = made.folder / name
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_list_is_polled_its_links_once_each_and_what_is_repeated_is_told_not_stored(outside: Outside):
    made = feed("warnings", f"{outside.url}/list")
    outside.lay("/list", ATOM.format(ENTRY.format("/1.xml") + ENTRY.format("/2.xml")))
    outside.lay("/1.xml", national("W1").decode())
    outside.lay("/2.xml", national("W2", hazard="雷电", colour="Yellow").decode())
    assert (asked(made).state, made.rows, made.bad) == ("ok", 2, 0)
    assert sorted(Alert.objects.in_force().values_list("identifier", flat=True)) == ["W1", "W2"]
    asked(made)
    assert Document.objects.count() == 2 and {one.way for one in Document.objects.all()} == {"poll"}
    again = take_document(actor="system", content=national("W1"), source="气象局")
    assert again.repeated and again.document.repeats == 1 and Document.objects.count() == 2
    other = take_document(
        actor="system", content=national("W1").replace("预计有强降水".encode(), "有强降水".encode()), source="另一平台"
    ).document
    assert (other.state, other.alert) == ("repeated", Alert.objects.get(identifier="W1")) and "W1" in other.reason


def test_dropped_files_go_the_same_way_and_a_bad_one_lies_aside_with_its_reason():
    made = feed("warnings")
    drop(made, "a.xml", national("W1"))
    drop(made, "b.xml", b"<alert><identifier>B</identifier></alert>")
    asked(made)
    assert Alert.objects.get().identifier == "W1" and Document.objects.get(state="taken").way == "drop"
    (said,) = (made.folder / "bad").glob("*.txt")
    assert "sender" in said.read_text() and (made.state, made.error) == ("failing", "unreadable")
    assert Alarm.objects.filter(device="system:alert_document:0").exists()


def test_what_comes_in_red_waits_for_a_word_and_rings_without_one(agrees: Any, people: SimpleNamespace):
    alert = take_document(actor="system", content=national("W1", colour="Red"), source="气象局").document.alert
    assert alert is not None
    (line,) = [one for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "alert"]
    assert line["title_code"] == "alert_answer" and line["due_at"]
    Alert.objects.update(published_at=clock.now() - timedelta(hours=1))
    answering.unanswered(alert.pk)
    assert Alarm.objects.filter(device=f"system:alert_unanswered:{alert.pk}").exists()
    with agrees():
        answering.answer_alert(actor=people.wang.actor, name="王", alert_id=alert.pk, text="已叫应沿河三镇")
    with pytest.raises(Problem, match="王 已处置"):
        answering.answer_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk, text="重复")
    assert not [one for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "alert"]


def test_a_yellow_one_asks_for_nothing(people: SimpleNamespace):
    take_document(actor="system", content=national("W1", colour="Yellow"), source="气象局")
    assert not [one for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "alert"]


def published(people: SimpleNamespace, **more: Any) -> Alert:
    given = {"area": "4401", "areas": ["440117"], "hazard": "rainstorm", "colour": "red", "text": "大暴雨", "path": "emergency"} | more
    alert = draft_alert(actor=people.wang.actor, name="王", **given)
    sign_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    publish_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)
    return Alert.objects.select_related("hazard").get(pk=alert.pk)


def test_the_matrix_says_how_each_way_stands_and_a_person_enters_what_no_machine_drives(people: SimpleNamespace):
    alert = published(people)
    ways = {one["code"]: one for one in alert_whole(alert)["ways"]}
    assert ways["board"]["state"] == "delivered" and ways["area_sms"]["state"] in ("waiting", "handed") and ways["tv"]["state"] == "waiting"
    with pytest.raises(Problem) as wrong:
        enter_way(actor=people.wang.actor, name="王", alert_id=alert.pk, code="tv", state="failed", note="")
    assert wrong.value.where == ["note"]
    with pytest.raises(Problem, match="由系统登记"):
        enter_way(actor=people.wang.actor, name="王", alert_id=alert.pk, code="area_sms", state="delivered", note="")
    enter_way(actor=people.wang.actor, name="王", alert_id=alert.pk, code="tv", state="delivered", note="新闻频道滚动字幕")
    ways = {one["code"]: one for one in alert_whole(alert)["ways"]}
    assert (ways["tv"]["state"], ways["tv"]["by_name"]) == ("delivered", "王")


def test_a_draft_that_leaves_a_way_out_does_not_go_that_way(people: SimpleNamespace):
    alert = published(people, channels=["board", "callout"])
    assert alert.broadcast_id is None and alert.handed_over_at is not None
    assert {one["code"] for one in alert_whole(alert)["ways"] if one["wanted"]} == {"board", "callout"}
    with pytest.raises(Problem) as wrong:
        published(people, channels=["smoke"])
    assert wrong.value.where == ["channels"]


def test_who_has_not_confirmed_is_named_and_after_its_time_stands_in_the_inbox(people: SimpleNamespace):
    Person.objects.create(name="镇长", role_id="town_leader", area="440117104")
    alert = published(people)
    call_out(actor=people.wang.actor, name="王", alert_id=alert.pk)
    alert.refresh_from_db()
    whole = alert_whole(alert)
    assert len(whole["silent"]) == sum(one["called"] for one in whole["called"]) > 0 and whole["receipt_due_at"]
    assert not [one for one in waiting_for(caller_of_user(people.wang)) if one["title_code"] == "alert_receipts"]
    Callout.objects.update(started_at=clock.now() - timedelta(hours=2))
    (line,) = [one for one in waiting_for(caller_of_user(people.wang)) if one["title_code"] == "alert_receipts"]
    assert line["id"] == alert.pk and int(line["values"]["n"]) == len(whole["silent"])


def quake(magnitude: float, *, minutes: int = 3, code: str = "Q1") -> str:
    at = (clock.now() - timedelta(minutes=minutes)).isoformat()
    row = {"code": code, "name": "广东从化", "lon": 113.6, "lat": 23.6, "depth_km": 10, "magnitude": magnitude, "at": at}
    return json.dumps([row], ensure_ascii=False)


def test_an_earthquake_rings_calls_the_roll_of_its_districts_and_asks_for_a_check_once(outside: Outside, agrees: Any):
    made = feed("quakes", f"{outside.url}/q")
    outside.lay("/q", quake(2.7))
    with agrees():
        asked(made)
    found = Quake.objects.get()
    assert found.felt == ["440117"] and Alarm.objects.get(pk=found.alarm_id).type == "11C02"
    (roll,) = DutyRollCall.objects.filter(pk__in=found.roll_calls)
    towns = set(DutyRollTarget.objects.filter(roll_call=roll).values_list("area", flat=True))
    assert towns and all(code.startswith("440117") and len(code) == 9 for code in towns)
    assert (
        OutsideEvent.objects.get(pk=found.check_id).title.endswith("快速排查")
        and TaskSet.objects.get(origin="check").row()["counts"]["all"] >= 6
    )
    outside.lay("/q", quake(2.8))
    asked(made)
    assert (Quake.objects.get().magnitude, DutyRollCall.objects.count(), OutsideEvent.objects.count(), Alarm.objects.count()) == (
        2.8,
        1,
        1,
        1,
    )


def test_a_weak_an_old_and_a_far_quake_call_nobody(outside: Outside):
    made = feed("quakes", f"{outside.url}/q")
    for said in (quake(1.9), quake(6, minutes=600, code="Q2"), quake(2.6, code="Q3").replace("23.6", "29.6")):
        outside.lay("/q", said)
        asked(made)
    assert not DutyRollCall.objects.exists() and not Alarm.objects.exists()
