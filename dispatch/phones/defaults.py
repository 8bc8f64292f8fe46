"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("phones.ring_s", 30, "秒", "国内移动网无人接听约 60 秒转提示音,叫应须早于阶梯下一级;" + DEFAULT),
    ("phones.robot_s", 90, "秒", "语音叫应一次通话最长;" + DEFAULT),
    ("phones.robot_repeats", 3, "次", "无按键时重播次数;" + DEFAULT),
    ("phones.robot_lines", 10, "路", "同时外呼的中继路数,超出的排队;按中继线路数修订"),
    ("phones.keep_h", 12, "小时", "结束的通话在值守台保留时长,满 12 小时为一班;" + DEFAULT),
]


def load() -> None:
    """Extensions and the line are entered by the bureau."""
