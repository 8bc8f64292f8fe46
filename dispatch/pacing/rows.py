"""Channels as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class ChannelRow(TypedDict):
    """A channel that was down or limited once; one without a row is up. `why` in words, empty while it is up."""

    id: str
    area: str
    state: Literal["up", "down", "limited"]
    since: str
    why: str


class FailureRow(TypedDict):
    at: str
    error: str
    count: int


class ChannelWhole(TypedDict):
    """With what the board does not hold: limits, what waits, and the last failures."""

    id: str
    state: Literal["up", "down", "limited"]
    since: str | None
    why: str
    label: str
    ready: bool
    outside: bool
    receipts: bool
    slow: bool
    public: bool
    per_minute: int
    burst: int
    concurrent: int
    cost_fen: int
    source: str
    waiting: int
    handing: int
    sent_today: int
    failed_today: int
    failures: list[FailureRow]
