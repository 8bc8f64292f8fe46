"""Presses as screens hold them, and what a preview says; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

PressKind = Literal["incident", "area", "plan", "selection"]
PressState = Literal["confirmed", "running", "done", "undone"]
PartName = Literal["orders", "talk", "conference", "callout", "broadcast", "wall"]
LegState = Literal["started", "part", "done", "failed", "undone"]


class LegRow(TypedDict):
    """One kind of leg: `of` of them were started, `done` reached what they were for, `failed` will not by themselves. `ref` is the
    callout, group, conference or broadcast; `made`: by this press, not joined."""

    kind: PartName
    state: LegState
    ref: int | None
    made: bool
    of: int
    done: int
    failed: int


class PressRow(TypedDict):
    """`joined`: who pressed the same while it was under way, and so joined this one."""

    id: int
    area: str
    incident: int | None
    kind: PressKind
    title: str
    state: PressState
    by_name: str
    at: str
    legs: list[LegRow]
    counts: dict[str, int]
    joined: list[str]
    corrections: int
    undone_name: str | None
    undone_at: str | None
    x: int | None


class Trouble(TypedDict):
    """One leg that failed, in words, and what to do next."""

    kind: PartName
    who: str
    why: str
    todo: str


class CorrectionRow(TypedDict):
    id: int
    text: str
    by_name: str
    at: str
    reached: int
    left_out: int


class Longest(TypedDict):
    """Who has been waiting longest for an answer, since when."""

    name: str
    org: str
    since: str


class PressWhole(PressRow):
    text: str
    task: str
    reached: int
    total: int
    longest: Longest | None
    troubles: list[Trouble]
    corrected: list[CorrectionRow]


class Named(TypedDict):
    """One addressee of a preview; `note` says what is particular about them."""

    id: int
    name: str
    org: str
    channels: list[str]
    note: str


class Gap(TypedDict):
    """Somebody or some place that would not be reached, and why."""

    who: str
    why: str


class PartPreview(TypedDict):
    """`may`: the post allows it; `words` says in a sentence what would happen; `cost` what a mistake would cost."""

    kind: PartName
    may: bool
    on: bool
    words: str
    number: int
    who: list[Named]
    channels: dict[str, int]
    gaps: list[Gap]
    cost: list[str]
    undo: str


class Needed(TypedDict):
    """The matrix wants another's word: `ask` goes to /api/authority/approvals as it is."""

    need: Literal["second", "verbal"]
    words: str
    ask: str


class Preview(TypedDict):
    """`outside`: messages that leave the house. `going_on`: the press that this one would join."""

    token: str
    good_s: int
    kind: PressKind
    title: str
    area: str
    incident: int | None
    x: int | None
    text: str
    task: str
    parts: list[PartPreview]
    people: int
    outside: int
    cost: list[str]
    needs: Needed | None
    going_on: PressRow | None


class Confirmed(PressRow):
    """`joined_to`: whose press was joined, when another was quicker; `left_out` names what that press does not hold of this one."""

    joined_to: str | None
    left_out: list[str]


class Undone(TypedDict):
    press: PressRow
    undone: list[str]
    stays: list[str]


class CorrectionPreview(TypedDict):
    """`reached`: exactly those the first message reached, each once. `left_out`: whom it had not reached, and who therefore hears nothing."""

    opening: str
    reached: int
    who: list[Named]
    teams: list[Named]
    left_out: list[Named]
