"""The words every reader speaks: what was observed, which row was refused and why, and how numbers, instants and places are read. No Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from math import isfinite
from typing import Any

from realtime.datum import DATUMS, to_wgs84

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=1)  # a source's clock may run ahead a little; a forecast is no observation
MOST_ROWS = 20_000  # a satellite's day over a continent; more is the wrong file


class Unreadable(Exception):
    """The whole file or answer is not what this feed reads. `code` is for the light, the words for the person who mends it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


class BadRow(ValueError):
    """This row cannot be used; the words say which field and why."""


@dataclass(frozen=True, slots=True)
class Observation:
    layer: str
    code: str  # the same thing seen again has the same code
    name: str
    lon: float
    lat: float
    at: datetime
    attributes: dict[str, Any]
    shape: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    row: int  # as the person counts: a CSV's header is row 1
    detail: str


@dataclass(slots=True)
class Read:
    observations: list[Observation] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)  # whole papers that somebody else reads
    links: list[str] = field(default_factory=list)  # where more of them lie; each is asked for once
    taken: int = 0  # of the documents, those that were of use

    @contextmanager
    def row(self, number: int) -> Iterator[None]:
        """What a row raises becomes its line in the list of refused ones."""
        try:
            yield
        except BadRow as error:
            self.refused.append(Refused(number, str(error)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.refused.append(Refused(number, f"读不懂:{type(error).__name__}"))


@dataclass(frozen=True, slots=True)
class Options:
    """What one feed says about its source; `docs/feeds.md` has them all."""

    now: datetime
    datum: str = "wgs84"
    zone: float = 8.0  # hours east, for instants without an offset
    rows: str = ""  # dotted path to the list
    fields: dict[str, str] = field(default_factory=dict)  # our name → dotted path in a row
    units: dict[str, str] = field(default_factory=dict)
    point: tuple[float, float] | None = None  # asked for one point: its answer need not repeat where it is

    def place(self, lon: Any, lat: Any) -> tuple[float, float]:
        x, y = number(lon, "经度", -180, 180), number(lat, "纬度", -90, 90)
        if x == 0 and y == 0:
            raise BadRow("坐标为 0,0")
        return to_wgs84(x, y, self.datum)

    def instant(self, value: Any) -> datetime:
        """ISO 8601 or `2026/11/03 08:15`, or seconds or milliseconds since 1970; without an offset the feed's own zone."""
        at = moment(value, timezone(timedelta(hours=self.zone)))
        if at < EARLIEST or at > self.now + AHEAD:
            raise BadRow(f"时间 {value} 不可信")
        return at


def options_of(raw: dict[str, Any], *, now: datetime, point: tuple[float, float] | None = None) -> Options:
    datum = str(raw.get("datum", "wgs84"))
    if datum not in DATUMS:
        raise Unreadable("options", f"坐标系 {datum} 不认识,可用:{'、'.join(DATUMS)}")
    return Options(
        now=now, datum=datum, zone=float(raw.get("zone", 8)), rows=str(raw.get("rows", "")), fields=dict(raw.get("fields", {})),
        units=dict(raw.get("units", {})), point=point,
    )  # fmt: skip


def number(value: Any, what: str, low: float, high: float) -> float:
    """Sources spell numbers as strings; no value at all is a bad row here, see `maybe`."""
    try:
        found = float(str(value).strip())
    except ValueError:
        raise BadRow(f"{what}不是数字:{str(value)[:20]}") from None
    if not isfinite(found) or not low <= found <= high:
        raise BadRow(f"{what} {found:g} 超出范围 {low:g}~{high:g}")
    return found


def maybe(value: Any, what: str, low: float, high: float) -> float | None:
    """Absent is absent: null, an empty string, and the 9999 of old stations."""
    if value is None or str(value).strip() in ("", "-", "--", "null", "NaN", "9999", "99999", "999999", "-9999"):
        return None
    return number(value, what, low, high)


def text(content: bytes) -> str:
    """UTF-8, else what Chinese Windows writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("unreadable", "文件不是文本")


def document(content: bytes) -> Any:
    try:
        return json.loads(text(content))
    except (ValueError, RecursionError):
        raise Unreadable("unreadable", "内容不是 JSON") from None


def pick(value: Any, path: str) -> Any:
    """`a.b.0.c` down a document; None where there is nothing."""
    for step in path.split(".") if path else []:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def listed(value: Any, path: str) -> list[Any]:
    """The rows: by the feed's path, else the document itself or the first list where sources put theirs."""
    found = pick(value, path)
    if isinstance(found, dict) and not path:
        found = next((found[name] for name in ("data", "rows", "list", "result", "points") if isinstance(found.get(name), list)), [found])
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        raise Unreadable("unreadable", f"在“{path or '顶层'}”处没有找到数据列表")
    if len(found) > MOST_ROWS:
        raise Unreadable("too_large", f"数据多于 {MOST_ROWS} 行")
    return found


def moment(value: Any, zone: timezone) -> datetime:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        except (ValueError, OverflowError, OSError):
            raise BadRow(f"时间读不懂:{value}") from None
    said = str(value or "").strip()
    if said.isdigit() and len(said) in (10, 13):
        return moment(int(said), zone)
    for form in (said, said.replace("/", "-")):
        try:
            found = datetime.fromisoformat(form)
        except ValueError:
            continue
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    raise BadRow(f"时间读不懂:{said[:30] or '空'}")
