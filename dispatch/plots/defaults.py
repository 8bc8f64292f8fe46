"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from dispatch.plots.mapping import show_missing

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("plot.lock_s", 60, "秒", "编辑中的标绘保持锁定的时间,界面每二十秒续一次;" + DEFAULT),
    ("plot.route_s", 1.5, "秒", "等待道路引擎给出绕行路线的时间,超过则按直线绕行估算;" + DEFAULT),
    ("plot.wind_turn_deg", 20, "度", "风向转过此角度提示重算下风向影响区;" + DEFAULT),
    ("plot.wind_look_s", 60, "秒", "检查下风向影响区风向的间隔;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
    show_missing()
