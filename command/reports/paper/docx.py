"""sheet → **docx** → bytes: the same paper for a word processor, in the faces offices have (仿宋_GB2312, 方正小标宋, 黑体)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT as ALIGN_TAB
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from command.paper.watermark import on_document
from command.reports.paper.pdf import png
from command.reports.paper.sheet import Sheet, title_lines

RED = RGBColor(0xD7, 0x00, 0x0F)
SONG, FANG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
WIDTHS = (4.6, 11.0)  # cm, of the table's columns
LINE = Pt(28)  # 公文正文固定行距


def docx(sheet: Sheet) -> bytes:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Cm(3.7), Cm(3.5), Cm(2.8), Cm(2.6)
    _face(document.styles["Normal"], FANG, 16)
    document.core_properties.title, document.core_properties.author = sheet.title, sheet.office
    if sheet.drill:
        _words(_line(document, ALIGN.CENTER), "【演练】", HEI, 16, RED)
    _pair(document, sheet.secrecy, sheet.urgency, HEI)
    _words(_line(document, ALIGN.CENTER, spacing=Pt(46)), sheet.office, SONG, 32, RED)
    _words(_line(document, ALIGN.CENTER, spacing=Pt(40)), sheet.form, SONG, 28, RED)
    _pair(document, sheet.number, f"签发人\uff1a{sheet.signer}" if sheet.signer else "", FANG)
    _rule(document, "D7000F", 18)
    for n, words in enumerate(title_lines(sheet.title)):
        title = _line(document, ALIGN.CENTER, spacing=Pt(34))
        title.paragraph_format.space_before = Pt(0 if n else 14)
        title.paragraph_format.keep_with_next = True
        _words(title, words, SONG, 22)
    _line(document, spacing=Pt(14))
    if sheet.to:
        _words(_line(document), f"{sheet.to}\uff1a", FANG, 16)
    for one in sheet.paragraphs:
        line = _line(document, ALIGN.JUSTIFY, indent=True)
        if one["heading"]:
            _words(line, one["heading"] + ("\uff1a" if one["text"] else ""), HEI, 16)
            line.paragraph_format.keep_with_next = not one["text"]
        _words(line, one["text"], FANG, 16)
    if sheet.table:
        _line(document, spacing=Pt(10))
        _table(document, sheet.table)
    if sheet.picture:
        picture = document.add_paragraph()
        picture.alignment, picture.paragraph_format.space_before, picture.paragraph_format.keep_with_next = ALIGN.CENTER, Pt(12), True
        picture.add_run().add_picture(BytesIO(png(sheet.picture)), width=Cm(15.4))
        _words(_line(document, ALIGN.CENTER), sheet.caption, FANG, 12)
    for text in ("", sheet.office, "\uff08印章\uff09", sheet.date):
        line = _line(document, ALIGN.CENTER)
        line.paragraph_format.keep_with_next = text != sheet.date  # seal and date stand on one page
        line.paragraph_format.left_indent = Cm(7)
        _words(line, text, FANG, 16)
    _imprint(document, sheet)
    _foot(page.footer, sheet.exported)
    on_document(document, "" if sheet.drill else sheet.mark)  # as on the PDF: of a drill its own word lies there
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _face(style: Any, name: str, size: float) -> None:
    """`w:eastAsia` as well as the Latin name, or Chinese falls back to whatever the machine likes."""
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.append(fonts)
    fonts.set(qn("w:eastAsia"), name)
    language = OxmlElement("w:lang")  # or its marks are set as elsewhere in the middle of their square
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _line(document: Any, align: Any = ALIGN.LEFT, *, indent: bool = False, spacing: Any = LINE) -> Any:
    made = document.add_paragraph()
    made.alignment = align
    made.paragraph_format.line_spacing, made.paragraph_format.space_after = spacing, Pt(0)
    if indent:
        made.paragraph_format.first_line_indent = Pt(32)  # two characters
    return made


def _words(line: Any, text: str, face: str, size: float, colour: Any = None) -> None:
    run = line.add_run(text)
    _face_of_run(run, face, size)
    if colour is not None:
        run.font.color.rgb = colour


def _face_of_run(run: Any, face: str, size: float) -> None:
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _pair(document: Any, left: str, right: str, face: str) -> None:
    line = _line(document)
    line.paragraph_format.tab_stops.add_tab_stop(Cm(15.6), 2)  # right
    _words(line, f"{left}\t{right}", face, 16)


def _imprint(document: Any, sheet: Sheet) -> None:
    """版记, all of it on one page."""
    first = len(document.paragraphs)
    _rule(document, "000000", 8)
    if sheet.cc:
        _words(_line(document), f"抄送\uff1a{sheet.cc}", FANG, 14)
        _rule(document, "000000", 4)
    _aside(document, f"拟稿\uff1a{sheet.writer}", f"送审\uff1a{sheet.reviewer}", f"签发\uff1a{sheet.signer}")
    if sheet.signer:
        _rule(document, "000000", 4)
        _aside(document, sheet.office, "", f"{sheet.date}印发")
    _rule(document, "000000", 8)
    for line in document.paragraphs[first:-1]:
        line.paragraph_format.keep_with_next = True


def _aside(document: Any, left: str, middle: str, right: str) -> None:
    line = _line(document)
    for at, side in ((7.8, ALIGN_TAB.CENTER), (15.6, ALIGN_TAB.RIGHT)):
        line.paragraph_format.tab_stops.add_tab_stop(Cm(at), side)
    _words(line, f"{left}\t{middle}\t{right}", FANG, 14)


def _foot(footer: Any, exported: str) -> None:
    """The page's number as papers have it, counted by the word processor; under it what this system is and who took the paper away."""
    number = footer.paragraphs[0]
    number.alignment = ALIGN.CENTER
    for text, kind in (("— ", ""), ("", "begin"), ("PAGE", "instr"), ("", "end"), (" —", "")):
        run = number.add_run("" if kind else text)
        _face_of_run(run, "宋体", 14)
        if kind == "instr":
            field = OxmlElement("w:instrText")
            field.set(qn("xml:space"), "preserve")
            field.text = text
            run._element.append(field)
        elif kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
            run._element.append(field)
    line = footer.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Cm(15.6), ALIGN_TAB.RIGHT)
    _words(line, f"本系统为非涉密系统\uff0c严禁处理、传输涉密信息\t{exported}", FANG, 9)


def _rule(document: Any, colour: str, eighths: int) -> None:
    line = _line(document, spacing=Pt(6))
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    line._element.get_or_add_pPr().append(borders)


def _table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, WIDTHS, strict=True):  # the grid as well as the cells: not every word processor reads both
        column.width = Cm(width)
    for name, text in rows:
        cells = table.add_row().cells
        for cell, words, width, face in ((cells[0], name, WIDTHS[0], HEI), (cells[1], text, WIDTHS[1], FANG)):
            cell.width = Cm(width)
            shape = cell.paragraphs[0].paragraph_format
            shape.space_before = shape.space_after = Pt(3)
            shape.alignment = ALIGN.CENTER if face == HEI else ALIGN.LEFT
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _words(cell.paragraphs[0], words, face, 14)
