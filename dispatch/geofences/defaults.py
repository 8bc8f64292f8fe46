"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("fence.urgency", {"enter": "urgent", "leave": "normal", "dwell": "normal"}, "", "进入、离开、停留超时各按何种紧急程度告警,空为只记录不告警;" + DEFAULT),
    ("fence.together", 4, "个", "同一时刻有这么多对象进出同一围栏,合为一条警情;" + DEFAULT),
    ("fence.band_m", 15, "米", "卫星定位误差约 5–10 米,离开边界这么远才算出去,免得在边上来回告警;" + DEFAULT),
    ("fence.worst_accuracy_m", 200, "米", "定位精度差于此的(如基站定位)不作为进出依据;" + DEFAULT),
    ("fence.fastest_ms", 120, "米/秒", "两次定位之间快过此速度的视为飘点,待下一点证实;直升机约 80 米/秒;" + DEFAULT),
]  # fmt: skip


def load() -> None:
    """Reference rows of this app besides its rules."""
