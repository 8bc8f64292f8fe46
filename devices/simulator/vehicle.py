"""A simulated vehicle with a JT/T 808 terminal: registers, proves itself, reports, shows texts, and has an SOS key. Over a real TCP socket."""

from __future__ import annotations

import asyncio
import logging
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from devices.adapters import jt808
from devices.adapters.jt808_frames import BadFrame, Message, Splitter, build, parse, split
from devices.simulator.motion import Mover
from devices.simulator.roster import Role
from devices.simulator.troubles import Troubles, untroubled
from devices.simulator.wires.shape import Frame

log = logging.getLogger(__name__)

WAIT_S = 10.0
AGAIN_S = 5.0
_GMT8 = timezone(timedelta(hours=8))


def position(
    lat: float,
    lon: float,
    at_ms: int,
    *,
    alarm: int = 0,
    fixed: bool = True,
    speed: float = 0.0,
    heading: int = 0,
    alt: int = 0,
    rssi: int = 25,
) -> bytes:
    """The body of 0x0200. Our units in, the standard's out."""
    status = 1 | (2 if fixed else 0) | (4 if lat < 0 else 0) | (8 if lon < 0 else 0)
    when = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(_GMT8).strftime("%y%m%d%H%M%S")
    numbers = (alarm, status, round(abs(lat) * 1e6), round(abs(lon) * 1e6), alt & 0xFFFF, round(speed * 36), heading)
    return struct.pack(">IIIIHHH", *numbers) + bytes.fromhex(when) + bytes([0x30, 1, rssi])


class Terminal808:
    """One terminal's side of the connection, as its maker would write it."""

    def __init__(self, phone: str, *, v2019: bool = False, device: str = "SIM0001", on_text: Callable[[str], None] | None = None) -> None:
        self.phone, self.v2019, self.device = phone, v2019, device
        self.on_text = on_text or (lambda text: None)
        self.code = ""  # kept over connections, as terminals do
        self.serial = 0
        self.written = b""  # the last frame as it went out, serial number and all
        self.last: Callable[[], bytes] = lambda: position(23.1, 113.2, int(time.time() * 1000))
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None

    async def connect(self, host: str, port: int) -> bool:
        """Connected, registered where it has no code yet, proved. False: the platform does not know it, or not with this code."""
        self._reader, self._writer = await asyncio.wait_for(asyncio.open_connection(host, port), WAIT_S)
        self._listening = asyncio.create_task(self._listen())
        if not self.code:
            answer = await self.ask(jt808.REGISTER, self._registration())
            if answer.body[2] != 0:
                return False
            self.code = answer.body[3:].decode("gbk")
        code = self.code.encode("gbk")
        body = bytes([len(code)]) + code + bytes(35) if self.v2019 else code
        return (await self.ask(jt808.AUTH, body)).body[4] == 0

    def _registration(self) -> bytes:
        sizes = (11, 30, 30) if self.v2019 else (5, 20, 7)
        words = (word.encode()[:size].ljust(size, b"\0") for word, size in zip(("ECCSM", "SIM-808", self.device), sizes, strict=True))
        return struct.pack(">HH", 44, 100) + b"".join(words) + b"\x01" + "粤A12345".encode("gbk")

    async def ask(self, ident: int, body: bytes) -> Message:
        """Send, and wait for the platform's answer to just this."""
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._answers[self.tell(ident, body)] = waiting
        return await asyncio.wait_for(waiting, WAIT_S)

    def tell(self, ident: int, body: bytes) -> int:
        """Send; the serial number of the message, of its last piece where it needed several."""
        if self._writer is None or self._writer.is_closing():
            raise ConnectionError("closed")
        for piece in split(Message(ident, self.phone, self.serial, body, self.v2019)):
            self.written = build(piece)
            self._writer.write(self.written)
            self.serial = (piece.serial + 1) & 0xFFFF
        return (self.serial - 1) & 0xFFFF

    def raw(self, data: bytes) -> None:
        if self._writer is not None:
            self._writer.write(data)

    @property
    def closed(self) -> bool:
        return self._listening is None or self._listening.done()

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    async def _listen(self) -> None:
        splitter = Splitter()
        try:
            while data := await self._reader.read(4096):
                for frame in splitter.feed(data):
                    try:
                        self._obey(parse(frame))
                    except BadFrame as error:
                        log.warning("simulated terminal %s: %s", self.phone, error.reason)
        except OSError:
            return

    def _obey(self, message: Message) -> None:
        if message.ident in (0x8001, 0x8100) and len(message.body) >= 3:
            waiting = self._answers.pop(int.from_bytes(message.body[:2], "big"), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
        elif message.ident == jt808.LOCATE:
            self.tell(jt808.POSITION_ANSWER, struct.pack(">H", message.serial) + self.last())
        else:
            if message.ident == jt808.TEXT_DOWN:
                self.on_text(message.body[2 if self.v2019 else 1 :].decode("gbk"))
            known = message.ident == jt808.TEXT_DOWN
            self.tell(jt808.REPLY, struct.pack(">HHB", message.serial, message.ident, 0 if known else 3))


class Vehicle:
    """An actor of the simulator: drives about and reports; without a connection it keeps its positions and sends them as a backlog."""

    def __init__(self, address: tuple[str, int], role: Role, dice: Random, interval: float, troubles: Troubles | None = None) -> None:
        self.troubles = troubles or untroubled(role)
        self.address, self.dice, self.interval = address, dice, interval
        self.mover = Mover(dice, role.lon, role.lat, radius=3000, speed=9.0, pause_s=120)
        self.terminal = Terminal808(role.external_id, v2019=dice.random() < 0.5, device=role.external_id[-7:])
        self.terminal.last = self._position
        self.kept: list[bytes] = []

    def _position(self) -> bytes:
        m = self.mover
        place = self.troubles.place(m.lat, m.lon, int(time.time() * 1000))
        return position(place.lat, place.lon, place.at_ms, speed=m.speed, heading=round(m.heading) % 360, rssi=self.dice.randint(12, 31))

    async def run(self) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.interval))
        while True:
            try:
                if self.terminal.closed and not await self.terminal.connect(*self.address):
                    await self.terminal.close()
                    await asyncio.sleep(60)
                    continue
                await self._drive()
            except (OSError, TimeoutError):
                await self.terminal.close()
                await asyncio.sleep(AGAIN_S)

    async def _drive(self) -> None:
        if self.kept:
            backlog, self.kept = self.kept[:50], self.kept[50:]
            body = b"".join(struct.pack(">H", len(item)) + item for item in backlog)
            await self.terminal.ask(jt808.BATCH, struct.pack(">HB", len(backlog), 1) + body)
        while True:
            self.mover.step(self.interval)
            for _ in range(self.troubles.reports()):
                for frame in self.troubles.way("jt808", self._position()):
                    await self._tell(frame)
            if self.troubles.breaks():
                raise ConnectionError("the tunnel")
            await asyncio.sleep(self.interval)

    async def _tell(self, frame: Frame) -> None:
        if frame.fault == "garbage":
            self.terminal.raw(b"\x7e" + frame.payload + b"\x7e")
        elif frame.fault == "duplicate":
            self.terminal.raw(self.terminal.written)
        else:
            try:
                await self.terminal.ask(jt808.POSITION, frame.payload)
            except (OSError, TimeoutError):
                self.kept.append(frame.payload)
                raise
