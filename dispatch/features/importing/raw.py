"""What every format is read into: numbered rows of text under titles, each with its shape where the format has one. No Django."""

from __future__ import annotations

from typing import Any, NamedTuple

from realtime.sheets import Unreadable

MAX_UNPACKED = 100_000_000  # a .kmz is a zip: a small file may hide a huge one
MAX_TITLES = 60
MAX_CELL = 2_000

Geometry = dict[str, Any]


class RawRow(NamedTuple):
    """`number` as people count it: the line of a spreadsheet, the n-th object of a drawing."""

    number: int
    cells: dict[str, str]
    shape: Geometry | None


class Raw(NamedTuple):
    titles: list[str]
    rows: list[RawRow]


def limited(rows: int, most: int) -> None:
    if rows > most:
        raise Unreadable(f"一次最多导入 {most} 行(个),请分批。")


def text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, list) and all(isinstance(part, str | int | float) for part in value):
        value = "、".join(str(part) for part in value)
    return str(value).replace("\x00", "").strip()[:MAX_CELL]


def titles_of(rows: list[RawRow]) -> list[str]:
    """In the order in which they first appear."""
    found = dict.fromkeys(title for row in rows for title in row.cells)
    return list(found)[:MAX_TITLES]
