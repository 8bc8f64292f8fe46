"""client → **unruly** → broker: an MQTT proxy that sends a PUBLISH twice, later, or after the next one, each with a chance of its own."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from contextlib import suppress

PUBLISH = 3
LATE_S = (0.1, 2.0)


class Unruly:
    """Listens on `port`. What it does with a packet in either direction is drawn from `seed`; control packets pass as they are."""

    def __init__(self, host: str, port: int, *, chance: float, seed: int = 0) -> None:
        self.to, self.chance, self.luck = (host, port), chance, random.Random(seed)
        self.counted: Counter[str] = Counter()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, name="unruly", daemon=True).start()
        self.port: int = asyncio.run_coroutine_threadsafe(self._open(), self.loop).result(10)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def _open(self) -> int:
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return int(self.server.sockets[0].getsockname()[1])

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self.to)
        with suppress(OSError, asyncio.IncompleteReadError):
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))
        for end in (writer, far_writer):
            end.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held: list[bytes] = []
        while True:
            packet = await _packet(reader)
            kind = packet[0] >> 4
            if kind != PUBLISH:
                writer.write(packet)
                continue
            self.counted["passed"] += 1
            if self.luck.random() < self.chance:
                self.counted["late"] += 1
                asyncio.get_running_loop().call_later(self.luck.uniform(*LATE_S), _write, writer, packet)
            elif self.luck.random() < self.chance:
                self.counted["after the next"] += 1
                held.append(packet)
                continue
            else:
                writer.write(packet)
            if self.luck.random() < self.chance:
                self.counted["twice"] += 1
                writer.write(_again(packet))
            for one in held:
                writer.write(one)
            held.clear()


def _again(packet: bytes) -> bytes:
    """As a sender repeats it: DUP is set where the quality of service knows it."""
    return bytes([packet[0] | 8 if packet[0] & 6 else packet[0]]) + packet[1:]


def _write(writer: asyncio.StreamWriter, packet: bytes) -> None:
    with suppress(OSError, RuntimeError):
        writer.write(packet)


async def _packet(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(1)
    length = shift = 0
    while True:
        byte = await reader.readexactly(1)
        head += byte
        length |= (byte[0] & 127) << shift
        shift += 7
        if not byte[0] & 128:
            return head + await reader.readexactly(length)
