"""Terms of evacuations and of the register; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("evacuation.due_min", 60, "分钟", "下令未定时限的,一小时内转移完毕;" + DEFAULT),
    ("evacuation.return_abnormal", "enforce", "", "所附测站仍超限时:enforce 不许返回,off 只记下;" + DEFAULT),
    (
        "evacuation.health_keep_days",
        365,
        "天",
        "个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;超过一年未核对的健康信息自动清除",
    ),
]


def load() -> None:
    """Rules only."""
