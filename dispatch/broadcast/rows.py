"""Broadcasts as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Purpose = Literal["broadcast", "warning", "evacuate", "correct"]
Urgency = Literal["critical", "urgent", "normal"]


class BroadcastRow(TypedDict):
    """Figures are counted every few seconds, never told leg by leg. `handed` is who a provider took the message for; `failed` nobody did."""

    id: int
    area: str
    incident: int | None
    kind: Literal["persons", "area"]
    purpose: Purpose
    urgency: Urgency
    channels: list[str]
    total: int
    handed: int
    delivered: int
    failed: int
    answered: int
    suppressed: int
    state: Literal["going", "done", "stopped"]
    by_name: str
    at: str
    corrects: int | None
    x: int | None


class ByChannel(TypedDict):
    channel: str
    state: str
    count: int


class FailedFor(TypedDict):
    error: str
    count: int


class BroadcastWhole(BroadcastRow):
    """With its words, and how it stands by channel."""

    text: str
    valid_until: str
    handed_at: str | None
    stopped_name: str
    by_channel: list[ByChannel]
    reasons: list[FailedFor]
    corrections: list[int]
    job: JobRow | None


class JobRow(TypedDict):
    carrier: str
    provider: str
    state: str
    error: str
    counts: dict[str, int]
    reported_at: str | None
    areas: list[str]
    polygon: list[list[float]] | None


class ChannelCost(TypedDict):
    channel: str
    count: int
    cost_fen: int
    minutes: float
    state: str
    quiet: str


class Preview(TypedDict):
    """Before anything goes out. `without` have no address on any of these channels; `held` are not on the drill's list."""

    total: int
    without: int
    without_names: list[str]
    held: int
    cost_fen: int
    channels: list[ChannelCost]
    sample: str
    units: int
    needs_approval: str


class AreaPreview(TypedDict):
    """Before an area's job goes out. `residents` are those our own village rows name, None where none does; who is there now the carrier counts.

    `held`: an exercise, nothing leaves the house. `carrier` None: nobody carries it yet.
    """

    areas: list[str]
    km2: float | None
    villages: int
    residents: int | None
    carrier: str | None
    units: int
    sample: str
    held: bool
    needs_approval: str


class LegRow(TypedDict):
    id: int
    person: int | None
    name: str
    org: str
    channel: str
    to: str
    state: str
    error: str
    answered_at: str | None
    answer: str
