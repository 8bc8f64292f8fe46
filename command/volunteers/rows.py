"""社会力量登记 as the desk reads it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

VolunteerState = Literal["submitted", "vetted", "approved", "suspended", "refused", "left"]


class VolunteerRow(TypedDict):
    id: int
    name: str
    kind: str
    kind_name: str
    area: str
    headcount: int
    state: VolunteerState
    state_name: str
    unit: int | None
    review_on: str | None
    review_days: int | None
    why: str
    at: str


class VolunteerCore(TypedDict):
    """`phone` masked; the whole one is asked for with a reason."""

    id: int
    name: str
    phone: str
    leader: bool
    consents: bool


class VolunteerPaper(TypedDict):
    file: int
    name: str
    mime: str
    size: int


class VolunteerStep(TypedDict):
    verb: str
    words: str
    by_name: str
    at: str


class VolunteerGear(TypedDict):
    name: str
    count: int
    measure: str


class VolunteerWhole(VolunteerRow):
    """`next`: what may be done with it now. `own_work`: the caller has vetted it and so may not approve it."""

    licence: str
    domains: list[str]
    place: str
    lon: float
    lat: float
    equipment: list[VolunteerGear]
    skills: list[str]
    statement: str
    core: list[VolunteerCore]
    papers: list[VolunteerPaper]
    steps: list[VolunteerStep]
    next: list[str]
    own_work: bool
    purged: bool


class VolunteerNumber(TypedDict):
    id: int
    phone: str
