"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("video.watch_s", 45, "秒", "画面每 15 秒续看一次,三次没有续看即视为无人观看;" + DEFAULT),
    ("video.linger_s", 10, "秒", "最后一人关闭画面后再保持多久,翻页不必重新接通;" + DEFAULT),
    ("video.hold_s", 15, "秒", "云台停手多久后他人可接手;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
