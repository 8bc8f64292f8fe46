"""Statistics for the matrix: what each operation needs, the period it is asked for, a line of each ledger, a body it accepts."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from command.figures.actions import enter_accident, enter_reported
from realtime import clock

READS = (
    "get_figures", "get_figure_lines", "take_figures", "take_figures_sheet", "take_figures_paper", "get_figure_trend", "split_figure", "list_goals",
    "list_checked_figures", "rank_sectors", "list_calm_counties", "list_accidents", "list_reported_figures",
)  # fmt: skip
NEEDS = {
    **dict.fromkeys(READS, "read"), "list_hazard_kinds": "any", "get_accident_template": "any", "get_reported_template": "any", "list_reported_keys": "any",
    "get_accident": "read", "get_reported_figure": "read", "enter_accident": "figure.enter", "preview_accident_sheet": "figure.enter",
    "import_accident_sheet": "figure.enter", "correct_accident": "figure.enter", "enter_reported_figure": "figure.enter",
    "preview_reported_sheet": "figure.enter", "import_reported_sheet": "figure.enter", "save_city_figure": "figure.manage",
    "strike_accident": "figure.enter",  # after all that is asked of it
}  # fmt: skip
PERIOD = "&first=2026-11-01&last=2026-11-30"
UPLOADS = ("preview_accident_sheet", "import_accident_sheet", "preview_reported_sheet", "import_reported_sheet")
QUERIES = {**dict.fromkeys(READS, PERIOD), "split_figure": PERIOD + "&by=area", **dict.fromkeys(UPLOADS, "")}
THINGS = {"key": "alarms"}  # the figure whose lines are asked for


def figure_things(area: str) -> dict[str, Any]:
    accident = enter_accident(
        actor="system", name="系统", happened_at=clock.now() - timedelta(days=1), area=area, title="高处坠落", deaths=1, source="月报"
    )
    told = enter_reported(
        actor="system", name="系统", area=area, key="penalties", first=clock.now().date(), last=clock.now().date(), value=3, source="月报"
    )
    return {"accident_id": accident.pk, "reported_id": told.pk}


def figure_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    days = {"first": "2026-01-01", "last": "2026-01-31"}
    return {
        "enter_accident": {"happened_at": "2026-01-02T03:04:00Z", "area": thing.area, "title": "触电", "source": "月报"},
        "correct_accident": {"why": "医院核实", "deaths": 2},
        "strike_accident": {"why": "重复录入"},
        "enter_reported_figure": {"area": thing.area, "key": "trained", "value": 30, "source": "宣教处", **days},
        "save_city_figure": {"key": f"m-{thing.area}", "phrase": "培训30人次", "expected": 30, "source": "总结", "measure": "trained", "area": thing.area, **days},
    }  # fmt: skip


def figure_upload(name: str, thing: SimpleNamespace) -> SimpleUploadedFile:
    if "accident" in name:
        text = f"发生时间,区划,事故,来源\n2026-02-03 04:05,{thing.area},坍塌,月报"
    else:
        text = f"区划,指标,起,止,数值,来源\n{thing.area},监督检查,2026-02-01,2026-02-28,7,月报"
    return SimpleUploadedFile("表.csv", text.encode(), "text/csv")
