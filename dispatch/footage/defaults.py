"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("footage.longest_h", 12, "小时", "一次视频录像最长时长,到时自动停止;" + DEFAULT),
    ("footage.keep_days", 180, "天", "视频录像保存天数,不少于 180 天;事件未结束或已设留存的不删除;" + DEFAULT),
]


def load() -> None:
    """No other reference rows."""
