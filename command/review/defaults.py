"""When an after-action review is owed and what counts as a gap; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按调查评估办法修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("review.due_days", 30, "天", "事件结束后多少天内完成调查评估;" + DEFAULT),
    ("review.grade", 3, "级", "确认等级不低于此级(数字不大于)的事件须调查评估;" + DEFAULT),
    ("review.gap_min", 30, "分钟", "处置期间时间线超过多久没有记录算作空白;" + DEFAULT),
    ("review.position_gap_min", 5, "分钟", "在办队伍多久没有位置算作位置空白;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
