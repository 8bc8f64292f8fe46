"""Hundreds of screens and terminals on one event loop in a thread of its own, each as a correct one behaves: it comes back, and keeps what it saw."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import uuid4

import msgspec
import requests
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from devices.mqtt.device import MqttDevice
from realtime.positions import MESSAGE_HEADER
from tests.system import checks
from tests.system.centre import Centre, Officer, wait_until

BACKLOG = 50  # positions a radio keeps while it has no network
FIRST_S, MOST_S = 0.5, 8.0  # a page's own tries (frontend/src/live/socket.ts): full jitter under a bound that doubles
GOT_S = 2.0
SILENT_S = 12.0  # a beat comes every five: a link on which nothing comes is half open


class Crowd:
    """The loop and everybody on it. `with Crowd() as crowd: …` ends them all."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.loop.set_default_executor(ThreadPoolExecutor(48, thread_name_prefix="crowd"))
        threading.Thread(target=self.loop.run_forever, name="crowd", daemon=True).start()
        self.jobs: list[asyncio.Task[None]] = []

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        async def over() -> None:
            left = set(self.jobs)
            while left:  # a cancellation that meets an answer is swallowed by wait_for
                for job in left:
                    job.cancel()
                _, left = await asyncio.wait(left, timeout=2)

        self.run(over())
        self.loop.call_soon_threadsafe(self.loop.stop)

    def run(self, work: Coroutine[Any, Any, Any], seconds: float = 60) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def add(self, *members: Watcher | Handset) -> None:
        async def begin() -> None:
            self.jobs += [asyncio.create_task(member.run()) for member in members]

        self.run(begin())


class Watcher:
    """A screen without glass: it follows its scope, says `got`, and comes back with its cursor after every close."""

    def __init__(self, officer: Officer, url: str, *, scope: str = "area:4401", pictures: bool = False) -> None:
        self.officer, self.url, self.scope, self.pictures = officer, url, scope, pictures
        self.epoch, self.cursor = "", dict[str, int]()
        self.seen: list[tuple[str, str, int]] = []  # (epoch and how often it began anew, stream, seq)
        self.codes: Counter[int] = Counter()
        self.snapshots: list[float] = []
        self.bad: Counter[int] = Counter()  # answers of 500 and above while it came back
        self.resets = self.silences = 0
        self.why = ""  # it is not there
        self.online = False
        self.back_at = 0.0
        self.texts = 0

    async def run(self) -> None:
        wait = FIRST_S
        while True:
            try:
                await self._once()
                wait = FIRST_S
            except (OSError, WebSocketException, requests.RequestException, TimeoutError, Refused) as error:
                self.why = repr(error)[:200]
                if isinstance(error, ConnectionClosed):
                    self.codes[error.rcvd.code if error.rcvd else 1006] += 1
                    if self.online:
                        wait = FIRST_S
            self.online = False
            await asyncio.sleep(random.uniform(0, wait))
            wait = min(MOST_S, wait * 2)

    async def _once(self) -> None:
        if not self.epoch:
            await self._snapshot()
        ticket = (await self._ask("POST", "/api/ticket"))["ticket"]
        address = self.url.replace("http", "ws", 1) + f"/ws/?ticket={ticket}"
        async with connect(
            address,
            origin=self.url,  # type: ignore[arg-type]
            open_timeout=15,
            max_size=None,
            compression=None,
            ping_interval=None,
            close_timeout=1,
        ) as socket:
            self.texts, told, heard = 0, 0.0, time.monotonic()
            await socket.send(json.dumps({"t": "subscribe", "scopes": [self.scope], "epoch": self.epoch, "cursor": self.cursor}))
            if self.pictures:
                await socket.send('{"t":"picture","areas":["4401"],"every":4}')
            while True:
                with suppress(TimeoutError):
                    await self._take(socket, await asyncio.wait_for(socket.recv(), GOT_S))
                    heard = time.monotonic()
                if time.monotonic() - heard > SILENT_S:
                    self.silences += 1
                    socket.transport.abort()
                    raise ConnectionError("silent")
                if (now := time.monotonic()) - told >= GOT_S:
                    told = now
                    await socket.send(f'{{"t":"got","n":{self.texts}}}')

    async def _take(self, socket: ClientConnection, message: str | bytes) -> None:
        if isinstance(message, bytes):
            await socket.send(f'{{"t":"tick","n":{MESSAGE_HEADER.unpack_from(message)[3]}}}')
            return
        self.texts += 1
        frame = msgspec.json.decode(message)
        if frame["t"] == "events":
            for event in frame["e"]:
                self.seen.append((f"{self.epoch} {self.resets}", frame["s"], event["seq"]))
            self.cursor[frame["s"]] = frame["e"][-1]["seq"]
        elif frame["t"] == "subscribed":
            self.online, self.back_at = True, time.monotonic()
        elif frame["t"] == "reset":
            self.resets += 1
            self.epoch = ""
            await socket.close()

    async def _snapshot(self) -> None:
        self.snapshots.append(time.monotonic())
        first = await self._ask("GET", f"/api/snapshot?scope={self.scope}")
        self.epoch, self.cursor = first["epoch"], dict(first["heads"])

    async def _ask(self, method: str, path: str) -> Any:
        """With the officer's cookies, a connection of its own: what a restart does to kept connections is not asked here."""

        def ask() -> Any:
            token = self.officer.http.cookies.get("csrftoken", "")
            headers = {"X-CSRFToken": token, "Origin": self.url, "Idempotency-Key": uuid4().hex, "Connection": "close"}
            answer = requests.request(method, self.url + path, headers=headers, cookies=self.officer.http.cookies.get_dict(), timeout=15)
            if answer.status_code >= 400:
                if answer.status_code >= 500:
                    self.bad[answer.status_code] += 1
                raise Refused(f"{answer.status_code} {answer.text[:200]}")
            return answer.json()

        return await asyncio.get_running_loop().run_in_executor(None, ask)


class Refused(Exception):
    """The centre said no; the screen tries again."""


class Handset:
    """A radio: says where it is, keeps positions while it has no network, carries out each order once and answers it."""

    def __init__(self, url: str, external_id: str, *, area: str = "440117", every_s: float = 5.0, accepts: bool = True) -> None:
        self.base, self.ident, self.every_s, self.accepts = f"ecc/v1/{area}/radio/{external_id}", external_id, every_s, accepts
        self.device = MqttDevice(url, f"handset-{external_id}", subscriptions=(f"{self.base}/cmd",), on_message=self._command)
        self.done: list[int] = []  # orders it began to carry out
        self.heard: Counter[int] = Counter()  # each time an order came
        self.seen: set[str] = set()
        self.backlog: list[dict[str, Any]] = []
        self.count = 0
        self.came: list[float] = []  # each time the broker took it in
        self.jobs: set[asyncio.Task[None]] = set()
        self.wrong_by_ms = 0  # its clock
        self.silenced = False  # switched off: it comes back by itself when it is switched on
        self.said_at = 0  # device time of its last position, milliseconds

    async def run(self) -> None:
        keep = asyncio.create_task(self.device.run(lambda: self.came.append(time.monotonic())))
        try:
            await asyncio.sleep(random.uniform(0, self.every_s))
            while True:
                self.backlog = [*self.backlog, self._position()][-BACKLOG:]
                if self.silenced and self.device.online.is_set():
                    self.device.cut()
                with suppress(ConnectionError):
                    if self.device.online.is_set():
                        self.device.send(
                            f"{self.base}/pos", msgspec.json.encode(self.backlog if len(self.backlog) > 1 else self.backlog[0])
                        )
                        self.backlog = []
                await asyncio.sleep(self.every_s)
        finally:
            keep.cancel()
            self.device.cut()
            for job in self.jobs:
                job.cancel()

    def _position(self) -> dict[str, Any]:
        self.count += 1
        self.said_at = int(time.time() * 1000) + self.wrong_by_ms
        return {"lat": round(23.5 + self.count % 900 / 10_000, 6), "lon": 113.6, "at": self.said_at, "n": self.count, "bat": 80, "spd": 1.2}

    def _command(self, topic: str, payload: bytes) -> None:
        if self.silenced:
            return
        command = msgspec.json.decode(payload)
        order = command.get("order")
        if command.get("kind") != "order" or not isinstance(order, int):
            return
        self.heard[order] += 1
        kinds = ["delivered"]
        if str(command["id"]) not in self.seen and self.accepts:
            kinds = ["delivered", "accepted"]
            self.done.append(order)
        self.seen.add(str(command["id"]))
        job = asyncio.get_running_loop().create_task(self._answer(order, kinds))
        self.jobs.add(job)
        job.add_done_callback(self.jobs.discard)

    async def _answer(self, order: int, kinds: list[str]) -> None:
        for kind in kinds:
            await self._promise("ack", {"order": order, "kind": kind, "mid": f"{order}-{kind}"})

    async def press(self) -> None:
        """Its emergency key."""
        await self._promise("sos", {"active": True, "mid": uuid4().hex, "lat": 23.6, "lon": 113.6})

    async def _promise(self, channel: str, said: dict[str, Any]) -> None:
        """Kept until the broker has it."""
        body = msgspec.json.encode(said | {"at": int(time.time() * 1000) + self.wrong_by_ms})
        while True:
            await self.device.online.wait()
            try:
                await self.device.publish(f"{self.base}/{channel}", body)
                return
            except (ConnectionError, TimeoutError):
                await asyncio.sleep(1)


def screens_wrong(watchers: list[Watcher]) -> list[str]:
    """P7 as each of them saw it."""
    return [f"screen {number}: {words}" for number, one in enumerate(watchers) for words in checks.increasing(one.seen)]


def heads_of(centre: Centre, scope: str = "area:4401") -> dict[str, int]:
    return dict(centre.query("SELECT name, head FROM log_stream WHERE name LIKE %s AND head > 0", scope + "%"))


def in_step(centre: Centre, watchers: list[Watcher]) -> bool:
    """Everybody there, and everybody as far as the log."""
    heads = heads_of(centre)
    return all(one.online and all(one.cursor.get(name, 0) >= head for name, head in heads.items()) for one in watchers)


def until_in_step(centre: Centre, watchers: list[Watcher], seconds: float, what: str) -> float:
    """How long it took."""
    began = time.monotonic()
    wait_until(
        lambda: in_step(centre, watchers),
        seconds,
        lambda: (
            f"{what}: {sum(one.online for one in watchers)} of {len(watchers)}; {Counter(one.why for one in watchers if not one.online)}"
        ),
    )
    return time.monotonic() - began


def registered(centre: Centre, count: int, prefix: str = "C") -> list[str]:
    """So many new radios that the centre knows; their numbers."""
    (first,) = centre.query("SELECT coalesce(max(id), 0) + 1 FROM terminals_subject")[0]
    centre.query(
        "INSERT INTO terminals_subject (id, kind, area, label) SELECT %s::int + n, 'radio', '440117', %s || n FROM generate_series(0, %s) AS n RETURNING 1",
        first, prefix, count - 1,
    )  # fmt: skip
    centre.query("SELECT setval(pg_get_serial_sequence('terminals_subject', 'id'), (SELECT max(id) FROM terminals_subject))")
    made = centre.query(
        "INSERT INTO terminals_terminal (adapter, external_id, subject_id, area, kind, credential, meta)"
        " SELECT 'radio', %s || (id - %s::int), id, area, kind, '', '{}' FROM terminals_subject WHERE id >= %s AND id < %s RETURNING external_id",
        prefix, first, first, first + count,
    )  # fmt: skip
    return [row[0] for row in made]
