"""What a gauge is. One is a line of a list in `gauges/`; pages, metrics and alarms follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.backends.utils import CursorWrapper

State = Literal["ok", "bad", "unknown"]


@dataclass(frozen=True)
class Sample:
    value: float
    of: str = ""  # which process, feed, channel; empty where there is one
    limit: float | None = None  # of this sample alone; else the gauge's rule
    note: str = ""


@dataclass(frozen=True)
class Gauge:
    """`name` is the metric's, in base units as Prometheus wants them; `words` is what the duty officer reads."""

    name: str
    words: str
    unit: str
    help: str
    read: Callable[[CursorWrapper], Iterable[Sample]]
    label: str = ""  # of the metric, where samples have an `of`
    rule: str = ""  # a rule row with the limit; above it is bad
    least: bool = False  # below it is bad
    alarm: bool = False  # bad twice in a row is an alarm of its own


def one(query: str) -> Callable[[CursorWrapper], Iterable[Sample]]:
    """A gauge that is one number of the database."""

    def read(cursor: CursorWrapper) -> Iterable[Sample]:
        cursor.execute(query)
        row = cursor.fetchone()
        return [Sample(float(row[0] or 0))] if row else []

    return read


def each(query: str, names: Mapping[str, str] | None = None) -> Callable[[CursorWrapper], Iterable[Sample]]:
    """Several: (of, value) a line."""

    def read(cursor: CursorWrapper) -> Iterable[Sample]:
        cursor.execute(query)
        return [Sample(float(value or 0), (names or {}).get(of, of)) for of, value in cursor.fetchall()]

    return read
