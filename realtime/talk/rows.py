"""Talk groups and bursts as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

GroupKind = Literal["incident", "area", "adhoc", "private"]
GroupState = Literal["ringing", "open", "closed"]
MemberKind = Literal["unit", "user", "terminal"]
BurstWhy = Literal["released", "limit", "preempted", "lost", "silent", "kicked"]
ActName = Literal["break_in", "break_down", "listen", "mute", "unmute"]


class TalkMemberRow(TypedDict):
    kind: MemberKind
    id: int
    name: str
    listen_only: bool


class TalkGroupRow(TypedDict):
    """`ringing`: a private call nobody has taken yet; `why`: how it ended (declined, no_answer, ended). On a member's own stream a group
    that is no private call comes without its list of members. `muted`: actors who may not speak."""

    id: int
    area: str
    incident: int | None
    kind: GroupKind
    name: str
    state: GroupState
    priority_floor: int
    members: list[TalkMemberRow]
    created_name: str
    opened_at: str
    closed_at: str | None
    sos: bool
    locked: bool
    muted: list[str]
    why: Literal["declined", "no_answer", "ended"] | None
    x: int | None


class BurstRow(TypedDict):
    """`file`: where it can be heard; null when nothing was said or it was kept long enough."""

    id: int
    group: int
    incident: int | None
    area: str
    actor: str
    name: str
    started_at: str
    duration_ms: int | None
    why: BurstWhy
    file: str | None
    sha256: str | None
    private: bool
    x: int | None


class ActRow(TypedDict):
    """An act of authority over a floor. A 强插 that was allowed is spoken by asking for the floor with this `id` within ten seconds."""

    id: int
    group: int
    incident: int | None
    area: str
    act: ActName
    target: str | None
    state: Literal["asked", "done", "refused"]
    by: str
    burst: int | None
    at: str
    x: int | None


class ActWhole(ActRow):
    """For whoever audits: with the reason, and the names."""

    group_name: str
    by_name: str
    target_name: str | None
    reason: str


class Seat(TypedDict):
    """What a ticket lets its holder do in one group. `because` is why: `area`, `member:unit:5`, `member:user:3`, `listen`."""

    id: int
    name: str
    priority: int
    speak: bool
    because: str


class TicketRow(TypedDict):
    """`url` is complete, ticket included; `max_s` and `frame_ms` are what the sender keeps to."""

    url: str
    groups: list[Seat]
    frame_ms: int
