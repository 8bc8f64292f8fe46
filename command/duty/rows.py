"""Shapes of the duty as screens get them."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

SwapState = Literal["asked", "approved", "refused", "withdrawn"]
RollResult = Literal["asking", "answered", "late", "no_answer", "offline", "substitute"]
EntryKind = Literal["call", "report", "instruction", "visit", "fault", "handover", "note"]


class DutyShiftRow(TypedDict):
    id: int
    area: str
    role: str
    role_name: str
    person: int
    name: str
    title: str
    starts_at: str
    ends_at: str
    note: str


class DutyHolder(TypedDict):
    """`over`: the own turn is past, nobody has relieved them."""

    role: str
    role_name: str
    person: int
    name: str
    until: str
    over: bool


class DutyBoardRow(TypedDict):
    id: int
    area: str
    holders: list[DutyHolder]
    missing: dict[str, int]
    until: str | None
    missing_since: str | None
    alarm_at: str | None


class DutyGap(TypedDict):
    role: str
    role_name: str
    starts_at: str
    ends_at: str
    there: int
    needed: int


PeriodKind = Literal["holiday", "sweeping", "forest", "flood", "other"]


class SpecialPeriodRow(TypedDict):
    id: int
    name: str
    kind: str
    area: str
    first: str
    last: str
    pattern: str | None
    needs: dict[str, int]
    patrol: str
    source: str


class LackingPeriod(TypedDict):
    name: str
    first: str
    last: str


class PeriodYear(TypedDict):
    """`lacking`: what the rule of special days would add to this year."""

    area: str
    year: int
    periods: list[SpecialPeriodRow]
    lacking: list[LackingPeriod]


class DutySwapRow(TypedDict):
    id: int
    area: str
    shift: DutyShiftRow
    other: DutyShiftRow | None
    to: int
    to_name: str
    was_name: str
    reason: str
    state: SwapState
    asked_name: str
    asked_at: str
    decided_name: str
    decided_at: str | None
    why_not: str


class DutyRoleRow(TypedDict):
    code: str
    name: str
    single: bool
    seat: bool


class DutyPerson(TypedDict):
    id: int
    name: str
    title: str
    user: int | None


class DutyPatternRow(TypedDict):
    code: str
    name: str
    kind: Literal["normal", "reinforced"]


class Roster(TypedDict):
    area: str
    start: str
    end: str
    shifts: list[DutyShiftRow]
    gaps: list[DutyGap]
    periods: list[SpecialPeriodRow]
    needs: dict[str, int]
    roles: list[DutyRoleRow]
    patterns: list[DutyPatternRow]
    people: list[DutyPerson]
    swaps: list[DutySwapRow]


class Generated(TypedDict):
    made: int
    gaps: list[DutyGap]


class RosterLine(TypedDict):
    """One row of a spreadsheet: what it would do, or what is wrong with it."""

    line: int
    name: str
    role: str
    starts_at: str | None
    ends_at: str | None
    outcome: Literal["add", "same", "bad"]
    errors: list[str]


class RosterSheet(TypedDict):
    lines: list[RosterLine]
    add: int
    bad: int
    applied: bool


class Matter(TypedDict):
    """Something open that the next shift takes over. `blocks`: no hand-over before it is dealt with."""

    kind: str
    id: int
    text: str
    since: str | None
    due_at: str | None
    blocks: bool


class HandoverRow(TypedDict):
    id: int
    area: str
    outgoing: int
    outgoing_name: str
    incoming: int
    incoming_name: str
    state: Literal["open", "signed", "dropped"]
    note: str
    matters: list[Matter]
    opened_at: str
    given_at: str | None
    taken_at: str | None


class OpenHandoverRow(TypedDict):
    id: int
    area: str
    outgoing: int
    outgoing_name: str
    incoming: int
    incoming_name: str
    opened_at: str
    given_at: str | None


class DutyLogRow(TypedDict):
    id: int
    area: str
    kind: EntryKind
    text: str
    handling: str
    occurred_at: str | None
    received_at: str | None
    entered_at: str
    by_name: str
    corrects: int | None
    struck_at: str | None
    struck_name: str
    struck_why: str


class DutyRollCallRow(TypedDict):
    id: int
    area: str
    kind: Literal["planned", "spot"]
    state: Literal["open", "done"]
    started_name: str
    started_at: str
    due_at: str | None
    done_at: str | None
    targets: int
    counts: dict[str, int]
    x: int | None


class DutyRollTargetRow(TypedDict):
    """`clip`: the recording of the telephone call that answered. `video`: how far the ring into the conference came."""

    id: int
    area: str
    name: str
    person: str
    call: int | None
    channel: str
    bearer: str
    video: Literal["invited", "ringing", "joined", "left", "failed", "declined"] | None
    result: RollResult
    said_by: str
    answered_at: str | None
    points: int | None
    clip: int | None


class DutyRollCallPage(TypedDict):
    roll_call: DutyRollCallRow
    text: str
    targets: list[DutyRollTargetRow]


class UnitScore(TypedDict):
    area: str
    name: str
    asked: int
    points: float
    missed: int


class NilReportRow(TypedDict):
    id: int
    area: str
    day: str
    text: str
    by_name: str
    at: str
    late: bool


class NilDay(TypedDict):
    """Who has reported nothing, and who has not reported at all."""

    day: str
    due_at: str
    reports: list[NilReportRow]
    silent: list[str]


class DutyPage(TypedDict):
    area: str
    board: DutyBoardRow | None
    today: list[DutyShiftRow]
    matters: list[Matter]
    handover: HandoverRow | None
    log: list[DutyLogRow]
    roll_calls: list[DutyRollCallRow]
    swaps: list[DutySwapRow]
    gaps: list[DutyGap]
    periods: list[SpecialPeriodRow]
    nil: NilDay


class ShiftPage(TypedDict):
    """Everything of one shift on one page."""

    shift: DutyShiftRow
    beside: list[DutyShiftRow]
    log: list[DutyLogRow]
    handovers: list[HandoverRow]
    roll_calls: list[DutyRollCallRow]
