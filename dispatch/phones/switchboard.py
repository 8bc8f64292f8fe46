"""rows ↔ **switchboard** ↔ exchange: the process `phone`. Takes wishes from rows, writes down what happens on the line."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, ParamSpec, TypeVar

import psycopg
from django.conf import settings
from django.db import OperationalError, close_old_connections, connections, transaction
from django.db.models import Q

from dispatch.phones import joining, robot
from dispatch.phones.actions import WISHES, move, ring_in, tell_line
from dispatch.phones.models import DIAL, ENDED, GOING, IN, MISSED, ROBOT, PhoneCall
from dispatch.phones.recording import folder, store
from dispatch.phones.sip.agent import Account, Agent
from dispatch.phones.sip.leg import Leg
from dispatch.phones.sip.uri import number_of
from realtime import clock
from realtime.database import conninfo
from realtime.rules.models import rule

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
LOOK_S = 1.0  # a lost NOTIFY
STALE_S = 60  # a wish nobody took for so long is not rung any more: the world has moved on
LOCK = "phone"  # one process holds the extension; a second waits
INSIDE = 5  # digits: extensions of the house are shorter than any number outside
TRIES_S = (0.2, 0.5, 1, 2, 5)


class Switchboard:
    def __init__(self, account: Account, *, ports: range, bind: tuple[str, int] = ("", 0), shown: str = "") -> None:
        self.holder = f"{socket.gethostname()}-{os.getpid()}"
        self.agent = Agent(account, ports=ports, on_ring=self._rung, on_line=self._line, bind=bind, shown=shown)
        self.legs: dict[int, list[Leg]] = {}  # of a row; for hanging up
        self.working: set[int] = set()  # rows whose call is under way, also while its words are still being made
        self.unwanted: set[int] = set()  # hung up before there was anything to hang up
        self.calling: dict[int, Leg] = {}  # incoming, not answered yet
        self._tasks: set[asyncio.Task[Any]] = set()
        self._said: tuple[bool, str] | None = None
        self._database = ThreadPoolExecutor(1, thread_name_prefix="phone-db")  # one: what happened is written in the order it happened

    async def run(self, stop: asyncio.Event) -> None:
        async with _alone(stop) as mine:
            if not mine:
                return
            await self.db(self._clear_up)
            await self.agent.start()
            looking = asyncio.create_task(self._look(stop))
            try:
                await stop.wait()
            finally:
                looking.cancel()
                for legs in list(self.legs.values()):
                    for leg in legs:
                        leg.hang_up()
                await self.agent.stop()
                await asyncio.wait({*self._tasks, asyncio.create_task(asyncio.sleep(0))}, timeout=5)
                await self.db(tell_line, up=False, why="电话进程已停止")
                await asyncio.get_running_loop().run_in_executor(self._database, connections.close_all)
                self._database.shutdown(wait=False)

    async def db(self, work: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._database, partial(_in_database, partial(work, *given, **named)))

    async def call(self, row: PhoneCall, number: str, *, show: str = "", outside: bool = True) -> Leg:
        prefix = settings.SIP_PREFIX if outside and len(number) > INSIDE else ""
        leg = await self.agent.call(prefix + number, show=show)
        self.legs.setdefault(row.pk, []).append(leg)
        if row.pk in self.unwanted:
            leg.hang_up()
        return leg

    async def first(self, *things: asyncio.Event | asyncio.Task[Any], within: float) -> None:
        """Until one of them, or the time is over."""
        waits = {thing if isinstance(thing, asyncio.Task) else asyncio.create_task(thing.wait()) for thing in things}
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits - {thing for thing in things if isinstance(thing, asyncio.Task)}:
            wait.cancel()

    # Wishes

    async def _look(self, stop: asyncio.Event) -> None:
        """LISTEN with a look every second behind it."""
        while not stop.is_set():
            try:
                async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as heard:
                    await heard.execute(f"LISTEN {WISHES}")
                    while True:
                        await self._take_wishes()
                        async for _ in heard.notifies(timeout=LOOK_S, stop_after=1):
                            pass
            except (psycopg.Error, OperationalError) as error:
                log.warning("phone: database away: %s", error)
                await asyncio.sleep(LOOK_S)

    async def _take_wishes(self) -> None:
        for row, wish in await self.db(self._claim):
            match wish:
                case "dial":
                    self._keep(row, robot.ring(self, row) if row.direction == ROBOT else joining.dial(self, row))
                case "take" if row.pk in self.calling:
                    self._keep(row, joining.take(self, row, self.calling[row.pk]))
                case "hang_up":
                    self._hang_up(row)

    def _claim(self) -> list[tuple[PhoneCall, str]]:
        """Wishes of others are emptied in the moment they become ours: what we drop afterwards is not rung by anybody."""
        lines = int(rule("phones.robot_lines"))
        free = max(0, lines - len(self.working))
        with transaction.atomic():
            found = (
                PhoneCall.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person").exclude(wish="").order_by("id")
            )
            officers = list(found.exclude(direction=ROBOT, wish=DIAL))
            robots = list(found.filter(direction=ROBOT, wish=DIAL)[:free])
            taken = [(row, row.wish) for row in [*officers, *robots]]
            PhoneCall.objects.filter(pk__in=[row.pk for row, _ in taken]).update(wish="", holder=self.holder)
        late = clock.now() - timedelta(seconds=STALE_S)
        stale = [row for row, wish in taken if wish == DIAL and row.at < late]
        for row in stale:
            self._too_late(row)
        return [(row, wish) for row, wish in taken if row not in stale]

    def _too_late(self, row: PhoneCall) -> None:
        if row.direction == ROBOT:
            robot.interrupted(row)
        else:
            move(phone_call_id=row.pk, state="failed", why="线路中断,未拨出")

    def _keep(self, row: PhoneCall, work: Any) -> None:
        self.working.add(row.pk)
        task = asyncio.create_task(self._carried(row, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carried(self, row: PhoneCall, work: Any) -> None:
        """Whatever goes wrong in one call is that call's end, and nobody else's."""
        try:
            await work
        except Exception:
            log.exception("phone: call %s", row.pk)
            await self.db(self._broken, row.pk)
        finally:
            self.working.discard(row.pk)
            self.unwanted.discard(row.pk)
            for leg in self.legs.pop(row.pk, []):
                leg.hang_up()

    def _broken(self, phone_call_id: int) -> None:
        row = PhoneCall.objects.get(pk=phone_call_id)
        if row.state not in GOING:
            return
        if row.direction == ROBOT:
            robot.interrupted(row)
        else:
            move(phone_call_id=row.pk, state=ENDED, why="通话处理出错")

    def _hang_up(self, row: PhoneCall) -> None:
        if row.pk in self.working:
            self.unwanted.add(row.pk)
        for leg in [*self.legs.get(row.pk, []), *([self.calling[row.pk]] if row.pk in self.calling else [])]:
            leg.hang_up()

    # The line

    async def _rung(self, leg: Leg) -> None:
        """The duty extension rings: pop up. We only watch, until somebody takes it here."""
        row = await self.db(ring_in, number=number_of(leg.remote.uri) or "匿名", holder=self.holder)
        self.calling[row.pk] = leg
        try:
            await self.first(leg.answered, leg.over, within=600)
        finally:
            self.calling.pop(row.pk, None)
        if leg.answered.is_set():
            return  # joining writes the rest
        elsewhere = leg.status == 200
        await self.db(move, phone_call_id=row.pk, state=ENDED if elsewhere else MISSED, why=leg.why)

    def _line(self, up: bool, why: str) -> None:
        if (up, why) != self._said:  # told again at each renewal; said once
            log.info("phone: line %s %s", "up" if up else "down", why)
        self._said = (up, why)
        task = asyncio.create_task(self.db(tell_line, up=up, why=why))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _clear_up(self) -> None:
        """Calls a killed process had on its line: they ended with it."""
        for row in PhoneCall.objects.filter(Q(state__in=GOING) & (~Q(holder="") | Q(direction=IN))).select_related("person"):
            if row.direction == ROBOT:
                robot.interrupted(row)
            else:
                move(phone_call_id=row.pk, state=MISSED if row.direction == IN and row.state == "ringing" else ENDED, why="电话进程中断")
        for path in folder().glob("*.pcm"):
            with contextlib.suppress(PhoneCall.DoesNotExist, ValueError):
                store(int(path.stem))


def _in_database(work: Callable[[], R]) -> R:
    """A database that restarts must not make us forget how a call ended."""
    for wait in TRIES_S:
        close_old_connections()
        try:
            return work()
        except OperationalError as error:
            log.warning("phone: database away: %s", error)
            close_old_connections()
            time.sleep(wait)
    return work()


@contextlib.asynccontextmanager
async def _alone(stop: asyncio.Event) -> AsyncIterator[bool]:
    """Two processes on one extension would both ring; the second waits for the first's connection to end."""
    holds = await _hold(stop)
    try:
        yield holds is not None
    finally:
        if holds is not None:
            await holds.close()


async def _hold(stop: asyncio.Event) -> psycopg.AsyncConnection[Any] | None:
    while not stop.is_set():
        try:
            holds = await psycopg.AsyncConnection.connect(conninfo(), autocommit=True)
            while not stop.is_set():
                found = await (await holds.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [LOCK])).fetchone()
                if found and found[0]:
                    return holds
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 2)
            await holds.close()
        except psycopg.OperationalError as error:
            log.warning("phone: database away: %s", error)
            await asyncio.sleep(1)
    return None
