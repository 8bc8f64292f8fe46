"""Verbs on incidents: open, note, move phase, grade, close."""

from __future__ import annotations

from datetime import datetime

from dispatch.incidents.models import CLOSED, MOVES, EventType, Incident, Note
from dispatch.numbers import INCIDENT, next_number
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.log import act


def open_incident(
    *, actor: str, type: str, lon: float, lat: float, area: str | None = None, place: str = "", text: str = "", exercise: int | None = None
) -> Incident:
    if not EventType.objects.filter(pk=type).exists():
        raise Problem("invalid", f"没有事件类型 {type},请从列表中选择。", where=["type"])
    with act(actor, exercise) as log:
        incident = Incident.objects.create(
            number=next_number(INCIDENT), type_id=type, lon=lon, lat=lat, area=area or area_at(lon, lat), place=place, text=text,
            opened_by=actor, exercise_id=exercise,
        )  # fmt: skip
        tell(log, incident.streams, "incident.opened", None, incident.row(), area=incident.area)
    return incident


def lock_open_incident(incident_id: int) -> Incident:
    """The row, locked; a closed or unknown one is refused."""
    incident = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。")
    if not incident.open:
        raise Problem("wrong_state", f"事件 {incident.number} 已结束,不能再操作。")
    return incident


def note_incident(*, actor: str, incident_id: int, text: str, occurred_at: datetime | None = None) -> Note:
    with act(actor) as log:
        incident = lock_open_incident(incident_id)
        note = Note.objects.create(incident=incident, text=text, by=actor, occurred_at=occurred_at)
        body = {"id": incident.pk, "area": incident.area, "note": note.pk}
        log.append(f"incident:{incident.pk}", "incident.noted", body, area=incident.area)
    return note


def change_incident(*, actor: str, incident: Incident, **values: object) -> Incident:
    """Set fields of a locked incident and tell what changed."""
    with act(actor) as log:
        before = incident.row()
        for name, value in values.items():
            setattr(incident, name, value)
        incident.save(update_fields=list(values))
        tell(log, incident.streams, "incident.changed", before, incident.row(), area=incident.area)
    return incident


def move_phase(*, actor: str, incident_id: int, phase: str) -> Incident:
    with act(actor):
        incident = lock_open_incident(incident_id)
        if phase not in MOVES[incident.phase]:
            raise Problem("wrong_state", f"事件处于“{incident.get_phase_display()}”,不能改为该阶段。", where=["phase"])
        return change_incident(actor=actor, incident=incident, phase=phase)


def grade_incident(*, actor: str, incident_id: int, grade: int, state: str) -> Incident:
    """The system or an officer proposes; only a person confirms."""
    with act(actor):
        return change_incident(actor=actor, incident=lock_open_incident(incident_id), grade=grade, grade_state=state)


def close_incident(*, actor: str, incident_id: int, note: str) -> Incident:
    """Refused while units are held; the note says how it ended."""
    with act(actor) as log:
        incident = lock_open_incident(incident_id)
        held = list(incident.assignments.filter(state="open").select_related("unit"))
        if held:
            names = "、".join(assignment.unit.name for assignment in held[:5])
            raise Problem("open_assignments", f"仍有 {len(held)} 支队伍未解除:{names}。请先收队。", where=[str(row.pk) for row in held])
        note_incident(actor=actor, incident_id=incident_id, text=note)
        before = incident.row()
        incident.phase, incident.closed_at = CLOSED, clock.now()
        incident.save(update_fields=["phase", "closed_at"])
        tell(log, incident.streams, "incident.closed", before, incident.row(), area=incident.area)
    return incident
