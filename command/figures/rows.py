"""A figure with what it is counted from, and the lines behind it."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

How = Literal["count", "sum", "share", "p50", "p90"]
StatisticKind = Literal["alarm", "incident", "order", "report", "response", "evacuation", "exercise"]


class StatisticRow(TypedDict):
    """`value`: a count, a sum, per cent, or seconds; none where there is nothing to reckon from. `lines`: how many stand behind it."""

    key: str
    how: How
    value: float | None
    part: int
    lines: int


class StatisticPart(TypedDict):
    """A figure split by kind: 森林火灾 3, 道路交通 2."""

    code: str
    name: str
    value: int


class StatisticLine(TypedDict):
    """`counts`: in a share it is of the part, not only of the whole. `seconds`, `people`: what it adds to a time or a sum."""

    kind: StatisticKind
    id: int
    incident: int | None
    number: str
    at: str
    area: str
    title: str
    counts: bool
    amount: float | None


class Statistics(TypedDict):
    area: str
    first: str
    last: str
    figures: list[StatisticRow]
    incident_kinds: list[StatisticPart]
    response_levels: list[StatisticPart]


class StatisticLines(TypedDict):
    """The newest first; `left_off`: how many more there are than are shown."""

    figure: StatisticRow
    lines: list[StatisticLine]
    left_off: int


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
