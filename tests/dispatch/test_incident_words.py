"""Words of an incident: told by number, struck through but never changed, entered late with their three times."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dispatch.incidents.actions import (
    close_incident,
    move_phase,
    note_incident,
    open_incident,
)
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.models import Incident
from dispatch.incidents.strikes import strike_entry
from dispatch.incidents.timeline import whole
from dispatch.orders.acks import Spoken
from dispatch.orders.actions import assign_unit
from dispatch.orders.legs import move_leg
from dispatch.orders.models import Assignment
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
FOUR = {"lead": "王副区长", "task_force": "良口火场处置专班", "plan": "两翼夹击,以水灭火", "outlet": "区应急局值班室"}
WANG = "user:1"


@pytest.fixture
def incident(city) -> Incident:
    return open_incident(actor=WANG, **FIRE)


@pytest.fixture
def settled(incident) -> Incident:
    """With its “four ones” in words."""
    return fill_four_ones(actor=WANG, incident_id=incident.pk, texts=FOUR)


def last(incident: Incident, kind: str) -> Event:
    return Event.objects.filter(stream_id=f"incident:{incident.pk}", kind=kind).order_by("-seq")[0]


def test_a_second_officers_screen_hears_of_every_word_without_asking(agrees, settled):
    """Peers' complaint 1: a second dispatcher must refresh to see notes."""
    before = settled.words
    with agrees():
        note_incident(actor=WANG, incident_id=settled.pk, text="风向转东北")
    heard = Event.objects.filter(stream_id=f"area:{settled.area}").order_by("-seq")[0]
    assert (heard.kind, f'"words":{before + 1}' in heard.body, "风向" in heard.body) == ("incident.written", True, False)


def test_row_board_and_timeline_never_disagree(agrees, settled):
    """Peers' complaint 7: status changed, log and other panels do not agree. One action changes row and both streams, or nothing."""
    for scope in (f"area:{settled.area}", f"incident:{settled.pk}"):
        with agrees(scope):
            move_phase(actor=WANG, incident_id=settled.pk, phase="on_scene" if scope.startswith("area") else "controlled")
    with pytest.raises(Problem), act(WANG):
        move_phase(actor=WANG, incident_id=settled.pk, phase="out")
        move_phase(actor=WANG, incident_id=settled.pk, phase="responding")
    settled.refresh_from_db()
    assert (settled.phase, '"phase":"controlled"' in last(settled, "incident.changed").body) == ("controlled", True)


def test_an_entry_struck_through_stays_with_who_when_why_and_what_it_should_say(agrees, as_user, people, incident):
    note_incident(actor=people.wang.actor, incident_id=incident.pk, text="死亡 3 人")
    seq = last(incident, "incident.written").seq
    with agrees(f"incident:{incident.pk}"):
        strike_entry(actor=people.chen.actor, incident_id=incident.pk, seq=seq, reason="误听", text="死亡 0 人,3 人受伤")
    entries = as_user(people.wang).get(f"/api/incidents/{incident.pk}").json()["entries"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    struck = entries[seq - 1]
    assert struck["text"] == "死亡 3 人"
    assert (struck["struck"]["by_name"], struck["struck"]["reason"], struck["struck"]["text"]) == ("陈班长", "误听", "死亡 0 人,3 人受伤")
    assert "误听" in entries[-1]["text"]


def test_what_the_system_wrote_cannot_be_struck(incident):
    with pytest.raises(Problem, match="系统"):
        strike_entry(actor=WANG, incident_id=incident.pk, seq=1, reason="x")
    with pytest.raises(Problem, match="99"):
        strike_entry(actor=WANG, incident_id=incident.pk, seq=99, reason="x")


def test_a_late_entry_is_marked_with_its_three_times(incident):
    now = clock.now()
    note_incident(
        actor=WANG, incident_id=incident.pk, text="到达火场", occurred_at=now - timedelta(hours=1), received_at=now - timedelta(minutes=50)
    )
    note_incident(actor=WANG, incident_id=incident.pk, text="正在开设隔离带", occurred_at=now)
    late, prompt = whole(incident)["entries"][-2:]
    assert (late["late"], prompt["late"]) == (True, False)
    assert late["occurred_at"] < late["received_at"] < late["at"]


def test_what_happened_before_the_end_may_be_entered_after_it(settled):
    during = clock.now()
    close_incident(actor=WANG, incident_id=settled.pk, note="已移交")
    note_incident(actor=WANG, incident_id=settled.pk, text="手机离线时的记录", occurred_at=during)
    with pytest.raises(Problem, match="补记"):
        note_incident(actor=WANG, incident_id=settled.pk, text="结束后的事")


def test_a_leg_noted_on_paper_is_a_late_entry_at_its_own_time(agrees, people, incident, unit):
    assignment, _ = assign_unit(actor=WANG, name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="上山")
    said = clock.now() - timedelta(hours=2)
    Assignment.objects.filter(pk=assignment.pk).update(opened_at=said - timedelta(minutes=5))
    with agrees():
        move_leg(actor=WANG, assignment_id=assignment.pk, leg="arrived", said_at=said, spoken=Spoken("梁队长", "应急01", True, said))
    entry = next(entry for entry in whole(incident)["entries"] if entry["kind"] == "assignment.arrived")
    assert (
        entry["late"]
        and entry["occurred_at"] is not None
        and abs(datetime.fromisoformat(entry["occurred_at"]) - said) < timedelta(seconds=1)
    )
