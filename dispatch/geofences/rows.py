"""Fences as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

Watched = Literal["other", "person", "vehicle", "uav", "dock", "radio", "phone", "vessel", "sensor", "team"]


class FenceWindow(TypedDict):
    """On these days (1 = Monday) from–to, local time; to before from runs past midnight."""

    days: list[int]
    since: str
    until: str


class FenceInside(TypedDict):
    """`found`: was there when the fence was drawn."""

    subject: int
    at: str
    found: bool


class FenceRow(TypedDict):
    """`inside` are the last to come, `inside_count` all of them."""

    id: int
    incident: int | None
    area: str
    name: str
    made: dict[str, Any]
    shape: dict[str, Any]
    watches: list[Watched]
    on_enter: bool
    on_leave: bool
    dwell_s: int | None
    windows: list[FenceWindow]
    ends_at: str | None
    active: bool
    taken: bool
    at: str
    inside_count: int
    inside: list[FenceInside]
    x: int | None


class FenceGuest(TypedDict):
    """Who is inside, or was. Another district's subject has no label for whoever does not see it."""

    visit: int
    fence: int
    subject: int
    label: str | None
    kind: Watched | None
    unit: int | None
    entered_at: str
    left_at: str | None
    found: bool
    lon: float | None
    lat: float | None
    fix_at: str | None
