"""Rules and the words a bureau begins with; its own rows are never overwritten."""

from __future__ import annotations

from django.conf import settings

from command.opinion.watches import Watch

DEFAULT = "本系统默认值,请各局按预案修订"
RESPOND = "国办发〔2016〕61号、国办发〔2018〕123号:重大政务舆情、谣言 5 小时内发布权威信息,24 小时内回应"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("opinion.same", 0.8, "", "两条文字相似到此程度算同一舆情(双字 Jaccard);" + DEFAULT),
    ("opinion.same_h", 24, "小时", "与多久以内的舆情比对;" + DEFAULT),
    ("opinion.score", {"place": 15, "negative": 10, "spread": 8, "reach": 4}, "分", "有地名、负面词、传播翻倍、阅读量十倍各加几分;" + DEFAULT),
    ("opinion.negative", ["死亡", "遇难", "失联", "被困", "爆炸", "瞒报", "不作为", "无人管", "求救", "救命"], "", "负面词;" + DEFAULT),
    ("opinion.clock_from", 50, "分", "达到此热度才计研判时限、进待办;" + DEFAULT),
    ("opinion.judge_min", 30, "分钟", "发现后半小时内研判;" + DEFAULT),
    ("opinion.handle_min", 120, "分钟", "研判后两小时内处置反馈;" + DEFAULT),
    ("opinion.close_min", 1440, "分钟", "反馈后 24 小时内办结;" + RESPOND),
    ("opinion.rumour_min", 300, "分钟", "认定谣言的,自首次出现 5 小时内回应;" + RESPOND),
    ("opinion.spike", {"window_min": 10, "base_min": 60, "factor": 3, "at_least": 5}, "", "近时段条数达到前一小时均值的倍数算突增;" + DEFAULT),
    ("opinion.spike_quiet_min", 60, "分钟", "已知悉的突增,多久以内不再提示;" + DEFAULT),
    ("opinion.stale_h", 24, "小时", "热度低、无人研判的舆情多久后自动归档;" + DEFAULT),
    ("opinion.keep_days", 180, "天", "个人信息保护法第十九条:不予处置的舆情保存期;" + DEFAULT),
    ("opinion.near_h", 72, "小时", "提示关联多久以内的事件;" + DEFAULT),
]  # fmt: skip

WATCHES: list[tuple[str, str, list[str], list[str], int]] = [  # name, event type, words, without, weight
    ("森林火灾", "11G01", ["山火", "森林火灾", "着火", "起火", "山上冒烟", "林火"], ["游戏", "演唱会", "电视剧"], 45),
    ("火灾爆炸", "12G00", ["爆炸", "火灾", "巨响", "浓烟", "燃爆", "大火"], ["游戏", "手机电池测评", "电影"], 45),
    ("危化品泄漏", "12D00", ["泄漏", "泄露", "刺鼻", "有毒气体", "危化品", "化工"], ["个人信息泄露", "泄露隐私"], 45),
    ("暴雨洪涝", "11A00", ["水浸", "内涝", "山洪", "暴雨", "洪水", "被淹", "决堤", "溃坝", "溃堤"], ["壁纸", "小说"], 40),
    ("台风", "11B01", ["台风"], ["台风眼咖啡"], 30),
    ("滑坡塌陷", "11D00", ["滑坡", "塌方", "泥石流", "地陷", "塌陷", "山体"], [], 40),
    ("地震", "11C02", ["地震", "震感", "晃了"], [], 40),
    ("人员伤亡求救", "", ["遇难", "死亡", "失联", "被困", "求救", "救命"], ["电视剧", "小说"], 40),
    ("应急处置质疑", "", ["救援不力", "无人救援", "瞒报", "没人管", "应急局"], [], 35),
]


def load() -> None:
    """Words to start from, once: a bureau that took some away does not get them back."""
    from dispatch.incidents.models import EventType

    if Watch.objects.exists():
        return
    known = set(EventType.objects.values_list("code", flat=True))
    Watch.objects.bulk_create(
        Watch(
            name=name, area=settings.CITY, words=words, without=without, hazard=code if code in known else "", weight=weight, source=DEFAULT
        )
        for name, code, words, without, weight in WATCHES
    )
