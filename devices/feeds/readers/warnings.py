"""Warnings as a file or a feed → **warnings** → documents: one, several under one root, or the entries of an Atom or RSS list. No Django.

What a document means is not read here: it goes on as it came, byte for byte where it stood alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from devices.feeds.readers.reading import Options, Read, Unreadable

MOST = 200  # entries of one list: a country's day
# the parser knows no multi-byte encoding but UTF; platforms here still send GBK
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](gb2312|gbk|gb18030)["'][^>]*\?>""", re.IGNORECASE)
WARNING = ("application/cap+xml", "application/common-alerting-protocol+xml", "application/xml", "text/xml")


def read(content: bytes, options: Options) -> Read:
    """A file that holds one warning goes on whole, whatever is wrong with it: whoever reads it says so by name."""
    root = _root(content)
    if root is None or _plain(root) == "alert":
        return Read(documents=[content])
    if _plain(root) in ("feed", "rss", "RDF"):
        return _listed(root)
    inside = [one for one in root.iter() if _plain(one) == "alert"]
    if not inside:
        return Read(documents=[content])
    return Read(documents=[_alone(one) for one in inside[:MOST]])


def _listed(root: Element) -> Read:
    found = Read()
    for entry in list(_entries(root))[:MOST]:
        inside = [one for one in entry.iter() if _plain(one) == "alert"]
        if inside:
            found.documents += [_alone(one) for one in inside]
        elif link := _link(entry):
            found.links.append(link)
    return found


def _entries(root: Element) -> Iterator[Element]:
    return (one for one in root.iter() if _plain(one) in ("entry", "item"))


def _link(entry: Element) -> str:
    """Of an Atom entry the one that says it is a warning, else the one that is not itself a list; of an RSS item its link."""
    links = [(one.get("type", ""), one.get("rel", "alternate"), one.get("href") or (one.text or "").strip()) for one in entry.iter() if _plain(one) == "link"]  # fmt: skip
    for type_, _, href in links:
        if type_ in WARNING and href:
            return href
    return next((href for _, rel, href in links if href and rel in ("alternate", "enclosure")), "")


def beside(address: str, link: str) -> str:
    """The link as an address of the same house; a list cannot send us elsewhere."""
    whole = urljoin(address, link)
    here, there = urlsplit(address), urlsplit(whole)
    if there.scheme not in ("http", "https") or there.hostname != here.hostname or there.port != here.port:
        raise Unreadable("moved", f"清单中的链接指向别处,未读取:{there.hostname or link[:60]}")
    return whole


def _root(content: bytes) -> Element | None:
    declared = DECLARED.match(content)
    try:
        said: bytes | str = content[declared.end() :].decode("gb18030") if declared else content
        root: Element = fromstring(said, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError, RecursionError):
        return None
    return root


def _alone(one: Element) -> bytes:
    one.tail = None
    return bytes(tostring(one, encoding="UTF-8", xml_declaration=True))


def _plain(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
