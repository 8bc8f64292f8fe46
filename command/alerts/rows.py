"""Warnings as screens hold and read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

AlertState = Literal["draft", "reviewed", "signed", "published", "updated", "cancelled", "expired", "dropped"]
AlertColour = Literal["white", "blue", "yellow", "orange", "red"]
AlertKind = Literal["alert", "update", "cancel"]
AlertPath = Literal["ordinary", "emergency", "green"]
AlertOrigin = Literal["own", "in"]
DocumentState = Literal["taken", "aside", "refused"]


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


class AlertLevel(TypedDict):
    """One colour of a scheme; `danger` is the danger level of forest fire it stands for."""

    colour: AlertColour
    words: str
    level: str
    means: str
    danger: int | None


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


class AlertFacts(TypedDict):
    """What the form of a warning chooses from; `callouts`: how deep each colour calls."""

    schemes: list[AlertScheme]
    colours: list[AlertColourRow]
    callouts: dict[str, dict[str, object]]
    green_from: AlertColour


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


class AlertTaken(TypedDict):
    """`repeated`: this very document was here before."""

    document: AlertDocumentRow
    repeated: bool
