"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
FIRE = "扑火安全通行做法:火线电台联络不超过 15 分钟;" + DEFAULT
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    # by the beginning of the event type; the longest that fits holds, "" is for all others
    ("safety.contact_s", {"11G": 900, "12D": 600, "12G": 900, "": 1200}, "秒", FIRE),
    ("safety.roll_call_every_s", {"11G": 1800, "12D": 900, "12G": 1200, "12P": 1200, "": 3600}, "秒", DEFAULT),
    ("safety.roll_call_answer_s", 120, "秒", DEFAULT),
    ("safety.lost_after_s", 300, "秒", "联络超时后再过多久,且定位也中断,才称失联;" + DEFAULT),
    ("safety.dead_zone_s", 1800, "秒", "已知通信盲区内,多久没有话音联络才称失联;" + DEFAULT),
    ("safety.watch_s", 5, "秒", "进入危险区须在 5 秒内告警;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
