"""Two incidents that are one: what came in and who was sent go over to the other, both timelines say so, and this one ends as merged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devices.video.actions import as_row
from devices.video.models import VideoLink
from dispatch.alarms.models import Alarm
from dispatch.callout.models import Callout
from dispatch.geofences.models import Fence
from dispatch.incidents.actions import change_incident, end_incident, write
from dispatch.incidents.commander import give_command
from dispatch.incidents.linking import open_pair
from dispatch.incidents.models import ON_SCENE, OPENED, RESPONDING, Incident
from dispatch.incidents.records import Note
from dispatch.orders import states
from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import OPEN, Assignment, Order
from dispatch.plots.models import Plot
from dispatch.safety.models import Check, Danger
from dispatch.safety.roll_calls import EVERY
from dispatch.supplies.models import SupplyRequest
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.log import Log, act

SAVED = {"alarm": ["incident_id"], "check": ["incident", "area"]}
EARLY = [OPENED, RESPONDING, ON_SCENE]  # phases that whoever is sent or arrives moves on


def merge_incident(*, actor: str, incident_id: int, into_id: int) -> Incident:
    """Everything or nothing. Figures are not added up: two reports of three dead are three dead, and a person must say so."""
    with act(actor):
        # Orders before incidents, as an answer that comes in locks them: neither then waits for the other.
        _locked(Order.objects.filter(incident=incident_id))
        source, target = open_pair(incident_id, into_id)
        with act(actor, source.exercise_id) as log:
            held = list(source.assignments.filter(state=OPEN).select_related("unit").order_by("id"))
            alarms = Alarm.objects.filter(incident_id=source.pk).count()
            for kind, rows in followers(source):
                for row in rows:
                    _move(log, kind, row, target)
            _move_calls(log, source, target)
            _move_links(log, source, target)
            for assignment in held:
                _tell_home(log, assignment, source, target)
            _move_rhythm(source, target)
            _move_children(actor, source, target)
            _carry_on(actor, source, target, bool(held))
            teams = "、".join(assignment.unit.name for assignment in held) or "无"
            write(actor=actor, incident=target, kind=Note.LINK, text=f"并入事件 {source.number}:警情 {alarms} 条,在办队伍 {teams}")
            write(actor=actor, incident=source, kind=Note.LINK, text=f"本事件并入 {target.number}")
            end_incident(actor=actor, incident=source, at=clock.now(), merged_into=target, parent=None)
    return source


def followers(source: Incident) -> list[tuple[str, Iterable[Any]]]:
    """What is not over yet. What is over stays with the incident it happened in."""
    held = source.assignments.filter(state=OPEN).values("unit")
    orders = Order.objects.filter(incident=source, unit__in=held).exclude(assignment__state=states.RELEASED)
    return [
        ("alarm", _locked(Alarm.objects.filter(incident_id=source.pk))),
        ("order", _locked(orders)),
        ("assignment", _locked(Assignment.objects.filter(incident=source, state__in=(OPEN, states.PLANNED)))),
        ("reinforcement", _locked(Reinforcement.objects.filter(incident=source, returned_at=None, refused_at=None))),
        ("check", _locked(Check.objects.filter(incident=source, over=False))),
        ("danger", _locked(Danger.objects.filter(incident=source, ended_at=None))),
        ("fence", _locked(Fence.objects.filter(incident=source, ended_at=None))),
        ("plot", _locked(Plot.objects.filter(incident=source, ended_at=None))),
        ("supply_request", _locked(SupplyRequest.objects.filter(incident=source).exclude(state__in=SupplyRequest.OVER))),
    ]


def _locked(rows: Any) -> list[Any]:
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _move(log: Log, kind: str, row: Any, target: Incident) -> None:
    before, old = row.row(), set(row.streams)
    row.incident_id = target.pk
    if kind != "alarm":
        row.incident = target
    if kind == "check":  # its board is the incident's
        row.area = target.area
    row.save(update_fields=SAVED.get(kind, ["incident"]))
    move_between(log, kind, before, row.row(), old, set(row.streams))


def _move_calls(log: Log, source: Incident, target: Incident) -> None:
    for callout in Callout.objects.select_for_update().filter(incident_id=source.pk, archived=False).order_by("pk"):
        calls = [(call, call.row(), set(call.streams)) for call in callout.calls.select_related("callout", "person").order_by("pk")]
        callout.incident_id = target.pk
        callout.save(update_fields=["incident_id"])
        for call, before, old in calls:
            call.callout = callout
            move_between(log, "call", before, call.row(), old, set(call.streams))


def _move_links(log: Log, source: Incident, target: Incident) -> None:
    for link in VideoLink.objects.filter(incident_id=source.pk, active=True):
        link.incident_id = target.pk
        link.save(update_fields=["incident_id"])
        log.append(f"area:{link.area}", "link.opened", as_row(link))
        log.append(f"incident:{target.pk}", "link.opened", as_row(link), area=target.area)
        log.append(f"incident:{source.pk}", "link.left", {"id": link.pk, "area": link.area}, area=source.area)


def move_between(log: Log, kind: str, before: Any, after: Any, old: set[str], new: set[str]) -> None:
    """A row leaves some streams, comes whole to others, and changes on the rest."""
    for stream in sorted(old - new):
        log.append(stream, f"{kind}.left", {"id": after["id"], "area": before["area"]})
    tell(log, sorted(new - old), f"{kind}.moved", None, after, area=after["area"])
    tell(log, sorted(new & old), f"{kind}.moved", before, after, area=after["area"])


def _move_rhythm(source: Incident, target: Incident) -> None:
    """The crews' next roll call is the other incident's, unless that one has its own already."""
    found = Deadline.objects.filter(kind=EVERY, object_id=source.pk)
    if Deadline.objects.filter(kind=EVERY, object_id=target.pk).exists():
        found.delete()
    else:
        found.update(object_id=target.pk)


def _tell_home(log: Log, assignment: Assignment, source: Incident, target: Incident) -> None:
    """The team's home sees which incident has it; a drill does not make a team look taken on the real board."""
    unit = assignment.unit
    if assignment.exercise_id is None:
        tell(log, [unit.stream], "unit.changed", unit.row(source.pk), unit.row(target.pk), area=unit.area)


def _move_children(actor: str, source: Incident, target: Incident) -> None:
    """Parts of the one become parts of the other; where the other is itself a part of the one, it takes its place."""
    if target.parent_id == source.pk:
        change_incident(actor=actor, incident=target, parent_id=source.parent_id)
    for child in Incident.objects.select_for_update().filter(parent=source).exclude(pk=target.pk).order_by("pk"):
        change_incident(actor=actor, incident=child, parent_id=target.pk)


def _carry_on(actor: str, source: Incident, target: Incident, held: bool) -> None:
    """Teams that are there are there: the other incident is no earlier than they are, and has their commander if it has none."""
    if held and source.phase in EARLY and target.phase in EARLY and EARLY.index(source.phase) > EARLY.index(target.phase):
        change_incident(actor=actor, incident=target, phase=source.phase)
    if source.commander_name and not target.commander_name:
        give_command(actor, target, source.commander_unit_id, source.commander_name, f"随事件 {source.number} 并入")
