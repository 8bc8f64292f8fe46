"""Verbs on a review: draft it from the record, write, recommend (a task each), attach the play-back, sign. Signed, its facts stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from command.plans.tasks.actions import NewTask, issue_tasks
from command.plans.tasks.models import REVIEW as ORIGIN
from command.replay.actions import ask_case
from command.replay.models import FAILED, Case
from command.review.facts import facts_of
from command.review.models import SIGNED, Recommendation, Review
from command.review.rows import ReviewRow
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident, type_name
from dispatch.numbers import next_number
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

NUMBER = "PG"  # 评估
BESIDE = timedelta(minutes=10)  # of play-back before the first and after the last entry
TERM = timedelta(days=30)  # of a recommendation nobody gave a term


def due_of(incident: Incident) -> datetime | None:
    if incident.closed_at is None:
        return None
    return incident.closed_at + timedelta(days=float(rule("review.due_days", incident.area)))


def owed(incident: Incident) -> bool:
    """By the rule's grade, once confirmed; a lesser one may be reviewed, none is waited for."""
    confirmed = incident.grade is not None and incident.grade_state == "confirmed"
    return confirmed and (incident.grade or 9) <= int(rule("review.grade", incident.area))


def draft_review(*, actor: str, name: str, incident_id: int) -> Review:
    """One per incident. While it is not signed a second press draws the facts anew; what a person wrote stays."""
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这个事件。", where=["incident"])
    if incident.merged_into_id is not None:
        raise Problem("wrong_state", f"事件 {incident.number} 已并入其他事件,请评估并入的事件。", where=["incident"])
    facts = facts_of(incident)
    with act(actor, incident.exercise_id) as log:
        one = Review.objects.select_for_update(of=("self",)).filter(incident=incident).first()
        if one is not None and one.state == SIGNED:
            raise Problem("wrong_state", f"{one.number} 已签发,不再重新采集。")
        before = one.row() if one else None
        one = one or Review(
            number=next_number(NUMBER), incident=incident, area=incident.area, by=actor, by_name=name[:60], exercise_id=incident.exercise_id,
            title=f"{incident.place}{type_name(incident.type_id) or '突发事件'}应急处置评估"[:200],
        )  # fmt: skip
        one.facts, one.drafted_at, one.due_at = facts, clock.now(), due_of(incident)
        _told(log, one, before, "redrafted" if before else "drafted")
    return one


def write_review(*, actor: str, review_id: int, values: dict[str, str]) -> Review:
    with changing(actor, review_id) as (log, one, before):
        for key, value in values.items():
            setattr(one, key, value.strip())
        _told(log, one, before, "changed")
    return one


def recommend_change(
    *, actor: str, name: str, review_id: int, text: str, person_id: int | None = None, owner_name: str = "", due_at: datetime | None = None
) -> Recommendation:  # fmt: skip
    with changing(actor, review_id) as (log, one, before):
        person = Person.objects.current().filter(pk=person_id).first() if person_id is not None else None
        if person_id is not None and person is None:
            raise Problem("not_found", "没有这位联系人,或已停用。", where=["person"])
        if person is None and not owner_name.strip():
            raise Problem("invalid", "请指明整改责任单位。", where=["owner_name"])
        until = due_at or clock.now() + TERM
        if until <= clock.now():
            raise Problem("invalid", "时限已经过去,请重填。", where=["due_at"])
        made = Recommendation.objects.create(
            review=one, number=one.recommendations_count + 1, text=text.strip(), owner=person,
            owner_name=(f"{person.org}{person.name}" if person else owner_name.strip())[:60], due_at=until, by=actor,
        )  # fmt: skip
        one.recommendations_count = made.number
        issue_tasks(
            actor=actor, name=name, origin=ORIGIN, origin_id=one.pk, title=f"{one.number} 评估整改", area=one.area, exercise=one.exercise_id,
            tasks=[NewTask(
                key=f"r{made.number}", title=made.text[:200], text=made.text, owner=person, owner_name=made.owner_name, group="评估整改", due_at=until,
                evidence="整改佐证",
            )],
        )  # fmt: skip
        _told(log, one, before, "recommended")
    return made


def attach_case(*, actor: str, name: str, review_id: int, case_id: int | None, reason: str) -> Review:
    """One of the library, or a new one over the incident's hours, which the worker makes."""
    with changing(actor, review_id) as (log, one, before):
        if case_id is not None:
            case = Case.objects.exclude(state=FAILED).filter(pk=case_id).first()
            if case is None:
                raise Problem("not_found", "案例库中没有这个案例。", where=["case"])
        else:
            incident = one.incident
            until = min((incident.closed_at or clock.now()) + BESIDE, clock.now())
            longest = timedelta(hours=float(rule("replay.export_hours", one.area)))
            since = max(incident.opened_at - BESIDE, until - longest)
            case = ask_case(actor=actor, name=name, area=one.area, title=f"{one.title}"[:80], since=since, until=until, reason=reason)
        one.case = case
        _told(log, one, before, "attached")
    return one


def sign_review(*, actor: str, name: str, review_id: int) -> Review:
    with changing(actor, review_id) as (log, one, before):
        if not one.findings:
            raise Problem("invalid", "请先写明评估发现,再签发。", where=["findings"])
        one.state, one.signed_by, one.signed_name, one.signed_at = SIGNED, actor, name[:60], clock.now()
        _told(log, one, before, "signed")
    return one


def count_solved(review_id: int, solved: int) -> None:
    held = Review.objects.filter(pk=review_id).values_list("exercise_id", flat=True)
    if not held:
        return
    with act("system", held[0]) as log:
        one = Review.objects.select_for_update(of=("self",)).get(pk=review_id)
        before = one.row()
        if one.solved_count != solved:
            one.solved_count = solved
            _told(log, one, before, "solved")


def _told(log: Log, one: Review, before: ReviewRow | None, verb: str) -> None:
    one.rev += 1
    one.save()
    tell(log, one.streams, f"review.{verb}", before, one.row(), area=one.area)


@contextmanager
def changing(actor: str, review_id: int) -> Iterator[tuple[Log, Review, ReviewRow]]:
    """Only what is not signed."""
    held: Any = Review.objects.filter(pk=review_id).values_list("exercise_id", flat=True)
    if not held:
        raise Problem("not_found", "没有这份评估。")
    with act(actor, held[0]) as log:
        one = Review.objects.select_related("incident").select_for_update(of=("self",)).get(pk=review_id)
        if one.state == SIGNED:
            raise Problem("wrong_state", f"{one.number} 已签发,不能再改。")
        yield log, one, one.row()
