"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("replay.keyframe_minutes", 30, "分钟", "有变化时,最多隔多久存一帧全貌,越密跳转越快;" + DEFAULT),
    ("replay.keyframe_events", 3000, "条", "事件多于此数即存一帧;" + DEFAULT),
    ("replay.keyframe_days", 90, "天", "此前每天只留一帧;" + DEFAULT),
    ("replay.export_hours", 72, "小时", "一个案例最长跨度;" + DEFAULT),
    ("replay.import_mb", 2048, "MB", "导入案例展开后的上限;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
