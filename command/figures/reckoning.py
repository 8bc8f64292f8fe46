"""Picks → one number, and one number beside another. Pure: no Django."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from command.figures.rows import FigureBeside, How


class Counted(Protocol):
    @property
    def counts(self) -> bool: ...
    @property
    def amount(self) -> float | None: ...


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of all does not exceed: a value that really occurred."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share * 100) // 100) - 1)]


def value_of(how: How, picks: Sequence[Counted]) -> float | None:
    """A share of nothing, a time nobody took and a figure nobody reported are no numbers."""
    if how == "count":
        return len(picks)
    amounts = [one.amount for one in picks if one.amount is not None]
    if how == "sum" or (how == "told" and amounts):
        return round(sum(amounts), 2)
    if how == "told":
        return None
    if how == "mean":
        return round(sum(amounts) / len(amounts), 1) if amounts else None
    if how == "share":
        return round(100 * sum(one.counts for one in picks) / len(picks), 1) if picks else None
    if how == "anomaly":
        found = sum(one.amount or 0 for one in picks if one.counts)
        normal = sum(one.amount or 0 for one in picks if not one.counts)
        return round(100 * (found - normal) / normal, 1) if normal and any(one.counts for one in picks) else None
    return percentile(amounts, 0.5 if how == "p50" else 0.9)


def beside(how: How, now: float | None, before: float | None, lines: int, first: date, last: date) -> FigureBeside:
    """A rise is said as honestly as a fall; of a base of nought there is no per cent."""
    found: FigureBeside = {
        "first": first.isoformat(), "last": last.isoformat(), "value": before, "lines": lines, "change": None, "sign": "none", "why": "nothing",
    }  # fmt: skip
    if now is None or before is None:
        return found
    found["sign"] = "up" if now > before else "down" if now < before else "same"
    if how in ("share", "anomaly"):
        return found | {"change": round(now - before, 1), "why": ""}
    if before == 0:
        return found | {"why": "no_base"}
    return found | {"change": round(100 * (now - before) / before, 1), "why": ""}
