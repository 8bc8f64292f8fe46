"""Platforms, messages and what they told, as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from command.agreements.rows import LoanRow, LoanStage

PeerLevel = Literal["above", "below", "beside"]
PeerLink = Literal["idle", "ok", "failing", "refused", "version"]
PeerKind = Literal["incident", "report", "instruction", "resource", "warning", "support", "answer"]


class PeerRow(TypedDict):
    """`area` is the installation's own, `of` the peer's."""

    id: int
    area: str
    code: str
    name: str
    level: PeerLevel
    of: str
    active: bool
    link: PeerLink


class PeerKeyRow(TypedDict):
    """The secret itself is shown once, when it is made, and never here."""

    id: int
    name: str
    proven: bool
    made_at: str
    used_at: str | None
    ended_at: str | None


class PeerShareRow(TypedDict):
    kind: PeerKind
    area: str
    from_grade: int | None
    phones: bool
    why: str


class PeerLine(PeerRow):
    """A link as it stands. `waiting_since`: how long the oldest unsent message has been waiting."""

    error: str
    versions: list[str]
    skew_s: float | None
    ok_at: str | None
    heard_at: str | None
    next_at: str | None
    waiting: int
    waiting_since: str | None
    refused: int
    failed_in: int


class PeerWhole(PeerLine):
    known_as: str
    url: str
    keys: list[PeerKeyRow]
    shares: list[PeerShareRow]
    may_share: list[PeerKind]


class PeerKeyOnce(TypedDict):
    """The one time a secret leaves: to be carried to the other side by hand."""

    name: str
    secret: str


class PeerMessageRow(TypedDict):
    id: int
    message: str
    out: bool
    kind: str
    subject: str
    revision: int
    title: str
    state: Literal["waiting", "received", "accepted", "refused", "superseded", "new", "older", "failed"]
    why: str
    attempts: int
    drill: bool
    at: str
    done_at: str | None


class PeerItemRow(TypedDict):
    id: int
    area: str
    peer: int
    peer_name: str
    kind: PeerKind
    number: str
    title: str
    state: str
    over: bool
    grade: int | None
    revision: int
    drill: bool
    made_at: str
    changed_at: str
    answered: str | None
    loan: LoanStage | None
    incident: int | None
    instruction: int | None
    lon: float | None
    lat: float | None
    x: int | None


class PeerItemAnswer(TypedDict):
    state: str
    name: str
    text: str
    at: str


class PeerItemWhole(PeerItemRow):
    """`body` is the peer's, word for word. `incident_number`: of the incident we opened because of it."""

    body: dict[str, Any]
    answer: PeerItemAnswer | None
    incident_number: str | None
    answers: list[str]
    lent: LoanRow | None
    directives: list[int]


class ExchangeHello(TypedDict):
    """Who answers, what it understands, and what its clock says."""

    name: str
    versions: list[str]
    kinds: list[str]
    time: str


class ExchangeReceipt(TypedDict):
    """What became of a message: `received` (stored, still worked on), `accepted`, `older` (a newer revision was here), `refused` with its reason."""

    id: str
    state: Literal["received", "accepted", "older", "refused"]
    reason: str
    repeated: bool
    revision: int  # of the subject, as it stands there now
