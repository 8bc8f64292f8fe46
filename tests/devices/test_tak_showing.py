"""What of ours stands on a TAK terminal's map, and where what its people write goes."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from devices import handlers
from devices.doors.tak.showing import things_of
from devices.inbox.models import Inbox
from devices.readings import Source, Text
from devices.terminals.models import Subject, Terminal
from devices.tracks.models import LastFix
from dispatch.incidents.actions import open_incident
from dispatch.incidents.records import Note
from dispatch.orders.actions import assign_unit
from realtime import clock
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db


def handset(subject: Subject, uid: str = "ANDROID-1") -> Terminal:
    return Terminal.objects.create(adapter="tak", external_id=uid, subject=subject, area="440117", kind="person")


def placed(kind: str, label: str, area: str = "440117") -> Subject:
    subject, now = Subject.objects.create(kind=kind, area=area, label=label), clock.now()
    LastFix.objects.create(subject=subject, fixed_at=now, received_at=now, lon=113.58, lat=23.54, speed=1.5, source="radio")
    return subject


def test_teams_and_incidents_of_its_area_and_nothing_of_itself_or_of_elsewhere(people: SimpleNamespace) -> None:
    own = placed("person", "李队")
    handset(own)
    placed("vehicle", "消防车")
    placed("sensor", "雨量站")
    placed("team", "南沙队", "440115")
    incident = open_incident(actor=people.wang.actor, **FIRE)
    shown = things_of(["ANDROID-1", "STRANGER"])
    assert list(shown) == ["ANDROID-1"]
    labels = {thing.label: thing for thing in shown["ANDROID-1"]}
    assert set(labels) == {"消防车", f"{incident.number} 良口镇"}
    assert (labels["消防车"].type, labels["消防车"].speed) == ("a-f-G-E-V-C", 1.5)


def test_what_a_team_that_was_sent_writes_goes_on_the_record(people: SimpleNamespace, make_unit: Callable[..., Any]) -> None:
    unit = make_unit()
    terminal = handset(unit.subject)

    def writes(text: str) -> None:
        reading = Text(
            source=Source("tak", "ANDROID-1"), received_ms=int(clock.now().timestamp() * 1000), message_id=text, text=text, topic="chat"
        )
        handlers.handle(reading, terminal, Inbox(received_at=clock.now()))

    writes("到岗")
    assert not Note.objects.exists(), "nobody has sent them anywhere"
    incident = open_incident(actor=people.wang.actor, **FIRE)
    assign_unit(actor=people.wang.actor, name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="出动")
    writes("东侧火线已控制")
    assert "东侧火线已控制" in Note.objects.get(incident=incident).text
