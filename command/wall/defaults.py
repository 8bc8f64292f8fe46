"""How often a wall reports, how soon a dark one is told; rows, so that a bureau may change them."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("wall.report_s", 60, "秒", DEFAULT),
    ("wall.quiet_s", 150, "秒", "连续两次未报即在值守台提示;" + DEFAULT),
    ("wall.page_s", 20, "秒", "大屏自动翻页间隔;" + DEFAULT),
    ("wall.duty_s", 300, "秒", "大屏值班人员刷新间隔;" + DEFAULT),
]


def load() -> None:
    """No reference rows besides the rules."""
