"""Lines → one number. Pure: no Django."""

from __future__ import annotations

from collections.abc import Sequence

from command.figures.rows import How, StatisticLine


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of all does not exceed: a value that really occurred."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share * 100) // 100) - 1)]


def value_of(how: How, lines: Sequence[StatisticLine]) -> float | None:
    """A share of nothing and a time nobody took are no numbers."""
    if how == "count":
        return len(lines)
    amounts = [line["amount"] for line in lines if line["amount"] is not None]
    if how == "sum":
        return sum(amounts)
    if how == "share":
        return round(100 * sum(line["counts"] for line in lines) / len(lines), 1) if lines else None
    return percentile(amounts, 0.5 if how == "p50" else 0.9)
