"""Bounds of inspections and the checklists a centre starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

import csv
from pathlib import Path

DEFAULT = "本系统默认值,请各局按本级规定修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("inspections.far_m", 500, "米", "签到位置离检查对象超过多少米即标出,不拒绝;" + DEFAULT),
    (
        "inspections.campaigns",
        ["六查一打", "治本攻坚三年行动", "汛前检查", "特别防护期检查", "国庆假期检查"],
        "",
        "专项行动名称,登记检查和隐患时可选;" + DEFAULT,
    ),
]
LISTS = Path(__file__).parent / "data" / "checklists.csv"
SOURCE = "本系统默认检查表,依据栏为现行法规、标准条目;请各局按本级执法检查表修订"


def load() -> None:
    from command.inspections.models import CheckItem, Checklist

    with LISTS.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    names = dict.fromkeys((line["code"], line["name"]) for line in lines)
    Checklist.objects.bulk_create([Checklist(code=code, name=name, source=SOURCE) for code, name in names], ignore_conflicts=True)
    ids = dict(Checklist.objects.exclude(pk__in=CheckItem.objects.values("checklist")).values_list("code", "pk"))
    CheckItem.objects.bulk_create(
        CheckItem(
            checklist_id=ids[line["code"]], order=int(line["order"]), text=line["text"], ground=line["ground"], kind=line["kind"] or "check",
            unit=line["unit"], photo=line["photo"] == "1",
        )
        for line in lines
        if line["code"] in ids
    )  # fmt: skip
