"""Terms of every source the domain names, and the rules by which this office reports; the bureau's own rows are never overwritten."""

from __future__ import annotations

import csv
from pathlib import Path

from command.reports.terms import ReportTerm

DEFAULT = "本系统默认值,请各局按预案修订"
TERMS = Path(__file__).parent / "data" / "terms.csv"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("reports.scheme", "guangzhou", "依据", "采用哪一套报告时限,可按区划选择(见“报告时限”各行);" + DEFAULT),
    ("reports.from", "received", "起点", "received 自接报起算,occurred 自事发起算(不明时自接报);" + DEFAULT),
    ("reports.remind_before_min", 10, "分钟", "到期前十分钟提醒,短时限取一半;" + DEFAULT),
    ("reports.backfill_min", 30, "分钟", "越级报告后半小时内向被越过的上级补报;" + DEFAULT),
    ("reports.final_min", 60, "分钟", "险情排除后一小时内终报(全情);广东省森林火灾信息报送要求"),
    ("reports.receipt_min", 10, "分钟", "报出十分钟无人签收,提示电话核实;" + DEFAULT),
    ("reports.level_interval_min", {"1": 60, "2": 120, "3": 180, "4": 360}, "分钟", "各级响应期间续报间隔:Ⅰ 1 h、Ⅱ 2 h、Ⅲ 3 h、Ⅳ 6 h;" + DEFAULT),
    ("reports.skip_grade", 2, "等级", "重大以上可越级报告,须补报被越过的上级;突发事件信息报告有关规定"),
    ("reports.org", "", "单位", "文头单位;空 = 区划名称加“应急管理局”;" + DEFAULT),
    ("reports.superior", "", "单位", "主送;空 = 上级区划应急管理部门值班室;" + DEFAULT),
    ("reports.cc", [], "单位", "抄送单位清单;" + DEFAULT),
    ("reports.series", {"daily": "值班信息", "brief": "值班快报", "special": "应急信息专报", "warning": "预警转报", "final": "应急信息终报"}, "文号", "每一文种一套文号;" + DEFAULT),
]  # fmt: skip


def load() -> None:
    """A bureau that has begun to keep a scheme keeps it as it is."""
    known = set(ReportTerm.objects.values_list("scheme", flat=True))
    with TERMS.open(encoding="utf-8") as file:
        ReportTerm.objects.bulk_create(
            ReportTerm(
                scheme=row["scheme"], scheme_name=row["name"], grade=int(row["grade"]), event=row["event"], phone_min=_number(row["phone"]),
                written_min=_number(row["written"]), follow_min=_number(row["follow"]), follow_at=row["follow_at"].split(), note=row["note"],
                source=row["source"],
            )
            for row in csv.DictReader(file)
            if row["scheme"] not in known
        )  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text else None
