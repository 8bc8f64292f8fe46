"""A figure with what it is counted from, and the lines behind it."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

How = Literal["count", "sum", "told", "mean", "share", "p50", "p90", "anomaly"]
Worse = Literal["", "up", "down"]
StatisticKind = Literal[
    "alarm", "incident", "order", "report", "response", "evacuation", "exercise", "alert", "callout", "instruction", "hazard", "supply", "terminal",
    "accident", "reported", "process",
]  # fmt: skip
By = Literal["area", "hazard", "sector", "grade", "state"]
Sign = Literal["up", "down", "same", "none"]
GoalState = Literal["held", "broken", "open"]


class FigureBeside(TypedDict):
    """The same figure of another period. `change`: per cent, of a share percentage points; none where `why` says so:
    `no_base` – the other period is 0 –, `nothing` – one of both is no number."""

    first: str
    last: str
    value: float | None
    lines: int
    change: float | None
    sign: Sign
    why: Literal["", "no_base", "nothing"]


class StatisticRow(TypedDict):
    """`value`: a count, a sum, per cent, or seconds; none where there is nothing to reckon from. `lines`: how many stand behind it, `part` of
    them in the part of a share. `worse`: the direction that is no good. `goal`, `met`: the rule's limit, and whether it is kept.
    `year`, `month`: the same period a year before, and the period just before."""

    key: str
    group: str
    name: str
    how: How
    unit: str
    worse: Worse
    value: float | None
    part: int
    lines: int
    goal: float | None
    met: bool | None
    by: list[By]
    year: FigureBeside | None
    month: FigureBeside | None


class StatisticPart(TypedDict):
    """A figure split by kind: 森林火灾 3, 道路交通 2; `before` the year before."""

    code: str
    name: str
    value: float | None
    lines: int
    before: float | None


class StatisticLine(TypedDict):
    """`counts`: in a share it is of the part, not only of the whole. `amount`: seconds, people, 亩: what it adds to a time or a sum."""

    kind: StatisticKind
    id: int
    incident: int | None
    number: str
    at: str
    area: str
    title: str
    counts: bool
    amount: float | None


class DoubleDown(TypedDict):
    """双下降: fewer accidents and fewer dead than in the same period of the year before, both in whole numbers."""

    events: int
    events_before: int
    deaths: int
    deaths_before: int
    both: bool


class Statistics(TypedDict):
    """`hazard`: event type prefix that everything is narrowed to; figures that know no event type are then left out. `areas`: names of codes.
    `invented`: the year whose rows a demo made up, so that they add up to the city's paper."""

    area: str
    area_name: str
    hazard: str
    first: str
    last: str
    groups: list[StatisticGroup]
    figures: list[StatisticRow]
    double_down: DoubleDown | None
    incident_kinds: list[StatisticPart]
    response_levels: list[StatisticPart]
    alert_colours: list[StatisticPart]
    invented: int | None


class StatisticGroup(TypedDict):
    key: str
    name: str


class StatisticLines(TypedDict):
    """The newest first; `left_off`: how many more there are than are shown. `only`: names of the sectors asked for."""

    figure: StatisticRow
    only: str
    lines: list[StatisticLine]
    left_off: int


class TrendPoint(TypedDict):
    """One day or month; `before` the same one a year earlier. `future`: it has not begun."""

    first: str
    last: str
    value: float | None
    before: float | None
    future: bool


class Trend(TypedDict):
    key: str
    step: Literal["day", "month"]
    points: list[TrendPoint]


class Split(TypedDict):
    """The greatest first."""

    key: str
    by: By
    parts: list[StatisticPart]


class SectorRank(TypedDict):
    """易发多发: `rank` by accidents, then deaths; equal ones share a rank."""

    sector: str
    name: str
    rank: int
    accidents: int
    deaths: int
    injured: int
    accidents_before: int
    deaths_before: int


class CalmCounty(TypedDict):
    """Days since the last accident of the ledger; none: the ledger has not one, then `since` is its first entry."""

    area: str
    name: str
    days: int | None
    last: StatisticLine | None
    since: str | None


class GoalCard(TypedDict):
    """`state`: `held`, `broken`, or `open` where there is nothing to compare with yet. `key`: the figure whose lines prove it."""

    code: str
    campaign: str
    name: str
    rule: str
    key: str
    value: float | None
    before: float | None
    limit: float | None
    unit: str
    state: GoalState
    first: str
    last: str


class GoalBoard(TypedDict):
    area: str
    year: int
    cards: list[GoalCard]


class CheckedFigure(TypedDict):
    """A published number beside ours. `agrees`: none where we have nothing to count from. `measure`: of some sectors only `accidents:chem,dust`.
    `opens`: it has lines; what is counted from a book as it stands has none. `invented`: of the year a demo made up."""

    id: int
    key: str
    phrase: str
    source: str
    expected: float
    unit: str
    relation: str
    of: str
    measure: str
    name: str
    area: str
    first: str
    last: str
    counted: float | None
    lines: int
    opens: bool
    agrees: bool | None
    invented: bool


class AccidentRow(TypedDict):
    """`loss`: 万元. `struck_at`: entered by mistake, counts nowhere. `corrections`: how often it was put right."""

    id: int
    number: str
    happened_at: str
    area: str
    sector: str
    type: str
    title: str
    deaths: int
    injured: int
    loss: float
    incident: int | None
    source: str
    entered_name: str
    entered_at: str | None
    struck_at: str | None
    corrections: int


class ReportedFigureRow(TypedDict):
    """`first`, `last`: whole days, both counted. `corrects`: the row it takes the place of."""

    id: int
    area: str
    key: str
    first: str
    last: str
    value: float
    unit: str
    source: str
    note: str
    corrects: int | None
    entered_name: str
    entered_at: str | None


class CityFigureRow(TypedDict):
    """`relation`: 31 is equal, 3100多 is over, 近26万 is near. `of`: the measure's value, or its change on the year before in per cent."""

    id: int
    key: str
    phrase: str
    expected: float
    unit: str
    relation: str
    source: str
    measure: str
    of: str
    area: str
    first: str
    last: str


class AccidentChange(TypedDict):
    """What stood before a correction, who changed it and why."""

    before: AccidentRow
    why: str
    by_name: str
    at: str | None


class AccidentWhole(AccidentRow):
    history: list[AccidentChange]


class ReportedKey(TypedDict):
    key: str
    name: str
    unit: str


class FigureSheetRow(TypedDict):
    """`line`: the number at its left in the spreadsheet; nothing of it goes in while `errors` says something."""

    line: int
    text: str
    errors: list[str]


class FigureSheet(TypedDict):
    rows: list[FigureSheetRow]
    right: int
    wrong: int
    ignored: list[str]
