"""lanes → **pipeline** → picture, history, inbox: the way of every frame, in the order of the list PIPELINE. No Django, no waiting.

Runs on the gateway's loop thread only. A stage returns True to go on, False when this reading needs no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devices import adapters
from devices.picture_table import PictureTable
from devices.readings import PROMISES, Fix, Reading, Reply, Sos, Source, Status, Target, Text, Undecodable
from devices.sane import LATE, RANKED, judge
from devices.strangers import Strangers
from devices.tracking import LATE_MS, Aside, Entry, Known, Placed, Track
from devices.wire.pacing import DROPPED, HOUR_MS, Bucket, Pacing
from devices.wire.trust import DEFAULTS, trust_from
from realtime.positions import HELD, OFFLINE, SIMULATED, SOS

# History keeps a point when the subject moved this far or this long after the last kept one (docs/devices.md §6: the replay's tolerance).
THIN_DEGREES = 2e-5  # about 2 m
THIN_MS = 30_000

_NOTHING: tuple[list[Reading], tuple[Reply, ...]] = ([], ())
MAX_ROUTES = 200_000  # topics remembered; nobody may fill the memory with invented ones


class Passage:
    """One reading on its way. One object, used again for each."""

    __slots__ = ("fix", "flags", "known", "payload", "readings", "received_ms", "replies", "retained", "topic")

    def __init__(self) -> None:
        self.topic = self.payload = b""
        self.retained, self.received_ms, self.flags = False, 0, 0
        self.readings: list[Reading] = []
        self.replies: Any = ()
        self.fix: Fix
        self.known: Known


def decode(line: Pipeline, p: Passage) -> bool:
    route = line.routes.get(p.topic) or line.open_route(p.topic)
    p.readings, p.replies = adapters.read_frame(route.read, p.payload, p.received_ms, p.retained, route.memory)
    return True


def identify(line: Pipeline, p: Passage) -> bool:
    known = line.known.get(p.fix.source)
    if known is None:
        line.strangers.met(p.fix.source, p.topic, p.payload, p.fix)
        return False
    p.known = known
    return True


def pace(line: Pipeline, p: Passage) -> bool:
    """So many positions of one terminal, no more; what somebody waits for does not come this way."""
    bucket = p.known.bucket
    if bucket.left < 1 and not line.pacing.fill(bucket, p.fix.received_ms):
        line.dropped(p)
        return False
    bucket.left -= 1
    return True


def sane(line: Pipeline, p: Passage) -> bool:
    fix = p.fix
    p.flags = judge(fix.lat, fix.lon, fix.at_ms, fix.received_ms)
    return True


def prefer(line: Pipeline, p: Passage) -> bool:
    """The marker is moved by the best source whose last fix is fresh; the others are history only."""
    known = p.known
    track = known.track
    if known.rank <= track.rank or p.flags:
        return True
    fix = p.fix
    first_aside = known.rank <= track.aside_rank or fix.received_ms >= track.aside_until_ms
    if fix.received_ms >= track.held_ms and first_aside:
        return True
    aside = line.asides.get(known.terminal)
    if aside is None:
        aside = line.asides[known.terminal] = Aside()
    at_ms = fix.at_ms if fix.at_ms is not None else fix.received_ms
    if at_ms == aside.last_ms:
        return False
    flags = RANKED if at_ms > aside.last_ms else RANKED | LATE
    if first_aside and fix.received_ms - at_ms <= known.max_age_ms:
        track.aside_rank, track.aside_until_ms = known.rank, fix.received_ms + known.max_age_ms
    aside.last_ms = max(aside.last_ms, at_ms)
    if (
        fix.received_ms - aside.stored_ms >= THIN_MS
        or not -THIN_DEGREES < fix.lat - aside.stored_lat < THIN_DEGREES
        or not -THIN_DEGREES < fix.lon - aside.stored_lon < THIN_DEGREES
    ):
        aside.stored_ms, aside.stored_lat, aside.stored_lon = fix.received_ms, fix.lat, fix.lon
        line.history.append((track.subject, known.terminal, fix, flags))
    return False


def order(line: Pipeline, p: Passage) -> bool:
    """Device time places a fix, then its counter; the same fix again stops here, an older one is history only."""
    if p.flags:
        return True
    fix, track = p.fix, p.known.track
    at_ms = fix.at_ms if fix.at_ms is not None else fix.received_ms
    if at_ms > track.last_ms:
        pass
    elif at_ms < track.last_ms:
        p.flags = LATE
        # A better source whose clock is a little behind: it does not move the marker back, but nobody worse moves it on.
        if p.known.rank < track.rank and fix.received_ms - at_ms <= p.known.max_age_ms:
            track.rank, track.held_ms = p.known.rank, fix.received_ms + p.known.max_age_ms
        return True
    elif fix.counter is None or track.counter is None or p.known.terminal != track.terminal or fix.counter == track.counter:
        return False
    elif fix.counter < track.counter:
        p.flags = LATE
        return True
    track.last_ms, track.counter, track.terminal, track.source = at_ms, fix.counter, p.known.terminal, fix.source.adapter
    return True


def store(line: Pipeline, p: Passage) -> bool:
    """History, thinned; flagged fixes are always kept."""
    fix, track = p.fix, p.known.track
    if (
        p.flags
        or fix.received_ms - track.stored_ms >= THIN_MS
        or track.last_ms - track.stored_at_ms >= THIN_MS  # what was queued on the way comes all at once and tells of many minutes
        or not -THIN_DEGREES < fix.lat - track.stored_lat < THIN_DEGREES
        or not -THIN_DEGREES < fix.lon - track.stored_lon < THIN_DEGREES
    ):
        if not p.flags:
            track.stored_ms, track.stored_lat, track.stored_lon, track.stored_at_ms = fix.received_ms, fix.lat, fix.lon, track.last_ms
        line.history.append((track.subject, p.known.terminal, fix, p.flags))
    return not p.flags


def tell(line: Pipeline, p: Passage) -> bool:
    """The new latest position, to be framed with the next tick."""
    fix, known = p.fix, p.known
    track = known.track
    track.flags &= ~(OFFLINE | HELD)
    since = fix.received_ms
    if since - track.last_ms > LATE_MS or fix.retained:
        since = track.fixed_since(track.last_ms, since, fix.retained)
    line.table.put(track, fix, since)
    track.rank, track.held_ms = known.rank, since + known.max_age_ms
    placed = line.latest[track.subject] = (track, fix)
    if line.fenced:
        line.fresh.append(placed)
    return True


PIPELINE = (decode, identify, pace, sane, prefer, order, store, tell)
_AFTER_DECODE = PIPELINE[1:]


class Pipeline:
    """State around the list: routes by topic, terminals by source, and what waits to be written."""

    def __init__(self, table: PictureTable, now_ms: Callable[[], int]) -> None:
        self.table, self.now_ms = table, now_ms
        self.facts = adapters.Facts()
        self.routes: dict[bytes, adapters.Route] = {}
        self.memories: dict[Source, Any] = {}
        self.known: dict[Source, Known] = {}
        self.holders: dict[str, str] = {}  # digest of a secret → external id, for doors whose devices carry only a token
        self.tracks: dict[int, Track] = {}
        self.asides: dict[int, Aside] = {}  # by terminal
        self.strangers = Strangers()
        self.history: list[tuple[int, int, Fix, int]] = []
        self.latest: dict[int, tuple[Track, Fix]] = {}
        self.pacing = Pacing()
        self.buckets: dict[int, Bucket] = {}  # by terminal
        self.trust: dict[str, str] = dict(DEFAULTS)  # adapter → what a terminal without a secret has to show (devices/wire/trust.py)
        self.fenced = False  # is there any fence: only then every new latest position is kept for the tick's look at them
        self.fresh: list[tuple[Track, Fix]] = []
        self.changed: dict[int, Track] = {}  # flags changed without a new fix
        self.targets: dict[int, Target] = {}
        self.learned: list[tuple[int, dict[str, object]]] = []  # terminal, facts it told about itself
        self.on_promise: Callable[[Reading], None] = lambda reading: None
        self.frames = 0
        self._passage = Passage()

    def take(self, topic: bytes, payload: bytes, retained: bool = False, received_ms: int | None = None) -> Any:
        """One frame of telemetry; the replies its protocol wants. Never raises for what a device sent."""
        self.frames += 1
        p = self._passage
        p.topic, p.payload, p.retained, p.received_ms = topic, payload, retained, received_ms or self.now_ms()
        try:
            decode(self, p)
        except Undecodable as error:
            self.strangers.refuse(topic, error.reason, payload)
            return ()
        self.pass_on(p)
        return p.replies

    def receive(self, topic: bytes, payload: bytes, retained: bool) -> tuple[list[Reading], tuple[Reply, ...], int] | None:
        """A frame of the promise lane: decoded only, so that it can be stored before it counts. None = cannot be read."""
        try:
            return self.read(topic, payload, retained)
        except Undecodable:
            return None

    def read(self, topic: bytes, payload: bytes, retained: bool) -> tuple[list[Reading], tuple[Reply, ...], int]:
        """The same for a peer that is told why: Undecodable is in quarantine already when it comes out."""
        self.frames += 1
        p = self._passage
        p.topic, p.payload, p.retained, p.received_ms = topic, payload, retained, self.now_ms()
        try:
            decode(self, p)
        except Undecodable as error:
            self.strangers.refuse(topic, error.reason, payload)
            raise
        return p.readings, tuple(p.replies), p.received_ms

    def apply(self, topic: bytes, payload: bytes, readings: list[Reading]) -> None:
        """The part of a stored promise frame that moves markers and flags."""
        p = self._passage
        p.topic, p.payload, p.readings = topic, payload, readings
        self.pass_on(p, promised=True)

    def pass_on(self, p: Passage, *, promised: bool = False) -> None:
        for reading in p.readings:
            if type(reading) is Fix:
                p.fix = reading
                for stage in _AFTER_DECODE:
                    if not stage(self, p):
                        break
            else:
                self._other(p, reading, promised)

    def _other(self, p: Passage, reading: Reading, promised: bool) -> None:
        """Everything that is not a position is rare; it needs no stages."""
        if isinstance(reading, PROMISES) and not promised:
            self.on_promise(reading)
        known = self.known.get(reading.source)
        if known is None:
            self.strangers.met(reading.source, p.topic, p.payload, reading)
            return
        if promised and isinstance(reading, PROMISES) and self.pacing.promise(known.bucket, reading.received_ms):
            self._tell_storm(reading.source, reading.received_ms, f"一分钟内发来 {known.bucket.promised} 条求救、文字或监测值")
        if isinstance(reading, Status):
            self._status(known, reading)
        elif isinstance(reading, Sos):
            self.mark_sos(known.track, active=reading.active)
        elif isinstance(reading, Target):
            self.targets[known.track.subject] = reading

    def dropped(self, p: Passage) -> None:
        """A position too many: counted in the quarantine, told once it is a storm, and no longer read where its topic holds nothing else."""
        fix, bucket = p.fix, p.known.bucket
        self.strangers.refuse(p.topic, DROPPED, p.payload)
        if self.pacing.drop(bucket, fix.received_ms):
            self._tell_storm(fix.source, fix.received_ms, f"一分钟内丢弃其位置 {bucket.dropped} 次")
        route = self.routes.get(p.topic)
        if route is not None and route.adapter in adapters.ONLY_POSITIONS and p.topic.endswith(adapters.ONLY_POSITIONS[route.adapter]):
            self._shed(p.topic, route, bucket)

    def _shed(self, topic: bytes, route: adapters.Route, bucket: Bucket) -> None:
        """From now on an empty bucket is looked at before its frames are read: who floods us shall not cost the others."""
        read = route.read

        def spare(payload: bytes, received_ms: int, retained: bool, memory: Any) -> Any:
            if bucket.left < 1 and not self.pacing.fill(bucket, received_ms):
                self.strangers.refuse(topic, DROPPED, payload)
                if self.pacing.drop(bucket, received_ms):
                    self._tell_storm(route.source, received_ms, f"一分钟内丢弃其位置 {bucket.dropped} 次")
                return _NOTHING
            return read(payload, received_ms, retained, memory)

        if not getattr(read, "spares", False):
            spare.spares = True  # type: ignore[attr-defined]
            self.routes[topic] = route._replace(read=spare)

    def _tell_storm(self, source: Source, now_ms: int, words: str) -> None:
        self.on_promise(
            Text(source=source, received_ms=now_ms, message_id=f"storm:{now_ms // HOUR_MS}", text=words, topic="storm", level=1)
        )

    def _status(self, known: Known, status: Status) -> None:
        track, before = known.track, known.track.flags
        if status.learned:
            self.learned.append((known.terminal, status.learned))
        if known.rank > track.rank and status.received_ms < track.held_ms:
            return  # a better source is fresh: whether the phone is off says nothing of the team
        if status.online is False and known.terminal == track.terminal:
            track.held_ms = 0  # it has said goodbye; the next best need not wait for its age
        # A status older than the last fix cannot take the device offline any more.
        if status.online is not None and not (status.at_ms is not None and status.at_ms < track.last_ms):
            track.flags = track.flags & ~OFFLINE if status.online else track.flags | OFFLINE
        if status.held:
            track.flags |= HELD
        if track.flags != before or status.battery is not None or status.link is not None:
            self.table.touch(track, status.battery, status.link)
        if track.flags != before:
            self.changed[track.subject] = track

    def mark_sos(self, track: Track, *, active: bool) -> None:
        before = track.flags
        track.flags = track.flags | SOS if active else track.flags & ~SOS
        if track.flags != before:
            self.table.touch(track)
            self.changed[track.subject] = track

    def obey(self, rules: Mapping[str, Any]) -> None:
        """Rule rows of the wire as they are now."""
        self.trust = trust_from(rules)
        pacing = Pacing(rules)
        if pacing != self.pacing:
            self.pacing = pacing
            for bucket in self.buckets.values():
                bucket.left = pacing.burst

    def learn(self, entries: list[Entry], facts: adapters.Facts | None) -> None:
        """The registry as it is now. Subjects that stay keep their last fix; who is not in it any more is a stranger."""
        known: dict[Source, Known] = {}
        for entry in entries:
            track = self.tracks.get(entry.subject)
            if track is None:
                track = self.tracks[entry.subject] = Track(entry.subject, entry.district, entry.kind, entry.exercise)
            if (track.district, track.kind) != (entry.district, entry.kind):
                track.district, track.kind = entry.district, entry.kind
                self.table.touch(track)
            track.flags = track.flags | SIMULATED if entry.simulated else track.flags & ~SIMULATED
            known[entry.source] = Known(
                entry.terminal, track, entry.source.adapter, entry.rank, entry.max_age_ms, entry.credential, entry.certificate,
                self.buckets.get(entry.terminal) or self.buckets.setdefault(entry.terminal, self.pacing.bucket()),
            )  # fmt: skip
        self.known = known
        self.holders = {entry.credential: entry.source.external_id for entry in entries if entry.credential}
        if facts is not None:
            if [row.row for row in facts.mapped] != [row.row for row in self.facts.mapped]:
                self.routes = {topic: route for topic, route in self.routes.items() if route.adapter != "mapped"}
            self.facts = facts
            for memory in self.memories.values():
                adapters.relearn(memory, facts)

    def place(self, placed: Placed) -> None:
        """A position that is stored already: from the database at the start, or from a phone page. Older than ours: nothing."""
        track = self.tracks.get(placed.subject)
        if track is None or placed.fixed_ms <= track.last_ms or (placed.rank > track.rank and placed.received_ms < track.held_ms):
            return
        track.last_ms, track.counter, track.terminal, track.source = placed.fixed_ms, None, 0, placed.source
        track.rank, track.held_ms = placed.rank, placed.held_ms
        track.flags = (track.flags & SIMULATED) | (placed.flags & (SOS | OFFLINE | HELD))
        fix = Fix(
            Source(placed.source, ""),
            placed.fixed_ms,
            placed.received_ms,
            placed.lat,
            placed.lon,
            placed.alt,
            None,
            placed.speed,
            placed.heading,
            placed.battery,
            placed.link,
        )
        self.table.put(track, fix, track.fixed_since(placed.fixed_ms, placed.received_ms, False))
        if self.fenced:
            self.fresh.append((track, fix))

    def open_route(self, topic: bytes) -> adapters.Route:
        """Once a topic. What a reader remembers of a device is shared by all topics of that device."""
        try:
            text = topic.decode()
        except UnicodeDecodeError:
            raise Undecodable("主题不是 UTF-8") from None
        if "\x00" in text:
            raise Undecodable("主题含空字符")
        if len(self.routes) >= MAX_ROUTES:
            self.routes.clear()
            self.memories.clear()
        route = adapters.route(text, self.facts)
        route = route._replace(memory=self.memories.setdefault(route.source, route.memory))
        self.routes[topic] = route
        return route
