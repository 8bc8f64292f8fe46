"""K2: from the press on the talk button to sound at 100 listeners, beside the obvious way: one `group_send` per audio message."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from multiprocessing.connection import Connection
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from realtime.talk.frame import write
from tests.bench.b04_group_send import _configure
from tests.bench.processes import cpu_seconds, rss
from tests.bench.publishing import spawn
from tests.bench.report import Goal, Result, median, percentile
from tests.bench.stage import Stage, settle
from tests.system.centre import free_port, wait_until
from tests.system.talking import PACKET, talks, tickets

LISTENERS = 100
BUNDLE_MS = 60  # three packets a message
PLAYER_MS = 120  # what a page keeps before it plays, on a LAN: measured in browsers, added here
BURSTS, BURST_S = 6, 4.0
FLOORS, PRESSERS = 200, 20  # in turn: one connection may say no more than 20 frames a second


def measure(stage: Stage) -> list[Result]:
    heard = Result("K2", f"push-to-talk press → heard, median of {LISTENERS} listeners", "ms", [], Goal(400, 200))
    relayed = Result(
        "K2",
        f"audio message, speaker → {LISTENERS} listeners: p95",
        "ms",
        [],
        Goal(0.33, 0.1),
        "ms, one group_send a message (channels_redis pub/sub, Daphne)",
    )
    granted = Result("K2", f"floor asked → granted while {LISTENERS} listen: p95", "ms", [], Goal(500, 50))
    for _ in range(stage.runs(2)):
        ours, cost, memory = _ours(stage)
        heard.runs.append(median([press + PLAYER_MS for press in ours["pressed"]]))
        relayed.runs.append(percentile(ours["relayed"], 0.95))
        granted.runs.append(percentile(ours["granted"], 0.95))
        theirs, their_cost = _peer(stage)
        relayed.peer_runs.append(percentile(theirs["relayed"], 0.95))
        relayed.notes.append(
            f"p50 {percentile(ours['relayed'], 0.5):.1f} ms, peer {percentile(theirs['relayed'], 0.5):.1f}; lost {ours['lost']:.1%}, peer {theirs['lost']:.1%};"
            f" {cost:.0%} of a core, peer {their_cost:.0%}; voice process {memory / 1e6:.0f} MB"
        )
        granted.notes.append(
            f"p50 {percentile(ours['granted'], 0.5):.1f} ms; {ours['floors']:.0f} floors a second, asked for one after the other"
        )
    heard.notes.append(
        f"first message at the listener {heard.runs[-1] - PLAYER_MS:.0f} ms after the press ({BUNDLE_MS} ms of them are its own length) + {PLAYER_MS} ms the player keeps"
    )
    return [heard, relayed, granted]


def _ours(stage: Stage) -> tuple[dict[str, Any], float, int]:
    centre = stage.centre
    if "voice" not in centre.processes:
        centre.start("voice")
        wait_until(lambda: talks(centre), 40, f"voice listens; {centre.log('voice')}")
    group = stage.officer.post("/api/talk/groups", {"name": "压测", "area": "440117"}).json()["id"]
    urls = tickets(centre, group, LISTENERS + 1 + PRESSERS)
    pid, began = stage.pid("voice"), time.monotonic()
    before = cpu_seconds(pid)
    found = _in_a_process(_speak, urls, group, stage.seconds(BURSTS), BURST_S, stage.seconds(FLOORS))
    cost = (cpu_seconds(pid) - before) / (time.monotonic() - began)
    return found, cost, rss(pid)


def _peer(stage: Stage) -> tuple[dict[str, Any], float]:
    port = free_port()
    server = spawn.Process(target=_serve, args=(centre_redis(stage), port), daemon=True)
    server.start()
    try:
        settle(3)
        urls, began = [f"ws://127.0.0.1:{port}/"] * (LISTENERS + 1), time.monotonic()
        assert server.pid is not None
        before = cpu_seconds(server.pid)
        found = _in_a_process(_speak, urls, 0, stage.seconds(BURSTS), BURST_S, 0)
        return found, (cpu_seconds(server.pid) - before) / (time.monotonic() - began)
    finally:
        server.kill()
        server.join(5)


def centre_redis(stage: Stage) -> str:
    return stage.centre.env["REDIS_URL"]


def _in_a_process(target: Any, *args: Any) -> dict[str, Any]:
    """The clients: a process of their own, so that they and the server do not share one interpreter."""
    pipe, theirs = spawn.Pipe()
    child = spawn.Process(target=target, args=(theirs, *args), daemon=True)
    child.start()
    theirs.close()  # or a child that died would be waited for without end
    try:
        wait_until(lambda: pipe.poll(0.5) or not child.is_alive(), 120, "the clients finish")
        found: dict[str, Any] = pipe.recv()
        return found
    finally:
        child.kill()
        child.join(5)


def _speak(pipe: Connection, urls: list[str], group: int, bursts: float, burst_s: float, floors: float) -> None:
    pipe.send(asyncio.run(Party(urls, group).run(max(1, int(bursts)), burst_s, int(floors))))


class Party:
    """One speaker and the others, in one loop and on one clock. `group` 0: the peer, which knows no floor."""

    def __init__(self, urls: list[str], group: int) -> None:
        self.urls, self.group = urls, group
        self.sent: dict[tuple[int, int], float] = {}
        self.pressed_at: dict[int, float] = {}
        self.relayed: list[float] = []
        self.pressed: list[float] = []

    async def run(self, bursts: int, burst_s: float, floors: int) -> dict[str, Any]:
        speaker, *others = [await connect(url, compression=None, max_size=None, close_timeout=1) for url in self.urls]
        listeners, pressers = others[:LISTENERS], others[LISTENERS:]
        tasks = [asyncio.ensure_future(self._listen(socket)) for socket in listeners]
        granted: list[float] = []
        waiting = asyncio.ensure_future(self._listen(speaker))  # joins, and reads what the others' floors bring
        rate = await self._floors(pressers, granted, floors) if floors else 0.0
        waiting.cancel()
        await asyncio.wait([waiting])
        await asyncio.sleep(1.0)
        messages = int(burst_s * 1000 / BUNDLE_MS)
        for number in range(1, bursts + 1):
            pressed = time.perf_counter()
            burst = await self._grant(speaker, number) if self.group else number
            granted.append((time.perf_counter() - pressed) * 1000)
            self.pressed_at[burst] = pressed
            for n in range(messages):
                due = pressed + (n + 1) * BUNDLE_MS / 1000  # a bundle exists when its last packet was spoken
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                self.sent[burst, 3 * n] = time.perf_counter()
                await speaker.send(write(burst, 3 * n, [PACKET] * 3, last=n == messages - 1))
            if self.group:
                await self._release(speaker, burst)
            await asyncio.sleep(0.3)
        await asyncio.sleep(0.5)
        for task in tasks:
            task.cancel()
        lost = 1 - len(self.relayed) / (len(self.sent) * len(listeners))
        return {"relayed": self.relayed, "pressed": self.pressed, "granted": granted, "floors": rate, "lost": lost}

    async def _floors(self, pressers: list[ClientConnection], granted: list[float], floors: int) -> float:
        """Floors a second, asked for in turn while everybody listens."""
        for presser in pressers:
            await self._join(presser)
        await asyncio.sleep(0.5)
        began = time.perf_counter()
        for number in range(floors):
            presser, pressed = pressers[number % len(pressers)], time.perf_counter()
            burst = await self._grant(presser, 1000 + number)
            granted.append((time.perf_counter() - pressed) * 1000)
            await self._release(presser, burst, at_once=True)
        rate = floors / (time.perf_counter() - began)
        await asyncio.gather(*(presser.close() for presser in pressers))
        return rate

    async def _join(self, socket: ClientConnection) -> None:
        await socket.send(json.dumps({"t": "join", "groups": [self.group]}))

    async def _listen(self, socket: ClientConnection) -> None:
        if self.group:
            await self._join(socket)
        count, acked = 0, time.perf_counter()
        with contextlib.suppress(asyncio.CancelledError):
            async for data in socket:
                now = time.perf_counter()
                if isinstance(data, bytes):
                    count += 1
                    burst, seq = int.from_bytes(data[4:8]), int.from_bytes(data[2:4])
                    self.relayed.append((now - self.sent[burst, seq]) * 1000)
                    if seq == 0:
                        self.pressed.append((now - self.pressed_at[burst]) * 1000)
                if self.group and now - acked > 1:
                    acked = now
                    await socket.send(json.dumps({"t": "ack", "n": count}))

    async def _grant(self, socket: ClientConnection, rid: int) -> int:
        await socket.send(json.dumps({"t": "req", "g": self.group, "rid": rid}))
        while True:
            frame = json.loads(await socket.recv())
            if frame["t"] == "grant":
                return int(frame["burst"])
            assert frame["t"] not in ("deny", "refused"), frame

    async def _release(self, socket: ClientConnection, burst: int, *, at_once: bool = False) -> None:
        """Until its own burst is over: what others' bursts left unread says nothing of it."""
        await socket.send(json.dumps({"t": "rel", "g": self.group} | ({} if at_once else {"burst": burst})))
        while (frame := json.loads(await socket.recv()))["t"] != "idle" or frame["burst"] != burst:
            pass


def _serve(url: str, port: int) -> None:
    """As one would write it first: a consumer that hands each message to a group."""
    _configure(url)
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import ProtocolTypeRouter
    from daphne.server import Server

    class Talk(AsyncWebsocketConsumer):  # type: ignore[misc]
        async def connect(self) -> None:
            await self.channel_layer.group_add("talk", self.channel_name)
            await self.accept()

        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            await self.channel_layer.group_send("talk", {"type": "audio", "data": bytes_data, "by": self.channel_name})

        async def audio(self, event: dict[str, Any]) -> None:
            if event["by"] != self.channel_name:
                await self.send(bytes_data=event["data"])

    application = ProtocolTypeRouter({"websocket": Talk.as_asgi()})
    Server(application=application, endpoints=[f"tcp:port={port}:interface=127.0.0.1"], websocket_timeout=-1).run()
