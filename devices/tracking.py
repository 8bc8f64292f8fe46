"""registry → **tracking** → pipeline: what the gateway remembers of one subject between two fixes, and when its clock is merely wrong."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from devices.readings import Fix, Source
from devices.wire.pacing import Bucket

# A fix this much older than its receipt was queued on the way (or the device's clock is behind); its age counts from the device time.
LATE_MS = 60_000
# A lag that stays the same while time passes is a wrong clock, not a queue: a queue drains in a burst.
STEADY_MS = 5_000
STEADY_FOR_MS = 60_000


class Entry(msgspec.Struct, frozen=True):
    """One live terminal."""

    source: Source
    terminal: int
    subject: int
    district: int
    kind: int
    simulated: bool
    rank: int = 0  # as devices.ranking gives it; all alike = the newest fix wins
    max_age_ms: int = 0
    exercise: int = 0  # 0 = real
    credential: str = ""  # digest of the device's secret (devices/doors/credentials.py)
    certificate: str = ""  # SHA-256 of the certificate made for it


class Placed(msgspec.Struct, frozen=True):
    """A last fix from the database."""

    subject: int
    fixed_ms: int
    received_ms: int
    lat: float
    lon: float
    alt: float | None
    speed: float | None
    heading: float | None
    battery: float | None
    link: float | None
    flags: int
    source: str
    rank: int = 0
    held_ms: int = 0


class Known(NamedTuple):
    """One registered terminal as the pipeline needs it."""

    terminal: int
    track: Track
    adapter: str
    rank: int
    max_age_ms: int
    credential: str = ""
    certificate: str = ""
    bucket: Bucket = Bucket(1 << 60)


class Aside:
    """Where history stands with a terminal that a better source keeps from the marker."""

    __slots__ = ("last_ms", "stored_lat", "stored_lon", "stored_ms")

    def __init__(self) -> None:
        self.last_ms = -1
        self.stored_ms = -(10**15)
        self.stored_lat = self.stored_lon = 0.0


class Track:
    """The newest fix of one subject and its row in the picture table."""

    __slots__ = (
        "aside_rank",
        "aside_until_ms",
        "battery",
        "counter",
        "district",
        "exercise",
        "fix",
        "flags",
        "held_ms",
        "index",
        "kind",
        "lag_ms",
        "lag_since_ms",
        "last_ms",
        "link",
        "rank",
        "since_ms",
        "source",
        "stored_at_ms",
        "stored_lat",
        "stored_lon",
        "stored_ms",
        "subject",
        "terminal",
    )

    def __init__(self, subject: int, district: int, kind: int, exercise: int = 0) -> None:
        self.subject, self.district, self.kind, self.exercise = subject, district, kind, exercise
        self.index = -1  # row in the picture table; -1 until there is a position
        self.fix: Fix | None = None
        self.since_ms = 0  # from when the age of that fix counts
        self.battery: float | None = None
        self.link: float | None = None  # from a status; a fix brings its own
        self.flags = 0  # row flags
        self.last_ms = -1  # device time of the last fix
        self.counter: int | None = None
        self.terminal = 0
        self.source = ""
        self.rank = 0  # of the terminal that moved the marker last
        self.held_ms = 0  # until then no terminal of a higher rank number moves it
        self.aside_rank = 0  # the best of those that were held off meanwhile, and until when it outranks others in its turn
        self.aside_until_ms = 0
        self.lag_ms = 0
        self.lag_since_ms = 0
        self.stored_ms = -(10**15)  # thinning: last point that went to history
        self.stored_at_ms = -(10**15)  # its device time
        self.stored_lat = self.stored_lon = 0.0

    def fixed_since(self, at_ms: int, received_ms: int, retained: bool) -> int:
        """From when the age of this fix counts: the receipt, unless the message lay somewhere on the way."""
        lag = received_ms - at_ms
        if lag <= LATE_MS and not retained:
            return received_ms
        if not retained:
            if abs(lag - self.lag_ms) > STEADY_MS:
                self.lag_ms, self.lag_since_ms = lag, received_ms
            elif received_ms - self.lag_since_ms >= STEADY_FOR_MS:
                return received_ms
        return min(at_ms, received_ms)
