"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("drill.cap", 50, "人", "实战演练参演名单上限;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
