"""sockets → **relay** → sockets: the groups in memory, their floors, and the same bytes to everybody who listens. No Django, no await.

The state of the floors is here and nowhere else: it dies with the process, and speakers ask again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from realtime.codes import CLOSE
from realtime.talk import frame
from realtime.talk.floor import Deny, Effect, Floor, Grant, Idle, Queued, Revoke, Speaker, Taken, Warn
from realtime.talk.groups import GroupInfo, described
from realtime.talk.listener import Listener

HERE_EVERY_S = 2.0
MOST_DEAF = 50
OPEN_STATE, RINGING, CLOSED = "open", "ringing", "closed"


def text(t: str, **fields: Any) -> str:
    return msgspec.json.encode({"t": t} | fields).decode()


class Records(Protocol):
    def begin(self, burst: int, day: str, meta: dict[str, Any]) -> None: ...
    def message(self, burst: int, at_ms: int, data: bytes) -> None: ...
    def end(self, burst: int, at_ms: int, why: str) -> None: ...


@dataclass(eq=False)
class Group:
    info: GroupInfo
    floor: Floor
    listeners: set[Listener] = field(default_factory=set)
    taken: dict[str, Any] | None = None
    began: float = 0.0
    free_ms: int = 0  # by the database's clock: when the last burst ended, or the present one began
    pace: frame.Pace | None = None
    last_seq: int = -1
    here_at: float = 0.0
    here: tuple[int, tuple[str, ...]] = (0, ())


class Relay:
    """`wall_ms` says what the database's clock showed at a moment of ours; `next_burst` hands out numbers nobody else uses."""

    def __init__(self, records: Records, next_burst: Callable[[], int], wall_ms: Callable[[float], int]) -> None:
        self.records, self.next_burst, self.wall_ms = records, next_burst, wall_ms
        self.groups: dict[int, Group] = {}
        self.bursts: dict[int, Group] = {}
        self.listeners: set[Listener] = set()
        self.dropped: Counter[str] = Counter()

    # ---- coming and going

    def join(self, listener: Listener, info: GroupInfo, now: float) -> None:
        seat = listener.seats.get(info.id)
        refusal = "ticket" if seat is None else "closed" if info.state == CLOSED else "" if seat.still_holds(info) else "removed"
        if seat is None or refusal:
            listener.say(text("refused", g=info.id, why=refusal))
            return
        group = self.groups.get(info.id)
        if group is None:
            group = self.groups[info.id] = Group(info, Floor(self.next_burst, info.limits, info.locked, info.lowest))
        group.listeners.add(listener)
        listener.joined.add(info.id)
        described_group = described(group.info, seat, listener.actor)
        listener.say(text("joined", group=described_group, taken=group.taken, n=len(group.listeners)))

    def leave(self, listener: Listener, group_id: int, now: float, why: str = "left") -> None:
        group = self.groups.get(group_id)
        if group is None or listener not in group.listeners:
            return
        group.listeners.discard(listener)
        listener.joined.discard(group_id)
        listener.say(text("left", g=group_id, why=why))
        self._tell(group, group.floor.gone(now, listener), now)
        self._forget_if_empty(group)

    def gone(self, listener: Listener, now: float) -> None:
        """The connection ended, however it did."""
        self.listeners.discard(listener)
        for group_id in list(listener.joined):
            group = self.groups[group_id]
            group.listeners.discard(listener)
            self._tell(group, group.floor.gone(now, listener), now)
            self._forget_if_empty(group)
        listener.joined.clear()

    # ---- speaking

    def request(self, listener: Listener, group_id: int, rid: int, now: float, *, prio: int | None = None, act: int | None = None) -> None:
        """`act` was checked: it is this person's, for this group, and not used yet."""
        group = self.groups.get(group_id)
        speaker = Speaker(listener, listener.actor, listener.name)
        if group is None or listener not in group.listeners:
            listener.say(text("deny", g=group_id, rid=rid, why="not_joined"))
            return
        seat, info = listener.seats[group_id], group.info
        if info.state != OPEN_STATE:
            why = "closed" if info.state == CLOSED else RINGING
        elif act is None and listener.actor in info.muted:
            why = "muted"
        elif act is None and not seat.speak:
            why = "not_allowed"
        else:
            priority = seat.priority_in(info, listener.actor)
            if prio is not None:
                priority = max(1, min(priority, prio))
            self._tell(group, group.floor.request(now, speaker, priority, rid, act=act), now)
            return
        self._tell(group, [Deny(speaker, rid, why)], now)

    def release(self, listener: Listener, group_id: int, burst: int | None, now: float) -> None:
        if (group := self.groups.get(group_id)) is not None:
            self._tell(group, group.floor.release(now, listener, burst), now)

    def audio(self, listener: Listener, data: bytes, now: float) -> None:
        """Hot: once per message, then once per listener."""
        try:
            head = frame.read(data)
        except frame.Malformed as why:
            self.dropped[f"malformed: {why}"] += 1
            return
        group = self.bursts.get(head.burst)
        held = group.floor.held if group else None
        if group is None or held is None or held.speaker.key is not listener or held.burst != head.burst or group.pace is None:
            self.dropped["not the holder"] += 1
            return
        if head.first <= group.last_seq:
            self.dropped["seq"] += 1
            return
        if not group.pace.take(now, head.packets):
            self.dropped["pace"] += 1
            return
        heard, told = group.floor.frame(now, listener, head.burst, head.last)
        if heard:
            group.last_seq = head.final
            for other in group.listeners:
                if other is not listener:
                    other.hear(data, now)
            self.records.message(head.burst, int((now - group.began) * 1000), data)
        self._tell(group, told, now)

    # ---- authority, and what changed in the database

    def update(self, info: GroupInfo, now: float) -> None:
        group = self.groups.get(info.id)
        if group is None or info.version <= group.info.version:
            return
        group.info = info
        group.floor.limits, group.floor.locked, group.floor.lowest = info.limits, info.locked, info.lowest
        if info.state == CLOSED:
            self._close(group, now)
            return
        if info.locked:
            self._tell(group, group.floor.refuse_waiting("locked", lambda waiting: waiting.act is None), now)
        if info.muted:
            self._tell(group, group.floor.refuse_waiting("muted", lambda waiting: waiting.speaker.actor in info.muted), now)
            held = group.floor.held
            if held is not None and held.speaker.actor in info.muted and held.act is None:
                self._tell(group, group.floor.revoke(now, "muted"), now)
        for listener in list(group.listeners):
            if not listener.seats[info.id].still_holds(info):
                if group.floor.held is not None and group.floor.held.speaker.key is listener:
                    self._tell(group, group.floor.revoke(now, "removed"), now)
                self.leave(listener, info.id, now, "removed")
            else:
                listener.say(text("group", group=described(info, listener.seats[info.id], listener.actor)))

    def break_down(self, group_id: int, now: float) -> int | None:
        """强拆: the burst that was cut short."""
        group = self.groups.get(group_id)
        held = group.floor.held if group else None
        if group is None or held is None:
            return None
        self._tell(group, group.floor.revoke(now, "kicked"), now)
        return held.burst

    # ---- time

    def tick(self, now: float) -> None:
        for group in list(self.groups.values()):
            if group.floor.held is not None or group.floor.waiting:
                self._tell(group, group.floor.tick(now), now)
            if now - group.here_at >= HERE_EVERY_S:
                group.here_at = now
                self._say_who_is_here(group, now)

    def let_go_of_the_slow(self, now: float) -> None:
        for listener in self.listeners:
            if listener.behind(now):
                self.dropped["slow listener"] += 1
                listener.close(CLOSE["slow"].status)

    def who(self, listener: Listener, group_id: int, now: float) -> None:
        group = self.groups.get(group_id)
        if group is not None and listener in group.listeners:
            who = [
                {
                    "actor": other.actor,
                    "name": other.name,
                    "speak": other.seats[group_id].speak,
                    "age_ms": int((now - other.acked_at) * 1000),
                }
                for other in sorted(group.listeners, key=lambda other: other.actor)
            ]
            listener.say(text("who", g=group_id, who=who))

    def stop(self, now: float) -> None:
        """Everybody is sent away; what is being said ends as lost."""
        for group in list(self.groups.values()):
            self._tell(group, group.floor.refuse_waiting("closed"), now)
            if group.floor.held is not None:
                self._tell(group, group.floor.gone(now, group.floor.held.speaker.key), now)
        for listener in self.listeners:
            listener.close(CLOSE["restart"].status)

    # ---- within

    def _close(self, group: Group, now: float) -> None:
        self._tell(group, group.floor.refuse_waiting("closed"), now)
        self._tell(group, group.floor.revoke(now, "closed"), now)
        for listener in list(group.listeners):
            self.leave(listener, group.info.id, now, "closed")
        self.groups.pop(group.info.id, None)

    def _forget_if_empty(self, group: Group) -> None:
        if not group.listeners and group.floor.held is None:
            self.groups.pop(group.info.id, None)

    def _tell(self, group: Group, told: Iterable[Effect], now: float) -> None:
        g = group.info.id
        for effect in told:
            match effect:
                case Grant(to, burst, rid, queued):
                    _say(to, text("grant", g=g, burst=burst, max=group.floor.limits.max_s, rid=rid, queued=queued))
                case Deny(to, rid, why, wait_s):
                    _say(to, text("deny", g=g, rid=rid, why=why, **({"wait_ms": int(wait_s * 1000)} if wait_s else {})))
                case Queued(to, rid, pos):
                    _say(to, text("queued", g=g, rid=rid, pos=pos))
                case Warn(to, burst, left_s):
                    _say(to, text("warn", g=g, burst=burst, left=left_s))
                case Revoke(to, burst, why):
                    _say(to, text("revoke", g=g, burst=burst, why=why))
                case Taken():
                    self._begin(group, effect, now)
                case Idle(burst, why):
                    self._end(group, burst, why, now)

    def _begin(self, group: Group, taken: Taken, now: float) -> None:
        # Of the same moment as `began`, and never within the last burst, though the clock was set back meanwhile: a floor has one speaker.
        info, at = group.info, max(self.wall_ms(now), group.free_ms)
        self.bursts[taken.burst] = group
        group.began, group.free_ms, group.last_seq, group.pace = now, at, -1, frame.Pace(now)
        act = "break_in" if taken.act is not None else None
        group.taken = {"burst": taken.burst, "by": taken.by.actor, "name": taken.by.name, "prio": taken.priority, "at": at, "act": act}
        meta = {
            "burst": taken.burst, "group": info.id, "group_name": info.name, "area": info.area, "incident": info.incident, "private": info.kind == "private",
            "actor": taken.by.actor, "name": taken.by.name, "priority": taken.priority, "act": taken.act, "at": at, "exercise": info.exercise,
        }  # fmt: skip
        self.records.begin(taken.burst, day_of(at), meta)
        self._everybody(group, text("taken", g=info.id, **group.taken), but=taken.by.key)

    def _end(self, group: Group, burst: int, why: str, now: float) -> None:
        self.bursts.pop(burst, None)
        group.taken, group.pace = None, None
        took_ms = int((now - group.began) * 1000)
        group.free_ms += took_ms
        self.records.end(burst, took_ms, why)
        self._everybody(group, text("idle", g=group.info.id, burst=burst, why=why))

    def _everybody(self, group: Group, said: str, but: object = None) -> None:
        for listener in group.listeners:
            if listener is not but:
                listener.say(said)

    def _say_who_is_here(self, group: Group, now: float) -> None:
        deaf = sorted({listener.actor for listener in group.listeners if listener.deaf(now)})[:MOST_DEAF]
        here = len(group.listeners), tuple(deaf)
        if here != group.here:
            group.here = here
            self._everybody(group, text("here", g=group.info.id, n=here[0], deaf=deaf))


def day_of(wall_ms: int) -> str:
    """Folder of a burst: the day in UTC, so that it never moves backwards."""
    return time.strftime("%Y%m%d", time.gmtime(wall_ms / 1000))


def _say(to: Speaker, said: str) -> None:
    assert isinstance(to.key, Listener)
    to.key.say(said)
