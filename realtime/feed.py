"""log → **feed** → screens: a screen's backlog, then the live fan-out, every event once and in order.

Invariant: a screen follows a stream only from a seq that the fan-out continues from. `heads` is the last seq handed to the followers of a
stream; between comparing a screen's cursor with it and adding the screen there is no await.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from realtime.protocol import MAX_GAP, MAX_GAP_AGE_S, Subscribe, event_text, events_frame, frame
from realtime.screens import Screen

Connection = psycopg.AsyncConnection[Any]

READ_LIMIT = 5000  # events of one read; more are found by the next
# Each send costs Daphne about 0.1 ms; this pause per screen keeps fan-out under half a core (ADR 2).
PAUSE_PER_SCREEN_S = 0.0002
MAX_PAUSE_S = 0.1


class Feed:
    """Who follows what, and how far it has been handed out."""

    def __init__(self) -> None:
        self.pool: AsyncConnectionPool[Connection]
        self.epoch = ""
        self.followers: defaultdict[str, set[Screen]] = defaultdict(set)  # stream → screens
        self.prefixes: defaultdict[str, set[Screen]] = defaultdict(set)  # "area:4401" → screens
        self.heads: dict[str, int] = {}
        self.told: dict[str, int] = {}  # streams that grew since the last beat
        self._grown = asyncio.Event()

    # ---- who follows

    async def subscribe(self, screen: Screen, wanted: Subscribe) -> None:
        good, refused, reset = [], [], {}
        async with self.pool.connection() as connection:
            for scope in dict.fromkeys(wanted.scopes):
                streams = await self._streams_of(connection, screen, scope)
                if streams is None:
                    refused.append(scope)
                elif why := await self._cannot_continue(connection, streams, wanted):
                    reset[scope] = why
                else:
                    good.append((scope, streams))
            for scope, streams in good:
                await self._join(connection, screen, scope, streams, wanted.cursor)
        now = time.monotonic()
        if refused:
            await screen.send_text(frame("error", code="forbidden_scope", detail="没有权限读取这个范围", scopes=refused), now)
        for why in set(reset.values()):
            await screen.send_text(frame("reset", scopes=[scope for scope in reset if reset[scope] == why], why=why), now)
        if good:
            await screen.send_text(frame("subscribed", scopes=[scope for scope, _ in good]), now)

    def forget(self, screen: Screen, scopes: set[str]) -> None:
        screen.following -= scopes
        for scope in scopes:
            self.prefixes[scope].discard(screen)
            if not self.prefixes[scope]:
                del self.prefixes[scope]
        for stream in [name for name in screen.cursor if not any(covers(scope, name) for scope in screen.following)]:
            del screen.cursor[stream]
            self.followers[stream].discard(screen)
            if not self.followers[stream]:
                del self.followers[stream]
                self.heads.pop(stream, None)

    async def read_epoch(self, connection: Connection) -> None:
        cursor = await connection.execute("SELECT value FROM log_epoch WHERE id = 1")
        row = await cursor.fetchone()
        self.epoch = str(row[0]) if row else ""

    async def _streams_of(self, connection: Connection, screen: Screen, scope: str) -> dict[str, int] | None:
        """Heads of the streams a scope stands for; None = may not be read."""
        kind, _, key = scope.partition(":")
        if kind == "area":
            if not key.startswith(screen.scopes):
                return None
            cursor = await connection.execute("SELECT name, head FROM log_stream WHERE name LIKE %s", [scope + "%"])
            return {name: head for name, head in await cursor.fetchall()}
        cursor = await connection.execute("SELECT area, head FROM log_stream WHERE name = %s", [scope])
        row = await cursor.fetchone()
        if row is None:
            return {scope: 0} if scope == screen.actor else None
        return {scope: row[1]} if screen.may_read(scope, row[0]) else None

    async def _cannot_continue(self, connection: Connection, heads: dict[str, int], wanted: Subscribe) -> str:
        """Why this cursor gets a reset, or nothing."""
        if wanted.cursor and wanted.epoch != self.epoch:
            await self.read_epoch(connection)  # a backup may have been restored since
            if wanted.epoch != self.epoch:
                return "epoch"
        if any(wanted.cursor.get(name, 0) > head for name, head in heads.items()):
            return "ahead"
        behind = {name: wanted.cursor.get(name, 0) for name, head in heads.items() if wanted.cursor.get(name, 0) < head}
        if sum(heads[name] - seq for name, seq in behind.items()) > MAX_GAP:
            return "gap"
        if behind:
            cursor = await connection.execute(
                "SELECT 1 FROM unnest(%s::text[], %s::bigint[]) AS w(name, after) JOIN log_event e ON e.stream = w.name AND e.seq = w.after + 1"
                " WHERE e.at < clock_timestamp() - make_interval(secs => %s) LIMIT 1",
                [list(behind), list(behind.values()), MAX_GAP_AGE_S],
            )
            if await cursor.fetchone():
                return "gap"
        return ""

    async def _join(self, connection: Connection, screen: Screen, scope: str, heads: dict[str, int], given: dict[str, int]) -> None:
        if scope.startswith("area:"):
            self.prefixes[scope].add(screen)  # before reading: a stream created meanwhile is then added by `note`
        screen.following.add(scope)
        for name in heads:
            screen.cursor.setdefault(name, given.get(name, 0))
        waiting = set(heads)
        while waiting:
            after = {name: screen.cursor[name] for name in waiting}
            for name, events in (await self._events(connection, after)).items():
                await self._hand_over(screen, name, events)
            for name in list(waiting):
                if screen.cursor[name] >= self.heads.get(name, 0):
                    self.heads.setdefault(name, screen.cursor[name])
                    self.followers[name].add(screen)
                    waiting.discard(name)

    # ---- what is new

    def note(self, heads: dict[str, int]) -> None:
        """A bell or the poll says how far streams are."""
        for name, head in heads.items():
            if name not in self.heads:
                screens = {screen for scope, screens in self.prefixes.items() if covers(scope, name) for screen in screens}
                if not screens:
                    continue
                self.heads[name] = 0  # a stream that did not exist when they subscribed
                for screen in screens:
                    if screen.cursor.setdefault(name, 0) == 0:
                        self.followers[name].add(screen)
            if head > self.heads[name]:
                self.told[name] = head
                self._grown.set()

    async def poll(self) -> None:
        """Finds what a lost bell did not say."""
        if self.heads or self.prefixes:
            async with self.pool.connection() as connection:
                cursor = await connection.execute(
                    "SELECT name, head FROM log_stream WHERE name = ANY(%s) OR name LIKE ANY(%s)",
                    [[name for name in self.heads if not name.startswith("area:")], [prefix + "%" for prefix in self.prefixes]],
                )
                self.note({name: head for name, head in await cursor.fetchall()})

    async def read(self, screens: int) -> None:
        """Wait until something grew, read it once, hand it to all."""
        await self._grown.wait()
        self._grown.clear()
        after = {name: self.heads[name] for name, head in self.told.items() if name in self.heads and head > self.heads[name]}
        if not after:
            return
        async with self.pool.connection() as connection:
            found = await self._events(connection, after)
        for name, events in found.items():
            await self._fan_out(name, after[name], events)
        await asyncio.sleep(min(MAX_PAUSE_S, PAUSE_PER_SCREEN_S * screens))

    def take_grown(self) -> dict[str, int]:
        """Streams that grew since the last call, for the beat; those not handed out yet stay noted."""
        grown = self.told
        self.told = {name: head for name, head in grown.items() if head > self.heads.get(name, head)}
        return grown

    async def _events(self, connection: Connection, after: dict[str, int]) -> dict[str, list[tuple[int, str]]]:
        """stream → [(seq, event text)], ascending. Safe by `seq >`: the head's row lock makes commits of a stream follow its numbers."""
        cursor = await connection.execute(
            "SELECT e.stream, e.seq, e.kind, e.v, e.at, e.actor, e.exercise_id, e.body"
            " FROM unnest(%s::text[], %s::bigint[]) AS w(name, after) JOIN log_event e ON e.stream = w.name AND e.seq > w.after"
            " ORDER BY e.stream, e.seq LIMIT %s",
            [list(after), list(after.values()), READ_LIMIT],
        )
        found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for stream, seq, kind, version, at, actor, exercise, body in await cursor.fetchall():
            found[stream].append((seq, event_text(seq, kind, version, at, actor, exercise, body)))
        return found

    async def _fan_out(self, name: str, before: int, events: list[tuple[int, str]]) -> None:
        if name not in self.heads or self.heads[name] != before:
            return  # its last follower left, or it was joined anew, while we read
        self.heads[name] = last = events[-1][0]
        shared, now = events_frame(name, [text for _, text in events]), time.monotonic()
        for screen in list(self.followers[name]):
            if screen.cursor.get(name) == before:
                screen.cursor[name] = last
                await screen.send_text(shared, now)
            else:
                await self._hand_over(screen, name, events)
        if self.told.get(name, 0) > last:
            self._grown.set()

    async def _hand_over(self, screen: Screen, name: str, events: list[tuple[int, str]]) -> None:
        news = [(seq, text) for seq, text in events if seq > screen.cursor.get(name, 0)]
        if news:
            screen.cursor[name] = news[-1][0]
            await screen.send_text(events_frame(name, [text for _, text in news]), time.monotonic())


def covers(scope: str, stream: str) -> bool:
    return stream.startswith(scope) if scope.startswith("area:") else stream == scope
