"""Leaders in charge and what was put before them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class ChargeRow(TypedDict):
    """`ground`: name of the enterprise, the risk unit or the area. `account`: copies reach them in the app."""

    id: int
    kind: Literal["area", "dossier", "risk"]
    area: str
    dossier: int | None
    unit: int | None
    ground: str
    person: int
    name: str
    org: str
    title: str
    account: bool
    duty: str
    source: str
    since: str
    until: str | None


class LeaderNoticeRow(TypedDict):
    id: int
    area: str
    incident: int
    person: int
    name: str
    org: str
    title: str
    ground: str
    told_at: str
    read_at: str | None
    x: int | None


class ChargeSheetLine(TypedDict):
    line: int
    ground: str
    name: str
    errors: list[str]


class ChargeSheet(TypedDict):
    """`good`: lines that were, or would be, taken; `wrong`: those that were not, with what is wrong."""

    good: int
    wrong: list[ChargeSheetLine]
    ignored: list[str]
