"""A unit as screens hold it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class UnitRow(TypedDict):
    """`incident` is the one that holds the unit now; its home district sees it too."""

    id: int
    subject: int
    code: str
    name: str
    category: Literal["industry", "grassroots", "volunteer"]
    domains: list[str]
    headcount: int
    area: str
    readiness: Literal["ready", "resting", "off"]
    lon: float
    lat: float
    incident: int | None
