"""Feeds as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict


class FeedRow(TypedDict):
    """A light: when it is late is the screen's own arithmetic of `ok_at` and `late_after_s`."""

    id: int
    area: str
    name: str
    kind: str
    drop: bool
    enabled: bool
    state: str
    error: str
    ok_at: str | None
    data_at: str | None
    late_after_s: int
    rows: int
    bad: int


class FeedProblem(TypedDict):
    row: int
    detail: str


class FeedWhole(FeedRow):
    """For who looks after it: address without its key, folder, what was refused."""

    code: str
    reader: str
    layers: list[str]
    url: str
    key: bool
    needs_key: bool
    folder: str
    every_s: int
    options: dict[str, Any]
    words: str
    problems: list[FeedProblem]
    failures: int
    tried_at: str | None
    due_at: str | None


class ReaderRow(TypedDict):
    kind: str
    name: str
    layers: list[str]
    every_s: int


class FeedList(TypedDict):
    feeds: list[FeedWhole]
    readers: list[ReaderRow]
