"""case + matrix → **ruling** → door: may this be set off alone? No Django, so that every line of the matrix can be tried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

SELF, SECOND, VERBAL = "self", "second", "verbal"
STRICTNESS = {SELF: 0, SECOND: 1, VERBAL: 2}


class Case(NamedTuple):
    """So many persons of one kind by one channel."""

    channel: str
    audience: str
    number: int


class Rule(NamedTuple):
    """One line of the matrix. Blank = any; `most` None = any number."""

    role: str
    channel: str
    audience: str
    most: int | None
    ruling: str
    area: str = ""
    approvers: tuple[str, ...] = ()


class Ruling(NamedTuple):
    """What the strictest case needs, and which case that is."""

    need: str
    case: Case | None = None
    approvers: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        return self.need == SELF


def check(rules: Iterable[Rule], roles: Iterable[str], cases: Sequence[Case], area: str) -> Ruling:
    """The strictest over all cases; for each case the mildest that any of the roles has."""
    known, own = [rule for rule in rules if area.startswith(rule.area)], list(roles)
    worst = Ruling(SELF)
    for case in cases:
        if case.number <= 0:
            continue
        found = min((_of_role(known, role, case) for role in own), key=_strictness, default=Ruling(VERBAL, case))
        if _strictness(found) > _strictness(worst) or (worst.case is None and found.need == worst.need):
            worst = found
    return worst


def _strictness(ruling: Ruling) -> int:
    return STRICTNESS[ruling.need]


def _of_role(rules: Sequence[Rule], role: str, case: Case) -> Ruling:
    """The most particular lines hold alone: finest area, then the role's own, then the channel's, then the audience's. Among them the
    smallest limit that is enough; more than every limit, or no line at all, needs a leader's word."""
    fit = [
        rule for rule in rules if rule.role in ("", role) and rule.channel in ("", case.channel) and rule.audience in ("", case.audience)
    ]
    if not fit:
        return Ruling(VERBAL, case)
    closest = max(_particular(rule) for rule in fit)
    lines = [rule for rule in fit if _particular(rule) == closest]
    enough = [rule for rule in lines if rule.most is None or case.number <= rule.most]
    if not enough:
        return Ruling(VERBAL, case)
    line = min(enough, key=lambda rule: (rule.most is None, rule.most or 0))
    return Ruling(line.ruling, case, line.approvers)


def _particular(rule: Rule) -> tuple[int, bool, bool, bool]:
    return len(rule.area), bool(rule.role), bool(rule.channel), bool(rule.audience)
