"""order, roll call or voice → **contact** → check: a crew was heard; its clock starts anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from dispatch.orders.models import RELEASED, Assignment
from dispatch.safety.intervals import by_type
from dispatch.safety.models import OK, OVERDUE, Check
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

DUE, WATCH = "safety.contact", "safety.watch"  # deadline kinds; the watch's object is the exercise, 0 for what is real
STARTS = ("accepted", "en_route", "arrived", "working", "leaving")  # before a crew accepted, the order's own ladder watches


def follow_leg(actor: str, assignment: Assignment, leg: str) -> None:
    """Whoever says where a crew is has been heard; the first time, the watch over it begins."""
    if leg not in STARTS or assignment.state == RELEASED:
        return
    if not Check.objects.filter(pk=assignment.pk).exists():
        _open(actor, assignment)
    else:
        record_contact(actor=actor, unit_id=assignment.unit_id, how="ack", exercise=assignment.exercise_id)


def _open(actor: str, assignment: Assignment) -> None:
    incident = assignment.incident
    with act(actor, assignment.exercise_id) as log:
        interval = int(by_type(rule("safety.contact_s", incident.area), incident.type_id))
        now = clock.now()
        check = Check.objects.create(
            assignment=assignment, unit_id=assignment.unit_id, incident=incident, area=incident.area, interval_s=interval, contact_at=now,
            contact_how="ack", due_at=now + timedelta(seconds=interval), exercise_id=assignment.exercise_id,
        )  # fmt: skip
        tell(log, check.streams, "check.opened", None, check.row(), area=check.area)
        set_deadline(DUE, check.pk, interval, exercise=check.exercise_id)
        wake_watch(check.exercise_id)


def wake_watch(exercise: int | None) -> None:
    set_deadline(WATCH, exercise or 0, 0, exercise=exercise)


def close_check(actor: str, assignment: Assignment) -> None:
    """The crew is released; nobody waits for its voice any more."""
    with act(actor, assignment.exercise_id) as log:
        check = Check.objects.select_for_update(of=("self",)).select_related("incident").filter(pk=assignment.pk, over=False).first()
        if check is None:
            return
        check.over = True
        check.save(update_fields=["over"])
        clear_deadline(DUE, check.pk)
        for stream in check.streams:
            log.append(stream, "check.left", {"id": check.pk, "area": check.area}, area=check.area)


def record_contact(*, actor: str, unit_id: int, how: str, at: datetime | None = None, exercise: int | None = None) -> list[Check]:
    """The crew was heard `at` (now when not said). Older news than we have changes nothing; a lost crew that is heard is found."""
    with act(actor, exercise) as log:
        now = clock.now()
        heard = min(at or now, now)  # a clock that runs ahead must not silence the next check
        checks = list(
            Check.objects.select_for_update(of=("self",))
            .select_related("incident")
            .filter(unit_id=unit_id, over=False, exercise_id=exercise)
            .order_by("pk")
        )
        for check in checks:
            if heard <= check.contact_at:
                continue
            before = check.row()
            check.contact_at, check.contact_how = heard, how
            check.due_at = heard + timedelta(seconds=check.interval_s)
            check.state, check.lost_at = (OK, None) if check.due_at > now else (OVERDUE, check.lost_at)
            check.save(update_fields=["contact_at", "contact_how", "due_at", "state", "lost_at"])
            tell(log, check.streams, "check.heard", before, check.row(), area=check.area)
            set_deadline(DUE, check.pk, max(0.0, (check.due_at - now).total_seconds()), exercise=exercise)
    return checks


def log_voice_contact(*, actor: str, assignment_id: int, how: str, at: datetime | None = None) -> Check:
    """An officer talked to the crew, by radio or telephone."""
    assignment = Assignment.objects.filter(pk=assignment_id).exclude(state=RELEASED).first()
    if assignment is None or not Check.objects.filter(Q(pk=assignment_id) & Q(over=False)).exists():
        raise Problem("wrong_state", "这支队伍尚未签收任务或已经解除,没有需要登记的联络。")
    record_contact(actor=actor, unit_id=assignment.unit_id, how=how, at=at, exercise=assignment.exercise_id)
    return Check.objects.get(pk=assignment_id)


def hear(actor: str, unit_id: int, how: str, at: datetime | None, exercise: int | None) -> None:
    """Orders tell of every answer of a crew."""
    record_contact(actor=actor, unit_id=unit_id, how=how, at=at, exercise=exercise)


def shift(exercise: int, by: timedelta) -> None:
    """The exercise's time runs faster: what was heard was heard that much longer ago."""
    held = [check.pk for check in Check.objects.select_for_update().filter(exercise_id=exercise, over=False).order_by("pk")]
    Check.objects.filter(pk__in=held).update(contact_at=F("contact_at") - by, due_at=F("due_at") - by)
