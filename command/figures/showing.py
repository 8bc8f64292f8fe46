"""A period of an area as the page shows it, the lines behind one number, and both as a table to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.utils import timezone

from command.figures.measures import MEASURES, Measure, Span, by_kind, by_level
from command.figures.reckoning import value_of
from command.figures.rows import StatisticLine, StatisticLines, StatisticPart, StatisticRow, Statistics
from dispatch.contacts.duty import area_name

SHOWN = 500  # lines of one figure; the table that is taken along has them all
NAMES = {
    "alarms": "接警数", "verified": "核实数", "verified_rate": "核实率(%)", "false_rate": "误报率(%)", "ack_p50": "接警确认时长 P50(秒)",
    "incidents": "事件数", "deaths": "死亡人数", "to_order_p50": "接警→下达 P50(秒)", "answered_rate": "指令应答率(%)", "accept_p50": "下达→签收 P50(秒)",
    "accept_p90": "下达→签收 P90(秒)", "arrive_p50": "签收→到场 P50(秒)", "arrive_p90": "签收→到场 P90(秒)", "reports_in_time": "报告及时率(%)",
    "reports_late": "迟报、漏报数", "responses": "启动响应次数", "response_p50": "响应历时 P50(秒)", "moved": "转移人数", "drills": "演练场次", "drill_people": "演练人次",
}  # fmt: skip


def span_of(area: str, first: date, last: date) -> Span:
    """Whole days of the centre's own zone."""
    zone = timezone.get_default_timezone()
    start = datetime.combine(first, datetime.min.time(), tzinfo=zone)
    return Span(area, start, datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=zone))


def figures(area: str, first: date, last: date) -> Statistics:
    span = span_of(area, first, last)
    return {
        "area": area, "first": first.isoformat(), "last": last.isoformat(),
        "figures": [figure(one, one.lines(span)) for one in MEASURES.values()],
        "incident_kinds": parts(by_kind(span)), "response_levels": parts(by_level(span)),
    }  # fmt: skip


def figure(measure: Measure, lines: Sequence[StatisticLine]) -> StatisticRow:
    part = sum(line["counts"] for line in lines)
    return {"key": measure.key, "how": measure.how, "value": value_of(measure.how, lines), "part": part, "lines": len(lines)}


def parts(found: dict[str, tuple[str, int]]) -> list[StatisticPart]:
    rows: list[StatisticPart] = [{"code": code, "name": name, "value": value} for code, (name, value) in found.items()]
    return sorted(rows, key=lambda one: (-one["value"], one["code"]))


def lines_of(key: str, area: str, first: date, last: date) -> StatisticLines:
    measure = MEASURES[key]
    lines = measure.lines(span_of(area, first, last))
    return {"figure": figure(measure, lines), "lines": lines[:SHOWN], "left_off": max(0, len(lines) - SHOWN)}


def table(area: str, first: date, last: date, key: str | None) -> str:
    """All figures, or the lines of one. With a mark that Excel reads as UTF-8; a cell that begins like a formula is text."""
    out = io.StringIO()
    out.write("\ufeff")
    write = csv.writer(out).writerow
    if key is None:
        page = figures(area, first, last)
        write(["指标", "数值", "其中", "样本数", "区划", "起", "止"])
        for row in page["figures"]:
            write(
                [NAMES[row["key"]], "" if row["value"] is None else row["value"], row["part"], row["lines"], area_name(area), first, last]
            )
        for part in page["incident_kinds"]:
            write([f"事件:{_plain(part['name'])}", part["value"]])
        for part in page["response_levels"]:
            write([f"响应:{_plain(part['name'])}", part["value"]])
        return out.getvalue()
    write(["编号", "时间", "区划", "内容", "计入", "数值"])
    for line in MEASURES[key].lines(span_of(area, first, last)):
        cells = cast("list[str]", [line["number"], iso_local(line["at"]), area_name(line["area"]), line["title"]])
        write([*map(_plain, cells), "是" if line["counts"] else "否", "" if line["amount"] is None else line["amount"]])
    return out.getvalue()


def iso_local(at: str) -> str:
    return timezone.localtime(datetime.fromisoformat(at)).strftime("%Y-%m-%d %H:%M:%S")


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
