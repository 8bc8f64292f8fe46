"""The voice process: one relay, its clock, and what ties it to the bell and the database."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections

from realtime import bus
from realtime.codes import CLOSE
from realtime.talk import bell, store
from realtime.talk.groups import GroupInfo
from realtime.talk.recorder import Recorder
from realtime.talk.relay import Relay

log = logging.getLogger(__name__)
T = TypeVar("T")

TICK_S = 0.05  # a floor's shortest time is 0.15 s
LOOK_S = 1.0  # at the database, bell or no bell
RECHECK_S = 60.0  # rights of open connections
CLOCK_S = 60.0
FEW_IDS = 200


class Voice:
    def __init__(self) -> None:
        self.relay = Relay(Recorder(store.root(), _on_this_thread(store.keep_burst)), self._next_burst, self._wall_ms)
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="voice")
        self._ids: deque[int] = deque()
        self._offset_ms = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._rung = asyncio.Event()
        self.ready = asyncio.Event()
        self._ears: bus.Listener | None = None

    async def start(self) -> None:
        self._offset_ms = await self.database(store.clock_offset_ms)
        self._ids.extend(await self.database(store.burst_ids))
        loop = asyncio.get_running_loop()
        self._ears = bus.listen([bell.CHANNEL, bus.REVOKED], lambda *heard: _ignore(loop.call_soon_threadsafe(self._hear, *heard)))
        self._tasks = [asyncio.create_task(self._for_ever(work)) for work in (self._tick, self._look, self._recheck, self._keep_clock)]
        self.ready.set()

    async def stop(self) -> None:
        """Whoever speaks is cut off and recorded; everybody is sent to the next process."""
        for task in self._tasks:
            task.cancel()
        self.relay.stop(time.monotonic())
        await asyncio.sleep(0.2)  # for the writers to say good-bye
        recorder = self.relay.records
        assert isinstance(recorder, Recorder)
        await asyncio.get_running_loop().run_in_executor(None, recorder.stop)

    async def database(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _on_this_thread(work), *args)

    async def load(self, ids: list[int]) -> list[GroupInfo]:
        """From memory where somebody is in the group, so that joining goes on while the database is away."""
        known = [self.relay.groups[pk].info for pk in ids if pk in self.relay.groups]
        missing = [pk for pk in ids if pk not in self.relay.groups]
        return known + (await self.database(store.load_groups, missing) if missing else [])

    def _next_burst(self) -> int:
        return self._ids.popleft()

    def _wall_ms(self, now: float) -> int:
        """`now` is of the monotonic clock, and some while ago on a busy machine."""
        return int((time.time() - (time.monotonic() - now)) * 1000) + self._offset_ms

    def _hear(self, channel: str, data: bytes) -> None:
        """Everything here may be lost."""
        if channel == bell.CHANNEL:
            self._rung.set()
            return
        actor, _, session = data.decode().partition(" ")
        for listener in [one for one in self.relay.listeners if one.actor == actor]:
            if session and listener.session == session:
                listener.close(CLOSE["revoked"].status)
        if not session:
            self._soon(self._recheck_actor(actor))

    def _soon(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks = [*(known for known in self._tasks if not known.done()), task]

    async def _for_ever(self, work: Callable[[], Any]) -> None:
        away = False
        while True:
            try:
                while True:
                    await work()
                    away = False
            except (DatabaseError, InterfaceError) as error:
                if not away:
                    log.warning("voice: %s again in 1 s: %s", work.__name__, str(error).splitlines()[0] if str(error) else error)
                away = True
            except Exception:
                log.exception("voice: %s failed", work.__name__)
            await asyncio.sleep(1)

    async def _tick(self) -> None:
        await asyncio.sleep(TICK_S)
        now = time.monotonic()
        self.relay.tick(now)
        self.relay.let_go_of_the_slow(now)

    async def _look(self) -> None:
        """Groups that changed, and 强拆 somebody asked for."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._rung.wait(), LOOK_S)
        self._rung.clear()
        for act, group in await self.database(store.asked_break_downs):
            await self.database(store.settle_act, act, self.relay.break_down(group, time.monotonic()))
        known = {pk: group.info.version for pk, group in self.relay.groups.items()}
        for info in await self.database(store.changed, known) if known else []:
            self.relay.update(info, time.monotonic())

    async def _recheck(self) -> None:
        await asyncio.sleep(RECHECK_S)
        for actor in {listener.actor for listener in self.relay.listeners}:
            await self._recheck_actor(actor)

    async def _recheck_actor(self, actor: str) -> None:
        """Other rights than the ticket's: a new ticket says which."""
        scopes = await self.database(store.scopes_of, actor)
        for listener in [one for one in self.relay.listeners if one.actor == actor and one.scopes != scopes]:
            listener.close(CLOSE["revoked"].status)

    async def _keep_clock(self) -> None:
        await asyncio.sleep(CLOCK_S if len(self._ids) > FEW_IDS else LOOK_S)
        self._offset_ms = await self.database(store.clock_offset_ms)
        if len(self._ids) <= FEW_IDS:
            self._ids.extend(await self.database(store.burst_ids))


def _on_this_thread(work: Callable[..., T]) -> Callable[..., T]:
    """Django's connection of the thread it runs on, given back when it has died."""

    def run(*args: Any) -> T:
        try:
            return work(*args)
        finally:
            close_old_connections()

    return run


def _ignore(_: object) -> None:
    return None


def watch(lost: threading.Event, stop: Callable[[], None]) -> None:
    """Another process has the lock now: this one ends, so that there are never two floors of one group."""

    def wait() -> None:
        lost.wait()
        log.error("voice: another process holds the lock now; ending")
        stop()

    threading.Thread(target=wait, name="voice-lock", daemon=True).start()
