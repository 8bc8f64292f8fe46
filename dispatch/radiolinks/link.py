"""endpoint ↔ **link** ↔ voice process: one radio channel as an ordinary talk client – ticket, join, request, frames, acks (docs/talk.md)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from dispatch.radiolinks.channel import FRAME_S, Ask, Channel, Effect, GiveBack, Speak, Timing
from dispatch.radiolinks.endpoint import Endpoint, Place
from dispatch.radiolinks.opus import Decoder, Encoder
from dispatch.radiolinks.squelch import Squelch
from realtime.talk import frame

log = logging.getLogger(__name__)

ACK_S = 1.0
AGAIN_S = (0.5, 1.0, 2.0, 4.0)
MOST_MADE_UP = 5  # lost packets the decoder bridges: 100 ms; a longer gap is a gap


class Door(NamedTuple):
    """The way into the group the channel is in now; the ticket in the url is good for one connection."""

    url: str
    group: int


class Link:
    """`door` answers None while the channel is in no group; it is asked before each connection, and `left` ends the one there is."""

    def __init__(self, name: str, place: Place, timing: Timing, hang_s: float, door: Callable[[], Awaitable[Door | None]]) -> None:
        self.name, self.door = name, door
        self.channel = Channel(timing)
        self.squelch = Squelch(place.signalling, hang_s)
        self.endpoint = Endpoint(place, self._packet)
        self.group: int | None = None  # joined
        self.heard_at = 0.0  # from the gateway, monotonic
        self._encoder, self._decoder = Encoder(), Decoder()
        self._socket: ClientConnection | None = None
        self._saying: asyncio.Queue[str | bytes] = asyncio.Queue()
        self._binaries = 0
        self._last_seq: int | None = None

    async def run(self, bind: str) -> None:
        """Until cancelled. The port is open whether or not there is a group: the state shows that the gateway is there."""
        await self.endpoint.open(bind)
        ticking = asyncio.create_task(self._tick())
        tries = 0
        try:
            while True:
                try:
                    tries = 0 if await self._talk() else tries + 1
                except (OSError, WebSocketException, TimeoutError) as error:
                    log.warning("radio %s: voice: %s", self.name, error)
                    tries += 1
                finally:
                    self.group = self._socket = None
                    self._act(self.channel.cut())
                await asyncio.sleep(AGAIN_S[min(tries, len(AGAIN_S) - 1)])
        finally:
            ticking.cancel()
            self.endpoint.close()

    async def leave(self) -> None:
        """The channel was put into another group, or into none."""
        if self._socket is not None:
            await self._socket.close()

    async def _talk(self) -> bool:
        """One connection, from the ticket to its end; False: there was no group."""
        door = await self.door()
        if door is None:
            return False
        async with connect(door.url, compression=None, open_timeout=10, ssl=_secured(door.url)) as socket:
            self._socket, self._saying, self._binaries = socket, asyncio.Queue(), 0
            self._say("join", groups=[door.group])
            work = [asyncio.create_task(one) for one in (self._write(socket), self._acks())]
            try:
                async for data in socket:
                    self._bytes(data) if isinstance(data, bytes) else self._text(json.loads(data), door.group)
            finally:
                for task in work:
                    task.cancel()
        return True

    async def _write(self, socket: ClientConnection) -> None:
        with contextlib.suppress(WebSocketException):
            while True:
                await socket.send(await self._saying.get())

    async def _acks(self) -> None:
        while True:
            await asyncio.sleep(ACK_S)
            self._say("ack", n=self._binaries)

    async def _tick(self) -> None:
        """The radio's clock: one frame each 20 ms, and none twice after the machine stood still."""
        due = time.monotonic()
        while True:
            due = max(due + FRAME_S, time.monotonic() - 10 * FRAME_S)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            if self.channel.carrier and not self.squelch.is_open(now):
                self._act(self.channel.fell(now))
            self.endpoint.send(now, self.channel.tick(now))

    # ---- what comes

    def _packet(self, pcm: bytes, squelch: bool | None) -> None:
        now = self.heard_at = time.monotonic()
        self.squelch.hear(now, pcm, squelch)
        if pcm and self.group is not None and self.squelch.is_open(now):
            self._act(self.channel.heard(now, pcm))

    def _text(self, said: dict[str, Any], group: int) -> None:
        now = time.monotonic()
        match said.get("t"):
            case "joined":
                self.group = group
                if said.get("taken"):
                    self._taken(said["taken"]["burst"])
            case "grant":
                self._encoder = Encoder()
                self._act(self.channel.granted(now, said["rid"], said["burst"]))
            case "deny" | "queued":
                self._act(self.channel.refused(said["rid"]))
            case "revoke":
                self._act(self.channel.revoked(said["burst"]))
            case "taken":
                self._taken(said["burst"])
            case "idle":
                self.channel.idle(said["burst"])

    def _taken(self, burst: int) -> None:
        self.channel.taken(burst)
        self._decoder, self._last_seq = Decoder(), None

    def _bytes(self, data: bytes) -> None:
        self._binaries += 1
        head = frame.read(data)
        if head.burst != self.channel.other:
            return
        now = time.monotonic()
        for seq, packet in frame.packets(data):
            lost = min(seq - self._last_seq - 1, MOST_MADE_UP) if self._last_seq is not None else 0
            self._last_seq = seq
            pcm = b"".join([*(self._decoder.decode(None) for _ in range(lost)), self._decoder.decode(packet)])
            for start in range(0, len(pcm), 320):
                self.channel.spoken(now, head.burst, pcm[start : start + 320])

    # ---- what goes

    def _act(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Ask(rid):
                    self._say("req", g=self.group, rid=rid)
                case GiveBack(None):
                    self._say("rel", g=self.group)
                case GiveBack(burst):
                    self._say("rel", g=self.group, burst=burst)
                case Speak(burst, seq, frames, last, preroll):
                    packets = [self._encoder.encode(pcm) for pcm in frames]
                    clock_ms = int(time.monotonic() * 1000)
                    self._saying.put_nowait(frame.write(burst, seq, packets, last=last, preroll=preroll, clock_ms=clock_ms))

    def _say(self, t: str, **fields: Any) -> None:
        if self._socket is not None:
            self._saying.put_nowait(json.dumps({"t": t} | fields))


def _secured(url: str) -> ssl.SSLContext | None:
    """On this very machine the certificate, made for the name pages use, says nothing about the loopback address."""
    parts = urlsplit(url)
    if parts.scheme != "wss":
        return None
    context = ssl.create_default_context()
    if parts.hostname in ("127.0.0.1", "::1", "localhost"):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
