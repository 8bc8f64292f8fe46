"""who, when → **watermark** → .docx, .xlsx: faintly across every page of a paper, at the head of every printed page of a list.

A workbook has nothing that lies across its cells; the same words stand on a line of their own where the list is not read back in.
"""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import parse_xml
from openpyxl import Workbook, load_workbook

GREY = "#8a8f94"
_SHAPE = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:rPr><w:noProof/></w:rPr><w:pict
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>
<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="watermark{n}" o:spid="_x0000_s{spid}" type="#_x0000_t136" fillcolor="{grey}" stroked="f" style="position:absolute;width:240pt;height:18pt;rotation:332;
z-index:-251658752;mso-position-horizontal-relative:page;mso-position-vertical-relative:page;margin-left:{left}pt;margin-top:{top}pt"><v:fill opacity=".16"/>
<v:textpath style="font-family:&quot;仿宋_GB2312&quot;;font-size:1pt" string={words}/></v:shape></w:pict></w:r>"""
PLACES = [(60, 190), (240, 400), (60, 610)]  # points from the page's corner


def on_document(document: Any, mark: str) -> None:
    """In the head of every section, as word processors themselves keep a watermark. Empty: none is wanted."""
    if not mark:
        return
    for section in document.sections:
        line = section.header.paragraphs[0]
        for n, (left, top) in enumerate(PLACES):
            line._p.append(parse_xml(_SHAPE.format(n=n, spid=2049 + n, grey=GREY, left=left, top=top, words=quoteattr(mark))))


def on_workbook(book: Workbook, mark: str) -> None:
    if not mark:
        return
    for sheet in book.worksheets:
        for head in (sheet.oddHeader, sheet.evenHeader, sheet.firstHeader):
            head.center.text, head.center.size, head.center.color = mark.replace("&", "&&"), 14, GREY[1:].upper()


def on_xlsx(data: bytes, mark: str) -> bytes:
    if not mark:
        return data
    book = load_workbook(io.BytesIO(data))
    on_workbook(book, mark)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
