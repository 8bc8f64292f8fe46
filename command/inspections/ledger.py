"""rows → **ledger** → .xlsx or .csv: 隐患、检查、处罚、风险四本台账. Who took it, when and how many lines stands in the file and in the log."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from command.hazards.models import COLOURS, Hazard, RiskUnit
from command.inspections.records import Penalty, Visit
from realtime import clock
from realtime.accounts.may import Caller
from realtime.areas.models import Area
from realtime.log import act

UNCLASSIFIED = "本系统为非涉密系统,严禁处理、传输涉密信息。"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run when somebody opens the list
REACH = {1: "岗位", 2: "厂区", 3: "厂外"}
ANSWERS = {"yes": "符合", "no": "不符合", "na": "不适用"}
Line = list[Any]


class Ledger(NamedTuple):
    title: str
    heads: Sequence[tuple[str, int]]  # words and width in characters
    lines: Callable[[str, dict[str, str]], Iterator[Line]]  # area prefix, names of areas


class Taken(NamedTuple):
    file: bytes
    name: str


def _hazards(area: str, names: dict[str, str]) -> Iterator[Line]:
    for one in Hazard.objects.real().within(area).select_related("sector").order_by("found_at"):
        yield [
            one.number, names.get(one.area[:6], one.area), one.sector.name, one.title, one.place, one.owner, "重大" if one.major else "一般",
            REACH[one.reach], one.people, one.get_state_display(), one.supervised_by, _at(one.found_at), one.found_by_name, _at(one.due_at),
            "逾期" if one.overdue else "", one.fix, one.cost_yuan or "", one.campaign, _at(one.over_at),
        ]  # fmt: skip


def _inspections(area: str, names: dict[str, str]) -> Iterator[Line]:
    visits = (
        Visit.objects.real()
        .within(area)
        .select_related("target__inspection__sector")
        .prefetch_related("answers__item", "answers__replaced_by", "penalties")
    )
    for one in visits:
        answers = [answer for answer in one.answers.all() if not hasattr(answer, "replaced_by")]
        wrong = "、".join(answer.item.text for answer in answers if answer.value == "no")
        round_ = one.target.inspection
        yield [
            round_.number, round_.title, round_.campaign, round_.sector.name, names.get(one.target.area[:6], one.target.area), one.target.name, _at(one.at),
            one.by_name, one.metres if one.metres is not None else "", len(answers), sum(answer.value == "no" for answer in answers), wrong,
            sum(answer.hazard_id is not None for answer in answers), one.penalties.filter(replaced_by=None).count(), one.note,
        ]  # fmt: skip


def _penalties(area: str, names: dict[str, str]) -> Iterator[Line]:
    for one in Penalty.objects.current().within(area).select_related("sector").order_by("decided_on"):
        yield [
            one.decision, f"{one.decided_on:%Y-%m-%d}", one.subject, names.get(one.area[:6], one.area), one.sector.name, one.amount_yuan, one.ground,
            one.by_name, f"更正:{one.why}" if one.replaces_id else "",
        ]  # fmt: skip


def _risks(area: str, names: dict[str, str]) -> Iterator[Line]:
    words = dict(COLOURS)
    for one in (
        RiskUnit.objects.filter(area__startswith=area, retired_at=None)
        .select_related("sector", "leader")
        .order_by("sector", "area", "name")
    ):
        yield [
            one.sector.name, names.get(one.area[:6], one.area), one.name, words[one.colour], one.likely, one.exposed, one.severe, round(one.danger, 1),
            one.owner, one.leader.name if one.leader else "", one.measures, f"{one.reviewed_on:%Y-%m-%d}",
        ]  # fmt: skip


LEDGERS = {
    "hazards": Ledger("隐患台账", [
        ("编号", 18), ("区划", 10), ("行业领域", 14), ("隐患", 26), ("地点", 20), ("责任单位", 22), ("等级", 8), ("影响", 8), ("受威胁人数", 10),
        ("状态", 10), ("挂牌督办", 14), ("发现时间", 17), ("发现人", 10), ("整改期限", 17), ("逾期", 8), ("整改情况", 30), ("投入(元)", 12), ("专项行动", 16),
        ("办结时间", 17),
    ], _hazards),
    "inspections": Ledger("检查台账", [
        ("检查编号", 18), ("检查", 24), ("专项行动", 16), ("行业领域", 14), ("区划", 10), ("对象", 26), ("时间", 17), ("检查人", 10), ("距对象(米)", 10),
        ("检查项", 8), ("不符合", 8), ("不符合项", 36), ("登记隐患", 10), ("处罚", 8), ("说明", 30),
    ], _inspections),
    "penalties": Ledger("行政处罚台账", [
        ("决定书文号", 24), ("决定日期", 12), ("被处罚单位", 26), ("区划", 10), ("行业领域", 14), ("金额(元)", 12), ("依据", 36), ("登记人", 10), ("备注", 20),
    ], _penalties),
    "risks": Ledger("风险分级管控台账", [
        ("行业领域", 14), ("区划", 10), ("风险点", 26), ("等级", 8), ("可能性 L", 10), ("暴露频次 E", 10), ("后果 C", 8), ("风险值 D", 10), ("责任单位", 22),
        ("包联领导", 12), ("管控措施", 36), ("评估日期", 12),
    ], _risks),
}  # fmt: skip


def take_ledger(*, who: Caller, kind: str, form: str, area: str) -> Taken:
    """What this area holds now. The file says who took it; so does the log."""
    ledger = LEDGERS[kind]
    names = dict(Area.objects.under(area[:4]).to_towns().values_list("code", "name"))
    lines = list(ledger.lines(area, names))
    with act(who.actor) as log:
        log.append(
            f"area:{area}", "ledger.noted", {"id": kind, "area": area, "form": form, "count": len(lines)}, area=area
        )  # fmt: skip
    place = names.get(area, area)
    note = f"{place} · {len(lines)} 条 · {who.name} {localtime(clock.now()):%Y-%m-%d %H:%M} 导出 · {UNCLASSIFIED}"
    write = _xlsx if form == "xlsx" else _csv
    return Taken(write(ledger, lines, note), f"{place}{ledger.title}-{localtime(clock.now()):%Y%m%d}.{form}")


def _xlsx(ledger: Ledger, lines: list[Line], note: str) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = ledger.title
    page.append([ledger.title])
    page.append([note])
    page.append([head for head, _ in ledger.heads])
    for line in lines:
        page.append(line)
        for cell in page[page.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text stays text: openpyxl takes a leading = for a formula
    page["A1"].font = Font(bold=True, size=16)
    for number, (_, width) in enumerate(ledger.heads, 1):
        page.column_dimensions[page.cell(3, number).column_letter].width = width
        page.cell(3, number).font = Font(bold=True)
    page.freeze_panes = "A4"
    page.oddFooter.center.text = note.replace("&", "&&")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(ledger: Ledger, lines: list[Line], note: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([note])
    writer.writerow([head for head, _ in ledger.heads])
    for line in lines:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in line])
    return out.getvalue().encode("utf-8-sig")


def _at(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""
