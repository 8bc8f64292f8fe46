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
