"""Levels in words, and what a change from one to another is. 0 stands above Ⅰ; the smaller number is the higher level. No Django."""

from __future__ import annotations

ROMAN = {0: "极端", 1: "Ⅰ级", 2: "Ⅱ级", 3: "Ⅲ级", 4: "Ⅳ级"}
SPOKEN = {0: "极端", 1: "一级", 2: "二级", 3: "三级", 4: "四级"}  # as announcements write it


def kind_of(before: int, after: int) -> str:
    """`upgrade` or `downgrade`; the same level is no change."""
    if before == after:
        raise ValueError("the same level")
    return "upgrade" if after < before else "downgrade"


def highest(levels: list[int]) -> int | None:
    return min(levels, default=None)
