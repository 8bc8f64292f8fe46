"""The two sides of B1 and B2 in a process of their own: our lean reader or paho's loop, with the gateway's own pipeline behind it or nothing."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from devices.mqtt.telemetry import TelemetryLane
from devices.picture_table import TICK_S, PictureTable
from devices.pipeline import Pipeline
from devices.readings import Source
from devices.tracking import Entry
from realtime.positions import KIND_CODE
from tests.bench.packets import DEVICES, external_id
from tests.bench.publishing import spawn

WRITE_EVERY_TICKS = 4  # as in devices/gateway.py
FILTERS = ("ecc/v1/+/+/+/pos", "ecc/v1/+/+/+/status")
DISTRICTS = (440103, 440104, 440105, 440106, 440111, 440112, 440113, 440114, 440115, 440117, 440118)


class Cost(NamedTuple):
    messages: int
    cpu_s: float
    seconds: float

    @property
    def us(self) -> float:
        """CPU microseconds a message."""
        return self.cpu_s / self.messages * 1e6 if self.messages else float("nan")


class Counter:
    """What stands in the pipeline's place when the transport is measured alone."""

    def __init__(self) -> None:
        self.frames = 0

    def take(self, topic: bytes, payload: bytes, retained: bool = False, received_ms: int | None = None) -> Any:
        self.frames += 1
        return ()


def city() -> Pipeline:
    """A pipeline that knows 22,000 radios in the eleven districts."""
    line = Pipeline(PictureTable(0, 1), lambda: int(time.time() * 1000))
    line.learn(
        [Entry(Source("radio", external_id(n)), n + 1, n + 1, DISTRICTS[n % 11], KIND_CODE["radio"], False) for n in range(DEVICES)], None
    )
    return line


class Reader:
    """The child process. `measure(seconds)` between `warm()` and `stop()`."""

    def __init__(self, transport: str, pipeline: bool, url: str) -> None:
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_read, args=(theirs, transport, pipeline, url), daemon=True)
        self.process.start()
        self.pipe.recv()

    def measure(self, seconds: float) -> Cost:
        self.pipe.send(seconds)
        return Cost(*self.pipe.recv())

    def stop(self) -> None:
        self.process.kill()
        self.process.join(5)


def _read(pipe: Connection, transport: str, pipeline: bool, url: str) -> None:
    line = city() if pipeline else Counter()
    # As the gateway does (devices/gateway.py), for both sides
    gc.set_threshold(50_000, 20, 50)
    gc.collect()
    gc.freeze()
    threading.Thread(target=_tell, args=(pipe, line), daemon=True).start()
    if transport == "paho":
        _paho(line, url, pipe)
    else:
        import uvloop

        uvloop.run(_lean(line, url, pipe))


def _tell(pipe: Connection, line: Any) -> None:
    while True:
        seconds = pipe.recv()
        before = (line.frames, time.process_time(), time.monotonic())
        time.sleep(seconds)
        after = (line.frames, time.process_time(), time.monotonic())
        pipe.send(tuple(b - a for a, b in zip(before, after, strict=True)))


class Ticks:
    """The gateway's tick, on the reader's own thread on both sides: frames are made, and what goes to the writer each second is let go."""

    def __init__(self, line: Any) -> None:
        self.line, self.due, self.count = line, 0.0, 0

    def __call__(self) -> None:
        now = time.monotonic()
        if now < self.due or isinstance(self.line, Counter):
            return
        self.due, self.count = now + TICK_S, self.count + 1
        self.line.table.frames(self.line.now_ms())
        if self.count % WRITE_EVERY_TICKS == 0:
            self.line.history, self.line.latest, self.line.changed = [], {}, {}


def _paho(line: Any, url: str, pipe: Connection) -> None:
    """The loop of paho's own examples: the peer."""
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    from devices.mqtt.wire import address_of

    take, address, tick = line.take, address_of(url), Ticks(line)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"bench-paho-{time.monotonic_ns()}")
    if address.username is not None:
        client.username_pw_set(address.username, address.password)
    client.on_connect = lambda *_: client.subscribe([(name, 0) for name in FILTERS])
    client.on_subscribe = lambda *_: pipe.send("ready")

    def on_message(_client: Any, _userdata: Any, message: Any) -> None:
        take(message._topic, message.payload, message.retain)

    client.on_message = on_message
    client.connect(address.host, address.port)
    while client.loop(0.05) == mqtt.MQTT_ERR_SUCCESS:  # what loop_forever does
        tick()


async def _lean(line: Any, url: str, pipe: Connection) -> None:
    """As devices/gateway.py uses the lane: the clock is read once a batch."""
    batch_ms = 0

    def batch() -> None:
        nonlocal batch_ms
        batch_ms = int(time.time() * 1000)

    def sink(topic: bytes, payload: bytes, retained: bool) -> None:
        line.take(topic, payload, retained, batch_ms)

    lane = TelemetryLane(url, f"bench-lean-{time.monotonic_ns()}", FILTERS, sink, lambda reason, data: None)
    lane.on_batch = batch
    job, tick = asyncio.create_task(lane.run()), Ticks(line)
    while not lane.connected:
        await asyncio.sleep(0.01)
    pipe.send("ready")
    while not job.done():
        await asyncio.sleep(TICK_S)
        tick()
