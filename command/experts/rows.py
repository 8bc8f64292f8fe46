"""The directory of experts, who was called to what, and what they say, as screens read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Availability = Literal["available", "busy", "away"]
ExpertCallState = Literal["calling", "answered", "declined"]
ExpertWay = Literal["", "onsite", "video", "phone"]


class ExpertRow(TypedDict):
    """Numbers are masked; whole ones are read with a reason at the contact (`person`)."""

    id: int
    person: int
    name: str
    org: str
    title: str
    area: str
    area_name: str
    specialties: list[str]
    specialty_names: list[str]
    availability: Availability
    away_until: str | None
    level: str
    phone: str
    address: int | None
    user: int | None
    calls: int
    note: str


class SpecialtyRow(TypedDict):
    code: str
    name: str
    hazards: list[str]
    experts: int


class ProposedExpert(ExpertRow):
    """`why`: the specialty the event asks for. `called`: they are called to it already."""

    why: str
    chosen: bool
    called: bool


class ExpertCallRow(TypedDict):
    """An expert called to an incident; from then on its page is theirs until it is over. `callout`: the calls that reach them.
    `way`: how they take part; `eta_at`: of one who comes; `instead_of`: the call of somebody who did not answer or cannot."""

    id: int
    area: str
    incident: int
    expert: int
    name: str
    org: str
    called_at: str
    called_name: str
    state: ExpertCallState
    callout: int | None
    answered_at: str | None
    way: ExpertWay
    eta_at: str | None
    instead_of: int | None
    opinions: int
    ended_at: str | None
    x: int | None


class OpinionText(TypedDict):
    """Signed with the expert's own PIN, or taken down by an officer with its read-back."""

    id: int
    call: int
    name: str
    org: str
    text: str
    signed_at: str
    taken_by: str


class ExpertFigure(TypedDict):
    measure: str
    value: float
    at: str


class ExpertPaper(TypedDict):
    """A file on the table of the consultation, read under /api/files/{file}."""

    file: int
    title: str


class ExpertCase(TypedDict):
    """What an expert reads of the one incident they are called to: no names of people, no numbers."""

    call: int
    incident: int
    number: str
    title: str
    place: str
    area_name: str
    phase: str
    opened_at: str
    text: str
    asked: str
    state: ExpertCallState
    way: ExpertWay
    eta_at: str | None
    figures: list[ExpertFigure]
    units: int
    people: int
    conference: int | None
    over: bool
    papers: list[ExpertPaper]
    opinions: list[OpinionText]
    x: int | None
