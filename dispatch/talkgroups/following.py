"""incident, assignment, SOS → **following** → group: what opens, fills, raises and closes a group without anybody asking for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from dispatch.alarms.hooks import Fate
from dispatch.alarms.models import Alarm
from dispatch.incidents.hooks import Moment
from dispatch.incidents.models import CLOSED, Incident
from dispatch.talkgroups.actions import add_members, close_group, open_group, remove_members
from dispatch.talkgroups.telling import changing, move_group
from dispatch.teams.models import Unit, Vehicle
from realtime.log import act, current
from realtime.rules.models import rule
from realtime.talk.models import AREA, INCIDENT, UNIT, TalkGroup

if TYPE_CHECKING:
    from dispatch.orders.models import Assignment

SOS = "sos"
DISTRICT = 6  # digits


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    if moment == "closed":
        group = TalkGroup.objects.filter(kind=INCIDENT, incident_id=incident.pk).first()
        if group is not None:
            close_group(actor=actor, group_id=group.pk)
        return
    if moment == "moved":
        group = TalkGroup.objects.select_for_update().filter(kind=INCIDENT, incident_id=incident.pk).first()
        if group is not None and group.area != incident.area:
            move_group(actor, group, incident.area)
        return
    group_of(actor, incident)


def group_of(actor: str, incident: Incident) -> TalkGroup:
    """The incident's group; made now for incidents older than talk groups."""
    name = incident.place or str(incident.type)
    return open_group(
        actor=actor,
        kind=INCIDENT,
        name=f"{name} {incident.number[-4:]}",
        area=incident.area,
        incident_id=incident.pk,
        exercise=incident.exercise_id,
    )


def follow_opened(actor: str, assignment: Assignment) -> None:
    """The order's own words name the channel to radios."""
    group = group_of(actor, assignment.incident)
    add_members(actor=actor, group_id=group.pk, units=[assignment.unit_id], silently=True)


def follow_released(actor: str, assignment: Assignment) -> None:
    group = TalkGroup.objects.filter(kind=INCIDENT, incident_id=assignment.incident_id).first()
    if group is not None:
        remove_members(actor=actor, group_id=group.pk, members=[(UNIT, assignment.unit_id)])


# ---- SOS


def follow_alarm(alarm: Alarm) -> None:
    """求救: the group of the incident the caller is at, or of the district, opens by itself; the caller is heard before others."""
    if alarm.source != SOS:
        return
    actor, unit = current().actor, _unit_of(alarm)
    group = _sos_group(actor, alarm, unit)
    locked = TalkGroup.objects.select_for_update().get(pk=group.pk)
    with changing(actor, locked, "talk_group.raised"):
        locked.sos = True
        high = int(rule("talk.priority_sos", locked.area))
        locked.raised = locked.raised | dict.fromkeys(_callers(alarm, unit), high)


def follow_fate(fate: Fate, alarm: Alarm) -> None:
    """A verdict ends it; an alarm taken up again raises it again."""
    if alarm.source != SOS or fate == "acknowledged" or alarm.test:
        return
    if fate == "reopened":
        follow_alarm(alarm)
        return
    actor = current().actor
    callers = set(_callers(alarm, _unit_of(alarm)))
    for group in TalkGroup.objects.select_for_update().filter(sos=True, area__startswith=settings.CITY, exercise_id=alarm.exercise_id):
        if callers & set(group.raised):
            with changing(actor, group, "talk_group.changed"):
                group.raised = {who: high for who, high in group.raised.items() if who not in callers}
                group.sos = bool(group.raised)


def _callers(alarm: Alarm, unit: Unit | None) -> list[str]:
    """As the relay names them: the person whose page it was, the team whose radio."""
    return [*([f"unit:{unit.pk}"] if unit else []), *([alarm.device] if alarm.device.startswith("user:") else [f"alarm:{alarm.pk}"])]


def _unit_of(alarm: Alarm) -> Unit | None:
    if alarm.subject_id is None:
        return None
    vehicle = Vehicle.objects.filter(pk=alarm.subject_id).values_list("unit", flat=True).first()
    return Unit.objects.filter(pk=vehicle or alarm.subject_id).first()


def _sos_group(actor: str, alarm: Alarm, unit: Unit | None) -> TalkGroup:
    held_by = alarm.incident_id or (unit.holder() if unit else None)
    incident = Incident.objects.filter(pk=held_by, exercise_id=alarm.exercise_id).exclude(phase=CLOSED).first() if held_by else None
    if incident is not None:
        group = group_of(actor, incident)
        if unit is not None:
            add_members(actor=actor, group_id=group.pk, units=[unit.pk], silently=True)
        return group
    if alarm.exercise_id is not None:  # the standing groups are of the real world
        return open_group(
            actor=actor,
            kind="adhoc",
            name=f"求救 {alarm.number[-4:]}",
            area=alarm.area,
            units=[unit.pk] if unit else [],
            exercise=alarm.exercise_id,
        )
    area = alarm.area[:DISTRICT]
    with act(actor):
        group = open_group(actor=actor, kind=AREA, name=f"{area} 值班组", area=area)
        if unit is not None:
            add_members(actor=actor, group_id=group.pk, units=[unit.pk], silently=True)
    return group
