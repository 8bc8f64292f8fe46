"""change → **announcing** → text: the sentence an HQ says, always with the clock time. The sentences are a rule row. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from command.responses.levels import SPOKEN


def clock_words(at: datetime) -> str:
    """2022年6月7日11时40分 – `at` in the city's time."""
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def announcement(
    templates: Mapping[str, str],
    kind: str,
    *,
    headquarters: str,
    family: str,
    level: int,
    before: int | None,
    at: datetime,
    why: str,
    places: str,
) -> str:
    return templates[kind].format(
        headquarters=headquarters, family=family, level=SPOKEN[level], before=SPOKEN.get(before if before is not None else level, ""),
        clock=clock_words(at), why=why.rstrip("。") + "。" if why else "", places=places,
    )  # fmt: skip
