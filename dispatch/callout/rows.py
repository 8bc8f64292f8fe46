"""Calls as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from dispatch.contacts.rows import Named

About = Literal["alarm", "incident", "order", "duty", "conference", "decision", "task", "directive", "alert", "drill"]
Purpose = Literal["notify", "escalate", "call", "order", "test", "conference", "task"]
CallState = Literal["waiting", "calling", "delivered", "answered", "failed", "taken_over", "stopped"]


class CallRow(TypedDict):
    """One person called. `stands_for` is the call of the person they are deputy or superior of; `covered_by` the one that answered
    instead; `same_as` the one by which the same human is rung. `user` is whose page rings, unless `quiet`. `district`, `town`, `village`:
    where the person stands in the tree; all empty = the city. `visit`: somebody sent to the door of the one they stand for."""

    id: int
    callout: int
    about: About
    about_id: int
    incident: int | None
    purpose: Purpose
    area: str
    person: int
    user: int | None
    name: str
    org: str
    title: str
    district: str
    town: str
    village: str
    visit: bool
    state: CallState
    channel: str
    bearer: str
    step: int
    officer: bool
    stands_for: int | None
    same_as: int | None
    covered_by: int | None
    started_at: str
    delivered_at: str | None
    answered_at: str | None
    answer: Literal["key", "word", "button", "entered"] | None
    taken_name: str | None
    quiet: bool
    x: int | None


class AttemptRow(TypedDict):
    id: int
    at: str
    step: int
    channel: str
    result: Literal["sending", "sent", "delivered", "failed", "suppressed", "unknown"]
    error: str
    settled_at: str | None


class CallWhole(CallRow):
    """With the words: what was said to the person, and what they said they do."""

    text: str
    started_name: str
    place: str
    action_text: str
    said_by: str
    read_back: bool
    attempts: list[AttemptRow]


class CalloutWhole(TypedDict):
    """`calls` is empty for a tree of hundreds: its board lives on the rows, and reads one call's words at a time."""

    id: int
    about: About
    about_id: int
    incident: int | None
    purpose: Purpose
    area: str
    text: str
    started_name: str
    started_at: str
    stopped_at: str | None
    x: int | None
    count: int
    calls: list[CallWhole]


class Missing(TypedDict):
    area: str
    area_name: str


class TownRow(TypedDict):
    """`how`: given by the officer, the object's own area, named in the place's words, or only the nearest seat."""

    code: str
    name: str
    how: Literal["given", "area", "place", "nearest"]


class Notified(TypedDict):
    """`added`: how many this press called; a second press adds nobody. `gaps`: areas without anybody to call."""

    callout: int | None
    added: int
    town: TownRow | None
    calls: list[CallRow]
    gaps: list[Missing]


class GapOfCallout(TypedDict):
    """A village or town where nobody is entered; `call` is who of its town was asked to speak for it."""

    area: str
    area_name: str
    call: int | None


class CalloutHead(TypedDict):
    id: int
    about: About
    about_id: int
    incident: int | None
    purpose: Purpose
    area: str
    text: str
    place: str
    started_name: str
    started_at: str
    stopped_at: str | None
    x: int | None
    areas: list[str]
    gaps: list[GapOfCallout]


class TreePreview(TypedDict):
    persons: int
    unreachable: list[Named]
    areas: int
    gaps: list[Missing]


class VisitorRow(TypedDict):
    """`unit`: the team this person leads; empty = a cadre. `km` to the seat of the town; null = nobody knows where they are."""

    person: int
    name: str
    org: str
    title: str
    unit: str
    km: float | None
