"""Verbs on what a conference agrees on: minutes, decisions with an addressee, their acknowledgement and their end. Nothing ends silently."""

from __future__ import annotations

from datetime import datetime

from dispatch.alarms.system import system_alarm
from dispatch.callout.actions import start_callout
from dispatch.callout.models import Call
from dispatch.conferences.inviting import PURPOSE
from dispatch.conferences.locking import exercise_of, lock_conference
from dispatch.conferences.models import Conference
from dispatch.conferences.moving import change
from dispatch.conferences.records import Decision, Minute
from dispatch.conferences.states import ACKED, DONE, ORDERED, TOLD
from dispatch.contacts.models import Person
from dispatch.incidents.actions import lock_incident, write
from dispatch.incidents.records import Note
from dispatch.orders.actions import order_task
from dispatch.orders.models import OPEN, Assignment
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clock import iso
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.log import act

DUE = "conference.decision"  # deadline kind


def write_minute(*, actor: str, name: str, conference_id: int, text: str) -> Minute:
    """Also after the end: minutes are finished when everybody is gone."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id, ended=True)
        number = conference.minutes_count + 1
        minute = Minute.objects.create(conference=conference, number=number, text=text.strip(), by=actor, by_name=name)
        change(log, conference, "conference.minuted", minutes_count=number)
        _on_timeline(actor, conference, f"会商纪要:{text.strip()}")
    return minute


def _on_timeline(actor: str, conference: Conference, text: str) -> None:
    """The words stand on the incident's timeline too, as long as it takes any."""
    if conference.incident_id is None:
        return
    incident = lock_incident(conference.incident_id)
    if incident.open:
        write(actor=actor, incident=incident, kind=Note.NOTE, text=text)


def decide(
    *,
    actor: str,
    name: str,
    conference_id: int,
    text: str,
    unit_id: int | None = None,
    person_id: int | None = None,
    department: str = "",
    due_at: datetime | None = None,
) -> Decision:
    """For a team that is on the incident: an order. For a contact: told by the callout engine. For a department: followed until an officer enters
    that it was taken on."""
    if sum((unit_id is not None, person_id is not None, bool(department.strip()))) != 1:
        raise Problem("invalid", "请选择一个承办对象:队伍、联系人或部门。", where=["to"])
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id, ended=True)
        if due_at is not None and due_at <= clock.now():
            raise Problem("invalid", "时限已经过去,请重填。", where=["due_at"])
        number = conference.decisions_count + 1
        decision = Decision(
            conference=conference, number=number, text=text.strip()[:500], department=department.strip()[:60], due_at=due_at, by=actor,
            exercise_id=conference.exercise_id,
        )  # fmt: skip
        if unit_id is not None:
            _order(decision, actor, name, unit_id)
        elif person_id is not None:
            decision.person = Person.objects.current().select_related("user").filter(pk=person_id).first()
            if decision.person is None:
                raise Problem("not_found", "没有这个联系人,或已停用。", where=["person"])
            decision.name = f"{decision.person.org}{decision.person.title} {decision.person.name}".strip()[:60]
        else:
            decision.name = decision.department
        decision.save()
        if decision.person is not None:
            _tell_person(decision, decision.person, actor, name)
        if due_at is not None and decision.state == TOLD:
            set_deadline(DUE, decision.pk, max(0.0, (due_at - clock.now()).total_seconds()), exercise=decision.exercise_id)
        tell(log, decision.streams, "decision.made", None, decision.row(), area=conference.area)
        change(log, conference, "conference.decided", decisions_count=number)
        _on_timeline(actor, conference, f"会商决定:{decision.text} → {decision.name}{_until(due_at)}")
    return decision


def _until(due_at: datetime | None) -> str:
    return f",{iso(due_at)[11:16]} 前" if due_at else ""  # type: ignore[index]


def _order(decision: Decision, actor: str, name: str, unit_id: int) -> None:
    """Through the orders' own verb: its receipts, its ladder, its voice."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise Problem("not_found", "没有这支队伍。", where=["unit"])
    held = Assignment.objects.filter(
        unit=unit, state=OPEN, incident=decision.conference.incident_id, exercise_id=decision.exercise_id
    ).first()
    if held is None or decision.conference.incident_id is None:
        raise Problem("wrong_state", f"{unit.name} 未在本事件出动,不能下任务。请先派遣该队,或改交联系人、部门承办。", where=["unit"])
    task = decision.text + (f"({iso(decision.due_at)[11:16]} 前完成)" if decision.due_at else "")  # type: ignore[index]
    order = order_task(actor=actor, name=name, assignment_id=held.pk, task=task)
    decision.unit, decision.name, decision.state, decision.order = unit, unit.name[:60], ORDERED, order.pk


def _tell_person(decision: Decision, person: Person, actor: str, name: str) -> None:
    conference = decision.conference
    callout = start_callout(
        actor=actor, about="decision", about_id=decision.pk, purpose=PURPOSE, persons=[person],
        text=f"会商决定请您办理:{decision.text}{_until(decision.due_at)}。请答复。", area=conference.area, incident_id=conference.incident_id,
        exercise=decision.exercise_id, name=name,
    )  # fmt: skip
    decision.call = callout.calls.values_list("pk", flat=True).first()
    decision.save(update_fields=["call"])


def acknowledge_decision(*, actor: str, decision_id: int, said_by: str, text: str) -> Decision:
    """Taken on: by the person's own answer to the call, or entered by an officer who heard it."""
    if not said_by.strip():
        raise Problem("invalid", "请填写由谁领受。", where=["said_by"])
    with act(actor, _exercise(decision_id)) as log:
        decision = _lock(decision_id)
        if decision.state != TOLD:
            return decision
        before = decision.row()
        decision.state, decision.acked_at, decision.acked_by, decision.ack_text = (
            ACKED,
            clock.now(),
            said_by.strip()[:60],
            text.strip()[:500],
        )
        decision.save()
        tell(log, decision.streams, "decision.acked", before, decision.row(), area=decision.conference.area)
    return decision


def finish_decision(*, actor: str, decision_id: int, text: str) -> Decision:
    with act(actor, _exercise(decision_id)) as log:
        decision = _lock(decision_id)
        if decision.state == DONE:
            return decision
        if decision.state == ORDERED:
            raise Problem("wrong_state", "这一项已下调度令,以调度令的反馈为准。")
        before = decision.row()
        decision.state, decision.done_at, decision.done_text = DONE, clock.now(), text.strip()[:500]
        decision.save()
        clear_deadline(DUE, decision.pk)
        tell(log, decision.streams, "decision.done", before, decision.row(), area=decision.conference.area)
        _on_timeline(actor, decision.conference, f"会商决定办结:{decision.text} – {decision.name}:{decision.done_text or '已完成'}")
    return decision


def decision_due(decision_id: int) -> None:
    """The clerk's: its time is up. It stays open, red, and the desk gets an alarm."""
    if not Decision.objects.filter(pk=decision_id).exists():
        return
    with act("clerk", _exercise(decision_id)) as log:
        decision = _lock(decision_id)
        if decision.state in (DONE, ORDERED) or decision.overdue:
            return
        before = decision.row()
        decision.overdue = True
        decision.save(update_fields=["overdue"])
        tell(log, decision.streams, "decision.overdue", before, decision.row(), area=decision.conference.area)
        if not is_tabletop(decision.exercise_id):
            text = f"会商 {decision.conference.number} 第 {decision.number} 项决定到时未办结:{decision.name}。"
            system_alarm("decision", decision.pk, text, area=decision.conference.area)


def hear_answer(call: Call) -> None:
    """callout: the person answered the call about their decision."""
    acknowledge_decision(
        actor=call.answered_by, decision_id=call.callout.about_id, said_by=call.said_by or call.name, text=call.action_text
    )


def _exercise(decision_id: int) -> int | None:
    return Decision.objects.filter(pk=decision_id).values_list("exercise_id", flat=True).first()


def _lock(decision_id: int) -> Decision:
    conference_id = Decision.objects.filter(pk=decision_id).values_list("conference_id", flat=True).first()
    if conference_id is None:
        raise Problem("not_found", "没有这项决定。")
    conference = lock_conference(conference_id, ended=True)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("person").get(pk=decision_id)
    decision.conference = conference
    return decision
