"""Terms and bounds of risks and hazards, and the sectors of a city; the bureau's own rows are never overwritten."""

from __future__ import annotations

import csv
from pathlib import Path

DEFAULT = "本系统默认值,请各局按本级规定修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("hazards.lec", [320, 160, 70], "分", "作业条件危险性评价法(LEC):红、橙、黄的起点;" + DEFAULT),
    ("hazards.term_days", 15, "天", "一般隐患整改期限;" + DEFAULT),
    ("hazards.major_days", 60, "天", "重大隐患整改期限,挂牌单位可另定;" + DEFAULT),
    ("hazards.town_weights", [10, 5, 2, 1], "分", "乡镇四色图:红、橙、黄、蓝风险点各计多少;颜色取最高一级,分值只定先后;" + DEFAULT),
    ("hazards.relapse_days", 180, "天", "销号后多少天内同处再现算复发;" + DEFAULT),
]
SECTORS = Path(__file__).parent / "data" / "sectors.csv"


def load() -> None:
    from command.hazards.models import Sector

    with SECTORS.open(newline="", encoding="utf-8") as file:
        rows = [
            Sector(
                code=row["code"],
                name=row["name"],
                duty_unit=row["duty_unit"],
                key_sector=row["key"] == "1",
                source="本系统默认目录,请各局按本级安委会分工修订",
            )
            for row in csv.DictReader(file)
        ]
    Sector.objects.bulk_create(rows, ignore_conflicts=True)
