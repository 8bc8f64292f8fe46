"""wire → **readings** → domain: the only words the rest of the system hears from a device. No Django.

Angles are degrees WGS-84, lengths metres, speeds m/s, headings degrees from true north, temperatures °C, shares %.
``None`` always means "the device did not say". ``at`` is the device's own clock, ``received_at`` ours (the database's).
The telemetry path carries instants as integer milliseconds since 1970 (``at_ms``): a datetime costs as much as the whole decode.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec


class Undecodable(Exception):
    """This frame cannot be read; ``reason`` is one short sentence for the quarantine list."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Source(msgspec.Struct, frozen=True, gc=False):
    """Who spoke: the adapter's name and the id the device has in that protocol."""

    adapter: str
    external_id: str


class _Reading(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag=True):
    source: Source
    at_ms: int | None = None
    received_ms: int = 0

    @property
    def at(self) -> datetime | None:
        return None if self.at_ms is None else instant(self.at_ms)

    @property
    def received_at(self) -> datetime:
        return instant(self.received_ms)


class Fix(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A position. The one reading built thousands of times a second, so its fields are positional and flat."""

    source: Source
    at_ms: int | None  # device time; None = order by receipt
    received_ms: int
    lat: float
    lon: float
    alt: float | None = None  # m, ellipsoid or sea level as the device gives it
    elevation: float | None = None  # m above take-off, aircraft only; what operators read
    speed: float | None = None  # m/s over ground
    heading: float | None = None  # degrees from true north, any multiple of a turn
    battery: float | None = None  # %
    link: float | None = None  # %, best of the device's bearers
    accuracy: float | None = None  # m, radius
    counter: int | None = None  # breaks ties between fixes of one device time
    retained: bool = False  # came from the broker's memory: its age counts from the device time

    @property
    def at(self) -> datetime | None:
        return None if self.at_ms is None else instant(self.at_ms)

    @property
    def received_at(self) -> datetime:
        return instant(self.received_ms)


class Status(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """State of a device without a (new) position. ``online`` False comes from a last will or a topology message."""

    online: bool | None = None
    held: bool = False  # alive, but without a position fix now: the last good one is kept and marked
    battery: float | None = None
    link: float | None = None
    learned: dict[str, object] | None = None  # facts worth keeping with the terminal: model, gateway, cameras …


class Sos(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """Somebody pressed the emergency key (active) or let it go (not active)."""

    active: bool
    message_id: str
    lat: float | None = None
    lon: float | None = None
    text: str = ""


class Hotspot(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """Heat seen by a camera. ``kind`` says where the position is from: the laser's target, the aircraft itself (``ir``), or a camera's bearing."""

    lat: float
    lon: float
    kind: Literal["laser", "ir", "camera"]
    message_id: str
    temperature: float | None = None  # °C, hottest point of the metering area
    distance: float | None = None  # m, aircraft to target
    confidence: float | None = None  # 0–1 if the device says
    picture: str | None = None  # url


class Target(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """Where a pilot's laser rests now. Shown on demand; becomes an alarm only when an officer takes it."""

    lat: float
    lon: float
    alt: float | None = None
    distance: float | None = None
    temperature: float | None = None


class Measurement(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """One physical value: ``quantity`` is a snake_case name, ``unit`` its UCUM symbol. A promise, as one value may be the alarm."""

    message_id: str
    quantity: str
    value: float
    unit: str


class Text(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """Words or a code from a device. ``topic`` is 'text', 'hms' (DJI health), 'transition' (entered or left a region), 'mode' (the state an
    aircraft went into by itself), 'airsense' (another aircraft is near), 'chat' (a person wrote it to everybody), 'storm' (we say of it that it sends too much)."""

    message_id: str
    text: str
    topic: Literal["text", "hms", "transition", "mode", "airsense", "chat", "storm"] = "text"
    level: int = 0  # 0 notice, 1 caution, 2 warning


class Receipt(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """A person's or terminal's answer to an order."""

    order: int
    kind: Literal["delivered", "read", "accepted", "refused", "arrived"]
    message_id: str
    reason: str = ""


class CallReply(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """A terminal shows a call (delivered), or somebody pressed its answer key (answered)."""

    call: int
    kind: Literal["delivered", "answered"]
    message_id: str
    text: str = ""


class Answer(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """A device's reply to a command we sent; ``correlation`` is the id we gave the command. ``result`` 0 = done."""

    correlation: str
    result: int
    method: str
    text: str = ""


class Progress(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """How far something has come that takes its time: a flight, a dock's cover. ``run`` is the id we gave it, empty where the device says none."""

    message_id: str
    run: str
    kind: str  # of our command: flight_execute, fly_to_point, return_home …
    state: Literal["running", "paused", "done", "failed"]
    percent: float | None = None
    step: str = ""  # where it stands, shown as it is
    text: str = ""  # why it failed


class Crossed(NamedTuple):
    """A subject went into a fence, or came out of it."""

    fence: int
    version: int
    subject: int
    entered: bool
    at_ms: int
    lon: float
    lat: float


class Taken(NamedTuple):
    """A fence is watched from now on; these were inside when it was drawn: no crossing, but they are there."""

    fence: int
    version: int
    subjects: list[int]


class Crossings(_Reading, frozen=True, gc=False, kw_only=True, tag=True):
    """What the gateway itself saw at its fences within one tick (devices/fencing.py); no device says it."""

    message_id: str
    crossed: list[Crossed] = []
    taken: list[Taken] = []


Reading = Fix | Status | Sos | Hotspot | Target | Measurement | Text | Receipt | CallReply | Answer | Progress | Crossings

# A reading that somebody waits for: stored in the inbox and committed before the device is told that we have it.
PROMISES = (Sos, Hotspot, Measurement, Text, Receipt, CallReply, Answer, Progress, Crossings)


class Reply(msgspec.Struct, frozen=True, gc=False):
    """What the protocol wants sent back at once (QoS 1)."""

    topic: str
    payload: bytes


# Everything one frame said. A plain tuple: one is made per frame of telemetry.
Decoded = tuple[list[Reading], Sequence[Reply]]


# Instants outside this window are a broken clock, not a time; PostgreSQL and datetime would choke on the extremes.
EARLIEST_MS = 946_684_800_000  # 2000-01-01
LATEST_MS = 4_102_444_800_000  # 2100-01-01


_SECONDS_FROM, _SECONDS_TO = 946_684_800, 4_102_444_800  # 2000 and 2100 in seconds


def device_time(ms: float | None) -> int | None:
    """A device's milliseconds, pulled into 2000–2100 so that a broken clock is flagged later instead of raising here.

    Seconds are taken for what they are: as milliseconds they would be January 1970, and the device would silently never move.
    """
    if ms is None:
        return None
    if _SECONDS_FROM <= ms <= _SECONDS_TO:
        ms *= 1000
    if not EARLIEST_MS <= ms <= LATEST_MS:
        return EARLIEST_MS if ms < EARLIEST_MS else LATEST_MS  # NaN cannot come out of JSON
    return int(ms)


def instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
