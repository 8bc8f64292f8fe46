"""instructions → **listing** → .xlsx: 《领导批示督办落实情况》."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from command.instructions.models import Instruction
from command.paper.watermark import on_workbook
from realtime import clock

TITLE = "领导批示督办落实情况"
HEADS = [
    ("序号", 6),
    ("领导", 16),
    ("批示时间", 17),
    ("方式", 8),
    ("批示原文", 46),
    ("承办", 26),
    ("时限", 17),
    ("状态", 12),
    ("落实情况", 50),
    ("办结时间", 17),
    ("逾期", 8),
]
LATE = PatternFill("solid", fgColor="F8D7DA")


def listing(found: Iterable[Instruction], by: str, mark: str = "") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = TITLE
    page.append([TITLE])
    page.append([f"{by} {localtime(clock.now()):%Y-%m-%d %H:%M} 导出"])
    page.append([name for name, _ in HEADS])
    for number, one in enumerate(found, 1):
        said = "\n".join(f"{localtime(back.at):%m-%d %H:%M} {back.name}:{back.text}" for back in one.feedback.all())
        page.append([
            number, f"{one.leader_title}{one.leader_name}", _at(one.given_at), one.get_channel_display(), one.text,
            "\n".join(addressee.name + ("(已领受)" if addressee.acked_at else "(未领受)") for addressee in one.addressees.all()), _at(one.due_at),
            one.get_state_display(), said or "尚无反馈", _at(one.done_at), "逾期" if one.overdue else "",
        ])  # fmt: skip
        if one.overdue:
            for cell in page[page.max_row]:
                cell.fill = LATE
    page["A1"].font = Font(bold=True, size=16)
    for number, (_, width) in enumerate(HEADS, 1):
        page.column_dimensions[page.cell(3, number).column_letter].width = width
        page.cell(3, number).font = Font(bold=True)
    for row in page.iter_rows(min_row=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A4"
    on_workbook(book, mark)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _at(at: object) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""  # type: ignore[arg-type]
