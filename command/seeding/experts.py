"""Demo directory: twenty experts in the specialties of the rule, five mutual-aid agreements. Names, numbers and texts are invented."""

from __future__ import annotations

from datetime import timedelta

from command.agreements.actions import enter_agreement
from command.agreements.models import MutualAid
from command.experts.actions import enter_expert
from command.experts.models import Expert
from command.seeding.cities import here
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.invented import INVENTED, number_of
from dispatch.supplies.balances import today
from realtime.accounts.models import User

SERIES = 73  # of invented numbers
ACCOUNT = "zhuanjia"  # the one who can sign in
EXPERTS = [  # name, unit, title, area, specialties, level
    ("林森", "市林业和园林科学研究院", "教授级高工", "4401", ["forest_fire"], "省级"),
    ("谢山", "从化区森林消防大队", "高级工程师", "440117", ["forest_fire"], "市级"),
    ("叶清", "市气象台", "首席预报员", "4401", ["meteorology"], "省级"),
    ("邱雨", "增城区气象局", "工程师", "440118", ["meteorology"], "市级"),
    ("江涛", "市水务规划勘测设计研究院", "教授级高工", "4401", ["hydrology"], "省级"),
    ("石磊", "市地质调查院", "高级工程师", "4401", ["geology"], "省级"),
    ("姚化", "市安全生产技术中心", "教授级高工", "4401", ["hazmat", "fire"], "国家级"),
    ("庞安", "南沙区化工园区管理中心", "高级工程师", "440115", ["hazmat"], "市级"),
    ("闵防", "市消防救援支队", "高级工程师", "4401", ["fire"], "省级"),
    ("蓝天", "市环境监测中心站", "教授级高工", "4401", ["environment"], "省级"),
    ("白芷", "市职业病防治院", "主任医师", "4401", ["toxicology", "medical"], "省级"),
    ("温良", "市急救医疗指挥中心", "主任医师", "4401", ["medical"], "省级"),
    ("梁柱", "市建筑科学研究院", "教授级高工", "4401", ["structure"], "国家级"),
    ("岑矿", "市矿山安全技术服务中心", "高级工程师", "4401", ["mining"], "市级"),
    ("邓强", "市特种机电设备检测研究院", "高级工程师", "4401", ["special_equipment"], "省级"),
    ("电明", "广州供电局", "高级工程师", "4401", ["electric"], "市级"),
    ("管通", "市燃气集团", "高级工程师", "4401", ["gas"], "市级"),
    ("路远", "市交通规划研究院", "高级工程师", "4401", ["transport"], "市级"),
    ("海生", "广州海上搜救中心", "高级船长", "4401", ["maritime"], "市级"),
    ("法正", "市应急管理学会", "律师", "4401", ["law", "opinion"], "市级"),
]  # fmt: skip
# name, number, area, parties, hazards, capabilities, resources, how, minutes, days from, days to
AGREEMENTS = [
    ("广州—清远森林防灭火联防协议", "穗清森防〔2026〕1号", "4401", [("4401", "广州市"), ("4418", "清远市")], ["11G", "11B25"], ["forest_fire", "stock"],
     [("清远市", "森林消防队伍", "2 队 60 人", "不少于 3 队备勤"), ("广州市", "水罐车", "3 辆", "不少于 6 辆备勤")], "市森防办值班电话请求,1 小时内补函", 90, -200, 500),
    ("广州—河源流域防汛互助协议", "穗河三防〔2026〕2号", "4401", [("4401", "广州市"), ("4416", "河源市")], ["11A", "11B"], ["flood", "stock"],
     [("河源市", "冲锋舟", "10 艘", "不少于 20 艘"), ("广州市", "大功率排涝车", "4 台", "不少于 8 台")], "市三防办值班室请求,函件同步", 120, -150, 400),
    ("广州—佛山跨界应急联动协议", "穗佛应急〔2025〕6号", "4401", [("4401", "广州市"), ("4406", "佛山市")], [], [],
     [("佛山市", "危化品救援队伍", "1 队 30 人", "不少于 2 队"), ("佛山市", "泡沫液", "20 吨", "不少于 40 吨")], "指挥中心对指挥中心,先动后补", 60, -330, 40),
    ("从化—增城森林防灭火互助协议", "从增森防〔2026〕3号", "440117", [("440117", "从化区"), ("440118", "增城区")], ["11G"], ["forest_fire", "stock"],
     [("增城区", "森林消防大队", "1 队 30 人", "本区留 1 队"), ("从化区", "森林消防大队", "1 队 30 人", "本区留 1 队")], "区指挥中心值班电话请求", 45, -100, 600),
    ("南沙—番禺危化品事故互助协议", "南番应急〔2026〕5号", "440115", [("440115", "南沙区"), ("440113", "番禺区")], ["12D", "12G"], ["hazmat", "stock"],
     [("番禺区", "堵漏器材", "2 套", "本区留 1 套")], "区应急管理局值班室请求", 60, -80, 700),
]  # fmt: skip


def _experts() -> list[tuple[str, str, str, str, list[str], str]]:
    """Elsewhere those of the city's own institutes, called as they are there."""
    city = here()
    if city is GUANGZHOU:
        return EXPERTS
    short = city.name.removesuffix("市")
    return [
        (name, org.replace("广州", short), title, city.code, able, level)
        for name, org, title, area, able, level in EXPERTS
        if area == GUANGZHOU.code and "maritime" not in able
    ]


def make_experts() -> None:
    """Safe to run again: only where nobody entered any."""
    if not Expert.objects.exists():
        for place, (name, org, title, area, specialties, level) in enumerate(_experts()):
            number = number_of(SERIES, place)
            account = User.objects.filter(username=ACCOUNT, contact=None).first() if place == 0 else None
            enter_expert(
                actor="system", name=name, area=area, org=org, title=title, specialties=specialties, level=level, note=INVENTED,
                user=account.pk if account else None,
                addresses=[{"channel": "record", "value": number, "rank": 0}, {"channel": "phone", "value": number, "rank": 1}],
            )  # fmt: skip
    if here() is GUANGZHOU and not MutualAid.objects.exists():
        for name, number, area, parties, hazards, able, resources, how, minutes, since, until in AGREEMENTS:
            enter_agreement(
                actor="system", area=area, name=name, number=number, parties=[{"code": code, "name": words} for code, words in parties], hazards=hazards,
                capabilities=able,
                resources=[dict(zip(("party", "what", "amount", "floor"), line, strict=True)) for line in resources], how=how, respond_min=minutes,
                contact_name=f"{parties[-1][1]}应急指挥中心值班室", valid_from=today() + timedelta(days=since), valid_to=today() + timedelta(days=until),
                note="演示数据:协议为虚构",
            )  # fmt: skip
