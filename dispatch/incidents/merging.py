"""Two incidents that are one: what came in and who was sent go over to the other, both timelines say so, and this one ends as merged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.video.actions import as_row
from devices.video.models import VideoLink
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import change_incident, end_incident, write
from dispatch.incidents.linking import open_pair
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Note
from dispatch.orders.models import OPEN, Assignment, Order
from dispatch.telling import tell
from realtime import clock
from realtime.log import Log, act

Mover = Callable[[Log, Incident, Incident], None]
_movers: list[Mover] = []


def on_merge(mover: Mover) -> None:
    """`mover(log, source, target)` takes an app's own rows along; registered in `AppConfig.ready`."""
    if mover not in _movers:
        _movers.append(mover)


def merge_incident(*, actor: str, incident_id: int, into_id: int) -> Incident:
    """Everything or nothing. Figures are not added up: two reports of three dead are three dead, and a person must say so."""
    with act(actor):
        source, target = open_pair(incident_id, into_id)
        with act(actor, source.exercise_id) as log:
            held = list(source.assignments.filter(state=OPEN).select_related("unit", "order").order_by("id"))
            alarms = _move_alarms(log, source, target)
            for assignment in held:
                _move_assignment(log, assignment, source, target)
            _move_children(actor, source, target)
            _move_links(log, source, target)
            for mover in _movers:
                mover(log, source, target)
            teams = "、".join(assignment.unit.name for assignment in held) or "无"
            write(actor=actor, incident=target, kind=Note.LINK, text=f"并入事件 {source.number}:警情 {alarms} 条,在办队伍 {teams}")
            write(actor=actor, incident=source, kind=Note.LINK, text=f"本事件并入 {target.number}")
            end_incident(actor=actor, incident=source, at=clock.now(), merged_into=target, parent=None)
    return source


def _move_alarms(log: Log, source: Incident, target: Incident) -> int:
    alarms = list(Alarm.objects.select_for_update().filter(incident_id=source.pk).order_by("id"))
    for alarm in alarms:
        before = alarm.row()
        alarm.incident_id = target.pk
        alarm.save(update_fields=["incident_id"])
        boards = Boards({alarm.stream, f"incident:{source.pk}"}, {alarm.stream, f"incident:{target.pk}"})
        boards.tell(log, "alarm", before, alarm.row(), alarm.area, alarm.area)
    return len(alarms)


def _move_assignment(log: Log, assignment: Assignment, source: Incident, target: Incident) -> None:
    """The order goes with it; the team's phone shows the incident it now works for, and nobody is ordered twice."""
    unit = assignment.unit
    tell(log, [unit.stream], "unit.changed", unit.row(source.pk), unit.row(target.pk), area=unit.area)
    for kind, row in (("order", assignment.order), ("assignment", assignment)):
        if row is None:
            continue
        before, old = row.row(), _streams(row)
        row.incident = target
        row.save(update_fields=["incident"])
        Boards(old, _streams(row)).tell(log, kind, before, row.row(), source.area, target.area)


def _streams(row: Order | Assignment) -> set[str]:
    return set(row.streams if isinstance(row, Order) else row.incident.streams)


def _move_children(actor: str, source: Incident, target: Incident) -> None:
    """Parts of the one become parts of the other; where the other is itself a part, it takes the place of the one."""
    if target.parent_id == source.pk:
        change_incident(actor=actor, incident=target, parent_id=source.parent_id)
    for child in Incident.objects.select_for_update().filter(parent=source).exclude(pk=target.pk).order_by("pk"):
        change_incident(actor=actor, incident=child, parent_id=target.pk)


def _move_links(log: Log, source: Incident, target: Incident) -> None:
    for link in VideoLink.objects.filter(incident_id=source.pk, active=True):
        link.incident_id = target.pk
        link.save(update_fields=["incident_id"])
        log.append(f"area:{link.area}", "link.opened", as_row(link))
        log.append(f"incident:{target.pk}", "link.opened", as_row(link), area=target.area)
        log.append(f"incident:{source.pk}", "link.left", {"id": link.pk, "area": link.area}, area=source.area)


class Boards:
    """On which streams a row was and now is: it leaves some, comes whole to others, and changes on the rest."""

    def __init__(self, before: set[str], after: set[str]) -> None:
        self.gone, self.new, self.both = sorted(before - after), sorted(after - before), sorted(before & after)

    def tell(self, log: Log, kind: str, before: Any, after: Any, old_area: str, area: str) -> None:
        for stream in self.gone:
            log.append(stream, f"{kind}.left", {"id": after["id"], "area": old_area}, area=old_area)
        tell(log, self.new, f"{kind}.entered", None, after, area=area)
        tell(log, self.both, f"{kind}.moved", before, after, area=area)
