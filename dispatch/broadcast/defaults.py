"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("broadcast.poll_s", 10, "秒", "向承办方查询区域发布进度;" + DEFAULT),
    ("broadcast.valid_s", 7200, "秒", "群发超过此时限未发出的不再发出;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
