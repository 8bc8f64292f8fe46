"""rows → **running** → links: opens, changes and closes channels as their rows and their groups' members say, and writes down how each fares."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from dispatch.radiolinks.actions import group_of
from dispatch.radiolinks.channel import Timing
from dispatch.radiolinks.endpoint import Place
from dispatch.radiolinks.link import Door, Link
from dispatch.radiolinks.models import RadioLink
from realtime import clock
from realtime.accounts.may import caller_of_token
from realtime.talk.models import TERMINAL, Member
from realtime.talk.rows import Seat
from realtime.talk.tickets import issue

log = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_S = 1.0
TELL_S = 5.0


class Wanted(NamedTuple):
    id: int
    name: str
    place: Place
    timing: Timing
    hang_s: float
    group: int | None


def wanted() -> list[Wanted]:
    found = []
    for row in RadioLink.objects.filter(active=True, token__revoked_at=None, terminal__revoked_at=None):
        place = Place(row.port, row.host, row.remote_port, row.codec, row.signalling)  # type: ignore[arg-type]
        timing = Timing(row.guard_ms / 1000, row.lead_ms / 1000, float(row.limit_s))
        group = group_of(row)
        found.append(Wanted(row.pk, row.name, place, timing, row.hang_ms / 1000, group.pk if group else None))
    return found


def door_of(link_id: int) -> Door | None:
    """A ticket of the link's own principal, for the one group it is a member of."""
    row = RadioLink.objects.select_related("token").filter(pk=link_id, active=True, token__revoked_at=None).first()
    group = group_of(row) if row is not None else None
    if row is None or group is None:
        return None
    member = Member.objects.filter(group=group, kind=TERMINAL, key=row.terminal_id).first()
    if member is None:  # taken out this moment
        return None
    because = f"member:{TERMINAL}:{row.terminal_id}"
    seat: Seat = {"id": group.pk, "name": group.name, "priority": row.priority, "speak": not member.listen_only, "because": because}
    return Door(f"{settings.RADIO_VOICE_URL}?ticket={issue(caller_of_token(row.token), [seat])}", group.pk)


@dataclass
class Running:
    wanted: Wanted
    link: Link
    task: asyncio.Task[None]


class Radio:
    def __init__(self, bind: str) -> None:
        self.bind = bind
        self.links: dict[int, Running] = {}
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="radio")

    async def run(self, stop: asyncio.Event) -> None:
        told = 0.0
        while not stop.is_set():
            try:
                await self._look()
                if time.monotonic() - told >= TELL_S:
                    told = time.monotonic()
                    await self._database(_tell, {pk: state_of(one) for pk, one in self.links.items()})
            except (DatabaseError, InterfaceError) as error:
                log.warning("radio: database away, those who talk go on: %s", str(error).splitlines()[0] if str(error) else error)
            try:
                await asyncio.wait_for(stop.wait(), LOOK_S)
            except TimeoutError:
                continue
        for one in list(self.links):
            self._close(one)

    async def _look(self) -> None:
        rows = {row.id: row for row in await self._database(wanted)}
        for pk, running in list(self.links.items()):
            row = rows.get(pk)
            if row is None or row._replace(group=None) != running.wanted._replace(group=None):
                self._close(pk)
            elif running.link.group is not None and running.link.group != row.group:
                await running.link.leave()
        for pk, row in rows.items():
            if pk not in self.links or self.links[pk].task.done():
                self._open(row)

    def _open(self, row: Wanted) -> None:
        async def door() -> Door | None:
            try:
                return await self._database(door_of, row.id)
            except (DatabaseError, InterfaceError):
                return None

        if (old := self.links.get(row.id)) is not None and not old.task.cancelled() and (error := old.task.exception()) is not None:
            log.warning("radio %s: %s", row.name, error)
        link = Link(row.name, row.place, row.timing, row.hang_s, door)
        self.links[row.id] = Running(row, link, asyncio.create_task(link.run(self.bind)))

    def _close(self, pk: int) -> None:
        self.links.pop(pk).task.cancel()

    async def _database(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _on_this_thread, work, *args)


def state_of(running: Running) -> dict[str, Any]:
    link, endpoint = running.link, running.link.endpoint
    error = str(running.task.exception() or "") if running.task.done() and not running.task.cancelled() else ""
    return {
        "gateway": bool(link.heard_at), "silent_s": round(time.monotonic() - link.heard_at) if link.heard_at else None, "group": link.group,
        "carrier": link.channel.carrier, "ptt": link.channel.keyed, "strange": endpoint.strange, "own": endpoint.own, "error": error[:200],
        **link.channel.counts,
    }  # fmt: skip


def _tell(states: dict[int, dict[str, Any]]) -> None:
    for pk, state in states.items():
        RadioLink.objects.filter(pk=pk).update(state=state, state_at=clock.now())


def _on_this_thread(work: Callable[..., T], *args: Any) -> T:
    try:
        return work(*args)
    finally:
        close_old_connections()
