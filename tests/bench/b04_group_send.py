"""B4: position updates delivered a second to 50 sockets, beside the obvious way: one `group_send` per position through channels-redis pub/sub."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection
from typing import Any

from tests.bench.b03_fanout import ours
from tests.bench.packets import DEVICES
from tests.bench.processes import cpu_seconds
from tests.bench.publishing import spawn
from tests.bench.report import Goal, Result, median
from tests.bench.sockets import Farm, Plan
from tests.bench.stage import Loads, Stage, settle
from tests.system.centre import free_port, wait_until

SOCKETS = 50
OFFERED = (100.0, 400.0)  # positions a second, 5,000 and 20,000 deliveries; the peer gets the better of the two
MEASURE_S, WARM_S = 4.0, 1.5
GROUP = "positions"


def measure(stage: Stage) -> list[Result]:
    result = Result(
        "B4",
        "position updates delivered/s to 50 sockets",
        "/s",
        [],
        Goal(100, 500, at_most=False),
        "/s, one group_send a position (channels_redis pub/sub, Daphne)",
    )
    loads = Loads(OFFERED)
    costs: list[float] = []
    peer_costs: list[float] = []
    for _ in range(stage.runs()):
        peer = loads.best(lambda offered: _naive(stage, offered))
        for runs, spent, (rate, cost) in ((result.runs, costs, ours(stage, DEVICES)), (result.peer_runs, peer_costs, peer)):
            runs.append(rate)
            spent.append(cost)
    result.notes.append(
        f"CPU a delivered update: ours {median(costs) * 1e6:.3f} µs, group_send {median(peer_costs) * 1e6:.0f} µs (server process)"
    )
    return [result]


def _naive(stage: Stage, offered: float) -> tuple[float, float]:
    url, port = stage.centre.env["REDIS_URL"], free_port()
    server = spawn.Process(target=_serve, args=(url, port), daemon=True)
    server.start()
    pipe, theirs = spawn.Pipe()
    publisher = spawn.Process(target=_publish, args=(theirs, url, offered), daemon=True)
    farm = None
    try:
        farm = wait_until(lambda: _farm(port), 20, "the peer's server answers")
        publisher.start()
        pipe.recv()
        settle(WARM_S)
        assert server.pid is not None
        seconds = stage.seconds(MEASURE_S)
        before = cpu_seconds(server.pid)
        rate = farm.rate("texts", seconds)
        return rate, (cpu_seconds(server.pid) - before) / (rate * seconds)
    finally:
        for process in (publisher, server):
            if process.is_alive():
                process.kill()
                process.join(5)
        if farm is not None:
            farm.stop()


def _farm(port: int) -> Farm | None:
    try:
        return Farm(Plan("text", port, [""] * SOCKETS))
    except RuntimeError:
        return None


def _configure(url: str) -> None:
    from django.conf import settings

    layer = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [url]}}
    settings.configure(CHANNEL_LAYERS={"default": layer}, ALLOWED_HOSTS=["*"])


def _serve(url: str, port: int) -> None:
    """The page of Channels' own tutorial."""
    _configure(url)
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import ProtocolTypeRouter
    from daphne.server import Server

    class Positions(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            await self.channel_layer.group_add(GROUP, self.channel_name)
            await self.accept()

        async def position(self, event: dict[str, Any]) -> None:
            await self.send(text_data=event["text"])

    application = ProtocolTypeRouter({"websocket": Positions.as_asgi()})
    Server(application=application, endpoints=[f"tcp:port={port}:interface=127.0.0.1"], websocket_timeout=-1).run()


def _publish(pipe: Connection, url: str, offered: float) -> None:
    _configure(url)
    from channels.layers import get_channel_layer

    text = '{"id":"B00001","lat":23.1234567,"lon":113.1234567,"at":1790000000000' + ',"x":"' + "-" * 220 + '"}'

    async def run() -> None:
        layer, loop = get_channel_layer(), asyncio.get_running_loop()
        pipe.send("ready")
        due = loop.time()
        while True:
            await layer.group_send(GROUP, {"type": "position", "text": text})
            due = max(due + 1 / offered, loop.time() - 0.5)
            if due > loop.time():
                await asyncio.sleep(due - loop.time())

    asyncio.run(run())
