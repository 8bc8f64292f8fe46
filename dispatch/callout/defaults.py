"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from dispatch.callout.models import LadderStep

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("callout.delivery_s", 20, "秒", "通道不通 30 秒内换下一通道;" + DEFAULT),
    ("callout.town_km", 15, "千米", "无镇界数据时按最近镇街驻地推定;" + DEFAULT),
    ("callout.wave_size", 200, "人", "一次按键同时起呼的人数,其余分波;" + DEFAULT),
    ("callout.wave_s", 5, "秒", "两波之间;" + DEFAULT),
    ("callout.takeover_s", 300, "秒", "人工接管后仍未应答即恢复自动叫应;" + DEFAULT),
]

GRADED = "暴雨预警“叫应”:分级叫应、五分钟叫醒、无人应答逐级上叫(各地叫应办法);" + DEFAULT
AWAKE = "警情无人确认时叫醒带班领导;" + DEFAULT
ORDER = "调度令未签收时呼叫队伍负责人;" + DEFAULT
LADDERS: list[tuple[str, int, int, str, str]] = [  # ladder, step, after_s, action, source
    ("callout.default", 1, 0, "first_channels", GRADED),
    ("callout.default", 2, 60, "retry", GRADED),
    ("callout.default", 3, 90, "next_channel", GRADED),
    ("callout.default", 4, 120, "deputy", GRADED),
    ("callout.default", 5, 180, "superior", GRADED),
    ("callout.default", 6, 180, "officer", GRADED),
    ("callout.default", 7, 900, "physical", GRADED),
    # Somebody sent to a door is no post of the tree: unanswered, the officer sends somebody else.
    ("callout.visit", 1, 0, "first_channels", GRADED),
    ("callout.visit", 2, 60, "retry", GRADED),
    ("callout.visit", 3, 90, "next_channel", GRADED),
    ("callout.visit", 4, 120, "officer", GRADED),
    # The order's own ladder brings deputy, superior and the next team; a call of it only tries the person's ways.
    ("callout.order", 1, 0, "first_channels", ORDER),
    ("callout.order", 2, 30, "retry", ORDER),
    ("callout.order", 3, 45, "next_channel", ORDER),
    # Without the officer's rung: the officer is who did not answer.
    ("callout.duty", 1, 0, "first_channels", AWAKE),
    ("callout.duty", 2, 30, "retry", AWAKE),
    ("callout.duty", 3, 45, "next_channel", AWAKE),
    ("callout.duty", 4, 60, "deputy", AWAKE),
    ("callout.duty", 5, 120, "superior", AWAKE),
    ("callout.duty", 6, 300, "retry", AWAKE),
]


def load() -> None:
    """Reference rows of this app besides its rules. A ladder the bureau has changed is left whole."""
    own = set(LadderStep.objects.values_list("ladder", flat=True))
    LadderStep.objects.bulk_create(
        [
            LadderStep(ladder=ladder, step=step, after_s=after_s, action=action, source=source)
            for ladder, step, after_s, action, source in LADDERS
            if ladder not in own
        ]
    )
