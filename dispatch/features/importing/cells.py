"""text of a cell → **cells** → value: numbers with their units, yes and no, choices, times, each refused by name. No Django."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from dispatch.features.catalogue import Attribute

BEIJING = timezone(timedelta(hours=8))
YES, NO = (
    frozenset({"是", "有", "y", "yes", "true", "1", "√", "可", "在线", "已开放"}),
    frozenset({"否", "无", "n", "no", "false", "0", "×", "不可", "离线", "未开放"}),
)
LONGEST = 500
LARGEST = 1e15  # beyond it a number loses its units, and the sum of two runs over in the database
_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$")
_UNIT = re.compile(r"^([+-]?[\d,.]+)\s*([^\d\s.,+-]{1,8})$")


class BadCell(ValueError):
    """Why a cell cannot be taken, in Chinese."""


def value_of(text: str, attribute: Attribute) -> str | float | int | bool:
    if attribute.type == "number":
        return number(text, attribute.unit)
    if attribute.type == "bool":
        if text.lower() in YES:
            return True
        if text.lower() in NO:
            return False
        raise BadCell("应为是或否")
    if attribute.type == "choice" and attribute.choices and text not in attribute.choices:
        raise BadCell(f"没有这一项;可填:{'、'.join(attribute.choices)}")
    if attribute.type == "time":
        return instant(text).isoformat()
    return short(text, LONGEST)


def number(text: str, unit: str = "") -> float | int:
    bare = text.replace(",", "").strip()
    if (match := _UNIT.match(bare)) and unit and match[2].lower() == unit.lower():
        bare = match[1]
    if not _NUMBER.match(bare):
        raise BadCell(f"应为数字{f',单位 {unit}' if unit else ''}")
    found = float(bare)
    if abs(found) > LARGEST:
        raise BadCell("数值过大")
    return int(found) if found.is_integer() else found


def instant(text: str) -> datetime:
    """Without a zone it is the city's own time."""
    plain = re.sub(r"[年月/.]", "-", text.strip()).replace("日", " ").strip()
    parts = plain.split()
    if parts and (day := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", parts[0])):
        plain = " ".join([f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}", *parts[1:]])
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        raise BadCell("应为日期和时间,如 2026-11-22 14:05") from None
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def short(text: str, most: int) -> str:
    if len(text) > most:
        raise BadCell(f"最多 {most} 个字")
    return text
