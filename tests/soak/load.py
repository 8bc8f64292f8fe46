"""The city at work: officers who send teams and let them go, calls that come in, radios that press; paced, until told to stop."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import requests

from tests.system.calling import CALL
from tests.system.centre import Centre, Officer
from tests.system.crowd import Crowd, Handset
from tests.system.history import History
from tests.system.test_wire import FIRE

PATIENCE_S = 90  # a page repeats what was not answered, with its key
WORKS_S = (5.0, 20.0)  # from the order to the release
RACE = 0.2  # of the orders are pressed by two officers in the same moment


class Load:
    """`beat` runs in threads of its own: so many orders, calls and presses a second."""

    def __init__(self, centre: Centre, history: History, crowd: Crowd, handsets: list[Handset], units: dict[str, int], seed: int) -> None:
        self.centre, self.history, self.crowd, self.handsets, self.units = centre, history, crowd, handsets, units
        self.luck = random.Random(seed)
        self.counted: Counter[str] = Counter()
        self.over = threading.Event()
        self.took: list[float] = []  # s, of each order that was answered at its first try
        self._threads: list[threading.Thread] = []
        self._free = list(units.values())
        self._lock = threading.Lock()
        self._officers = [Officer(centre.url(web), name) for web in ("web-1", "web-2") for name in ("zhiban", "zhibanzhang")]
        self._incidents = [self._officers[0].post("/api/incidents", FIRE).json()["id"] for _ in range(10)]

    def start(self, *, orders_s: float, calls_s: float, presses_s: float, hands: int = 4) -> None:
        for what, rate in ((self._order, orders_s), (self._call, calls_s), (self._press, presses_s)):
            for _ in range(hands):
                self._threads.append(threading.Thread(target=self._every, args=[what, hands / rate], daemon=True))
                self._threads[-1].start()

    def stop(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S + 30)

    def _every(self, what: Callable[[random.Random], None], seconds: float) -> None:
        luck = random.Random(self.luck.random())
        due = time.monotonic() + luck.uniform(0, seconds)
        while not self.over.wait(max(0.0, due - time.monotonic())):
            due = max(due + seconds, time.monotonic() - 5)
            what(luck)

    def _until_known(self, ask: Callable[[Officer, str], tuple[str, Any]], officer: Officer) -> tuple[str, Any]:
        """As a page does: the same key until somebody answers."""
        key, until, first, began = uuid4().hex, time.monotonic() + PATIENCE_S, True, time.monotonic()
        while True:
            end, body = ask(officer, key)
            if first and end == "ok":
                self.took.append(time.monotonic() - began)
            first = False
            if end != "info" or time.monotonic() > until:
                self.counted[f"order or call: {end}"] += 1
                return end, body
            time.sleep(0.5)

    def _order(self, luck: random.Random) -> None:
        with self._lock:
            if not self._free:
                self.counted["no team free"] += 1
                return
            unit = self._free.pop(luck.randrange(len(self._free)))
        officers = luck.sample(self._officers, 2 if luck.random() < RACE else 1)
        won: list[Any] = []

        def press(officer: Officer) -> None:
            incident = luck.choice(self._incidents)
            end, body = self._until_known(lambda one, key: self.history.assign(one, incident, unit, key), officer)
            if end == "ok":
                won.append((officer, body["assignment"]["id"]))

        rivals = [threading.Thread(target=press, args=[one], daemon=True) for one in officers]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join()
        if len(officers) == 2:
            self.counted["pressed by two"] += 1
        threading.Thread(target=self._work, args=[unit, won, luck.uniform(*WORKS_S)], daemon=True).start()

    def _work(self, unit: int, won: list[tuple[Officer, int]], seconds: float) -> None:
        self.over.wait(seconds)
        for officer, assignment in won:
            until = time.monotonic() + PATIENCE_S
            key = uuid4().hex
            while time.monotonic() < until:
                with suppress(requests.RequestException):
                    if officer.post(f"/api/assignments/{assignment}/release", key=key).status_code < 500:
                        break
                time.sleep(0.5)
        with self._lock:
            self._free.append(unit)

    def _call(self, luck: random.Random) -> None:
        body = CALL | {"lon": CALL["lon"] + luck.uniform(-0.1, 0.1), "lat": CALL["lat"] + luck.uniform(-0.1, 0.1)}
        self._until_known(lambda one, key: self.history.call(one, body, key), luck.choice(self._officers))

    def _press(self, luck: random.Random) -> None:
        self.counted["pressed"] += 1
        asyncio.run_coroutine_threadsafe(luck.choice(self.handsets).press(), self.crowd.loop)
