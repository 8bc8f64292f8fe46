"""Who may say yes to a level, and what a yes must carry: a name with a title, for a spoken one how, when and that it was read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from command.responses.levels import ROMAN
from command.responses.models import LEVELS, VERBAL, WRITTEN
from command.responses.rows import ResponseApprovers
from realtime import clock
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.rules.models import rule

APPROVE, PROPOSE = "response.approve", "response.propose"


@dataclass(frozen=True)
class Word:
    """A yes. Written and without a number: the approver's own press. `effective_at` None = now."""

    form: str = WRITTEN
    approver: str = ""
    title: str = ""
    said_on: str = ""
    said_at: datetime | None = None
    read_back: bool = False
    consent: str = ""
    paper_number: str = ""
    effective_at: datetime | None = None

    @property
    def in_person(self) -> bool:
        return self.form == WRITTEN and not self.paper_number.strip()


def approvers_of(level: int, area: str) -> ResponseApprovers:
    """The row of the level; the end of a response is said by who may say its level."""
    row = rule("responses.approvers", area)[str(level)]
    return cast("ResponseApprovers", {
        "level": level, "titles": list(row["titles"]), "roles": list(row["roles"]), "consent": bool(row.get("consent", False)),
    })  # fmt: skip


def all_approvers(area: str) -> list[ResponseApprovers]:
    return [approvers_of(level, area) for level, _ in LEVELS]


def may_approve(who: Caller, level: int, area: str) -> bool:
    """By their own press: a post in this area that the row names."""
    roles = approvers_of(level, area)["roles"]
    return any(grant.role in roles and area.startswith(grant.area) for grant in who.grants)


def checked(who: Caller, level: int, area: str, word: Word) -> Word:
    """The word with the approver's name in it, or what is missing."""
    row = approvers_of(level, area)
    if word.in_person:
        if not may_approve(who, level, area):
            said = "、".join(row["titles"])
            raise Problem("approval_needed", f"{ROMAN[level]}响应须由{said}批准:请其本人确认,或录入口头、书面批准。", where=row["titles"])
        titles = [grant.role_name for grant in who.grants if grant.role in row["roles"] and area.startswith(grant.area)]
        word = Word(**{**word.__dict__, "approver": who.name, "title": word.title.strip() or titles[0]})
    if not word.approver.strip():
        raise Problem("invalid", "请填写批准人姓名。", where=["approver"])
    if not word.in_person and word.title not in row["titles"]:
        raise Problem("invalid", f"{ROMAN[level]}响应的批准人职务应为:{'、'.join(row['titles'])}。", where=["title"])
    if word.form == VERBAL and not (word.said_on.strip() and word.read_back):
        raise Problem("invalid", "口头批准须写明方式(如值班电话)并已向批准人复诵。", where=["said_on", "read_back"])
    if word.form == VERBAL and word.said_at is not None and word.said_at > clock.now():
        raise Problem("invalid", "口头批准的时间还没有到。", where=["said_at"])
    if row["consent"] and not word.consent.strip():
        raise Problem("invalid", f"{ROMAN[level]}响应须先报市委、市政府同意,请填写由谁同意。", where=["consent"])
    return word
