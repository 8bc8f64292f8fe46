"""Plans as screens read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

PlanKind = Literal["general", "special", "department", "local", "enterprise", "event"]


class PlanRow(TypedDict):
    """`worked`: it can be started; otherwise an entry of the directory."""

    id: int
    code: str
    kind: PlanKind
    extreme: bool
    title: str
    hazards: list[str]
    family: str
    levels: list[int]
    area: str
    edition: str
    owner: str
    valid_to: str | None
    expired: bool
    worked: bool
    tasks: int
    version: int
