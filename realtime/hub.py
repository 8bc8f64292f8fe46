"""log → **hub** → screens: one per web process. A bell or the poll says a stream grew; one read fans out to every screen that follows it.

The hub owns no truth: what it misses on the bell it finds within a second in the database, and what a screen misses it reads again by cursor.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import psycopg
import redis.asyncio
import redis.exceptions
from django.conf import settings
from django.db import close_old_connections
from psycopg_pool import AsyncConnectionPool

from realtime import bus
from realtime.accounts.may import caller_of_actor
from realtime.database import conninfo
from realtime.lanes import load_last_picture, subjects_under
from realtime.picture import Picture
from realtime.protocol import BEAT_S, MAX_GAP, MAX_GAP_AGE_S, Subscribe, event_text, events_frame, frame
from realtime.screens import TICK_S, Screen

log = logging.getLogger(__name__)

POLL_S = 1.0  # finds what a lost bell did not say
READ_LIMIT = 5000
RECHECK_S = 60.0  # rights of open sockets
# Each send costs Daphne about 0.1 ms; this pause per screen keeps fan-out under half a core and events under 10 a second at 500 screens.
PAUSE_PER_SCREEN_S = 0.0002
MAX_PAUSE_S = 0.1


class Hub:
    def __init__(self) -> None:
        self.screens: set[Screen] = set()
        self.followers: defaultdict[str, set[Screen]] = defaultdict(set)  # stream → screens
        self.prefixes: defaultdict[str, set[Screen]] = defaultdict(set)  # "area:4401" → screens
        self.heads: dict[str, int] = {}  # followed streams: the last seq handed to followers
        self.told: dict[str, int] = {}  # streams that grew since the last beat
        self.epoch = ""
        self.picture = Picture(time.monotonic)
        self._grown = asyncio.Event()
        self._slow_work = ThreadPoolExecutor(2, thread_name_prefix="hub")
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Idempotent: the first screen starts it when nobody else did."""
        if self._tasks:
            return
        self._tasks = [
            asyncio.create_task(self._for_ever(work))
            for work in (self._hear, self._read, self._poll, self._beat, self._recheck, self._late)
        ]
        self.pool = AsyncConnectionPool(
            conninfo(),
            min_size=1,
            max_size=4,
            open=False,
            timeout=5,
            kwargs={"autocommit": True},
            check=AsyncConnectionPool.check_connection,
        )
        await self.pool.open()
        frames = await asyncio.get_running_loop().run_in_executor(self._slow_work, _orm, load_last_picture)
        self.picture.load(frames or [])

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.pool.close()

    async def _for_ever(self, work: Any) -> None:
        while True:
            try:
                await work()
            except (psycopg.Error, redis.exceptions.RedisError, OSError) as error:
                log.warning("hub: %s again in 1 s: %s", work.__name__, error)
            except Exception:
                log.exception("hub: %s failed", work.__name__)
            await asyncio.sleep(1)

    # ---- joining and leaving

    def join(self, screen: Screen) -> None:
        self.screens.add(screen)

    def leave(self, screen: Screen) -> None:
        self.screens.discard(screen)
        self._forget(screen, set(screen.following))

    def _forget(self, screen: Screen, scopes: set[str]) -> None:
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

    def unsubscribe(self, screen: Screen, scopes: list[str]) -> None:
        self._forget(screen, screen.following & set(scopes))

    async def redeem(self, ticket_digest: str) -> tuple[str, str, list[str]] | None:
        """(actor, session, scopes) of an unused, unexpired ticket; it is used up by this."""
        async with self.pool.connection() as connection:
            cursor = await connection.execute(
                "UPDATE accounts_ticket SET used_at = clock_timestamp() WHERE digest = %s AND used_at IS NULL"
                " AND expires_at > clock_timestamp() RETURNING actor, session, scopes",
                [ticket_digest],
            )
            row = await cursor.fetchone()
            if not self.epoch:
                await self._read_epoch(connection)
        return (row[0], row[1], row[2]) if row else None

    async def _read_epoch(self, connection: psycopg.AsyncConnection[Any]) -> None:
        cursor = await connection.execute("SELECT value FROM log_epoch WHERE id = 1")
        row = await cursor.fetchone()
        self.epoch = str(row[0]) if row else ""

    async def subscribe(self, screen: Screen, wanted: Subscribe) -> None:
        """Backlog first, then live, every event once: a screen joins a stream only at a seq the hub's fan-out continues from."""
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
                await self._join_scope(connection, screen, scope, streams, wanted.cursor)
        now = time.monotonic()
        if refused:
            await screen.send_text(frame("error", code="forbidden_scope", detail="没有权限读取这个范围", scopes=refused), now)
        for why in set(reset.values()):
            await screen.send_text(frame("reset", scopes=[scope for scope in reset if reset[scope] == why], why=why), now)
        if good:
            await screen.send_text(frame("subscribed", scopes=[scope for scope, _ in good]), now)

    async def _streams_of(self, connection: psycopg.AsyncConnection[Any], screen: Screen, scope: str) -> dict[str, int] | None:
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

    async def _cannot_continue(self, connection: psycopg.AsyncConnection[Any], heads: dict[str, int], wanted: Subscribe) -> str:
        if wanted.cursor and wanted.epoch != self.epoch:
            await self._read_epoch(connection)  # a backup may have been restored since
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

    async def _join_scope(
        self, connection: psycopg.AsyncConnection[Any], screen: Screen, scope: str, heads: dict[str, int], given: dict[str, int]
    ) -> None:
        if scope.startswith("area:"):
            self.prefixes[scope].add(screen)  # before reading: a stream created meanwhile is then added by the fan-out
        screen.following.add(scope)
        for name in heads:
            screen.cursor.setdefault(name, given.get(name, 0))
        waiting = set(heads)
        while waiting:
            after = {name: screen.cursor[name] for name in waiting}
            for name, events in (await self._events(connection, after)).items():
                await self._hand_over(screen, name, events)
            for name in list(waiting):
                # No await from here: the hub's head cannot move between the comparison and joining.
                if screen.cursor[name] >= self.heads.get(name, 0):
                    self.heads.setdefault(name, screen.cursor[name])
                    self.followers[name].add(screen)
                    waiting.discard(name)

    # ---- the feed lane

    async def _hear(self) -> None:
        """Bells, frames and revocations. Everything here may be lost."""
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=2)
        async with client, client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(bus.BELL, bus.FRAMES, bus.REVOKED)
            bus.publish(bus.KEYFRAME, b"")
            while True:
                # Our own ping: a half-open TCP connection is otherwise never noticed (reliability §2.1).
                message = await pubsub.get_message(timeout=5.0)
                if message is None:
                    await asyncio.wait_for(client.ping(), 2)
                    continue
                channel, data = message["channel"].decode(), message["data"]
                if channel == bus.BELL:
                    self._note(json.loads(data))
                elif channel == bus.FRAMES:
                    await self._draw(data)
                elif channel == bus.REVOKED:
                    await self._revoke(data.decode())

    def _note(self, heads: dict[str, int]) -> None:
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

    async def _read(self) -> None:
        while True:
            await self._grown.wait()
            self._grown.clear()
            after = {name: self.heads[name] for name, head in self.told.items() if name in self.heads and head > self.heads[name]}
            if not after:
                continue
            async with self.pool.connection() as connection:
                found = await self._events(connection, after)
            for name, events in found.items():
                await self._fan_out(name, after[name], events)
            await asyncio.sleep(min(MAX_PAUSE_S, PAUSE_PER_SCREEN_S * len(self.screens)))

    async def _events(self, connection: psycopg.AsyncConnection[Any], after: dict[str, int]) -> dict[str, list[tuple[int, str]]]:
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

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_S)
            if self.heads or self.prefixes:
                async with self.pool.connection() as connection:
                    cursor = await connection.execute(
                        "SELECT name, head FROM log_stream WHERE name = ANY(%s) OR name LIKE ANY(%s)",
                        [[name for name in self.heads if not name.startswith("area:")], [prefix + "%" for prefix in self.prefixes]],
                    )
                    self._note({name: head for name, head in await cursor.fetchall()})

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            grown, self.told = self.told, {}
            now, at = time.monotonic(), datetime.now().astimezone().isoformat()
            for screen in list(self.screens):
                if screen.lags(now):
                    await self._drop(screen, 4008)
                    continue
                heads = {name: head for name, head in grown.items() if name in screen.cursor}
                await screen.send_text(frame("beat", at=at, heads=heads), now)
            self.told = {name: head for name, head in grown.items() if head > self.heads.get(name, head)} | self.told

    # ---- rights

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_S)
            for actor in {screen.actor for screen in self.screens}:
                await self._recheck_actor(actor)

    async def _recheck_actor(self, actor: str) -> None:
        found = await asyncio.get_running_loop().run_in_executor(self._slow_work, _orm, caller_of_actor, actor)
        for screen in [screen for screen in self.screens if screen.actor == actor]:
            if found is None or tuple(found.scopes) != screen.scopes:
                await self._drop(screen, 4403)

    async def _revoke(self, text: str) -> None:
        """`actor` re-checks all its screens; `actor session` closes that session's."""
        actor, _, session = text.partition(" ")
        if not session:
            await self._recheck_actor(actor)
        for screen in [screen for screen in self.screens if session and screen.actor == actor and screen.session == session]:
            await self._drop(screen, 4403)

    async def _drop(self, screen: Screen, code: int) -> None:
        self.leave(screen)
        await screen.close(code)

    # ---- the picture lane

    async def watch(self, screen: Screen, areas: tuple[str, ...], every: int) -> None:
        """Start, change or stop (`areas` empty) a screen's picture; answers with a full frame from memory."""
        screen.areas = tuple(sorted(area for area in areas if area.startswith(screen.scopes)))
        screen.every, screen.up_to_date = every, False
        screen.pictures.clear()
        finer = [area for area in screen.areas if len(area) > 6]
        screen.only = None
        if finer:
            found = await asyncio.get_running_loop().run_in_executor(self._slow_work, _orm, subjects_under, screen.areas)
            screen.only = frozenset(found)
        if screen.areas:
            await self._show(screen, self.picture.since(screen.areas, 0, screen.only))

    async def _draw(self, data: bytes) -> None:
        if not self.picture.merge(data):
            bus.publish(bus.KEYFRAME, b"")
        tick = self.picture.tick
        for screen in list(self.screens):
            if not screen.areas:
                continue
            if not screen.takes_picture(tick):
                screen.up_to_date = False
            elif screen.up_to_date and screen.only is None:
                if (shared := self.picture.shared(screen.areas)) is not None:
                    await self._show(screen, shared)
            elif (news := self.picture.since(screen.areas, screen.drawn, screen.only)) is not None:
                await self._show(screen, news)
            else:
                screen.up_to_date = True

    async def _late(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self.catch_up(time.monotonic())

    async def catch_up(self, now: float) -> None:
        """Screens that could not take a tick when it came get what changed once they can, without waiting for the next change in the city."""
        for screen in [screen for screen in self.screens if screen.waits_for_picture(now)]:
            if (news := self.picture.since(screen.areas, screen.drawn, screen.only)) is not None:
                await self._show(screen, news)
            else:
                screen.up_to_date = True

    async def _show(self, screen: Screen, message: bytes | None) -> None:
        if message is None:
            return
        screen.drawn, screen.drawn_at = self.picture.tick, time.monotonic()
        screen.up_to_date = True
        screen.pictures.append(self.picture.tick)
        await screen.send(message)


def covers(scope: str, stream: str) -> bool:
    return stream.startswith(scope) if scope.startswith("area:") else stream == scope


def _orm(work: Any, *args: Any) -> Any:
    """Django's ORM on a thread of the hub's own, never on the event loop."""
    try:
        return work(*args)
    finally:
        close_old_connections()


_hub: Hub | None = None


def hub() -> Hub:
    """This process's hub."""
    global _hub
    if _hub is None:
        _hub = Hub()
    return _hub
