"""gateway ↔ **endpoint** ↔ channel: one UDP port of one RoIP gateway, 20 ms a packet."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dispatch.phones.sip.rtp import Packet
from dispatch.radiolinks import wire
from dispatch.radiolinks.channel import SAMPLES
from dispatch.radiolinks.squelch import Signalling

FRAME_BYTES = 2 * SAMPLES
KEEP_ALIVE_S = 0.2  # R2S period of ED-137


@dataclass(frozen=True)
class Place:
    """Where the gateway is and how it speaks; as the row has it."""

    port: int
    host: str
    remote_port: int
    codec: str
    signalling: Signalling


class Endpoint(asyncio.DatagramProtocol):
    """`on_packet(pcm, squelch said)` for each packet of this gateway; of nobody else."""

    def __init__(self, place: Place, on_packet: Callable[[bytes, bool | None], None]) -> None:
        self.place, self.on_packet = place, on_packet
        self.strange = self.own = self.heard = 0
        self._transport: asyncio.DatagramTransport | None = None
        self._to: tuple[str, int] | None = (place.host, place.remote_port) if place.remote_port else None
        self._sequence, self._time, self._source = secrets.randbelow(2**15), secrets.randbelow(2**31), secrets.randbits(32)
        self._speaking, self._kept = False, 0.0

    async def open(self, bind: str) -> int:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(bind, self.place.port))
        return int(self._transport.get_extra_info("sockname")[1])

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, address: tuple[Any, ...]) -> None:
        if address[0] != self.place.host:
            self.strange += 1
            return
        heard = wire.read(data)
        if heard is None:
            self.strange += 1
            return
        if heard.source == self._source:  # a gateway or a multicast group that gives back what we sent
            self.own += 1
            return
        self.heard += 1
        if not self.place.remote_port:
            self._to = (address[0], address[1])  # behind a translator: where it comes from is where it is
        for start in range(0, len(heard.pcm), FRAME_BYTES):
            self.on_packet(heard.pcm[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0"), heard.squelch)
        if not heard.pcm:
            self.on_packet(b"", heard.squelch)

    def error_received(self, exc: Exception) -> None:
        """Its port is closed; it may come back."""

    def send(self, now: float, frame: bytes | None) -> None:
        """None: PTT up there is let go. Without ED-137 the absence of packets says so."""
        with_extension = self.place.signalling == "ed137"
        if frame is not None:
            self._put(wire.PAYLOADS[self.place.codec], frame, wire.PTT_NORMAL if with_extension else None, marker=not self._speaking)
        elif with_extension and (self._speaking or now - self._kept >= KEEP_ALIVE_S):
            self._kept = now
            self._put(wire.KEEP_ALIVE, b"", wire.PTT_OFF, marker=False)
        self._speaking = frame is not None
        self._time += SAMPLES

    def _put(self, payload: int, data: bytes, ptt: int | None, *, marker: bool) -> None:
        if self._to is None or self._transport is None or self._transport.is_closing():
            return
        packet = Packet(payload, self._sequence, self._time, self._source, marker, data)
        self._transport.sendto(wire.write(packet, ptt=ptt), self._to)
        self._sequence += 1
