"""RTP ↔ **audio** ↔ call: one UDP port, 20 ms a packet; silence is sent too, so that address translators and recorders keep their place."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any

from dispatch.phones.sip import g711
from dispatch.phones.sip.g711 import FRAME, SILENCE
from dispatch.phones.sip.rtp import KEY_STEPS, KeyListener, Packet, key_event, pack, unpack
from dispatch.phones.sip.sdp import PCMA, Media

TICK_S = 0.02
WAITING = 10  # frames kept of who speaks ahead of the clock: 200 ms, more would be heard as delay
Sink = Callable[[bytes, bytes], None]  # heard, said: one frame each


class Audio(asyncio.DatagramProtocol):
    def __init__(self, on_key: Callable[[str], None]) -> None:
        self.on_key = on_key
        self.sink: Sink | None = None
        self.on_frame: Callable[[bytes], None] | None = None  # joined to another call
        self.heard_frames = 0
        self._transport: asyncio.DatagramTransport | None = None
        self._to: tuple[str, int] | None = None
        self._payload = PCMA
        self._event: int | None = None
        self._keys = KeyListener()
        self._say: deque[bytes] = deque()
        self._heard: deque[bytes] = deque(maxlen=WAITING)
        self._press: deque[tuple[bytes, bool, int]] = deque()
        self._drained = asyncio.Event()
        self._drained.set()
        self._sequence, self._time, self._source = secrets.randbelow(2**15), secrets.randbelow(2**31), secrets.randbits(32)
        self._task: asyncio.Task[None] | None = None

    async def open(self, host: str, ports: range) -> tuple[str, int]:
        """An even port of the range nobody has; the odd one after it would be RTCP's."""
        choices = [port for port in ports if port % 2 == 0] or [0]
        start = secrets.randbelow(len(choices))
        for port in choices[start:] + choices[:start]:
            with contextlib.suppress(OSError):
                self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(host, port))
                found = self._transport.get_extra_info("sockname")
                self.place: tuple[str, int] = (found[0], found[1])
                return self.place
        raise OSError("SIP_RTP_PORTS 中没有空闲端口")

    def send_to(self, media: Media) -> None:
        self._payload, self._event = media.payload, media.event
        self._to = None if media.host == "0.0.0.0" else (media.host, media.port)
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def say(self, pcm: bytes) -> None:
        """Queue; what does not fill a frame is filled with silence."""
        for start in range(0, len(pcm), 2 * FRAME):
            self._say.append(pcm[start : start + 2 * FRAME].ljust(2 * FRAME, b"\0"))
        self._drained.clear() if self._say else None

    def hush(self) -> None:
        self._say.clear()
        self._drained.set()

    async def said(self) -> None:
        await self._drained.wait()

    def relay(self, pcm: bytes) -> None:
        """A frame of the other leg: never more behind than WAITING."""
        if len(self._say) >= WAITING:
            self._say.popleft()
        self._say.append(pcm)

    def press(self, key: str) -> None:
        if self._event is not None:
            steps = [(key_event(key, end=False, duration=(step + 1) * FRAME), step == 0, 0) for step in range(KEY_STEPS)]
            ends = [
                (key_event(key, end=True, duration=(KEY_STEPS + 1) * FRAME), False, KEY_STEPS * FRAME * (last == 2)) for last in range(3)
            ]
            self._press.extend([*steps, *ends])

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.close()
        self._drained.set()

    def datagram_received(self, data: bytes, address: tuple[Any, ...]) -> None:
        packet = unpack(data)
        if packet is None or self._to is None or address[0] != self._to[0]:
            return
        if packet.payload == self._event:
            key = self._keys.hear(packet)
            if key is not None:
                self.on_key(key)
            return
        if packet.payload not in (0, 8):
            return
        self.heard_frames += 1
        pcm = g711.decode(packet.payload, packet.data)
        for start in range(0, len(pcm), 2 * FRAME):
            frame = pcm[start : start + 2 * FRAME].ljust(2 * FRAME, b"\0")
            self._heard.append(frame)
            if self.on_frame is not None:
                self.on_frame(frame)

    def error_received(self, exc: Exception) -> None:
        """The other side closed its port before the BYE arrived."""

    async def _run(self) -> None:
        clock = asyncio.get_running_loop()
        due = clock.time()
        while True:
            due += TICK_S
            behind = clock.time() - due
            if behind > 1:  # the machine stood still: do not shoot a second of packets at once
                due += behind
            await asyncio.sleep(max(0.0, due - clock.time()))
            self._tick()

    def _tick(self) -> None:
        said = self._say.popleft() if self._say else SILENCE
        if not self._say:
            self._drained.set()
        if self._press and self._event is not None:
            data, marker, advance = self._press.popleft()
            self._put(self._event, data, marker)
            self._time += advance
        else:
            self._put(self._payload, g711.encode(self._payload, said), False)
            self._time += FRAME
        heard = self._heard.popleft() if self._heard else SILENCE
        if self.sink is not None:
            self.sink(heard, said)

    def _put(self, payload: int, data: bytes, marker: bool) -> None:
        if self._to is not None and self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(pack(Packet(payload, self._sequence, self._time, self._source, marker, data)), self._to)
        self._sequence += 1
