"""Conferences as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

ProviderName = Literal["mesh", "janus", "livekit", "jitsi", "link"]
LegState = Literal["invited", "ringing", "joined", "left", "failed", "declined"]
How = Literal["", "screen", "field", "wall", "link", "phone", "callout"]
Why = Literal["", "vanished", "ended", "removed", "no_address", "answered", "switched", "entered", "late", "no_answer"]
RollResult = Literal["pending", "asked", "answered", "late", "no_answer", "offline", "substitute"]
DecisionState = Literal["ordered", "told", "acked", "done"]


class Shared(TypedDict):
    """`leg` shows its screen or its map as its picture; `id` is a row of the table `links`."""

    kind: Literal["screen", "map", "link"]
    id: NotRequired[int | None]
    leg: NotRequired[int | None]


class ConferenceRow(TypedDict):
    """`url` is the public part only. `turn` rises when the host moves to another provider: pages join again. `provider_state` is null where
    nothing outside this system carries it. `minutes` and `decisions` count what is read with the conference."""

    id: int
    number: str
    area: str
    incident: int | None
    purpose: str
    provider: ProviderName
    state: Literal["open", "ended"]
    url: str | None
    turn: int
    started_at: str
    ended_at: str | None
    host: str
    host_name: str
    recording: bool
    shared: Shared | None
    provider_state: Literal["up", "down"] | None
    talk_group: int | None
    minutes: int
    decisions: int
    x: int | None


class LegWho(TypedDict):
    """Whose leg it is: an account, a unit (whoever of its people comes first), a contact without account, or a wall."""

    user: NotRequired[int]
    unit: NotRequired[int]
    person: NotRequired[int]
    wall: NotRequired[int]


class ConferenceLegRow(TypedDict):
    """`video`: it shows a picture (of itself, a screen or a map). `quiet`: table-top, pages show the invitation and do not ring.
    `call` is the row of the table `calls` that calls a contact without account."""

    id: int
    conference: int
    incident: int | None
    area: str
    who: LegWho
    name: str
    org: str
    state: LegState
    invited_at: str
    ringing_at: str | None
    joined_at: str | None
    left_at: str | None
    how: How
    why: Why
    video: bool
    listen_only: bool
    call: int | None
    quiet: bool
    x: int | None


class RollTargetRow(TypedDict):
    leg: int
    name: str
    result: RollResult
    asked_at: str | None
    at: str | None
    by_name: str


class ConferenceRollCallRow(TypedDict):
    """点名. In order, each target has `within_s`; `all`: everybody at once."""

    id: int
    conference: int
    incident: int | None
    area: str
    state: Literal["open", "done"]
    all: bool
    within_s: int
    due_at: str | None
    started_at: str
    done_at: str | None
    targets: list[RollTargetRow]
    x: int | None


class Addressee(TypedDict):
    unit: NotRequired[int]
    person: NotRequired[int]
    department: NotRequired[str]


class DecisionRow(TypedDict):
    """The words are read with the conference. `ordered`: a team's order carries it from here on; otherwise it is followed here."""

    id: int
    conference: int
    incident: int | None
    area: str
    number: int
    to: Addressee
    name: str
    state: DecisionState
    order: int | None
    call: int | None
    due_at: str | None
    overdue: bool
    acked_at: str | None
    acked_by: str
    done_at: str | None
    x: int | None


class MinuteText(TypedDict):
    number: int
    text: str
    at: str
    by_name: str


class DecisionText(DecisionRow):
    text: str
    ack_text: str
    done_text: str


class RecordingRow(TypedDict):
    """`cut`: the host's page vanished; what had arrived is kept."""

    id: int
    how: Literal["host", "janus"]
    state: Literal["going", "kept", "cut", "failed"]
    started_at: str
    stopped_at: str | None
    by_name: str
    parts: int
    size: int
    file: int | None
    sha256: str
    why: str
    swept_at: str | None


class ConferenceWhole(ConferenceRow):
    """What a participant or an officer reads; `password` and `dial` only for who may come in."""

    legs: list[ConferenceLegRow]
    roll_calls: list[ConferenceRollCallRow]
    minutes_text: list[MinuteText]
    decisions_text: list[DecisionText]
    recordings: list[RecordingRow]
    providers: list[ProviderRow]
    dial: str
    password: str


class ProviderRow(TypedDict):
    name: ProviderName
    words: str
    configured: bool
    state: Literal["up", "down"] | None
    why: str
    most_video: int | None
    most_voice: int | None


class IceServer(TypedDict):
    urls: list[str]
    username: NotRequired[str]
    credential: NotRequired[str]


class Admission(TypedDict):
    """What a page needs to come in. `socket` carries presence and, with `mesh`, the signalling. `told`: what the officer should know."""

    conference: int
    leg: int
    provider: ProviderName
    room: str
    turn: int
    socket: str
    ticket: str
    listen_only: bool
    video: bool
    told: str
    ice: list[IceServer]
    url: str
    token: str
    pin: str
    number: str
    password: str


class Parted(TypedDict):
    """How much of a recording has arrived: the number of the last part in order, and its bytes."""

    recording: int
    parts: int
    size: int
