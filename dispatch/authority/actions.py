"""Verbs on approvals: ask, give, refuse, record a leader's spoken word, use once; what was done first owes its word by a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.authority.asking import Ask
from dispatch.authority.models import ASKED, DESK, EXPIRED, GIVEN, REFUSED, SPOKEN, Approval
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.may import Caller
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

DUE = "approval.due"  # deadline kind
APPROVE = "authority.approve"


@dataclass(frozen=True)
class Word:
    """A spoken approval is worth keeping when it says who spoke, how, when, and that it was read back."""

    said_by: str
    said_on: str
    read_back: bool
    said_at: datetime | None = None


def ask_approval(*, who: Caller, ask: Ask) -> Approval:
    """Shown on every desk of the area that may approve; the same thing asked twice is asked once."""
    with act(who.actor, ask.exercise) as log:
        _only_by_whom_it_concerns(who, ask)
        known = Approval.objects.filter(
            asked_by=who.actor, digest=ask.digest, used_at=None, afterwards=False, state__in=(ASKED, GIVEN)
        ).first()  # fmt: skip
        if known is not None:
            return known
        approval = _made(who, ask, float(rule("authority.answer_s", ask.area)))
        tell(log, approval.streams, "approval.asked", None, approval.row(), area=approval.area)
    return approval


def ask_afterwards(*, who: Caller, ask: Ask, reason: str) -> Approval:
    """人命关天: done at once on this person's own word; the approval is owed within the rule's time."""
    if not reason.strip():
        raise Problem("invalid", "请写明危及生命的情形。", where=["reason"])
    with act(who.actor, ask.exercise) as log:
        _only_by_whom_it_concerns(who, ask)
        approval = _made(who, ask, float(rule("authority.afterwards_min", ask.area)) * 60, afterwards=True, reason=reason.strip()[:200])
        tell(log, approval.streams, "approval.asked", None, approval.row(), area=approval.area)
    return approval


def _made(who: Caller, ask: Ask, within_s: float, **given: object) -> Approval:
    approval = Approval.objects.create(
        what=ask.what, area=ask.area, incident_id=ask.incident, digest=ask.digest, words=ask.words, channel=ask.channel,
        audience=ask.audience, number=ask.number, need=ask.need, approvers=ask.approvers, asked_by=who.actor, asked_name=who.name[:60],
        due_at=clock.now() + timedelta(seconds=within_s), exercise_id=ask.exercise, **given,
    )  # fmt: skip
    approval.refresh_from_db()
    set_deadline(DUE, approval.pk, within_s, exercise=ask.exercise)
    return approval


def _only_by_whom_it_concerns(who: Caller, ask: Ask) -> None:
    if ask.actor != who.actor:
        raise Problem("forbidden", "这份授权申请不是您的,请自己重新预览。", where=["ask"])


def give_approval(*, who: Caller, approval_id: int) -> Approval:
    """The second person, at their own desk."""
    with act(who.actor, exercise_of(approval_id)) as log:
        approval = _lock(approval_id)
        _answerable(approval)
        if approval.asked_by == who.actor:
            raise Problem("forbidden", "不能批准自己的申请,请另一名有批准权的人员确认。")
        if not may_approve(who, approval):
            raise Problem("forbidden", "按授权表,这项申请须由指定岗位批准。", where=list(approval.approvers))
        before = approval.row()
        approval.given_by, approval.given_name, approval.how = who.actor, who.name[:60], DESK
        _settle(approval, GIVEN)
        tell(log, approval.streams, "approval.given", before, approval.row(), area=approval.area)
    return approval


def record_word(*, who: Caller, approval_id: int, word: Word) -> Approval:
    """A leader said so on the telephone: whoever heard it enters who, how, when, and that it was read back."""
    if not word.said_by.strip() or not word.said_on.strip():
        raise Problem("invalid", "口头授权须登记授权人和方式,例如“黄副市长 电话”。", where=["said_by", "said_on"])
    if not word.read_back:
        raise Problem("invalid", "请先向授权人复诵内容,确认后再登记。", where=["read_back"])
    with act(who.actor, exercise_of(approval_id)) as log:
        approval = _lock(approval_id)
        _answerable(approval)
        before, now = approval.row(), clock.now()
        approval.given_by, approval.given_name, approval.how = who.actor, word.said_by.strip()[:60], SPOKEN
        approval.said_by, approval.said_on, approval.read_back = word.said_by.strip()[:60], word.said_on.strip()[:40], True
        approval.said_at = min(word.said_at, now) if word.said_at else now
        _settle(approval, GIVEN)
        tell(log, approval.streams, "approval.given", before, approval.row(), area=approval.area)
    return approval


def refuse_approval(*, who: Caller, approval_id: int, reason: str) -> Approval:
    if not reason.strip():
        raise Problem("invalid", "请写明不批准的理由。", where=["reason"])
    with act(who.actor, exercise_of(approval_id)) as log:
        approval = _lock(approval_id)
        _answerable(approval)
        if approval.asked_by != who.actor and not may_approve(who, approval):
            raise Problem("forbidden", "按授权表,这项申请须由指定岗位答复。")
        before = approval.row()
        approval.given_by, approval.given_name = ("", "") if approval.asked_by == who.actor else (who.actor, who.name[:60])
        approval.reason = f"{approval.reason} 未批准:{reason.strip()}".strip()[:200]
        _settle(approval, REFUSED)
        tell(log, approval.streams, "approval.refused", before, approval.row(), area=approval.area)
    return approval


def _answerable(approval: Approval) -> None:
    if approval.state != ASKED:
        by = f"({approval.given_name})" if approval.given_name else ""
        raise Problem("wrong_state", f"这项申请{approval.get_state_display()}{by}。")


def _settle(approval: Approval, state: str) -> None:
    approval.state, approval.given_at, approval.overdue = state, clock.now(), False
    approval.save()
    clear_deadline(DUE, approval.pk)
    if state == GIVEN and approval.used_at is None:  # a word is good for a while, not for the night
        set_deadline(DUE, approval.pk, float(rule("authority.good_s", approval.area)), exercise=approval.exercise_id)


def may_approve(who: Caller, approval: Approval) -> bool:
    """The verb in this area; where the matrix names roles, one of them."""
    grants = [grant for grant in who.grants if grant.allows(APPROVE, approval.area)]
    return any(not approval.approvers or grant.role in approval.approvers for grant in grants) and approval.asked_by != who.actor


def use_approval(*, actor: str, approval_id: int, digest: str) -> Approval:
    """Good once, for exactly what was asked, by the one who asked. What is owed afterwards counts at once."""
    with act(actor, exercise_of(approval_id)) as log:
        approval = _lock(approval_id)
        if approval.digest != digest or approval.asked_by != actor:
            raise Problem("approval_needed", "这份授权是给另一项内容的:内容已改动,请重新申请。")
        if approval.used_at is not None:
            raise Problem("approval_needed", "这份授权已经用过,请重新申请。")
        if approval.state != GIVEN and not (approval.afterwards and approval.state == ASKED):
            raise Problem("approval_needed", f"授权尚未生效:{approval.get_state_display()}。")
        before = approval.row()
        approval.used_at = clock.now()
        approval.save(update_fields=["used_at"])
        if approval.state == GIVEN:
            clear_deadline(DUE, approval.pk)
        tell(log, approval.streams, "approval.used", before, approval.row(), area=approval.area)
    return approval


def approval_due(approval_id: int) -> None:
    """The clerk's: an unanswered question lapses; a word owed for what was done is called for, again and again until it comes."""
    from dispatch.authority.escalation import call_for_word

    with act("clerk", exercise_of(approval_id)) as log:
        approval = _lock(approval_id)
        before = approval.row()
        if approval.afterwards and approval.state == ASKED and approval.used_at is not None:
            approval.overdue = True
            approval.save(update_fields=["overdue"])
            set_deadline(DUE, approval.pk, float(rule("authority.again_min", approval.area)) * 60, exercise=approval.exercise_id)
            tell(log, approval.streams, "approval.overdue", before, approval.row(), area=approval.area)
            call_for_word(approval)
        elif approval.used_at is None and approval.state in (ASKED, GIVEN):
            approval.state = EXPIRED
            approval.save(update_fields=["state"])
            tell(log, approval.streams, "approval.expired", before, approval.row(), area=approval.area)


def exercise_of(approval_id: int) -> int | None:
    return Approval.objects.filter(pk=approval_id).values_list("exercise_id", flat=True).first()


def _lock(approval_id: int) -> Approval:
    approval = Approval.objects.select_for_update().filter(pk=approval_id).first()
    if approval is None:
        raise Problem("not_found", "没有这份授权申请。")
    return approval
