"""bytes → **document** → message: which of the spellings it is, told by its root; files and feeds may hold several."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from command.alerts.cap.message import Message, Refused
from command.alerts.cap.national import read_national
from command.alerts.cap.reading import NS, read_cap
from command.alerts.cap.xml import parse

CAP, NATIONAL = "cap", "national"


def read_document(content: bytes) -> tuple[str, Message]:
    """(spelling, message), or `Refused` with the reason."""
    root = parse(content)
    if root.tag == f"{NS}alert":
        return CAP, read_cap(root)
    if root.tag == "alert":
        return NATIONAL, read_national(root)
    raise Refused(f"不是预警文件:{_kind(root)}(接受 CAP 1.2 和国家预警信息 XML)")


def _kind(root: Element) -> str:
    return f"根元素为 {str(root.tag)[:80]}"
