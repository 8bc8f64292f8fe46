"""API door → **door** → action: `require` lets an act pass, or says whose word is missing. Called inside the act's own transaction."""

from __future__ import annotations

from dispatch.authority.actions import use_approval
from dispatch.authority.asking import UNCOUNTED, Act, Ask, signed
from dispatch.authority.models import AUDIENCES, Approval, Line
from dispatch.authority.ruling import SECOND, Rule, Ruling, check
from dispatch.contacts.models import CHANNELS
from realtime import clock
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop

CHANNEL_NAMES = dict(CHANNELS)
AUDIENCE_NAMES = dict(AUDIENCES)
MISSING = {SECOND: "须另一名有批准权的人员确认", "verbal": "须领导口头授权并复诵登记"}


def rules() -> list[Rule]:
    """The matrix as of now."""
    rows = Line.objects.filter(valid_from__lte=clock.now())
    return [Rule(row.role, row.channel, row.audience, row.most, row.ruling, row.area, tuple(row.approvers)) for row in rows]


def ruling(who: Caller, act: Act) -> Ruling:
    """Nothing of a table-top exercise leaves the house, so nobody need be asked."""
    if is_tabletop(act.exercise):
        return Ruling("self")
    roles = [grant.role for grant in who.grants if act.area.startswith(grant.area)]
    return check(rules(), roles, act.cases, act.area)


def words_of(found: Ruling) -> str:
    """Which case needs it, e.g. “短信 · 公众 1200 人:须领导口头授权并复诵登记”."""
    if found.case is None or found.alone:
        return ""
    channel = CHANNEL_NAMES.get(found.case.channel, found.case.channel)
    number = "(不限人数)" if found.case.number >= UNCOUNTED else f" {found.case.number} 人"
    return f"{channel} · {AUDIENCE_NAMES[found.case.audience]}{number}:{MISSING[found.need]}"


def ask_of(who: Caller, act: Act, found: Ruling) -> Ask:
    assert found.case is not None
    return Ask(
        actor=who.actor, what=act.what, area=act.area, digest=act.digest, words=act.words, need=found.need, channel=found.case.channel,
        audience=found.case.audience, number=found.case.number, approvers=list(found.approvers), incident=act.incident,
        exercise=act.exercise,
    )  # fmt: skip


def require(who: Caller, act: Act, approval: int | None = None) -> Approval | None:
    """Pass when the matrix lets this person do it alone; otherwise use up the approval named, or refuse with what to ask for."""
    found = ruling(who, act)
    if found.alone:
        return None
    if approval is not None:
        return use_approval(actor=who.actor, approval_id=approval, digest=act.digest)
    holder = {"need": found.need, "words": words_of(found), "ask": signed(ask_of(who, act, found))}
    raise Problem("approval_needed", f"{words_of(found)}。", holder=holder)
