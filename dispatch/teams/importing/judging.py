"""What a row would do, or which of its cells are wrong: the shape all three kinds of lists share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from dispatch.teams.importing.names import BadValue
from dispatch.teams.rows import BadCell, SheetRow
from realtime.sheets import Line

Outcome = Literal["add", "change", "same", "bad"]


@dataclass
class Judged:
    """One row. `values` are ready for the action; `target` is what exists already."""

    line: Line
    code: str = ""
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    target: Any = None
    changes: list[str] = field(default_factory=list)  # titles of the columns that differ from what is stored
    errors: list[BadCell] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        if self.errors:
            return "bad"
        if self.target is None:
            return "add"
        return "change" if self.changes else "same"

    def bad(self, title: str, why: str) -> None:
        self.errors.append({"line": self.line.number, "column": title, "value": self.line.cells.get(title, "")[:80], "why": why})

    def take(self, title: str, key: str, parse: Callable[[str], Any]) -> None:
        """An empty cell is "not said": what is stored stays."""
        text = self.line.cells.get(title, "")
        if not text:
            return
        try:
            self.values[key] = parse(text)
        except BadValue as error:
            self.bad(title, str(error))

    def require(self, titles: list[str]) -> None:
        for title in titles:
            if not self.line.cells.get(title):
                self.bad(title, "必填")

    def row(self) -> SheetRow:
        return {
            "line": self.line.number, "code": self.code, "name": self.name, "outcome": self.outcome, "changes": self.changes, "errors": self.errors,
        }  # fmt: skip


def text_of(most: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > most:
            raise BadValue(f"最多 {most} 个字")
        return text

    return parse
