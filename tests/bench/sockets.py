"""Many receivers in one process: raw sockets, frames cut by hand, ticks acknowledged. What came is counted and, if wanted, timed."""

from __future__ import annotations

import base64
import os
import selectors
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import msgspec
import numpy as np

from devices.mqtt import wire
from realtime.positions import FRAME_HEADER, MESSAGE_HEADER, ROW_DTYPE
from tests.bench.packets import DEVICES, FIRST_ALT
from tests.bench.publishing import spawn

CHUNK = 1 << 18
READ = 1 << 22  # of the kernel's buffer; the receiver must not be the bottleneck


class Plan(NamedTuple):
    """How to connect and what to do with what comes."""

    mode: str  # "centre", "text" (a bare WebSocket server), "mqtt-ws", "mqtt-tcp"
    port: int
    keys: list[str]  # one ticket a socket; anything for the other modes
    first_subject: int = -1  # ≥ 0: time the first sight of every (device, round)
    turns: int = 0
    first_turn: int = 0
    stream: str = ""  # time the events of this stream
    stuck: int = 0  # so many sockets never read once `freeze` was said
    scope: str = "area:4401"


class Farm:
    """The child process with its sockets."""

    def __init__(self, plan: Plan) -> None:
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_serve, args=(theirs, plan), daemon=True)
        self.process.start()
        answer = self.pipe.recv()
        if answer != "ready":
            raise RuntimeError(answer)

    def ask(self, word: str, *values: Any) -> Any:
        """`count` → dict of totals; `track` (first round) starts timing anew; `seen` → (arrival[socket, turn, device], {seq: [times]});
        `follow` (stream) subscribes; `freeze` lets the stuck ones stop reading."""
        self.pipe.send((word, *values))
        return self.pipe.recv()

    def rate(self, what: str, seconds: float) -> float:
        """How many of `what` came each second."""
        before, began = self.ask("count")[what], time.monotonic()
        time.sleep(seconds)
        return float((self.ask("count")[what] - before) / (time.monotonic() - began))

    def stop(self) -> None:
        self.process.kill()
        self.process.join(5)


class Link:
    """One socket and its unread bytes."""

    def __init__(self, raw: socket.socket) -> None:
        self.raw, self.buffer, self.waiting = raw, bytearray(), False


def _masked(data: bytes, opcode: int) -> bytes:
    """A client's frame; a mask of zeros is a mask."""
    size = len(data)
    head = bytes([0x80 | opcode, 0x80 | size]) if size < 126 else struct.pack(">BBH", 0x80 | opcode, 0x80 | 126, size)
    return head + b"\0\0\0\0" + data


def _websocket(port: int, path: str, *headers: str) -> socket.socket:
    raw = _tcp(port)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += [f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", *headers, "", ""]
    raw.sendall("\r\n".join(lines).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = raw.recv(1)  # byte by byte: what follows belongs to the frames
        if not more:
            break
        answer += more
    if b" 101 " not in answer[:20]:
        raise ConnectionError(f"no upgrade: {answer[:80]!r}")
    return raw


def _tcp(port: int) -> socket.socket:
    raw = socket.socket()
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    raw.settimeout(15)
    raw.connect(("127.0.0.1", port))
    return raw


def _open(plan: Plan, number: int) -> Link:
    if plan.mode == "centre":
        origin = f"Origin: http://127.0.0.1:{plan.port}"
        link = Link(_websocket(plan.port, f"/ws/?ticket={plan.keys[number]}", origin))
        say(link, {"t": "subscribe", "scopes": [plan.scope], "cursor": {}, "epoch": ""})
        say(link, {"t": "picture", "areas": ["4401"], "every": 1})
    elif plan.mode == "text":
        link = Link(_websocket(plan.port, "/"))
    else:
        hello = wire.connect(f"bench-{os.getpid()}-{number}", wire.Address("127.0.0.1", plan.port, None, None, False), keepalive=600)
        wanted = wire.subscribe(1, ("#",), 0)
        if plan.mode == "mqtt-ws":
            link = Link(_websocket(plan.port, "/mqtt", "Sec-WebSocket-Protocol: mqtt"))
            link.raw.sendall(_masked(hello, 2) + _masked(wanted, 2))
        else:
            link = Link(_tcp(plan.port))
            link.raw.sendall(hello + wanted)
    link.raw.setblocking(False)
    return link


def say(link: Link, frame: dict[str, Any]) -> None:
    link.raw.sendall(_masked(msgspec.json.encode(frame), 1))


def _serve(pipe: Connection, plan: Plan) -> None:
    try:
        with ThreadPoolExecutor(16) as openers:  # Mosquitto's WebSocket handshake takes 0.2 s each
            links = list(openers.map(lambda number: _open(plan, number), range(len(plan.keys))))
    except OSError as error:
        pipe.send(repr(error))
        return
    work = _Work(plan, links)
    pipe.send("ready")
    selector = selectors.DefaultSelector()
    selector.register(pipe, selectors.EVENT_READ)
    for number, link in enumerate(links):
        selector.register(link.raw, selectors.EVENT_READ, number)
    while True:
        for key, _ in selector.select(0.2):
            if key.data is None:
                word, *values = pipe.recv()
                if word == "freeze":
                    for link in links[: plan.stuck]:
                        selector.unregister(link.raw)
                pipe.send(work.answer(word, *values))
            elif not work.read(key.data):
                selector.unregister(key.fileobj)
        work.breathe()


class _Work:
    def __init__(self, plan: Plan, links: list[Link]) -> None:
        self.plan, self.links = plan, links
        self.counts = dict.fromkeys(("bytes", "messages", "pictures", "rows", "texts", "closed"), 0)
        self.events: dict[int, list[float]] = {}
        self.texts = [0] * len(links)
        self.told = [0] * len(links)
        self.breath = time.monotonic()
        self.arrival: Any = None
        self.last_data = b""
        self.last_found: Any = None
        self.first_turn = plan.first_turn

    def answer(self, word: str, *values: Any) -> Any:
        if word == "count":
            return dict(self.counts)
        if word == "track":
            self.first_turn = values[0]
            self.events = {}
            self.arrival = np.zeros((len(self.links), self.plan.turns, DEVICES))
        if word == "follow":
            for link in self.links:
                say(link, {"t": "subscribe", "scopes": [values[0]], "cursor": {}, "epoch": ""})
        if word == "seen":
            return self.arrival, self.events
        return None

    def breathe(self) -> None:
        """`got` every 2 s, as docs/protocol.md wants it."""
        now = time.monotonic()
        if self.plan.mode != "centre" or now - self.breath < 2:
            return
        self.breath = now
        for number, link in enumerate(self.links):
            if self.texts[number] != self.told[number]:
                self.told[number] = self.texts[number]
                try:
                    say(link, {"t": "got", "n": self.texts[number]})
                except OSError:
                    continue

    def read(self, number: int) -> bool:
        link = self.links[number]
        try:
            data = link.raw.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            data = b""
        if not data:
            self.counts["closed"] += 1
            return False
        self.counts["bytes"] += len(data)
        if self.plan.mode.startswith("mqtt"):
            return True  # counted by bytes: every packet has the same size
        link.buffer += data
        self._frames(number, link)
        return True

    def _frames(self, number: int, link: Link) -> None:
        buffer, at, end = link.buffer, 0, len(link.buffer)
        while end - at >= 2:
            size, body = buffer[at + 1] & 127, at + 2
            if size == 126:
                body, size = at + 4, int.from_bytes(buffer[at + 2 : at + 4], "big")
            elif size == 127:
                body, size = at + 10, int.from_bytes(buffer[at + 2 : at + 10], "big")
            if body > end or body + size > end:
                break
            self._frame(number, buffer[at] & 15, bytes(buffer[body : body + size]))
            at = body + size
        del buffer[:at]

    def _frame(self, number: int, opcode: int, data: bytes) -> None:
        now = time.monotonic()
        self.counts["messages"] += 1
        if opcode == 2:
            self._picture(number, data, now)
        elif opcode == 1:
            self.counts["texts"] += 1
            self.texts[number] += 1
            if self.plan.stream and data.startswith(b'{"t":"events"'):
                frame = msgspec.json.decode(data)
                if frame["s"] == self.plan.stream:
                    for event in frame["e"]:
                        self.events.setdefault(event["seq"], []).append(now)

    def _picture(self, number: int, data: bytes, now: float) -> None:
        count, tick = MESSAGE_HEADER.unpack_from(data)[2:]
        self.links[number].raw.sendall(_masked(b'{"t":"tick","n":%d}' % tick, 1))
        self.counts["pictures"] += 1
        self.counts["rows"] += (len(data) - MESSAGE_HEADER.size - count * FRAME_HEADER.size) // ROW_DTYPE.itemsize
        if self.arrival is None:
            return
        if data != self.last_data:  # the same bytes for most sockets: cut once
            self.last_data, self.last_found = data, self._cut(data, count)
        devices, turns = self.last_found
        seen = self.arrival[number]
        fresh = seen[turns, devices] == 0
        seen[turns[fresh], devices[fresh]] = now

    def _cut(self, data: bytes, count: int) -> tuple[Any, Any]:
        """(device, round) of every row that is one of ours and of this measurement."""
        found, at = [], MESSAGE_HEADER.size
        for _ in range(count):
            rows = FRAME_HEADER.unpack_from(data, at)[-1]
            at += FRAME_HEADER.size
            found.append(np.frombuffer(data, ROW_DTYPE, rows, at))
            at += rows * ROW_DTYPE.itemsize
        every = np.concatenate(found) if found else np.zeros(0, ROW_DTYPE)
        devices = every["subject"].astype(np.int64) - self.plan.first_subject
        turns = every["alt"].astype(np.int64) - FIRST_ALT - self.first_turn
        good = (devices >= 0) & (devices < DEVICES) & (turns >= 0) & (turns < self.plan.turns)
        return devices[good], turns[good]
