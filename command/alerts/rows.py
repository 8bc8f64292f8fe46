"""Warnings as screens hold and read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

AlertState = Literal["draft", "reviewed", "signed", "published", "updated", "cancelled", "expired", "dropped"]
AlertColour = Literal["white", "blue", "yellow", "orange", "red"]
AlertKind = Literal["alert", "update", "cancel"]
AlertPath = Literal["ordinary", "emergency", "green"]
AlertOrigin = Literal["own", "in"]
DocumentState = Literal["taken", "aside", "refused", "repeated"]


class AlertRow(TypedDict):
    """`area`: whose it is; `areas`: for which it holds, codes of 4, 6 or 9 digits. `first`: of the chain, null = itself."""

    id: int
    area: str
    areas: list[str]
    hazard: str
    hazard_name: str
    colour: AlertColour
    kind: AlertKind
    state: AlertState
    origin: AlertOrigin
    path: AlertPath
    issuer: str
    identifier: str
    first: int | None
    replaces: int | None
    suspends: bool
    effective_at: str | None
    expires_at: str | None
    signed_at: str | None
    published_at: str | None
    handed_over_at: str | None
    ended_at: str | None
    drafted_by: str
    answered_at: str | None
    x: int | None


class AlertReceipts(TypedDict):
    """How far it got, by level; `public` counts come from the carrier, the others from the persons called."""

    public_handed_over: int
    public_delivered: int
    called: int
    handed_over: int
    delivered: int
    read: int
    answered: int
    acted: int


class AlertHand(TypedDict):
    name: str
    at: str | None


class AlertLink(TypedDict):
    """One message of the chain."""

    id: int
    identifier: str
    kind: AlertKind
    state: AlertState
    colour: AlertColour
    areas: list[str]
    published_at: str | None


class AlertWayRow(TypedDict):
    """One way out. `how`: who drives it; `wanted`: chosen for this warning; `most`, `count`: of how many how many, where it is counted."""

    code: str
    name: str
    how: Literal["board", "carrier", "calls", "hand", "push"]
    wanted: bool
    state: Literal["off", "waiting", "handed", "delivered", "failed", "suppressed"]
    at: str | None
    most: int | None
    count: int | None
    by_name: str
    note: str


class AlertTimes(TypedDict):
    """The measured road: seconds from step to step, null where a step is still to come or was left out."""

    review_s: float | None
    sign_s: float | None
    publish_s: float | None
    handover_s: float | None
    arrival_s: float | None
    whole_s: float | None
    handover_most_s: float
    arrived_at: str | None


class AlertCalled(TypedDict):
    """Receipts of one level of the four: how many were called there, and how far each got."""

    level: Literal["city", "district", "town", "village"]
    called: int
    delivered: int
    answered: int
    acted: int


class AlertSilent(TypedDict):
    """Called and not answered yet."""

    call: int
    name: str
    org: str
    title: str
    level: Literal["city", "district", "town", "village"]
    state: str
    since: str | None
    officer: bool


class AlertWhole(AlertRow):
    headline: str
    text: str
    instruction: str
    polygon: list[list[float]] | None
    drafted: AlertHand
    reviewed: AlertHand
    signed: AlertHand
    published: AlertHand
    returned_why: str
    chain: list[AlertLink]
    broadcast: int | None
    callout: int | None
    receipts: AlertReceipts
    handover_s: float | None
    handover_most_s: float
    times: AlertTimes
    ways: list[AlertWayRow]
    called: list[AlertCalled]
    silent: list[AlertSilent]
    receipt_due_at: str | None
    answered_name: str
    answer: str
    answer_due_at: str | None
    callable: int  # how many a 叫应 would call, before there is one


class AlertLevel(TypedDict):
    """One colour of a scheme; `danger` is the danger level of forest fire it stands for."""

    colour: AlertColour
    words: str
    level: str
    means: str
    danger: int | None
    text: str
    instruction: str


class AlertScheme(TypedDict):
    hazard: str
    name: str
    codes: list[str]
    levels: list[AlertLevel]
    suspends_from: str
    source: str


class AlertColourRow(TypedDict):
    colour: AlertColour
    words: str
    level: str
    hex: str


class AlertWayKind(TypedDict):
    code: str
    name: str
    how: Literal["board", "carrier", "calls", "hand", "push"]
    least: AlertColour


class AlertFacts(TypedDict):
    """What the form of a warning chooses from; `callouts`: how deep each colour calls."""

    schemes: list[AlertScheme]
    colours: list[AlertColourRow]
    callouts: dict[str, dict[str, object]]
    green_from: AlertColour
    ways: list[AlertWayKind]


class AlertWords(TypedDict):
    """What the form starts from: the scheme's own words for this colour."""

    headline: str
    text: str
    instruction: str
    expires_at: str


class AlertDocumentRow(TypedDict):
    """What came in: taken, set aside (not for us, or a test), or refused with the reason."""

    id: int
    state: DocumentState
    spelling: str
    identifier: str
    source: str
    reason: str
    alert: int | None
    received_at: str
    settled_name: str | None
    settled_at: str | None
    way: Literal["push", "poll", "drop"]
    repeats: int
    repeated_at: str | None


class AlertTaken(TypedDict):
    """`repeated`: this very document was here before."""

    document: AlertDocumentRow
    repeated: bool


class AlertEvidence(TypedDict):
    """A value that asks for a warning; `expected_at` only of a forecast."""

    key: str
    place: str
    name: str
    value: float
    unit: str
    limit: float
    at: str
    expected_at: str | None


class AlertProposalRow(TypedDict):
    id: int
    area: str
    hazard: str
    hazard_name: str
    colour: AlertColour
    basis: Literal["measured", "forecast"]
    evidence: list[AlertEvidence]
    state: Literal["waiting", "drafted", "dismissed", "over"]
    at: str | None
    changed_at: str | None
    alert: int | None
    decided_name: str | None
    decided_at: str | None
    why: str
    x: int | None


class AlertTriggerRow(TypedDict):
    """At the value is beyond it; back only the dead band away from it."""

    id: int
    area: str
    quantity: str
    name: str
    basis: Literal["measured", "forecast"]
    side: Literal["above", "below"]
    value: float
    dead_band: float
    unit: str
    hazard: str
    hazard_name: str
    colour: AlertColour
    source: str
    active: bool


class AlertQuakeRow(TypedDict):
    """`felt`: districts it reached by the rule; `roll_calls`, `check`: what began because of it."""

    id: int
    name: str
    at: str | None
    lon: float
    lat: float
    magnitude: float
    depth_km: float | None
    felt: list[str]
    alarm: int | None
    roll_calls: list[int]
    check: int | None
    told_at: str | None


class AlertReceiverRow(TypedDict):
    """An address warnings are pushed to; its secret is never said. `waiting`: messages it has not taken yet."""

    id: int
    code: str
    name: str
    kind: Literal["above", "beside", "media", "department"]
    url: str
    auth: Literal["signed", "basic", "token"]
    user: str
    key: str
    has_secret: bool
    form: Literal["cap", "national"]
    area: str
    least: AlertColour
    active: bool
    failures: int
    failing_since: str | None
    error: str
    ok_at: str | None
    next_at: str | None
    waiting: int
