"""bytes → **reading** → posts: RSS, Atom, JSON with the feed's own field names, CSV. A bad entry is named and the others go on. No Django."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from devices.feeds.readers.reading import BadRow, Options, Unreadable, document, listed, pick, text

RSS, JSON, HOOK, DROP = "rss", "json", "hook", "drop"
LONGEST = 4000  # characters kept of a post; the rest is at its address
TITLE = 120
MOST = 500  # posts of one answer; more is an archive, not a feed
SAMPLE = 300
FIELDS = {"url": ("url", "link"), "title": ("title",), "text": ("text", "content", "summary", "description"), "at": ("at", "time", "date", "pubdate", "published_at"), "reach": ("reach", "reads", "views"), "outlet": ("outlet", "source", "site")}  # fmt: skip
TAG = re.compile(r"<[^>]{0,500}>")
SPACE = re.compile(r"\s+")
PHONE = re.compile(r"(?<!\d)(\d{3,4}[- ]?)\d{4}[- ]?(\d{4})(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)")
ATOM = "{http://www.w3.org/2005/Atom}"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
RDF = "{http://purl.org/rss/1.0/}"


@dataclass(frozen=True, slots=True)
class Post:
    url: str
    title: str
    text: str
    at: datetime | None  # as the source says; none: when we heard of it
    reach: int = 0
    outlet: str = ""  # the medium, never a person


@dataclass(frozen=True, slots=True)
class Refusal:
    row: int
    detail: str
    sample: str


@dataclass(slots=True)
class Posts:
    posts: list[Post] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @contextmanager
    def row(self, number: int, sample: object) -> Iterator[None]:
        """What an entry raises becomes its line in the quarantine."""
        try:
            yield
        except BadRow as error:
            self.refused.append(Refusal(number, str(error), masked(_sample(sample))))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.refused.append(Refusal(number, f"读不懂:{type(error).__name__}", masked(_sample(sample))))


def read_posts(content: bytes, kind: str, options: Options) -> Posts:
    """By what the feed is; a dropped file by how it begins."""
    if kind == DROP:
        begins = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        kind = RSS if begins == b"<" else JSON if begins in (b"{", b"[") else "csv"
    if kind == RSS:
        return _xml(content, options)
    if kind == "csv":
        try:
            rows = list(csv.DictReader(io.StringIO(text(content))))
        except csv.Error:
            raise Unreadable("unreadable", "既不是 XML、JSON,也不是表格") from None
        return _rows(rows, options, first=2)
    return _rows(listed(document(content), options.rows), options)


def read_rows(rows: list[Any], options: Options) -> Posts:
    """What a webhook brought."""
    return _rows(rows, options)


def _rows(rows: list[Any], options: Options, *, first: int = 1) -> Posts:
    if len(rows) > MOST:
        raise Unreadable("too_large", f"一次多于 {MOST} 条")
    found = Posts()
    for number, row in enumerate(rows, first):
        with found.row(number, row):
            if not isinstance(row, dict):
                raise BadRow("不是一条记录")
            found.posts.append(post(_fields(row, options), options))
    return found


def _fields(row: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """By the feed's own mapping; else by the names that are common."""
    lower = {str(name).lower(): value for name, value in row.items()}
    return {
        ours: pick(row, options.fields[ours]) if ours in options.fields else next((lower[name] for name in names if name in lower), None)
        for ours, names in FIELDS.items()
    }


def post(given: Mapping[str, Any], options: Options) -> Post:
    title, said = words(given.get("title"), TITLE), words(given.get("text"), LONGEST)
    if not title and not said:
        raise BadRow("没有标题也没有正文")
    reach = given.get("reach")
    return Post(
        url=_url(given.get("url")), title=title or said[:40], text=said or title,
        at=None if given.get("at") in (None, "") else _instant(given["at"], options),
        reach=max(0, min(10**9, int(float(str(reach).replace(",", ""))))) if reach not in (None, "") else 0,
        outlet=words(given.get("outlet"), 60),
    )  # fmt: skip


def _url(value: Any) -> str:
    said = str(value or "").strip()
    try:
        parts = urlsplit(said)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise BadRow(f"没有可用的网址:{said[:40] or '空'}")
    if len(said) > 500:
        raise BadRow("网址过长")
    return said


def _instant(value: Any, options: Options) -> datetime:
    """As feeds write it (RFC 822), else as every reader of ours takes it."""
    if isinstance(value, str):
        try:
            at = parsedate_to_datetime(value.strip())
        except (TypeError, ValueError, IndexError):
            at = None
        if at is not None:
            value = (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
    return options.instant(value)


def words(value: Any, most: int) -> str:
    """Plain text of one line: no tags, no telephone numbers, no identity numbers."""
    if value is None:
        return ""
    said = html.unescape(TAG.sub(" ", html.unescape(str(value)))).replace("\x00", "")
    return masked(SPACE.sub(" ", said).strip())[:most]


def masked(said: str) -> str:
    """Who posted a number did not ask us to keep it."""
    return PHONE.sub(r"\1****\2", IDENTITY.sub("(证件号已隐去)", said))


def _xml(content: bytes, options: Options) -> Posts:
    try:
        root: Element = fromstring(_decoded(content), forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable("unreadable", "文件含有 DOCTYPE 或实体定义,已拒收") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise Unreadable("unreadable", "内容不是完好的 XML") from None
    atom = root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry") if atom else [*root.iter("item"), *root.iter(f"{RDF}item")]
    if not atom and root.tag.rpartition("}")[2] not in ("rss", "RDF", "channel"):
        raise Unreadable("unreadable", "既不是 RSS 也不是 Atom")
    if len(entries) > MOST:
        raise Unreadable("too_large", f"一次多于 {MOST} 条")
    found = Posts()
    for number, entry in enumerate(entries, 1):
        with found.row(number, "".join(entry.itertext())):
            found.posts.append(post(_atom(entry) if atom else _item(entry), options))
    return found


def _decoded(content: bytes) -> bytes | str:
    declared = re.match(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](gb2312|gbk|gb18030)["'][^>]*\?>""", content, re.IGNORECASE)
    return content[declared.end() :].decode("gb18030") if declared else content


def _atom(entry: Element) -> dict[str, Any]:
    links = [one for one in entry.findall(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"]
    return {
        "url": links[0].get("href") if links else _said(entry, f"{ATOM}id"), "title": _said(entry, f"{ATOM}title"),
        "text": _said(entry, f"{ATOM}content") or _said(entry, f"{ATOM}summary"),
        "at": _said(entry, f"{ATOM}published") or _said(entry, f"{ATOM}updated"), "outlet": _said(entry, f"{ATOM}source/{ATOM}title"),
    }  # fmt: skip


def _item(entry: Element) -> dict[str, Any]:
    guid = entry.find("guid")
    return {
        "url": _said(entry, "link") or _said(entry, f"{RDF}link") or ("" if guid is None else (guid.text or "")),
        "title": _said(entry, "title") or _said(entry, f"{RDF}title"),
        "text": _said(entry, CONTENT) or _said(entry, "description") or _said(entry, f"{RDF}description"),
        "at": _said(entry, "pubDate") or _said(entry, f"{DUBLIN}date"), "outlet": _said(entry, "source"),
    }  # fmt: skip


def _said(entry: Element, name: str) -> str:
    found = entry.find(name)
    return "" if found is None else "".join(found.itertext()).strip()


def _sample(value: object) -> str:
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return SPACE.sub(" ", said).replace("\x00", "")[:SAMPLE]
