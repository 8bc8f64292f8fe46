"""request → **wish** → parts: what one press is to do, person by person. Frozen: it travels in the token, so that what was seen is what is done."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Wish:
    """`units`, `persons`: ids, already chosen; `parts`: what of it is on."""

    key: str
    kind: str
    area: str
    title: str
    text: str
    task: str
    parts: list[str]
    incident: int | None = None
    exercise: int | None = None
    units: list[int] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)
    tree: list[str] = field(default_factory=list)  # areas whose whole tree is called; empty = chosen persons
    gaps: list[dict[str, str]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)  # person id → why they are in, e.g. whose place they take
    unit_gaps: list[dict[str, str]] = field(default_factory=list)
    broadcast: dict[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def with_key(self) -> Wish:
        """The same thing in another exercise is another press."""
        return replace(self, key=f"{self.key}:x{self.exercise}") if self.exercise is not None else self

    def has(self, part: str) -> bool:
        return part in self.parts
