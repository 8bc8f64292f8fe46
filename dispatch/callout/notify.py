"""One press on an alarm: the duty desk of the district, the town and the units that answer for the ground are called at once."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from dispatch.alarms.holding import hold
from dispatch.alarms.models import Alarm
from dispatch.alarms.steps import mark_step
from dispatch.callout.actions import start_callout
from dispatch.callout.models import Callout
from dispatch.callout.towns import Town, town_of
from dispatch.contacts.duty import above, responsible
from dispatch.incidents.models import type_name
from realtime.areas.models import Area
from realtime.codes import Problem

PURPOSE = "notify"


class Pressed(NamedTuple):
    callout: Callout | None
    added: int
    town: Town | None
    gaps: list[str]  # area codes of the chain without anybody to call


def notify_alarm(*, actor: str, name: str, alarm_id: int, text: str = "", town: str = "") -> Pressed:
    """A second press adds nobody who is called already."""
    with hold(actor, alarm_id) as held:  # before the callout, as a verdict locks them
        alarm = held.alarm
        ground = _ground(alarm, town)
        codes = [code for code in above(ground.code if ground else alarm.area) if code != settings.CITY] or [settings.CITY]
        persons = responsible(codes, alarm.type)
        reached = {person.area for person in persons}
        gaps = [code for code in codes if code not in reached]
        if not persons:
            return Pressed(None, 0, ground, gaps)
        before = set(_called(alarm))
        callout = start_callout(
            actor=actor, name=name, about="alarm", about_id=alarm.pk, purpose=PURPOSE, persons=persons, text=text or _words(alarm),
            area=alarm.area, incident_id=alarm.incident_id, exercise=alarm.exercise_id,
        )  # fmt: skip
        mark_step(actor=actor, alarm_id=alarm.pk, kind=PURPOSE)
    return Pressed(callout, sum(person.pk not in before for person in persons), ground, gaps)


def _ground(alarm: Alarm, town: str) -> Town | None:
    if not town:
        return town_of(alarm.area, place=alarm.place, lon=alarm.lon, lat=alarm.lat)
    chosen = Area.objects.filter(pk=town, code__startswith=alarm.area).first()
    if chosen is None:
        raise Problem("invalid", "所选镇街不在警情所在区划内。", where=["town"])
    return Town(chosen.code, chosen.name, "given")


def _called(alarm: Alarm) -> list[int]:
    going = Callout.objects.filter(about="alarm", about_id=alarm.pk, purpose=PURPOSE, stopped_at=None)
    return list(going.values_list("calls__person_id", flat=True))


def _words(alarm: Alarm) -> str:
    kind = type_name(alarm.type) or "警情"
    return f"{alarm.place or '辖区内'} 接报疑似{kind}(警情 {alarm.number}),请立即组织核查,应答时说明采取的措施。"
