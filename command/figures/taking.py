"""What is taken along: a page of figures, or the lines of one, as .csv and .xlsx. Says who took it and when; a cell that begins like a formula is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from command.agreements.taken import exported, mark_of
from command.figures.facts import line
from command.figures.measures import MEASURES
from command.figures.periods import Days
from command.figures.rows import StatisticLine
from command.figures.saying import changed
from command.figures.showing import figures, newest_first, reading_of
from dispatch.contacts.duty import area_name
from realtime.areas.models import Area

Cell = str | float | int | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would reckon
PAGE = ["类别", "指标", "数值", "单位", "上年同期", "同比", "上期", "环比", "目标", "达标", "其中", "样本数"]
LINES = ["编号", "时间", "区划", "内容", "计入", "数值"]


def page_rows(area: str, first: date, last: date, hazard: str = "") -> list[list[Cell]]:
    page = figures(area, first, last, hazard)
    groups = {group["key"]: group["name"] for group in page["groups"]}
    rows: list[list[Cell]] = []
    for one in page["figures"]:
        year, month = one["year"], one["month"]
        rows.append([
            groups[one["group"]], one["name"], one["value"], one["unit"], year["value"] if year else None, changed(one["how"], year),
            month["value"] if month else None, changed(one["how"], month, "上期"), one["goal"], {True: "达标", False: "未达标", None: ""}[one["met"]],
            one["part"], one["lines"],
        ])  # fmt: skip
    for title, parts in (("事件类型", page["incident_kinds"]), ("响应级别", page["response_levels"]), ("预警颜色", page["alert_colours"])):
        rows += [[title, part["name"], part["value"], "", part["before"]] for part in parts]
    return rows


def line_rows(key: str, area: str, first: date, last: date, hazard: str = "", sector: str = "", grade: str = "") -> list[list[Cell]]:
    measure, days = MEASURES[key], Days(first, last)
    picks = newest_first(reading_of(area, days, hazard, sector).picks(measure, days))
    lines = [line(one) for one in picks if not grade or grade in (one.fact.grade, one.fact.state)]
    names = dict(Area.objects.filter(pk__in={one["area"] for one in lines}).values_list("code", "name"))
    return [_line(one, names) for one in lines]


def _line(one: StatisticLine, names: dict[str, str]) -> list[Cell]:
    at = timezone.localtime(datetime.fromisoformat(one["at"])).strftime("%Y-%m-%d %H:%M:%S")
    return [one["number"], at, names.get(one["area"], one["area"]), one["title"], "是" if one["counts"] else "否", one["amount"]]


def foot(by: str, area: str, first: date, last: date) -> str:
    return f"{area_name(area)} {first} 至 {last}(不含演练)· {exported(by)}"


def as_csv(head: Sequence[str], rows: Sequence[Sequence[Cell]], foot: str) -> str:
    """With a mark that Excel reads as UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    write = csv.writer(out).writerow
    write(head)
    for row in rows:
        write(["" if cell is None else safe(cell) for cell in row])
    write([foot])
    return out.getvalue()


def as_xlsx(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], foot: str, mark: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:31]
    sheet.append([title])
    sheet.append([foot])
    sheet.append(list(head))
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    sheet["A1"].font, sheet["A2"].font = Font(bold=True, size=14), Font(color="666666", size=9)
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F5")
    for place, name in enumerate(head, 1):
        longest = max([len(name) * 2, *(_width(row[place - 1]) for row in rows if len(row) >= place)])
        sheet.column_dimensions[get_column_letter(place)].width = min(60, longest + 2)
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=isinstance(cell.value, str) and len(cell.value) > 30)
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    if mark:
        sheet.oddHeader.center.text, sheet.oddHeader.center.color = mark, "AAAAAA"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = foot, "&P/&N"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _width(cell: Cell) -> int:
    return sum(2 if ord(letter) > 255 else 1 for letter in str(cell)) if cell is not None else 0


def safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


__all__ = ["LINES", "PAGE", "as_csv", "as_xlsx", "foot", "line_rows", "mark_of", "page_rows", "safe"]
