"""rows → **workbook** → .xlsx. What somebody typed stays text: a cell that begins with = runs nothing. No Django."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter


def workbook(title: str, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(titles))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    for column, name in enumerate(titles, 1):
        sheet.column_dimensions[get_column_letter(column)].width = max(12, 3 * len(name))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
