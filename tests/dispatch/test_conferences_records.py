"""What a conference leaves: roll calls by name, minutes, decisions somebody carries out, recordings with their digest."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dispatch.alarms.models import Alarm
from dispatch.callout.actions import answer_call
from dispatch.callout.models import Call
from dispatch.conferences.actions import end_conference, open_conference
from dispatch.conferences.joining import join_conference
from dispatch.conferences.minutes import acknowledge_decision, decide, decision_due, finish_decision, write_minute
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.recordings import cut_silent, place_of, start_recording, stop_recording, take_part
from dispatch.conferences.records import Recording
from dispatch.conferences.roll_calls import answer_roll_call, roll_call_due, start_roll_call
from dispatch.contacts.actions import add_person
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.incidents.timeline import whole
from dispatch.orders.actions import assign_unit
from dispatch.orders.models import Order
from realtime.accounts.may import caller_of_user
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.store import path_of
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + bytes(range(256)) * 20


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def incident(people: SimpleNamespace) -> Incident:
    return open_incident(actor="system", area="440117", **FIRE)


@pytest.fixture
def held(people: SimpleNamespace, incident: Incident) -> Conference:
    """Chen and Huang are in, Nansha is asked."""
    conference = open_conference(
        actor=people.wang.actor, name="王值班", area="440117", purpose="会商", incident_id=incident.pk,
        users=[people.chen, people.huang, people.nansha],
    )  # fmt: skip
    for one in (people.chen, people.huang):
        join_conference(who=caller_of_user(one), conference_id=conference.pk, how="screen", video=False)
    return conference


def leg(conference: Conference, user: Any) -> Leg:
    return Leg.objects.get(conference=conference, user=user)


def results(roll_call: Any) -> dict[str, str]:
    return {target["name"]: target["result"] for target in roll_call.row()["targets"]}


def test_a_roll_call_goes_down_the_list_and_names_who_was_not_there(people: SimpleNamespace, held: Conference, agrees: Any):
    with agrees():
        roll_call = start_roll_call(actor=people.wang.actor, conference_id=held.pk)
        assert results(roll_call) == {"陈班长": "asked", "黄从化": "pending", "南值班": "pending"}
        answer_roll_call(actor=people.chen.actor, conference_id=held.pk, leg_id=leg(held, people.chen).pk, itself=True)
        roll_call_due(roll_call.pk)  # Huang says nothing
    roll_call.refresh_from_db()
    assert results(roll_call) == {"陈班长": "answered", "黄从化": "no_answer", "南值班": "offline"}
    assert roll_call.state == "done" and not Deadline.objects.filter(kind="conference.roll_call").exists()
    late = answer_roll_call(actor=people.huang.actor, conference_id=held.pk, leg_id=leg(held, people.huang).pk, itself=True)
    assert results(late)["黄从化"] == "late"
    instead = answer_roll_call(actor=people.wang.actor, conference_id=held.pk, leg_id=leg(held, people.nansha).pk, by_name="李副主任")
    assert results(instead)["南值班"] == "substitute" and instead.row()["targets"][2]["by_name"] == "李副主任"


def test_all_at_once_asks_everybody_who_is_in(people: SimpleNamespace, held: Conference):
    roll_call = start_roll_call(actor=people.wang.actor, conference_id=held.pk, all_at_once=True)
    assert results(roll_call) == {"陈班长": "asked", "黄从化": "asked", "南值班": "offline"}
    assert start_roll_call(actor=people.wang.actor, conference_id=held.pk).pk == roll_call.pk
    end_conference(actor=people.wang.actor, conference_id=held.pk)
    roll_call.refresh_from_db()
    assert (roll_call.state, results(roll_call)["黄从化"]) == ("done", "no_answer")


def test_minutes_are_numbered_and_stand_on_the_incidents_timeline(
    people: SimpleNamespace, held: Conference, incident: Incident, agrees: Any
):
    with agrees():
        write_minute(actor=people.wang.actor, name="王值班", conference_id=held.pk, text="气象台:今夜北风五级")
    end_conference(actor=people.wang.actor, conference_id=held.pk)
    assert write_minute(actor=people.wang.actor, name="王值班", conference_id=held.pk, text="补记").number == 2
    incident.refresh_from_db()
    assert "会商纪要:气象台:今夜北风五级" in [entry["text"] for entry in whole(incident)["entries"]]


def test_a_decision_for_a_team_on_the_incident_is_an_order(
    people: SimpleNamespace, held: Conference, incident: Incident, unit: Any, agrees: Any
):
    with pytest.raises(Problem) as not_there:
        decide(actor=people.wang.actor, name="王值班", conference_id=held.pk, text="开设隔离带", unit_id=unit.pk)
    assert "请先派遣" in not_there.value.detail
    assign_unit(actor=people.wang.actor, name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="出动")
    with agrees():
        decision = decide(actor=people.wang.actor, name="王值班", conference_id=held.pk, text="开设隔离带", unit_id=unit.pk)
    order = Order.objects.get(pk=decision.order)
    assert (decision.state, order.kind, order.task, order.unit_id) == ("ordered", "task", "开设隔离带", unit.pk)
    with pytest.raises(Problem):
        finish_decision(actor=people.wang.actor, decision_id=decision.pk, text="好了")


def test_a_contact_is_called_about_a_decision_and_their_answer_takes_it_on(people: SimpleNamespace, held: Conference, agrees: Any):
    person = add_person(
        actor="system", name="水务科长", area="440117", role="duty_desk", addresses=[{"channel": "record", "value": "1", "rank": 0}]
    )
    decision = decide(actor=people.wang.actor, name="王值班", conference_id=held.pk, text="联系水库开闸", person_id=person.pk)
    call = Call.objects.get(pk=decision.call)
    assert "联系水库开闸" in call.callout.text
    with agrees():
        answer_call(actor=people.wang.actor, call_id=call.pk, answer="entered", action_text="马上办", said_by="水务科长", read_back=True)
    decision.refresh_from_db()
    assert (decision.state, decision.acked_by, decision.ack_text) == ("acked", "水务科长", "马上办")


def test_a_department_that_does_not_finish_in_time_is_an_alarm_and_stays_open(people: SimpleNamespace, held: Conference, agrees: Any):
    due = timezone.now() + timedelta(minutes=30)
    decision = decide(actor=people.wang.actor, name="王值班", conference_id=held.pk, text="封山", department="林业局", due_at=due)
    with agrees():
        acknowledge_decision(actor=people.wang.actor, decision_id=decision.pk, said_by="林业局值班", text="收到")
        decision_due(decision.pk)
    decision.refresh_from_db()
    assert decision.overdue and Alarm.objects.filter(source="system", text__contains="林业局").exists()
    finish_decision(actor=people.wang.actor, decision_id=decision.pk, text="已封山")
    decision.refresh_from_db()
    assert decision.state == "done" and not Deadline.objects.filter(kind="conference.decision").exists()


@pytest.mark.parametrize("given", [{}, {"department": "局", "person_id": 1}])
def test_a_decision_has_exactly_one_addressee(people: SimpleNamespace, held: Conference, given: dict[str, Any]):
    with pytest.raises(Problem) as wrong:
        decide(actor=people.wang.actor, name="王值班", conference_id=held.pk, text="x", **given)
    assert wrong.value.code == "invalid"


def part(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "part"
    path.write_bytes(content)
    return path


def test_parts_become_one_file_with_its_digest_on_the_timeline(
    people: SimpleNamespace, held: Conference, incident: Incident, tmp_path: Path, agrees: Any
):
    with agrees():
        recording = start_recording(actor=people.wang.actor, name="王值班", conference_id=held.pk)
    pieces = [WEBM[:1000], WEBM[1000:3000], WEBM[3000:]]
    for number, piece in enumerate(pieces, 1):
        for _ in range(2):  # sent twice, kept once
            take_part(actor=people.wang.actor, recording_id=recording.pk, number=number, path=part(tmp_path, piece), size=len(piece))
    with pytest.raises(Problem) as gap:
        take_part(actor=people.wang.actor, recording_id=recording.pk, number=9, path=part(tmp_path, b"x"), size=1)
    assert gap.value.code == "conflict" and "第 4 段" in gap.value.detail
    with agrees():
        stop_recording(actor=people.wang.actor, recording_id=recording.pk)
    recording.refresh_from_db()
    assert (recording.state, recording.sha256) == ("kept", hashlib.sha256(WEBM).hexdigest())
    assert path_of(recording.sha256).read_bytes() == WEBM and File.objects.get(pk=recording.file_id).mime == "video/webm"
    incident.refresh_from_db()
    assert any(recording.sha256 in (entry["text"] or "") for entry in whole(incident)["entries"])
    held.refresh_from_db()
    assert held.recording is False
    cut_silent()
    assert not place_of(recording).exists()


def test_what_a_rolled_back_attempt_wrote_behind_the_end_is_overwritten(people: SimpleNamespace, held: Conference, tmp_path: Path):
    recording = start_recording(actor=people.wang.actor, name="王值班", conference_id=held.pk)
    take_part(actor=people.wang.actor, recording_id=recording.pk, number=1, path=part(tmp_path, b"abc"), size=3)
    with place_of(recording).open("ab") as file:
        file.write(b"left by a killed process")
    take_part(actor=people.wang.actor, recording_id=recording.pk, number=2, path=part(tmp_path, b"def"), size=3)
    assert place_of(recording).read_bytes() == b"abcdef"


def test_the_recording_of_a_page_that_vanished_is_kept_up_to_there(people: SimpleNamespace, held: Conference, tmp_path: Path):
    recording = start_recording(actor=people.wang.actor, name="王值班", conference_id=held.pk)
    take_part(actor=people.wang.actor, recording_id=recording.pk, number=1, path=part(tmp_path, WEBM), size=len(WEBM))
    assert cut_silent() == 0
    Recording.objects.update(part_at=timezone.now() - timedelta(minutes=2))
    assert cut_silent() == 1
    recording.refresh_from_db()
    assert (recording.state, recording.why) == ("cut", "主持端中断") and recording.file_id


def test_parts_come_over_http_and_only_from_who_records(people: SimpleNamespace, held: Conference, as_user: Any):
    client = as_user(people.wang)
    recording = client.send(f"/api/conferences/{held.pk}/recordings").json()["id"]
    path = f"/api/conferences/recordings/{recording}"

    def send(who: Any, number: int, key: str) -> Any:
        return who.post(f"{path}/parts", {"part": number, "file": SimpleUploadedFile("1.webm", WEBM)}, headers={"Idempotency-Key": key})

    assert send(client, 1, "a").json() == {"recording": recording, "parts": 1, "size": len(WEBM)}
    assert send(client, 1, "a").json()["parts"] == 1
    assert send(as_user(people.chen), 2, "b").status_code == 404
    stopped = client.send(f"{path}/stop").json()
    assert (stopped["state"], stopped["sha256"]) == ("kept", hashlib.sha256(WEBM).hexdigest())
    read = client.get(f"/api/conferences/{held.pk}").json()
    assert read["recordings"][0]["file"] == stopped["file"]
