"""Verbs on incidents that others build on: open, lock, change, write a note, move the phase, close, re-open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from dispatch.incidents.conditions import is_confirmed, refuse_held_units, refuse_open_children, refuse_or_say, require_four_ones
from dispatch.incidents.hooks import tell_incident
from dispatch.incidents.models import ACTIVATED, CLOSED, GUARD, MOVES, OPENED, EventType, Incident
from dispatch.incidents.records import Note
from dispatch.incidents.restoring import restore
from dispatch.numbers import INCIDENT, next_number
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.log import Log, act
from realtime.rules.models import rule

GUARD_OVER = "incident.guard"  # deadline kind


def open_incident(
    *, actor: str, type: str, lon: float, lat: float, area: str | None = None, place: str = "", text: str = "", exercise: int | None = None
) -> Incident:
    require_type(type)
    with act(actor, exercise) as log:
        incident = Incident.objects.create(
            number=next_number(INCIDENT), type_id=type, lon=lon, lat=lat, area=area or area_at(lon, lat), place=place, text=text,
            opened_by=actor, exercise_id=exercise,
        )  # fmt: skip
        tell(log, incident.streams, "incident.opened", None, incident.row(), area=incident.area)
        tell_incident(actor, "opened", incident)
    return incident


def require_type(code: str) -> None:
    if not EventType.objects.filter(pk=code).exists():
        raise Problem("invalid", f"没有事件类型 {code},请从列表中选择。", where=["type"])


def lock_incident(incident_id: int) -> Incident:
    """The row, locked, open or closed."""
    incident = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。")
    return incident


def lock_open_incident(incident_id: int) -> Incident:
    """The row, locked; a closed or unknown one is refused."""
    incident = lock_incident(incident_id)
    if not incident.open:
        raise Problem("wrong_state", f"事件 {incident.number} 已结束,不能再操作。")
    return incident


@contextmanager
def on_incident(actor: str, incident_id: int) -> Iterator[tuple[Incident, Log]]:
    """An action on one open incident, locked, told under the incident's own exercise."""
    with act(actor):
        incident = lock_open_incident(incident_id)
        with act(actor, incident.exercise_id) as log:
            yield incident, log


def change_incident(*, actor: str, incident: Incident, **values: object) -> Incident:
    """Set fields of a locked incident and tell what changed."""
    return set_fields(actor, incident, "incident.changed", values)


def set_fields(actor: str, incident: Incident, kind: str, values: Mapping[str, object]) -> Incident:
    """`change_incident` told as another kind of event."""
    with act(actor, incident.exercise_id) as log:
        before = incident.row()
        for name, value in values.items():
            setattr(incident, name, value)
        incident.save(update_fields=list(values))
        tell(log, incident.streams, kind, before, incident.row(), area=incident.area)
    return incident


def note_incident(
    *, actor: str, incident_id: int, text: str, occurred_at: datetime | None = None, received_at: datetime | None = None
) -> Note:
    """A note with its three times. What happened before the end may still be entered after it: paper and phones come back late."""
    with act(actor):
        incident = lock_for_record(incident_id, occurred_at)
        return write(actor=actor, incident=incident, kind=Note.NOTE, text=text, occurred_at=occurred_at, received_at=received_at)


def lock_for_record(incident_id: int, occurred_at: datetime | None) -> Incident:
    """An open incident, or a closed one for a late entry of what occurred while it was open."""
    incident = lock_incident(incident_id)
    late = occurred_at is not None and incident.closed_at is not None and occurred_at <= incident.closed_at
    if not incident.open and not late:
        raise Problem("wrong_state", f"事件 {incident.number} 已结束。补记结束前的情况请填写发生时间,结束后的情况请先恢复事件。")
    return incident


def write(
    *, actor: str, incident: Incident, kind: str, text: str, occurred_at: datetime | None = None, received_at: datetime | None = None
) -> Note:
    """Words on the timeline of a locked incident, as an event of their own."""
    number = incident.words + 1
    note = Note.objects.create(
        incident=incident, number=number, kind=kind, text=text, by=actor, occurred_at=occurred_at, received_at=received_at
    )
    set_fields(actor, incident, "incident.written", {"words": number})
    return note


def move_phase(*, actor: str, incident_id: int, phase: str) -> Incident:
    """Forward, or back to the scene when it rekindles. Guarding sets the clock after which the clerk says that it is over."""
    with on_incident(actor, incident_id) as (incident, _):
        if phase not in MOVES[incident.phase]:
            raise Problem("wrong_state", f"事件处于“{incident.get_phase_display()}”,不能改为该阶段。", where=["phase"])
        missing = require_four_ones(incident) if incident.phase in ACTIVATED and phase not in ACTIVATED else []
        values: dict[str, object] = {"phase": phase, "guard_until": None}
        clear_deadline(GUARD_OVER, incident.pk)
        if phase == GUARD:
            guard = timedelta(hours=float(rule("incident.guard_h", incident.area)))
            values["guard_until"] = clock.now() + guard
            set_deadline(GUARD_OVER, incident.pk, guard.total_seconds(), exercise=incident.exercise_id)
        change_incident(actor=actor, incident=incident, **values)
        tell_incident(actor, "phased", incident)
        say_missing(incident, missing)
    return incident


def say_missing(incident: Incident, missing: list[str]) -> None:
    """Where the rule only warns, the timeline says that it went on without."""
    if missing:
        write(
            actor="rule:incident.four_ones",
            incident=incident,
            kind=Note.SYSTEM,
            text=f"“四个一”尚缺{'、'.join(missing)},事件已转为“{incident.get_phase_display()}”,请尽快补齐。",
        )


def close_incident(*, actor: str, incident_id: int, note: str) -> Incident:
    """Refused while units are held, children are open, or the “four ones” are not settled; the note says how it ended."""
    with on_incident(actor, incident_id) as (incident, _):
        refuse_held_units(incident)
        refuse_open_children(incident)
        missing = require_four_ones(incident) if is_confirmed(incident) else []
        unsettled = refuse_or_say(incident)
        write(actor=actor, incident=incident, kind=Note.CLOSING, text=note)
        for said in unsettled:
            write(actor="system", incident=incident, kind=Note.SYSTEM, text=said)
        now = clock.now()
        if incident.guard_until is not None and now < incident.guard_until:
            write(actor="rule:incident.guard_h", incident=incident, kind=Note.SYSTEM, text="看守时限未满即结束事件。")
        end_incident(actor=actor, incident=incident, at=now)
        say_missing(incident, missing)
    return incident


def end_incident(*, actor: str, incident: Incident, at: datetime, **values: object) -> None:
    """Set a locked incident closed; its conditions have been checked."""
    clear_deadline(GUARD_OVER, incident.pk)
    set_fields(actor, incident, "incident.closed", {"phase": CLOSED, "closed_at": at, "guard_until": None} | values)
    tell_incident(actor, "closed", incident)


def reopen_incident(*, actor: str, incident_id: int, reason: str) -> Incident:
    """It was not over: it rekindled, or was closed by mistake. Nobody is there any more, so it starts again from 已立案."""
    with act(actor):
        incident = lock_incident(incident_id)
        if incident.open:
            raise Problem("wrong_state", f"事件 {incident.number} 没有结束,无需恢复。")
        if incident.exercise_id is not None and Exercise.objects.filter(pk=incident.exercise_id).exclude(ended_at=None).exists():
            raise Problem("exercise", f"事件 {incident.number} 所属的演练已经结束,不能恢复。")
        if incident.merged_into is not None:
            raise Problem("wrong_state", f"事件 {incident.number} 已并入 {incident.merged_into.number},请在该事件中处置。")
        if incident.parent_id is not None and not lock_incident(incident.parent_id).open:
            raise Problem("wrong_state", f"上级事件 {incident.parent} 已结束,请先恢复上级事件。")
        if incident.archived:
            with act(actor, incident.exercise_id) as log:
                restore(log, incident)
        number = incident.words + 1
        Note.objects.create(incident=incident, number=number, kind=Note.REOPENING, text=reason, by=actor)
        values = {"phase": OPENED, "closed_at": None, "reopened": incident.reopened + 1, "words": number}
        set_fields(actor, incident, "incident.reopened", values)
        tell_incident(actor, "reopened", incident)
    return incident
