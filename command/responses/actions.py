"""Verbs on responses: propose a start, a change or an end; approve, refuse, withdraw; file the paper; receive; sum up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime

from command.responses.announcing import announcement
from command.responses.approving import Word, checked
from command.responses.hooks import tell_level
from command.responses.levels import ROMAN, kind_of
from command.responses.locking import change_of, lock_response, waiting_change
from command.responses.models import (
    ACTIVE,
    APPROVED,
    DOWNGRADE,
    END,
    ENDED,
    IN_FORCE,
    PROPOSED,
    REFUSED,
    START,
    UPGRADE,
    VERBAL,
    WITHDRAWN,
    Change,
    Family,
    Response,
)  # fmt: skip
from dispatch.contacts.duty import area_name
from dispatch.incidents.models import Incident
from dispatch.numbers import next_number
from dispatch.telling import Row, tell
from realtime import clock
from realtime.accounts.may import Caller
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

NUMBER = "XY"  # 响应
PAPER, EFFECT, HINT = "response.paper", "response.effect", "response.hint"  # deadline kinds
VERBS = {START: "started", UPGRADE: "upgraded", DOWNGRADE: "downgraded", END: "ended"}


def propose_response(
    *,
    actor: str,
    name: str,
    family: str,
    level: int,
    area: str,
    why: str,
    areas: Sequence[str] = (),
    facts: Mapping[str, Any] | None = None,
    incident_id: int | None = None,
    exercise: int | None = None,
) -> Response:
    """A new response, or – where one of this family runs here already – its change to this level."""
    kind = Family.objects.filter(pk=family).first()
    if kind is None:
        raise Problem("not_found", "没有这类响应。", where=["family"])
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id is not None else None
    if incident_id is not None and (incident is None or not incident.open):
        raise Problem("wrong_state", "没有这个事件,或事件已结束。", where=["incident"])
    exercise = incident.exercise_id if incident else exercise
    with act(actor, exercise) as log:
        known = Response.objects.select_for_update().filter(
            family=kind, area=area, incident_id=incident_id, exercise_id=exercise, state__in=(PROPOSED, ACTIVE)
        ).first()  # fmt: skip
        if known is not None:
            return propose_change(actor=actor, name=name, response_id=known.pk, level=level, why=why, facts=facts)
        response = Response.objects.create(
            number=next_number(NUMBER), family=kind, area=area, areas=sorted(set(areas)) or [area], level=level, incident_id=incident_id,
            exercise_id=exercise,
        )  # fmt: skip
        _change(response, START, level, None, actor, name, why, facts)
        tell(log, response.streams, "response.proposed", None, response.row(), area=area)
    return response


def propose_change(
    *, actor: str, name: str, response_id: int, level: int | None, why: str, facts: Mapping[str, Any] | None = None
) -> Response:
    """To another level, or to its end (level None). One change waits at a time."""
    with act(actor, exercise_of(response_id)) as log:
        response = lock_response(response_id)
        if response.state != ACTIVE or waiting_change(response) is not None:
            raise Problem("wrong_state", f"{response.number} 还有一项变更等待批准,请先处理。" if response.open else "该响应已结束。")
        if level == response.level:
            raise Problem("wrong_state", f"{response.number} 已是{ROMAN[response.level]}响应。")
        kind = END if level is None else kind_of(response.level, level)
        before = response.row()
        _change(response, kind, response.level if level is None else level, response.level, actor, name, why, facts)
        _told(log, response, before, "proposed")
    return response


def approve_change(*, who: Caller, change_id: int, word: Word) -> Response:
    """By the approver's own press, or recorded from their spoken or written word. In force at once, or at the clock time said."""
    with act(who.actor, exercise_of_change(change_id)) as log:
        change, response = change_of(change_id)
        if change.state != PROPOSED:
            raise Problem("wrong_state", "这项变更已经处理过了。")
        word = checked(who, _weight(change), response.area, word)
        before, now = response.row(), clock.now()
        change.form, change.approver, change.approver_title, change.approved_by = word.form, word.approver[:60], word.title[:60], who.actor
        change.said_on, change.said_at, change.read_back = word.said_on[:40], word.said_at, word.read_back
        change.consent, change.paper_number, change.approved_at = word.consent[:120], word.paper_number[:60], now
        change.effective_at = max(word.effective_at, now) if word.effective_at else now
        if word.form == VERBAL:
            hours = float(rule("responses.paper_h", response.area))
            change.said_at = word.said_at or now
            change.paper_due_at = now + timedelta(hours=hours)
            set_deadline(PAPER, change.pk, hours * 3600, exercise=response.exercise_id)
        change.text = _text(response, change)
        if change.effective_at > now:
            change.state = APPROVED
            change.save()
            set_deadline(EFFECT, change.pk, (change.effective_at - now).total_seconds(), exercise=response.exercise_id)
            _told(log, response, before, "approved")
        else:
            _in_force(log, who.actor, response, change, before)
    return response


def take_effect(*, actor: str, change_id: int) -> Response:
    """Its clock time has come."""
    with act(actor, exercise_of_change(change_id)) as log:
        change, response = change_of(change_id)
        if change.state == APPROVED:
            _in_force(log, actor, response, change, response.row())
    return response


def _in_force(log: Log, actor: str, response: Response, change: Change, before: Row) -> None:
    change.state = IN_FORCE
    change.save()
    response.end_hint_at = None
    if change.kind == END:
        response.state, response.ended_at = ENDED, change.effective_at
    else:
        response.state, response.level, response.effective_at = ACTIVE, change.level, change.effective_at
    response.save()
    _told(log, response, before, VERBS[change.kind])
    tell_level(actor, response, change)


def refuse_change(*, actor: str, name: str, change_id: int, why: str) -> Response:
    return _drop(actor, name, change_id, REFUSED, why)


def withdraw_change(*, actor: str, name: str, change_id: int, why: str) -> Response:
    return _drop(actor, name, change_id, WITHDRAWN, why)


def _drop(actor: str, name: str, change_id: int, state: str, why: str) -> Response:
    """A start that is not made is over with it; any other change leaves the response as it was."""
    with act(actor, exercise_of_change(change_id)) as log:
        change, response = change_of(change_id)
        if change.state not in (PROPOSED, APPROVED):
            raise Problem("wrong_state", "这项变更已经处理过了。")
        before = response.row()
        change.state, change.refused_why, change.approved_by, change.approver = state, why.strip()[:200], actor, name[:60]
        change.save()
        clear_deadline(EFFECT, change.pk)
        if change.kind == START:
            response.state, response.ended_at = state, clock.now()
            response.save()
        _told(log, response, before, state)
    return response


def file_paper(*, actor: str, change_id: int, paper_number: str) -> Response:
    """The paper that a spoken word still owed."""
    with act(actor, exercise_of_change(change_id)) as log:
        change, response = change_of(change_id)
        if change.form != VERBAL or change.paper_at is not None:
            raise Problem("wrong_state", "这项变更不欠书面手续。")
        before = response.row()
        change.paper_number, change.paper_at = paper_number.strip()[:60], clock.now()
        change.save(update_fields=["paper_number", "paper_at"])
        clear_deadline(PAPER, change.pk)
        _told(log, response, before, "papered")
    return response


def receive_change(*, actor: str, name: str, change_id: int, area: str) -> Response:
    """A district says that it has the announcement. Said once per area."""
    with act(actor, exercise_of_change(change_id)):
        change, response = change_of(change_id)
        if change.state != IN_FORCE:
            raise Problem("wrong_state", "公告尚未发出。")
        if all(row["area"] != area for row in change.receipts):
            change.receipts = [
                *change.receipts,
                {"area": area, "name": area_name(area), "by": name, "at": localtime(clock.now()).isoformat()},
            ]
            change.save(update_fields=["receipts"])
    return response


def sum_up(*, actor: str, response_id: int, text: str) -> Response:
    with act(actor, exercise_of(response_id)) as log:
        response = lock_response(response_id)
        if response.state != ENDED:
            raise Problem("wrong_state", "响应终止后再写总结。")
        before = response.row()
        response.summary = text.strip()
        response.save(update_fields=["summary"])
        _told(log, response, before, "summed")
    return response


def link_activation(*, actor: str, response: Response, activation_id: int) -> None:
    """The first plan started with it stands on its row."""
    with act(actor, response.exercise_id) as log:
        before = response.row()
        response.activation_id = activation_id
        response.save(update_fields=["activation_id"])
        _told(log, response, before, "linked")


def _change(
    response: Response, kind: str, level: int, before: int | None, actor: str, name: str, why: str, facts: Mapping[str, Any] | None
) -> Change:
    if not why.strip():
        raise Problem("invalid", "请填写依据。", where=["why"])
    return Change.objects.create(
        response=response, kind=kind, level=level, before=before, why=why.strip()[:300], facts=dict(facts or {}), proposed_by=actor,
        proposed_name=name[:60],
    )  # fmt: skip


def _weight(change: Change) -> int:
    """Who may say a change: for a downgrade or an end, whoever may say the level it comes from."""
    return change.level if change.before is None else min(change.level, change.before)


def _text(response: Response, change: Change) -> str:
    family = response.family
    return announcement(
        rule("responses.texts", response.area), change.kind, headquarters=family.headquarters.format(area=area_name(response.area)),
        family=family.name, level=change.level, before=change.before, at=localtime(_at(change.effective_at)), why=change.why,
        places="、".join(area_name(code) for code in response.areas),
    )  # fmt: skip


def _at(at: datetime | None) -> datetime:
    return at or clock.now()


def _told(log: Log, response: Response, before: Row, verb: str) -> None:
    tell(log, response.streams, f"response.{verb}", before, response.row(), area=response.area)


def exercise_of(response_id: int) -> int | None:
    return Response.objects.filter(pk=response_id).values_list("exercise_id", flat=True).first()


def exercise_of_change(change_id: int) -> int | None:
    return Change.objects.filter(pk=change_id).values_list("response__exercise_id", flat=True).first()
