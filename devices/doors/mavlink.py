"""ground stations and autopilots → **mavlink door** → gateway: raw MAVLink 1 and 2 over UDP, as autopilots send it to a ground station.

UDP proves nothing: a system number belongs to the address that speaks for it until that was silent for half a minute. Several vehicles on one
network need numbers of their own (``SYSID_THISMAV``, ``MAV_SYS_ID``), as in any ground station.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from devices.doors.pace import Pace
from devices.doors.shape import Door, Hall

V1, V2, SIGNED, SIGNATURE = 0xFE, 0xFD, 1, 13
HELD_S = 30.0
DATAGRAMS_S, DATAGRAMS_BURST = 400.0, 2_000.0  # of one address; an autopilot sends fifty to a hundred messages a second


def by_system(datagram: bytes) -> tuple[dict[int, bytes], int]:
    """The frames of each system, still joined, and how many bytes were none. Lengths only; the adapter checks the sums."""
    found: dict[int, list[bytes]] = {}
    at, lost, end = 0, 0, len(datagram)
    while at < end:
        start = datagram[at]
        if start == V2 and at + 6 <= end:
            size = datagram[at + 1] + 12 + (SIGNATURE if datagram[at + 2] & SIGNED else 0)
            system = datagram[at + 5]
        elif start == V1 and at + 4 <= end:
            size, system = datagram[at + 1] + 8, datagram[at + 3]
        else:
            at, lost = at + 1, lost + 1
            continue
        if at + size > end:
            lost += end - at
            break
        found.setdefault(system, []).append(datagram[at : at + size])
        at += size
    return {system: b"".join(frames) for system, frames in found.items()}, lost


class MavlinkDoor(Door):
    PORTS = ("mavlink",)
    ROOTS = ("mavlink",)

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.holders: dict[int, tuple[str, float]] = {}  # system → address, when it last spoke
        self.reach: dict[int, tuple[Any, ...]] = {}  # system → where it can be told something
        self.pace = Pace(DATAGRAMS_S, DATAGRAMS_BURST)
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, name: str, host: str, port: int) -> int:
        made = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Wire(self), (host, port))
        self._transport = made[0]
        return int(self._transport.get_extra_info("sockname")[1])

    async def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def sessions(self) -> int:
        oldest = time.monotonic() - HELD_S
        return sum(1 for _, at in self.holders.values() if at >= oldest)

    def owns(self, topic: str) -> bool:
        return _system(topic) in self.reach

    def deliver(self, topic: str, payload: bytes) -> bool:
        """To the address that spoke for it last, while it still does."""
        system = _system(topic)
        where, (_, at) = self.reach.get(system), self.holders.get(system, ("", 0.0))
        if where is None or self._transport is None or time.monotonic() - at >= HELD_S:
            return False
        self._transport.sendto(payload, where)
        return True

    def heard(self, datagram: bytes, sender: str | tuple[Any, ...]) -> None:
        now = time.monotonic()
        address = sender if isinstance(sender, str) else str(sender[0])
        if not self.pace.allows(address):
            return
        systems, lost = by_system(datagram)
        if lost:
            self.hall.refuse("mavlink/?", "报文中有不是 MAVLink 帧的字节", datagram)
        for system, frames in systems.items():
            holder, at = self.holders.get(system, (address, now))
            if holder != address and now - at < HELD_S:
                self.hall.refuse(f"mavlink/{system}", f"系统号 {system} 正由另一地址使用,请给每架航空器不同的系统号", frames)
                continue
            self.holders[system] = (address, now)
            if not isinstance(sender, str):
                self.reach[system] = sender
            self.hall.accept(b"mavlink/%d" % system, frames, lambda replies: None)


class _Wire(asyncio.DatagramProtocol):
    def __init__(self, door: MavlinkDoor) -> None:
        self.door = door

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self.door.heard(data, addr)


def _system(topic: str) -> int:
    """`mavlink/{system}/down`; a link of the broker's has a word there."""
    _, _, rest = topic.partition("/")
    system, _, last = rest.partition("/")
    return int(system) if last == "down" and system.isdecimal() else -1
