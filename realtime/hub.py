"""bus and log → **hub** → screens: one per web process. It hears the bell, keeps both lanes going, and lets go of who lags or may no longer read.

The hub owns no truth: what it misses on the bell it finds within a second in the database, and what a screen misses it reads again by cursor.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import psycopg
import redis.exceptions
from django.db import close_old_connections
from psycopg_pool import AsyncConnectionPool

from realtime import bell, bus
from realtime.accounts.may import caller_of_actor
from realtime.codes import CLOSE
from realtime.database import conninfo
from realtime.feed import Feed
from realtime.lanes import load_last_picture, subjects_under
from realtime.picture_lane import PictureLane
from realtime.protocol import BEAT_S, Subscribe, frame
from realtime.screens import TICK_S, Screen

log = logging.getLogger(__name__)

POLL_S = 1.0
RECHECK_S = 60.0  # rights of open sockets


class Hub:
    def __init__(self) -> None:
        self.screens: set[Screen] = set()
        self.feed = Feed()
        self.pictures = PictureLane()
        self._slow_work = ThreadPoolExecutor(2, thread_name_prefix="hub")
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Idempotent: the first screen starts it when nobody else did."""
        if self._tasks:
            return
        works = (self._hear, self._read, self._poll, self._beat, self._recheck, self._catch_up)
        self._tasks = [asyncio.create_task(self._for_ever(work)) for work in works]
        self.feed.pool = AsyncConnectionPool(
            conninfo(),
            min_size=1,
            max_size=4,
            open=False,
            timeout=5,
            kwargs={"autocommit": True},
            check=AsyncConnectionPool.check_connection,
        )
        await self.feed.pool.open()
        self.pictures.picture.load(await self._orm(load_last_picture))

    async def _for_ever(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                while True:
                    await work()
            except (psycopg.Error, redis.exceptions.RedisError, OSError) as error:
                log.warning("hub: %s again in 1 s: %s", work.__name__, error)
            except Exception:
                log.exception("hub: %s failed", work.__name__)
            await asyncio.sleep(1)

    async def _orm(self, work: Callable[..., Any], *args: Any) -> Any:
        """Django's ORM on a thread of the hub's own, never on the event loop."""

        def run() -> Any:
            try:
                return work(*args)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._slow_work, run)

    # ---- coming and going

    @property
    def epoch(self) -> str:
        return self.feed.epoch

    def join(self, screen: Screen) -> None:
        self.screens.add(screen)

    def leave(self, screen: Screen) -> None:
        self.screens.discard(screen)
        self.feed.forget(screen, set(screen.following))

    async def redeem(self, ticket_digest: str) -> tuple[str, str, list[str]] | None:
        """(actor, session, scopes) of an unused, unexpired ticket; it is used up by this."""
        async with self.feed.pool.connection() as connection:
            cursor = await connection.execute(
                "UPDATE accounts_ticket SET used_at = clock_timestamp() WHERE digest = %s AND used_at IS NULL"
                " AND expires_at > clock_timestamp() RETURNING actor, session, scopes",
                [ticket_digest],
            )
            row = await cursor.fetchone()
            if not self.feed.epoch:
                await self.feed.read_epoch(connection)
        return (row[0], row[1], row[2]) if row else None

    async def subscribe(self, screen: Screen, wanted: Subscribe) -> None:
        await self.feed.subscribe(screen, wanted)

    def unsubscribe(self, screen: Screen, scopes: list[str]) -> None:
        self.feed.forget(screen, screen.following & set(scopes))

    async def watch(self, screen: Screen, areas: tuple[str, ...], every: int) -> None:
        """The picture of these areas, as far as the screen may see them; subjects are looked up for areas finer than a district."""
        readable = tuple(sorted(area for area in areas if area.startswith(screen.scopes)))
        finer = any(len(area) > 6 for area in readable)
        only = frozenset(await self._orm(subjects_under, readable)) if finer else None
        await self.pictures.watch(screen, readable, every, only)

    # ---- works: each runs for ever, and is begun again a second after it failed

    async def _hear(self) -> None:
        """Bells, frames and revocations. Everything here may be lost."""
        client = bell.async_client(None)
        async with client, client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(bus.BELL, bus.FRAMES, bus.REVOKED)
            bus.publish(bus.KEYFRAME, b"")
            while True:
                message = await bell.said(pubsub)
                channel, data = message["channel"].decode(), message["data"]
                if channel == bus.BELL:
                    self.feed.note(json.loads(data))
                elif channel == bus.FRAMES:
                    await self.pictures.draw(data, self.screens)
                elif channel == bus.REVOKED:
                    await self._revoke(data.decode())

    async def _read(self) -> None:
        await self.feed.read(len(self.screens))

    async def _poll(self) -> None:
        await asyncio.sleep(POLL_S)
        await self.feed.poll()

    async def _catch_up(self) -> None:
        await asyncio.sleep(TICK_S)
        await self.pictures.catch_up(time.monotonic(), self.screens)

    async def _beat(self) -> None:
        await asyncio.sleep(BEAT_S)
        grown = self.feed.take_grown()
        now, at = time.monotonic(), datetime.now().astimezone().isoformat()
        for screen in list(self.screens):
            if screen.lags(now):
                await self._drop(screen, CLOSE["slow"].status)
                continue
            heads = {name: head for name, head in grown.items() if name in screen.cursor}
            await screen.send_text(frame("beat", at=at, heads=heads), now)

    # ---- rights

    async def _recheck(self) -> None:
        await asyncio.sleep(RECHECK_S)
        for actor in {screen.actor for screen in self.screens}:
            await self._recheck_actor(actor)

    async def _recheck_actor(self, actor: str) -> None:
        found = await self._orm(caller_of_actor, actor)
        for screen in [screen for screen in self.screens if screen.actor == actor]:
            if found is None or tuple(found.scopes) != screen.scopes:
                await self._drop(screen, CLOSE["revoked"].status)

    async def _revoke(self, text: str) -> None:
        """`actor` re-checks all its screens; `actor session` closes that session's."""
        actor, _, session = text.partition(" ")
        if not session:
            await self._recheck_actor(actor)
        for screen in [screen for screen in self.screens if session and screen.actor == actor and screen.session == session]:
            await self._drop(screen, CLOSE["revoked"].status)

    async def _drop(self, screen: Screen, code: int) -> None:
        self.leave(screen)
        await screen.close(code)


_hub: Hub | None = None


def hub() -> Hub:
    """This process's hub."""
    global _hub
    if _hub is None:
        _hub = Hub()
    return _hub
