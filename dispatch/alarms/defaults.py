"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from django.conf import settings

from dispatch.alarms.models import Threshold

OURS = "本系统默认值,请各局按预案修订"
FIRE = "森林火情归口管理、有火必报(广州做法);"

# Which steps an alarm gets: the first line that fits its source and the beginning of its type.
STEPS: list[dict[str, object]] = [
    {"source": "system", "steps": []},
    {"source": "sos", "steps": ["verdict"]},
    {"source": "satellite", "steps": ["notify", "view", "verdict", "feedback"]},
    {"type": "11G", "steps": ["notify", "view", "verdict"]},
    {"steps": ["verdict"]},
]

RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("alarm.merge_m", 500, "米", "热点去重距离(领域说明 §2.5);" + OURS),
    ("alarm.merge_min", 30, "分钟", "热点去重时间(领域说明 §2.5);" + OURS),
    ("alarm.families", ["12D"], "类型前缀", "同一类下的各种类型视为同一起事件:危化品泄漏、着火、爆炸互相引发;" + OURS),
    ("alarm.duplicate_m", 1000, "米", "录入前提示疑似重复的范围,宽于自动合并;" + OURS),
    ("alarm.duplicate_min", 120, "分钟", "录入前提示疑似重复的时间,宽于自动合并;" + OURS),
    ("alarm.steps", STEPS, "", FIRE + OURS),
    ("alarm.notify_within_s", 180, "秒", FIRE + "3 分钟内通知区、镇、村"),
    ("alarm.view_within_s", 600, "秒", FIRE + "10 分钟内无人机、云台画面或护林员到位核实;" + OURS),
    ("alarm.verdict_within_s", 1800, "秒", "30 分钟内报告火情性质"),
    ("alarm.feedback_within_s", 7200, "秒", "卫星热点 2 小时内正式反馈;" + OURS),
    ("alarm.unacked_critical_s", 60, "秒", "特急警情无人确认即呼叫带班领导;" + OURS),
    ("alarm.unacked_urgent_s", 180, "秒", "紧急警情无人确认即呼叫带班领导;" + OURS),
    ("alarm.unacked_normal_s", 0, "秒", "0 = 不呼叫;" + OURS),
    ("alarm.unacked_times", 3, "次", "第二次起同时呼叫市级带班领导;" + OURS),
    ("alarm.shelve_max_min", 60, "分钟", "搁置不超过一小时,特急与求救不得搁置;" + OURS),
    ("alarm.late_entry_s", 600, "秒", "接报后超过此时长才录入的标为补录;" + OURS),
    ("alarm.flood_count", 10, "条", "告警激增门限(ISA-18.2:10 分钟 10 条);" + OURS),
    ("alarm.flood_min", 10, "分钟", "告警激增门限(ISA-18.2:10 分钟 10 条);" + OURS),
    ("alarm.tone_critical_s", 2, "秒", "特急:三声,每 2 秒,直到确认;" + OURS),
    ("alarm.tone_urgent_s", 5, "秒", "紧急:每 5 秒;" + OURS),
    ("alarm.tone_normal_s", 15, "秒", "一般:每 15 秒;" + OURS),
    ("alarm.hotspot_critical_pixels", 3, "像元", "3 个及以上像元按立即核查类办理;" + OURS),
    ("alarm.hotspot_sure", 0.5, "", "置信度低于此值的卫星热点按一般警情;" + OURS),
    ("alarm.view_m", 1000, "米", "直播中的无人机在此范围内即视为已有画面;" + OURS),
    ("devices.test_max_min", 120, "分钟", "终端测试模式最长时间,到时自动恢复;" + OURS),
]

GAS = "GB/T 50493-2019 可燃气体一级报警 ≤25%LEL、二级报警 ≤50%LEL"
# quantity, name, side, value, dead band, unit, urgency, type, source
THRESHOLDS: list[tuple[str, str, str, float, float, str, str, str, str]] = [
    ("ponding_depth", "积水深度", "above", 0.27, 0.05, "m", "urgent", "11A02", "约为轿车排气口高度;" + OURS),
    ("ponding_depth", "积水深度", "above", 0.5, 0.05, "m", "critical", "11A02", "轿车可能熄火、门难以推开;" + OURS),
    ("gas_lel", "可燃气体", "above", 25, 5, "%LEL", "urgent", "12D02", GAS),
    ("gas_lel", "可燃气体", "above", 50, 5, "%LEL", "critical", "12D02", GAS),
    ("tank_pressure", "储罐压力", "above", 100, 5, "%", "critical", "12D01", "设计压力的百分比,达到即可能超压破裂;" + OURS),
]


def load() -> None:
    """A quantity for which the bureau has rows of its own gets none of ours."""
    known = set(Threshold.objects.values_list("quantity", flat=True))
    for quantity, name, side, value, dead_band, unit, urgency, type, source in THRESHOLDS:
        if quantity not in known:
            Threshold.objects.create(
                quantity=quantity, name=name, side=side, value=value, dead_band=dead_band, unit=unit, urgency=urgency, type=type,
                source=source, area=settings.CITY,
            )  # fmt: skip
