"""What every invented contact of the demo says of itself, and numbers nobody holds."""

from __future__ import annotations

INVENTED = "演示数据:姓名、号码均为虚构"


def number_of(series: int, place: int) -> str:
    """1380118 0041: a series for each part of the demo, so that two parts never share a number."""
    return f"1380{series:03d}{place:04d}"
