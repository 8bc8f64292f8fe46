"""Verbs on an instruction: give, acknowledge, feed back, carry on, close; and what the clerk does at half and at the end of its term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from command.instructions.models import ACKED, CLOSED, DONE, GOING, MOVES, STATES, TOLD, Addressee, Feedback, Instruction
from command.reports.models import Report
from dispatch.alarms.actions import raise_alarm
from dispatch.callout.actions import start_callout
from dispatch.callout.models import Call
from dispatch.contacts.duty import on_duty
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

ABOUT = "directive"
HALF, DUE = "instruction.half", "instruction.due"  # deadline kinds
CLERK = "clerk"
STATE_NAMES = dict(STATES)


def give_instruction(
    *, actor: str, name: str, leader_name: str, leader_title: str = "", channel: str, text: str, area: str = "", incident_id: int | None = None,
    report_id: int | None = None, persons: Sequence[int] = (), offices: Sequence[str] = (), given_at: datetime | None = None,
    due_at: datetime | None = None, read_back_ok: bool = False, exercise: int | None = None,
) -> Instruction:  # fmt: skip
    """Passed on at once. With nobody named it goes to the shift chief on duty for the place, who finds who must act."""
    report = _report(report_id)
    incident = _incident(incident_id or (report.incident_id if report else None))
    thing = incident or report
    area, exercise = (thing.area, thing.exercise_id) if thing is not None else (area, exercise)
    if not area:
        raise Problem("invalid", "请指明批示所属的区划、事件或报告。", where=["area"])
    if channel == "phone" and not read_back_ok:
        raise Problem("invalid", "电话批示须复述无误后登记。", where=["read_back_ok"])
    with act(actor, exercise) as log:
        now = clock.now()
        at = given_at or now
        until = due_at or at + timedelta(minutes=float(rule("instructions.due_min", area)))
        if at > now:
            raise Problem("invalid", "批示时间不能晚于现在。", where=["given_at"])
        if until <= now:
            raise Problem("invalid", "时限已经过去,请重填。", where=["due_at"])
        found = list(Person.objects.current().filter(pk__in=persons))
        if len(found) != len(set(persons)):
            raise Problem("invalid", "有联系人不存在或已停用。", where=["persons"])
        if not found and not offices:
            found = on_duty(area, "shift_chief") or on_duty(area, "duty_officer")
        instruction = Instruction.objects.create(
            area=area, incident=incident, report=report, leader_name=leader_name.strip(), leader_title=leader_title.strip(), channel=channel,
            given_at=at, text=text.strip(), read_back_ok=read_back_ok or channel in ("app", "paper"), due_at=until,
            half_at=_again_at(at, until, area), by=actor, by_name=name, exercise_id=exercise,
        )  # fmt: skip
        Addressee.objects.bulk_create(
            [
                *(Addressee(instruction=instruction, person=person, name=f"{person.org}{person.title} {person.name}".strip()[:120]) for person in found),
                *(Addressee(instruction=instruction, name=office.strip()[:120]) for office in offices),
            ]
        )  # fmt: skip
        tell(log, instruction.streams, "instruction.given", None, instruction.row(), area=area)
        _pass_on(actor, name, instruction, "")
        _set(instruction)
    return instruction


def _again_at(start: datetime, until: datetime, area: str) -> datetime:
    """Within the term, whatever the row says: said again after its end, it would come after the alarm."""
    return start + (until - start) * max(0.0, min(float(rule("instructions.again_share", area)), 1.0))


def _incident(pk: int | None) -> Incident | None:
    found = Incident.objects.filter(pk=pk).first() if pk is not None else None
    if pk is not None and found is None:
        raise Problem("not_found", "没有这个事件。", where=["incident"])
    return found


def _report(pk: int | None) -> Report | None:
    found = Report.objects.filter(pk=pk).first() if pk is not None else None
    if pk is not None and found is None:
        raise Problem("not_found", "没有这份报告。", where=["report"])
    return found


def _set(instruction: Instruction) -> None:
    if instruction.due_at is None or instruction.half_at is None:
        return
    now = clock.now()
    for kind, at in ((HALF, instruction.half_at), (DUE, instruction.due_at)):
        set_deadline(kind, instruction.pk, max(0.0, (at - now).total_seconds()), exercise=instruction.exercise_id)


def _pass_on(actor: str, name: str, instruction: Instruction, head: str) -> None:
    """By the engine that calls everybody else: receipts, second ways, deputies."""
    waiting = [one.person for one in instruction.addressees.exclude(person=None).select_related("person") if one.person is not None]
    if not waiting:
        return
    start_callout(
        actor=actor, name=name, about=ABOUT, about_id=instruction.pk, purpose="notify", persons=waiting, area=instruction.area,
        text=f"{head}{instruction.leader_name}批示:{instruction.text}"[:480], incident_id=instruction.incident_id,
        exercise=instruction.exercise_id, join=False,
    )  # fmt: skip


def answered(call: Call) -> None:
    """The person told answers: the instruction is theirs now."""
    one = Addressee.objects.filter(instruction_id=call.callout.about_id, person=call.person, acked_at=None).first()
    if one is not None:
        acknowledge_instruction(actor=call.answered_by or CLERK, addressee_id=one.pk, said_by=call.said_by or call.name)


def acknowledge_instruction(*, actor: str, addressee_id: int, said_by: str) -> Instruction:
    held = Addressee.objects.filter(pk=addressee_id).values_list("instruction_id", flat=True).first()
    with _on(actor, held or 0) as (log, instruction):
        before = instruction.row()
        one = Addressee.objects.get(pk=addressee_id)
        if one.acked_at is None:
            one.acked_at, one.acked_by = clock.now(), said_by[:60]
            one.save(update_fields=["acked_at", "acked_by"])
        if instruction.state == TOLD and not instruction.addressees.filter(acked_at=None).exists():
            instruction.state = ACKED
            instruction.save(update_fields=["state"])
        _tell(log, instruction, "acked", before)
    return instruction


def feed_back(*, actor: str, instruction_id: int, name: str, text: str, done: bool) -> Instruction:
    """What came of it. `done`: nothing is left to do; the term stops."""
    with _on(actor, instruction_id) as (log, instruction):
        if instruction.state not in GOING:
            raise Problem("wrong_state", f"批示{STATE_NAMES[instruction.state]},不再接受反馈。")
        before = instruction.row()
        Feedback.objects.create(instruction=instruction, name=name.strip()[:120], text=text.strip(), done=done, by=actor)
        if done:
            _move(instruction, DONE)
            instruction.done_at = clock.now()
            instruction.save(update_fields=["state", "done_at"])
            clear_deadline(HALF, instruction.pk)
            clear_deadline(DUE, instruction.pk)
        _tell(log, instruction, "fed_back", before)
    return instruction


def close_instruction(*, actor: str, name: str, instruction_id: int) -> Instruction:
    """销号: the leader, or the desk for them, is content."""
    with _on(actor, instruction_id) as (log, instruction):
        before = instruction.row()
        _move(instruction, CLOSED)
        instruction.closed_name = name
        instruction.save(update_fields=["state", "closed_name"])
        _tell(log, instruction, "closed", before)
    return instruction


def resume_instruction(*, actor: str, instruction_id: int, reason: str) -> Instruction:
    """Not good enough: it goes on, under the term it had or a new one."""
    with _on(actor, instruction_id) as (log, instruction):
        before = instruction.row()
        _move(instruction, ACKED)
        now = clock.now()
        instruction.done_at = None
        if instruction.due_at is None or instruction.due_at <= now:
            instruction.due_at = now + timedelta(minutes=float(rule("instructions.due_min", instruction.area)))
        instruction.half_at = _again_at(now, instruction.due_at, instruction.area)
        instruction.save(update_fields=["state", "done_at", "due_at", "half_at"])
        Feedback.objects.create(instruction=instruction, name="退回", text=reason.strip(), by=actor)
        _set(instruction)
        _tell(log, instruction, "resumed", before)
    return instruction


def half_due(instruction_id: int) -> None:
    """The clerk's: half of the term is gone."""
    with _on(CLERK, instruction_id) as (log, instruction):
        if instruction.state not in GOING:
            return
        before = instruction.row()
        instruction.reminded += 1
        instruction.save(update_fields=["reminded"])
        _tell(log, instruction, "reminded", before)
        _pass_on(CLERK, "系统", instruction, "【时限过半】")


def instruction_due(instruction_id: int) -> None:
    """The clerk's: the term is over. Red on every list, the addressees once more, and an alarm for the desk."""
    with _on(CLERK, instruction_id) as (log, instruction):
        if instruction.state not in GOING or instruction.overdue:
            return
        before = instruction.row()
        instruction.overdue, instruction.reminded = True, instruction.reminded + 1
        instruction.save(update_fields=["overdue", "reminded"])
        _tell(log, instruction, "overdue", before)
        _pass_on(CLERK, "系统", instruction, "【已逾期】")
        raise_alarm(
            actor=CLERK, source="system", urgency="urgent", lon=None, lat=None, area=instruction.area, place="领导批示",
            text=f"{instruction.leader_name}批示逾期未反馈,请督办。", device=f"system:instruction:{instruction.pk}", exercise=instruction.exercise_id,
        )  # fmt: skip


@contextmanager
def _on(actor: str, instruction_id: int) -> Iterator[tuple[Log, Instruction]]:
    """An action on one instruction, locked, told under its own exercise."""
    exercise = Instruction.objects.filter(pk=instruction_id).values_list("exercise_id", flat=True).first()
    with act(actor, exercise) as log:
        found = Instruction.objects.select_for_update(of=("self",)).filter(pk=instruction_id).first()
        if found is None:
            raise Problem("not_found", "没有这条批示。")
        yield log, found


def _move(instruction: Instruction, state: str) -> None:
    if state not in MOVES[instruction.state]:
        raise Problem("wrong_state", f"批示{STATE_NAMES[instruction.state]},不能改为“{STATE_NAMES[state]}”。")
    instruction.state = state


def _tell(log: Log, instruction: Instruction, verb: str, before: object) -> None:
    tell(log, instruction.streams, f"instruction.{verb}", before, instruction.row(), area=instruction.area)  # type: ignore[arg-type]


def shift_terms(exercise_id: int, by: timedelta) -> None:
    """An exercise's time runs faster: what the screens show runs with it."""
    for one in Instruction.objects.select_for_update().filter(exercise_id=exercise_id, state__in=GOING).exclude(due_at=None):
        with act("system", exercise_id) as log:
            before = one.row()
            one.due_at = one.due_at - by if one.due_at else None
            one.half_at = one.half_at - by if one.half_at else None
            one.save(update_fields=["due_at", "half_at"])
            _tell(log, one, "changed", before)
