"""Lists of indicators as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from realtime.files.rows import FileRow

IndicatorStatus = Literal["reached", "not_reached", "na", "unrated"]


class IndicatorListRow(TypedDict):
    """How many sub-items of `total` stand how."""

    id: int
    area: str
    code: str
    name: str
    source: str
    rev: int
    standards: int
    total: int
    reached: int
    not_reached: int
    na: int
    unrated: int


class JudgementRow(TypedDict):
    status: IndicatorStatus
    progress: str
    by_name: str
    at: str


class ProofRow(TypedDict):
    file: FileRow
    by_name: str
    at: str


class SubItemRow(TypedDict):
    id: int
    order: int
    text: str
    status: IndicatorStatus
    owner: str
    progress: str
    due_on: str | None
    late: bool
    changed_by_name: str
    changed_at: str | None
    judgements: list[JudgementRow]
    proofs: list[ProofRow]


class StandardRow(TypedDict):
    id: int
    order: int
    group: str
    name: str
    items: list[SubItemRow]


class IndicatorListWhole(IndicatorListRow):
    tree: list[StandardRow]
