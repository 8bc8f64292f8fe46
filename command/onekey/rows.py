"""Presses as screens hold them, and what a preview says; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

PressKind = Literal["incident", "area", "plan", "selection"]
PressState = Literal["confirmed", "running", "done", "undone"]
PartName = Literal["orders", "talk", "conference", "callout", "broadcast", "wall"]
LegState = Literal["started", "part", "done", "failed", "undone"]


class PressLegRow(TypedDict):
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
    legs: list[PressLegRow]
    counts: dict[str, int]
    joined: list[str]
    corrections: int
    undone_name: str | None
    undone_at: str | None
    x: int | None


class PressTrouble(TypedDict):
    """One leg that failed, in words, and what to do next."""

    kind: PartName
    who: str
    why: str
    todo: str


class PressCorrectionRow(TypedDict):
    id: int
    text: str
    by_name: str
    at: str
    reached: int
    left_out: int


class PressLongest(TypedDict):
    """Who has been waiting longest for an answer, since when."""

    name: str
    org: str
    since: str


class PressWhole(PressRow):
    text: str
    task: str
    reached: int
    total: int
    longest: PressLongest | None
    troubles: list[PressTrouble]
    corrected: list[PressCorrectionRow]


class PressNamed(TypedDict):
    """One addressee of a preview; `note` says what is particular about them."""

    id: int
    name: str
    org: str
    channels: list[str]
    note: str


class PressGap(TypedDict):
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
    who: list[PressNamed]
    channels: dict[str, int]
    gaps: list[PressGap]
    cost: list[str]
    undo: str


class PressNeeds(TypedDict):
    """The matrix wants another's word: `ask` goes to /api/authority/approvals as it is."""

    need: Literal["second", "verbal"]
    words: str
    ask: str


class PressPreview(TypedDict):
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
    needs: PressNeeds | None
    going_on: PressRow | None


class PressConfirmed(PressRow):
    """`joined_to`: whose press was joined, when another was quicker; `left_out` names what that press does not hold of this one."""

    joined_to: str | None
    left_out: list[str]


class PressUndone(TypedDict):
    press: PressRow
    undone: list[str]
    stays: list[str]


class PressCorrectionPreview(TypedDict):
    """`reached`: exactly those the first message reached, each once. `left_out`: whom it had not reached, and who therefore hears nothing."""

    opening: str
    reached: int
    who: list[PressNamed]
    teams: list[PressNamed]
    left_out: list[PressNamed]
