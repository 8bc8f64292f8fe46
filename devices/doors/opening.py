"""settings → **opening** → doors: opens what is wanted, asks again where a port is taken, hands downlinks to the door they leave by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from devices.doors.known import DOORS
from devices.doors.shape import Door, Hall

log = logging.getLogger(__name__)

AGAIN_S = 10.0  # a taken port is tried again this often: the other gateway may be about to end
DELIVER_S = 2.0  # the downlinks' thread waits so long for the loop


class Doors:
    """``ports``: name → port; a name that is missing stays closed, 0 is any free port (tests)."""

    def __init__(self, hall: Hall, host: str, ports: Mapping[str, int], kinds: tuple[type[Door], ...] = DOORS) -> None:
        self.host, self.ports = host, ports
        self.doors = [kind(hall) for kind in kinds if any(name in ports for name in kind.PORTS)]
        self.opened: dict[str, int] = {}
        self.closed: dict[str, str] = {}  # wanted, but not open: why
        self.shown: dict[str, str] = {}  # the same for people who need no address
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def adapters(self) -> frozenset[str]:
        return frozenset(root for door in self.doors for root in door.ROOTS)

    async def run(self) -> None:
        """Until cancelled; whatever fails here never stops the gateway."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                for door in self.doors:
                    for name in door.PORTS:
                        if name in self.ports and name not in self.opened:
                            await self._open(door, name)
                await asyncio.sleep(AGAIN_S)
        finally:
            for door in self.doors:
                try:
                    await door.close()
                except Exception:
                    log.exception("door %s: closing failed", door.PORTS[0])

    async def _open(self, door: Door, name: str) -> None:
        wanted = self.ports[name]
        try:
            self.opened[name] = await door.open(name, self.host, wanted)
        except Exception as error:  # a taken port, or a certificate that cannot be read: told, never fatal
            why = f"{self.host}:{wanted} {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
            if self.closed.get(name) != why:
                log.error("door %s (DOOR_%s) stays closed: %s; trying again every %.0f s", name, name.upper(), why, AGAIN_S)
            self.closed[name] = why
            # errno 0: a door's own words, not the system's
            self.shown[name] = str(error.strerror) if isinstance(error, OSError) and error.errno == 0 else "端口被占用或无法监听"
        else:
            self.closed.pop(name, None)
            log.info("door %s open on %s:%s", name, self.host, self.opened[name])

    def says(self) -> dict[str, Any]:
        """For the page of health: no address, no device's name."""
        found: dict[str, Any] = {}
        for door in self.doors:
            for name in door.PORTS:
                if name in self.opened:
                    found[name] = {"open": True, "port": self.opened[name], "connected": door.sessions()}
                elif name in self.closed:
                    found[name] = {"open": False, "detail": self.shown[name]}
        return found

    def owns(self, topic: str) -> bool:
        return any(door.owns(topic) for door in self.doors if topic.partition("/")[0] in door.ROOTS)

    def deliver(self, topic: str, payload: bytes) -> bool:
        """From the downlinks' thread. True: written to the device's socket."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return False
        return asyncio.run_coroutine_threadsafe(self._deliver(topic, payload), loop).result(DELIVER_S)

    async def _deliver(self, topic: str, payload: bytes) -> bool:
        root = topic.partition("/")[0]
        return any(door.deliver(topic, payload) for door in self.doors if root in door.ROOTS and door.owns(topic))
