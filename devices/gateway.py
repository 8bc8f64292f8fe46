"""The gateway process: both MQTT lanes and the doors in, the pipeline in the middle, frames, history and inbox out. One loop thread owns all state.

Threads around it: paho (promise lane), inbox-keeper, inbox-worker, track-writer, downlinks, registry, leadership. One of them dying ends the
process; the supervisor starts a new one, and everything it needs is in the database.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from devices import adapters, intake
from devices.adapters import mapped, sparkplug
from devices.clock import DatabaseClock
from devices.doors.opening import Doors
from devices.doors.shape import Done
from devices.doorway import Doorway
from devices.dying import DECODED, mark
from devices.fences import FenceReader, Read, Watch
from devices.inbox.keeper import Keeper, Waiting, Worker
from devices.inbox.storing import letter_made, letter_of
from devices.leadership import Leadership
from devices.mqtt.promises import NotConnected, PromiseLane
from devices.mqtt.telemetry import TelemetryLane
from devices.picture_table import TICK_S, PictureTable
from devices.pipeline import Pipeline
from devices.readings import PROMISES, Reading, Reply
from devices.registry import RELOAD_S, Registry, RegistryReader
from devices.terminals.sending import Sender
from devices.tracks.writer import Batch, writers
from devices.wire.keeping import Keeping
from devices.wire.rights import Found
from realtime import bus

log = logging.getLogger(__name__)

SHARD = 0  # on Mosquitto and the embedded broker there is one working gateway
WRITE_EVERY_TICKS = 4  # history and last fixes go to the database each second


class Gateway:
    def __init__(
        self,
        url: str,
        conninfo: Callable[[], str],
        *,
        client_id: str | None = None,
        host: str = "127.0.0.1",
        doors: Mapping[str, int] | None = None,  # name of the port → port; which are not named stay closed
    ) -> None:
        name = client_id or f"gateway-{socket.gethostname()}"
        self.clock = DatabaseClock()
        # The epoch tells a hub that the counting started anew. Seconds: no process starts twice in one.
        self.table = PictureTable(SHARD, int(time.time()))
        self.line = Pipeline(self.table, self.clock.now_ms)
        self.line.on_promise = self._made
        telemetry = tuple(topic for adapter in adapters.ADAPTERS for topic in adapter.TELEMETRY)
        promises = tuple(topic for adapter in adapters.ADAPTERS for topic in adapter.PROMISES)
        self.telemetry = TelemetryLane(url, f"telemetry-{name}-{os.getpid()}", telemetry, self._telemetry, self._bad_packet)
        self.telemetry.on_batch = self._batch
        self.batch_ms = 0
        primary = os.environ.get("SPARKPLUG_HOST", "")
        presence = (lambda: sparkplug.presence(primary, self.clock.now_ms())) if primary else None
        self.promises = PromiseLane(url, name, promises, self._promise_arrived, self._puback, presence=presence)
        self.writers = writers()
        self.keeper = Keeper(conninfo)
        self.worker = Worker(self.keeper.work)
        self.doorway = Doorway(self.line, self.keeper, self._on_loop)
        self.doors = Doors(self.doorway, host, doors or {})
        self.sender = Sender(self.promises, conninfo, self.doors)
        self.doorway.arrived = self.sender.arrived.put
        self.leadership = Leadership(conninfo)
        asked = settings.MQTT_CONTROL_URL or settings.EMQX_SECRET
        self.rights = Keeping(settings.MQTT_CONTROL_URL, self._learn_rights) if asked else None
        self.reader = RegistryReader()
        self.fence_reader = FenceReader()
        self.fences = Watch(self.line, self._made)
        self.registry_rang = threading.Event()
        self.registry_thread = threading.Thread(target=self._read_registry, name="registry", daemon=True)
        self.registry_loaded = asyncio.Event()
        self.ending = threading.Event()
        self.keyframe_asked = False
        self.learned: dict[int, dict[str, object]] = {}
        self.loop: asyncio.AbstractEventLoop
        self.stopping = asyncio.Event()

    # -- telemetry lane: on the loop -------------------------------------------------------------------------------------------------

    def _telemetry(self, topic: bytes, payload: bytes, retained: bool) -> None:
        replies = self.line.take(topic, payload, retained, self.batch_ms)
        if replies:
            self._reply(replies)

    def _batch(self) -> None:
        """All messages of one read came at the same time, to the millisecond that matters."""
        self.batch_ms = self.clock.now_ms()

    def _bad_packet(self, reason: str, first_bytes: bytes) -> None:
        self.line.strangers.refuse(b"(mqtt)", reason, first_bytes)

    def _made(self, reading: Reading) -> None:
        """A promise found in telemetry: stored like one that came on the promise lane."""
        known = self.line.known.get(reading.source)
        letter = letter_made(reading, known.terminal if known else None)
        self.keeper.put(Waiting(letter))

    # -- promise lane: from paho's thread to the loop, stored by the keeper, then acknowledged ---------------------------------------

    def _promise_arrived(self, topic: bytes, payload: bytes, retained: bool, done: Callable[[], None]) -> None:
        self.loop.call_soon_threadsafe(self._promise, topic, payload, retained, done)

    def _promise(self, topic: bytes, payload: bytes, retained: bool, done: Callable[[], None]) -> None:
        """Everything goes through the keeper, also what needs no storing: MQTT wants acknowledgements in the order of the messages
        (4.6.0), and rumqttd ends the connection of a client that does otherwise."""
        received = self.line.receive(topic, payload, retained)
        if received is None:  # in quarantine; unacknowledged poison would fill the in-flight window and stop the lane
            self.keeper.put(Waiting(None, done))
            return
        readings, replies, _ = received
        speaker = next((reading.source for reading in readings if isinstance(reading, PROMISES)), None)
        known = self.line.known.get(speaker) if speaker else None

        def kept() -> None:  # on the keeper's thread, after the commit
            done()
            self._reply(replies)
            self._on_loop(self.line.apply, topic, payload, readings)

        def refused(why: str) -> None:
            self._on_loop(self.line.strangers.refuse, topic, f"数据库拒收: {why}", payload)
            done()

        letter = letter_of(topic.decode(), payload, readings, known.terminal if known else None)
        mark(DECODED, letter)
        self.keeper.put(Waiting(letter, kept, refused))

    def _on_loop(self, call: Callable[..., Any], *args: Any) -> None:
        try:
            self.loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            log.debug("loop already closed")  # while stopping: the row is stored, only the marker misses it

    def _reply(self, replies: tuple[Reply, ...]) -> None:
        for reply in replies:
            try:
                self.promises.publish(reply.topic, reply.payload)
            except NotConnected:
                log.warning("reply on %s not sent: the promise lane is not connected; the device asks again", reply.topic)

    def _puback(self, mid: int) -> None:
        self.sender.acknowledged.put(mid)

    # -- doors: on the loop ----------------------------------------------------------------------------------------------------------

    def accept(self, topic: bytes, payload: bytes, done: Done) -> str:
        """A frame that came through a door (devices/doors); ``done(replies)`` once it counts, ``done(None)`` and a reason when it never will."""
        return self.doorway.accept(topic, payload, done)

    # -- registry --------------------------------------------------------------------------------------------------------------------

    def _read_registry(self) -> None:
        while not self.ending.is_set():
            try:
                close_old_connections()
                asked = time.monotonic()
                registry = self.reader.read()
                self._on_loop(self._learn_registry, registry, asked, time.monotonic(), self.fence_reader.read())
            except DatabaseError as error:
                log.warning("registry: database away, going on with what is known: %s", str(error).splitlines()[0] if str(error) else error)
            self.registry_rang.wait(RELOAD_S)
            self.registry_rang.clear()
        connection.close()

    def _learn_registry(self, registry: Registry, asked: float, answered: float, fences: Read | None) -> None:
        if answered - asked < 1.0 or not self.registry_loaded.is_set():
            self.clock.measured(registry.now, asked, answered)
        self.line.obey(registry.wire)
        if registry.entries is not None:
            self.line.learn(registry.entries, registry.facts)
            self.promises.hear(mapped.filters(self.line.facts.mapped))
            # 22,000 terminals are long-lived objects: out of the collector's sight, or each collection walks them all
            gc.collect()
            gc.freeze()
            log.info("registry: %s terminals", len(registry.entries))
        for placed in registry.placed:
            self.line.place(placed)
        if fences is not None:  # after the last positions: a fence drawn while no gateway ran is told who stands in it
            self.fences.learn(fences)
        self.registry_loaded.set()

    def _learn_rights(self, found: Found) -> None:
        """From the thread that keeps them; a whole new mapping, so that nobody reads half of it."""
        self.doorway.rights = found.rights

    # -- bus -------------------------------------------------------------------------------------------------------------------------

    def _heard(self, channel: str, data: bytes) -> None:
        if channel == bus.REGISTRY:
            self.registry_rang.set()
            if self.rights is not None:
                self.rights.rang.set()
        elif channel == bus.KEYFRAME:
            if data in (b"", str(SHARD).encode()):
                self._on_loop(self._ask_keyframe)
        elif channel == intake.CHANNEL:
            self._on_loop(self._intake, data)

    def _ask_keyframe(self) -> None:
        self.keyframe_asked = True

    def _intake(self, data: bytes) -> None:
        for notice in intake.read(data):
            if notice.placed is not None:
                self.line.place(notice.placed)
            if notice.sos is not None and (track := self.line.tracks.get(notice.subject)) is not None:
                self.line.mark_sos(track, active=notice.sos)

    # -- tick ------------------------------------------------------------------------------------------------------------------------

    async def _tick(self) -> None:
        due, ticks = self.loop.time(), 0
        while not self.stopping.is_set():
            everything, self.keyframe_asked = self.keyframe_asked, False
            frames = self.table.frames(self.clock.now_ms(), everything=everything)
            if frames:
                bus.publish(bus.FRAMES, frames)
            self.fences.tick()
            ticks += 1
            if ticks % WRITE_EVERY_TICKS == 0:
                self._hand_over()
            # Keep to the grid; after a stall do not catch up tick by tick
            due = max(due + TICK_S, self.loop.time())
            await asyncio.sleep(due - self.loop.time())

    def _hand_over(self) -> None:
        """What came in since the last second goes to the writer. On the loop thread, so nothing is added meanwhile."""
        line = self.line
        devices, refused = line.strangers.hand_over()
        batch = Batch(
            history=line.history,
            latest=[
                (subject, track.last_ms, track.flags, fix, track.source, track.rank, track.held_ms)
                for subject, (track, fix) in line.latest.items()
            ],
            flags=[(subject, track.flags) for subject, track in line.changed.items()],
            targets=list(line.targets.items()),
            learned=[(terminal, facts) for terminal, facts in line.learned if self._is_news(terminal, facts)],
            strangers=devices,
            refused=refused,
        )
        line.history, line.latest, line.changed, line.targets, line.learned = [], {}, {}, {}, []
        if batch:
            for writer in self.writers:
                writer.put(batch)

    def _is_news(self, terminal: int, facts: dict[str, object]) -> bool:
        known = self.learned.setdefault(terminal, {})
        if all(known.get(key) == value for key, value in facts.items()):
            return False
        known.update(facts)
        return True

    async def _watch(self) -> None:
        """A dead thread or a deaf lane ends the process; paho's thread died and publishing still "succeeded"."""
        threads = (*self.writers, self.keeper, self.worker, self.sender, self.registry_thread)
        while not self.stopping.is_set():
            await asyncio.sleep(1.0)
            dead = [thread.name for thread in threads if not thread.is_alive()]
            why = f"thread {dead[0]} has died" if dead else self.promises.sick()
            if self.rights is not None and not self.rights.is_alive():
                why = "thread broker-rights has died"
            if self.leadership.lost.is_set():
                why = "another gateway took over"
            if why:
                log.critical("gateway ends: %s", why)
                self._hand_over()
                self._write_the_rest()
                os._exit(1)

    def _write_the_rest(self) -> None:
        for writer in self.writers:
            writer.stop()

    # -- life ------------------------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        self.loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            self.loop.add_signal_handler(name, self.stopping.set)
        self.leadership.start()
        while not self.leadership.won.is_set():
            if self.stopping.is_set():
                return
            await asyncio.sleep(0.1)
        await self.work()

    async def work(self) -> None:
        """Everything after the lock is ours; ends when ``stopping`` is set."""
        self.loop = asyncio.get_running_loop()
        # The hot path makes few cycles; the default threshold would collect 30 times a second at rate
        gc.set_threshold(50_000, 20, 50)
        for thread in (*self.writers, self.keeper, self.worker, self.registry_thread):
            thread.start()
        if self.rights is not None:  # before the lanes: on its first start the broker knows not even us
            self.rights.start()
        await self.registry_loaded.wait()  # before the first frame, or every device would be a stranger
        listener = bus.listen([bus.KEYFRAME, bus.REGISTRY, intake.CHANNEL], self._heard)
        self.promises.start()
        self.sender.start()
        tasks = [asyncio.create_task(job) for job in (self.telemetry.run(), self.doors.run(), self._tick(), self._watch())]
        stop = asyncio.create_task(self.stopping.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # an exception of a task is the process's exception
        finally:
            self.stopping.set()
            for task in (*tasks, stop):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(self._wind_down, listener)

    def _wind_down(self, listener: bus.Listener) -> None:
        """In the order of the line: nothing more in, then everything written."""
        self.sender.stopping = True
        if self.rights is not None:
            self.rights.stop()
        self.ending.set()
        self.registry_rang.set()
        self.promises.stop()
        self.keeper.stop()
        self.sender.stop()
        self.worker.stop()
        self._hand_over()
        self._write_the_rest()
        self.registry_thread.join(3)
        if self.leadership.is_alive():
            self.leadership.stop()
        listener.close()
