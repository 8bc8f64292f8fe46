"""Demo lists of indicators: the safe city's 69 standards (157 sub-items, 152 reached, 5 not), the model community's, the nine projects. Owners are invented."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from command.indicators.actions import Wanted, add_list, judge, judge_many
from command.indicators.models import NOT_REACHED, REACHED, IndicatorList, SubItem

DATA = Path(__file__).parents[1] / "indicators" / "data"
ACTOR, NAME = "system", "创建办(演示)"
LISTS = [  # code, name, source
    ("safe-city", "国家安全发展示范城市“1+3+1”创建", "国家安全发展示范城市评价细则框架,子项为演示;广州市应急管理局 2020 年工作总结:69 项、157 个子项、152 达标、5 未达"),
    ("model-community", "综合减灾示范社区创建", "全国综合减灾示范社区创建标准框架,子项为演示"),
    ("nine-projects", "防灾减灾九大工程", "提高自然灾害防治能力的九项重点工程;子项为演示"),
]  # fmt: skip
OPEN = {  # standard of the safe city: what is still owed (one sub-item each)
    "市政消火栓完好率": ("水务集团(演示)", "老城区补建 64 具,余 9 具待管线迁改"),
    "地下综合管廊建设": ("住建局(演示)", "二期在建,年底前贯通"),
    "老旧管网改造": ("城管局(演示)", "燃气老旧管网剩 12.6 公里"),
    "高层建筑、九小场所安全风险防控": ("消防支队(演示)", "九小场所复查 78%,按计划推进"),
    "城市电梯安全风险防控": ("市场监管局(演示)", "老旧电梯更新 41 台在施工"),
}


def make_indicators() -> None:
    """Safe to run again."""
    for code, name, source in LISTS:
        if IndicatorList.objects.filter(code=code).exists():
            continue
        with (DATA / f"{code}.csv").open(newline="", encoding="utf-8") as file:
            wanted = [Wanted(row["group"], row["standard"], row["items"].split("|")) for row in csv.DictReader(file)]
        made = add_list(actor=ACTOR, code=code, name=name, area=settings.CITY, source=source, standards=wanted)
        if code == "safe-city":
            _judged(made)


def _judged(made: IndicatorList) -> None:
    items = list(SubItem.objects.filter(standard__list=made).select_related("standard"))
    owed = {item.standard.name: item for item in items if item.standard.name in OPEN}  # the last of each
    judge_many(actor=ACTOR, name=NAME, items=[item for item in items if item not in owed.values()], status=REACHED, progress="自评达标")
    for standard, item in owed.items():
        owner, words = OPEN[standard]
        judge(actor=ACTOR, name=NAME, item_id=item.pk, status=NOT_REACHED, progress=words, owner=owner)
