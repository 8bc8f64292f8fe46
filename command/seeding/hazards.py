"""Demo register of risks and ledger of hazards: a dozen units in four colours, eight hazards on their ways. Enterprises and people are invented."""

from __future__ import annotations

from datetime import timedelta

from command.hazards.actions import Where, assign_hazard, begin_fixing, find_hazard, rank_hazard, report_fixed, supervise_hazard
from command.hazards.models import Hazard, RiskUnit
from command.hazards.risks import save_risk
from command.seeding.cities import here
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.derived import seats
from realtime import clock

ACTOR, FINDER = "system", "王值班"
RiskFacts = tuple[str, str, float, float, float, float, float, str, str]
HazardFacts = tuple[str, str, str, float, float, str, str, bool, int, int, int, str]
RISKS: list[RiskFacts] = [  # name, sector, lon, lat, L, E, C, owner, measures
    ("虎岛苯乙烯罐区", "chem", 113.5290, 22.8450, 3, 6, 40, "虎岛精细化工(演示)", "氮封、泡沫喷淋、液位双报警,每班巡查两次"),
    ("黄埔穗东油库", "chem", 113.4960, 23.0630, 1, 6, 40, "穗东石化仓储(演示)", "浮盘检测、消防水炮、围堰"),
    ("花东涂料仓库", "chem", 113.3300, 23.4400, 3, 6, 7, "花东涂料(演示)", "通风与可燃气体报警"),
    ("增城烟花储存点", "fireworks", 113.8200, 23.2500, 1, 3, 40, "某烟花公司(演示)", "专人看守,限量储存"),
    ("从化流溪河山塘群", "water_project", 113.7800, 23.7520, 3, 2, 15, "流溪河管理处(演示)", "汛期专人值守,水位每小时一报"),
    ("白云铝加工车间除尘", "dust", 113.2700, 23.3000, 3, 6, 15, "白云铝业(演示)", "每日清灰,泄爆口畅通"),
    ("番禺冷库氨制冷", "ammonia", 113.3900, 22.9400, 1, 6, 15, "番禺冷链(演示)", "氨气报警联动喷淋"),
    ("天河深基坑", "construction", 113.3650, 23.1180, 3, 6, 15, "某在建工地(演示)", "自动监测位移,超限停工"),
    ("越秀老旧自建房片区", "house", 113.2660, 23.1290, 1, 10, 7, "街道办(演示)", "暴雨前逐户排查,必要时转移"),
    ("南沙渔船停泊区", "fishery", 113.6100, 22.7000, 1, 3, 15, "渔业协会(演示)", "防风前回港清点"),
    ("从化云台山林区", "forest", 113.8200, 23.7400, 3, 3, 15, "云台山林场(演示)", "特别防护期封山,路口设卡"),
    ("荔湾专业市场群", "market", 113.2300, 23.1200, 0.5, 6, 15, "市场管理方(演示)", "每日防火巡查"),
]
HAZARDS: list[HazardFacts] = [  # title, sector, place, lon, lat, owner, campaign, major, reach, difficulty, people, how far it came
    ("3# 罐围堰裂缝", "chem", "虎岛罐区东侧", 113.5296, 22.8455, "虎岛精细化工(演示)", "治本攻坚三年行动", True, 3, 2, 646, "supervised"),
    ("消防泵房备用泵不能自启", "chem", "穗东油库泵房", 113.4965, 23.0634, "穗东石化仓储(演示)", "六查一打", True, 2, 2, 85, "fixing"),
    ("除尘管道积尘超厚", "dust", "3 号车间", 113.2703, 23.3004, "白云铝业(演示)", "治本攻坚三年行动", False, 2, 1, 40, "assigned"),
    ("应急通道堆放货物", "market", "B 区 2 层", 113.2304, 23.1204, "市场管理方(演示)", "", False, 1, 1, 60, "fixed"),
    ("山塘溢洪道杂物", "water_project", "上塘溢洪道", 113.7806, 23.7524, "流溪河管理处(演示)", "汛前检查", False, 3, 1, 120, "assigned"),
    ("塔吊基础沉降 12 毫米", "construction", "1# 塔吊", 113.3653, 23.1184, "某在建工地(演示)", "", True, 2, 3, 30, "ranked"),
    ("外电线路距屋檐不足", "house", "中山六路某巷 12 号", 113.2664, 23.1293, "街道办(演示)", "", False, 1, 2, 5, "found"),
    ("林区电力走廊树障", "forest", "云台山 10 千伏线", 113.8206, 23.7405, "供电所(演示)", "特别防护期检查", False, 3, 2, 0, "overdue"),
]  # fmt: skip


ANYWHERE: list[tuple[str, str, float, float, float, str, str, bool, str]] = [  # what, sector, L, E, C, measures, title of its hazard, major, state
    ("化工厂储罐区", "chem", 3, 6, 15, "液位报警,每班巡查", "围堰裂缝", True, "fixing"),
    ("在建工地深基坑", "construction", 3, 6, 15, "自动监测位移", "塔吊基础沉降", True, "supervised"),
    ("粮库粉尘车间", "dust", 1, 6, 15, "每日清灰", "除尘管道积尘超厚", False, "assigned"),
    ("批发市场", "market", 1, 6, 7, "每日防火巡查", "应急通道堆放货物", False, "fixed"),
    ("小型水库", "water_project", 3, 2, 15, "汛期专人值守", "溢洪道杂物", False, "assigned"),
    ("自建房片区", "house", 1, 10, 7, "暴雨前逐户排查", "外电线路距屋檐不足", False, "found"),
]  # fmt: skip


def _ours() -> tuple[list[RiskFacts], list[HazardFacts]]:
    """Elsewhere one of each at the seats of the districts, by turns."""
    city = here()
    if city is GUANGZHOU:
        return RISKS, HAZARDS
    places = seats(city)
    at = [places[number % len(places)] for number in range(len(ANYWHERE))]
    risks = [
        (
            f"{place.name}{what}",
            sector,
            place.lon + 0.008,
            place.lat + 0.006,
            likely,
            exposed,
            severe,
            f"{place.name}某单位(演示)",
            measures,
        )
        for place, (what, sector, likely, exposed, severe, measures, *_) in zip(at, ANYWHERE, strict=True)
    ]
    hazards = [
        (
            title,
            sector,
            f"{place.name}{what}",
            place.lon + 0.0081,
            place.lat + 0.0061,
            f"{place.name}某单位(演示)",
            "治本攻坚三年行动",
            major,
            2,
            1,
            30,
            far,
        )
        for place, (what, sector, _, _, _, _, title, major, far) in zip(at, ANYWHERE, strict=True)
    ]
    return risks, hazards


def make_hazards() -> None:
    """Safe to run again; needs the boundaries of the districts."""
    if RiskUnit.objects.exists() or Hazard.objects.exists():
        return
    risks, hazards = _ours()
    for name, sector, lon, lat, likely, exposed, severe, owner, measures in risks:
        save_risk(
            actor="system", name=name, sector=sector, lon=lon, lat=lat, likely=likely, exposed=exposed, severe=severe, owner=owner, measures=measures
        )  # fmt: skip
    for title, sector, place, lon, lat, owner, campaign, major, reach, difficulty, people, far in hazards:
        one = find_hazard(
            actor=ACTOR, name=FINDER, sector=sector, title=title, where=Where(place, lon, lat), owner=owner, campaign=campaign, major=major,
            found_at=clock.now() - timedelta(days=9),
        )  # fmt: skip
        if far == "found":
            continue
        rank_hazard(
            actor=ACTOR,
            name=FINDER,
            hazard_id=one.pk,
            major=major,
            reach=reach,
            difficulty=difficulty,
            people=people,
            measures="专人盯守,整改前限制作业",
        )
        if far == "supervised":
            supervise_hazard(actor="system", name="陈班长", hazard_id=one.pk, unit="市安委办")
        if far == "ranked":
            continue
        assign_hazard(actor=ACTOR, name=FINDER, hazard_id=one.pk, owner=owner)
        if far == "overdue":
            Hazard.objects.filter(pk=one.pk).update(due_at=clock.now() - timedelta(days=2), overdue=True)
        if far in ("fixing", "supervised"):
            begin_fixing(actor="system", name="厂安全员", hazard_id=one.pk, words="已停用该罐,材料到场")
        if far == "fixed":
            report_fixed(actor="system", name="市场安全员", hazard_id=one.pk, fix="货物清走,加装隔离柱", cost_yuan=3200)
