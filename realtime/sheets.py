"""Lists from spreadsheets: .xlsx or .csv in, rows of text out; and a template to fill in. No Django."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

MAX_BYTES = 5_000_000  # a list of a whole city's people is 1 MB
MAX_UNPACKED = 100_000_000  # an .xlsx is a zip: a small file may hide a huge one
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 2_000


class Unreadable(ValueError):
    """Nothing can be made of this file; the text says why, in Chinese."""


class Line(NamedTuple):
    """One row as people count them: the number at its left in the spreadsheet, and its cells by column title."""

    number: int
    cells: dict[str, str]


class Column(NamedTuple):
    """A column of a template: title, whether it must be filled in, what to write there, an example, the choices if there are any."""

    title: str
    required: bool
    what: str
    example: str
    choices: Sequence[str] = ()


class Table(NamedTuple):
    lines: list[Line]
    ignored: list[str]  # titles nobody asked for


def read_table(name: str, data: bytes, columns: Iterable[Column]) -> Table:
    """The first sheet's rows under their titles. Empty rows are left out; the first row that is not empty names the columns."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过 {MAX_BYTES // 1_000_000} MB,请分批导入。")
    rows = read_rows(name, data, MAX_ROWS)
    if not rows:
        raise Unreadable("文件里没有内容。")
    titles = [_title(cell) for cell in rows[0][1]]
    wanted = {column.title: column for column in columns}
    missing = [title for title, column in wanted.items() if column.required and title not in titles]
    if missing:
        raise Unreadable(f"缺少列:{'、'.join(missing)}。第一行应为列名,请使用模板。")
    twice = {title for title in titles if title in wanted and titles.count(title) > 1}
    if twice:
        raise Unreadable(f"列重复:{'、'.join(sorted(twice))}。")
    if len(rows) - 1 > MAX_ROWS:
        raise Unreadable(f"一次最多导入 {MAX_ROWS} 行,请分批。")
    lines = [
        Line(number, {title: cell for title, cell in zip(titles, cells, strict=False) if title in wanted and cell})
        for number, cells in rows[1:]
    ]
    return Table([line for line in lines if line.cells], [title for title in titles if title and title not in wanted])


def read_rows(name: str, data: bytes, most: int) -> list[tuple[int, list[str]]]:
    """Every row that is not empty with the number at its left; of more than `most` a little more, so that it is seen."""
    raw = _csv(data) if name.lower().endswith((".csv", ".txt")) else _xlsx(data, most)
    return [(number, cells) for number, cells in enumerate(raw, 1) if any(cells)]


def _title(cell: str) -> str:
    """Templates mark what must be filled in with a star."""
    return cell.replace("*", "").replace("＊", "").strip()


def _xlsx(data: bytes, most: int) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise Unreadable("文件展开后过大,请另存为新的 .xlsx 再导入。")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [
            [_text(cell) for cell in row[:MAX_COLUMNS]]
            for row in sheet.iter_rows(max_row=most + 100, max_col=MAX_COLUMNS, values_only=True)
        ]
        book.close()
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part of the file made it stumble over
        raise Unreadable("不是可以读取的 .xlsx 文件;旧版 .xls 请另存为 .xlsx 或 CSV。") from error
    return rows


def _text(value: Any) -> str:
    """A number typed into a cell is the number people see: 440117, not 440117.0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return _clean(str(value))


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("　", " ").strip()[:MAX_CELL]


def _csv(data: bytes) -> list[list[str]]:
    """UTF-8, or what a Chinese Excel writes (GB 18030); commas, semicolons or tabs."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("文件编码无法识别,请另存为 UTF-8 编码的 CSV 或 .xlsx。")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        return [[_clean(cell) for cell in row[:MAX_COLUMNS]] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise Unreadable("CSV 格式有误,请用模板重新另存。") from error


def template(title: str, columns: Sequence[Column], notes: Sequence[str] = ()) -> bytes:
    """An .xlsx with the titles, drop-down lists for choices, and a second sheet that says what to write."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number, f"{column.title}*" if column.required else column.title)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F5" if column.required else "EEEEEE")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, len(column.title) * 3, min(40, len(column.example) * 2))
        if column.choices and sum(len(choice) + 1 for choice in column.choices) < 250:  # Excel's limit of a list in a cell
            choices = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True, showErrorMessage=False)
            sheet.add_data_validation(choices)
            choices.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.freeze_panes = "A2"
    help_sheet = book.create_sheet("填写说明")
    help_sheet.append(["列名", "必填", "怎样填", "示例", "可选值"])
    for cell in help_sheet[1]:
        cell.font = Font(bold=True)
    for column in columns:
        help_sheet.append([column.title, "是" if column.required else "", column.what, column.example, "、".join(column.choices)])
    for note in notes:
        help_sheet.append([note])
    for letter, width in zip("ABCDE", (14, 6, 60, 30, 80), strict=True):
        help_sheet.column_dimensions[letter].width = width
    for row in help_sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
