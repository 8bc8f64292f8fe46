"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("onekey.preview_s", 300, "秒", "预览五分钟内可确认,过后须重新核对;" + DEFAULT),
    ("onekey.join_s", 60, "秒", "一分钟内对同一对象再按,并入前一次,不重复呼叫;" + DEFAULT),
    ("onekey.most", 1000, "人", "一次一键通逐人叫应的上限,更多用广播;" + DEFAULT),
    ("onekey.conference_most", 20, "方", "20 方 10 秒内呼出(会商指标);" + DEFAULT),
    ("onekey.wall_min", 60, "分钟", "大屏切到事件后一小时自动恢复日常;" + DEFAULT),
    ("onekey.count_s", 1, "秒", "到位情况每秒汇总一次,五分钟后每十秒一次;" + DEFAULT),
    ("onekey.follow_min", 120, "分钟", "两小时后不再汇总,以各项记录为准;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
