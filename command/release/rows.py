"""Releases as screens hold them; the generated TypeScript comes from here. What the public sees is in `pages.py`, and is less."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from dispatch.incidents.rows import Measure

ReleaseKind = Literal["bulletin", "progress", "counter"]
ReleaseState = Literal["draft", "submitted", "signed", "corrected", "withdrawn", "dropped"]


class ReleaseRow(TypedDict):
    """`opinion`: the rumour it counters; `replaces`: what it corrects."""

    id: int
    area: str
    incident: int | None
    opinion: int | None
    kind: ReleaseKind
    state: ReleaseState
    title: str
    number: str | None
    figures: dict[str, float]
    as_of: str
    drafted_name: str
    submitted_at: str | None
    signed_name: str | None
    signed_at: str | None
    withdrawn_at: str | None
    replaces: int | None
    version: int
    x: int | None


class ReleaseLine(TypedDict):
    """A town's share: losses are counted by town."""

    area: str
    measure: Measure
    value: float


class ReleaseDifference(TypedDict):
    where: Literal["figures", "text", "lines"]
    measure: Measure
    name: str
    released: float
    reported: float | None
    words: str


class ReleaseFinding(TypedDict):
    kind: str
    name: str
    text: str


class ReleaseCheck(TypedDict):
    """What stands between a draft and its signature, as of now."""

    report: int | None
    report_title: str
    report_number: str
    report_signed_at: str | None
    reported: dict[str, float]
    differences: list[ReleaseDifference]
    omitted: list[Measure]
    findings: list[ReleaseFinding]
    outlet: str
    outlet_ok: bool
    outlet_why: str
    ok: bool


class ReleaseLink(TypedDict):
    id: int
    number: str
    state: ReleaseState
    signed_at: str | None


class ReleaseWhole(ReleaseRow):
    text: str
    lines: list[ReleaseLine]
    slug: str
    public: bool
    incident_number: str
    incident_title: str
    outlet: str
    returned_why: str
    withdrawn_why: str
    withdrawn_name: str
    check: ReleaseCheck
    chain: list[ReleaseLink]
    may_draft: bool
    may_sign: bool


class PublicFigure(TypedDict):
    item: str
    value: float
    unit: str


class PublicRelease(TypedDict):
    """All that leaves the house. No ids, no names of persons, no coordinates."""

    number: str
    slug: str
    url: str
    kind: str
    title: str
    text: str
    area: str
    office: str
    figures: list[PublicFigure]
    towns: list[dict[str, str]]
    as_of: str
    published_at: str
    state: Literal["valid", "corrected", "withdrawn"]
    corrects: str | None
    corrected_by: str | None
    withdrawn_at: str | None
    withdrawn_why: str
