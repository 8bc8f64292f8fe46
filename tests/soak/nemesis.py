"""seed → **nemesis** → the centre: a fault every 30 to 120 s, each counted, each taken away again before the next."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

from tests.system.linked import LinkedCentre

KILLED = ("web-1", "web-2", "gateway", "clerk", "worker", "broker")
WIRES = (
    ("web-1", "database"), ("web-2", "database"), ("gateway", "database"), ("clerk", "database"), ("worker", "database"),
    ("web-1", "redis"), ("web-2", "redis"), ("gateway", "broker"), ("screens", "web-1"), ("screens", "web-2"), ("terminals", "broker"),
)  # fmt: skip


class Nemesis:
    """`run(fault)` does it and heals it. Who was killed is started again by `kept`, as a supervisor does."""

    def __init__(self, centre: LinkedCentre, seed: int) -> None:
        self.centre, self.luck = centre, random.Random(seed)
        self.counted: Counter[str] = Counter()
        self.told: list[str] = []
        self.faults: dict[str, Callable[[float], None]] = {
            "process killed": self._kill,
            "database restarted": lambda _: centre.own.restart("database"),
            "database killed": lambda seconds: self._service("database", seconds),
            "database frozen": lambda seconds: self._freeze("database", seconds),
            "redis killed": lambda seconds: self._service("redis", seconds),
            "redis frozen": lambda seconds: self._freeze("redis", seconds),
            "wire cut": lambda seconds: self._wire("cut", seconds),
            "wire frozen": lambda seconds: self._wire("freeze", seconds),
            "wire reset": lambda seconds: self._wire("reset", 0),
            "wire slow": lambda seconds: self._wire("delay", seconds, 200, 100),
            "wire narrow": lambda seconds: self._wire("throttle", seconds, 20_000),
            "terminals half open": lambda seconds: self._half_open(seconds),
        }

    def next(self) -> tuple[str, float]:
        """The next of the seeded list: which fault, how long (s)."""
        return self.luck.choice(sorted(self.faults)), self.luck.uniform(1, 15)

    def run(self, fault: str, seconds: float) -> None:
        self.counted[fault] += 1
        self.about = ""
        try:
            self.faults[fault](seconds)
        finally:
            self.told.append(f"{fault} {self.about} {seconds:.1f} s")

    def _kill(self, seconds: float) -> None:
        name = self.about = self.luck.choice([one for one in KILLED if one in self.centre.processes])
        self.centre.processes[name].kill()

    def _service(self, name: str, seconds: float) -> None:
        self.centre.own.kill(name)
        time.sleep(min(seconds, 5))
        self.centre.own.start(name)

    def _freeze(self, name: str, seconds: float) -> None:
        self.centre.own.freeze(name)
        try:
            time.sleep(seconds)
        finally:
            self.centre.own.thaw(name)

    def _wire(self, verb: str, seconds: float, *words: float) -> None:
        wire = self.luck.choice(WIRES)
        self.about = "↔".join(wire)
        link = self.centre.link(*wire)
        getattr(link, verb)(*words)
        time.sleep(seconds)
        link.heal()

    def _half_open(self, seconds: float) -> None:
        wire = self.luck.choice((("gateway", "broker"), ("screens", "web-1"), ("screens", "web-2"), ("web-1", "redis")))
        self.about = "↔".join(wire)
        self.centre.link(*wire).half_open()
        time.sleep(max(seconds, 13))
        self.centre.link(*wire).heal()


class Kept(threading.Thread):
    """What a supervisor does: a process of the centre that has ended is started again, at the same address."""

    def __init__(self, centre: LinkedCentre, started: Callable[[str, int], None] = lambda name, pid: None) -> None:
        super().__init__(daemon=True)
        self.centre, self.started, self.over = centre, started, threading.Event()
        self.restarted: Counter[str] = Counter()

    def run(self) -> None:
        while not self.over.wait(0.3):
            for name, process in list(self.centre.processes.items()):
                if process.poll() is None or self.over.is_set():
                    continue
                self.restarted[name] += 1
                if name == "broker":
                    self.centre._run_broker()
                elif name.startswith("web"):
                    self.centre.start(name, "web", "--port", str(self.centre.ports[name]))
                else:
                    self.centre.start(name)
                self.started(name, self.centre.processes[name].pid)

    def end(self) -> None:
        self.over.set()
        self.join(10)
