"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("gps.stuck_min", 10, "分钟", "定位一位不变而终端仍报告在移动,多久判为定位卡死;" + DEFAULT),
    ("gps.stuck_speed", 1.5, "米/秒", "终端报告的速度达到此值才算在移动;" + DEFAULT),
    ("tracks.show_m", 5, "米", "轨迹上图时可略去的点偏离线条不超过此值;" + DEFAULT),
    ("tracks.gap_s", 120, "秒", "两点相隔超过此值(且超过该终端三次上报间隔)即为中断,轨迹不连线;" + DEFAULT),
    ("tracks.export_hours", 72, "小时", "一次导出轨迹的最长时段;" + DEFAULT),
    ("gps.stuck_alarm", True, "", "定位卡死是否报警,每次卡死只报一次;" + DEFAULT),
]


def load() -> None:
    """No other reference rows."""
