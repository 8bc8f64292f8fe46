"""When those who have to act are told again; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("instructions.due_min", 120, "分钟", "领导未定时限的,两小时内反馈;" + DEFAULT),
    ("instructions.again_share", 0.5, "", "时限过半再次提醒,到时限仍未反馈转为逾期并再次通知;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
