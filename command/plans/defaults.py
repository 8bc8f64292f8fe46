"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from command.plans.library import load_library

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("plans.preview_s", 300, "秒", "预览五分钟内可确认,过后须重新核对;" + DEFAULT),
]


def load() -> None:
    """The directory of this city's plans, and those that are worked out."""
    load_library()
