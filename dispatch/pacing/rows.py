"""Channels as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class ChannelRow(TypedDict):
    """`why` in words; empty while it is up. `error` is the last failure of all, which the channel may have survived."""

    id: str
    area: str
    state: Literal["up", "down", "limited"]
    since: str
    why: str
    error: str
    failed_at: str | None


class ChannelWhole(ChannelRow):
    """With what the board does not hold: limits, what waits, and the last failures."""

    label: str
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


class FailureRow(TypedDict):
    at: str
    error: str
