"""The bell moves: Valkey is killed, then frozen, under its sentinels; commands and screens go on, and the other one rings (P1, P6, P7)."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from websockets.exceptions import ConnectionClosed

from realtime import bus
from realtime.positions import ROW_DTYPE, read_message
from tests.system.calling import CALL, all_there, calls_coming_in, follows
from tests.system.centre import Centre, Officer, Screen, wait_until
from tests.system.test_wire import a_radio, ms, publish, terminal
from tests.system.watched import Watched

pytestmark = [pytest.mark.faults, pytest.mark.nightly]
WEBS = ("web-1", "web-2")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def centre(watched: Watched, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    running = Centre(tmp_path_factory.mktemp("sentinel"), services={"REDIS_URL": watched.url})
    try:
        for name in ("gateway", "clerk", "worker", "voice"):
            running.start(name)
        running.start_web(*WEBS)
        for name in ("gateway", "clerk", "worker", "voice"):
            running.beating(name)
        yield running
    finally:
        running.stop()


class Looking(Screen):
    """One that has the map open: says what it has of both lanes, and remembers whose markers came."""

    def connect(self) -> None:
        super().connect()
        assert self.socket is not None
        self.markers: set[int] = set()
        self.socket.send(json.dumps({"t": "picture", "areas": ["4401"], "every": 1}))

    def read(self, seconds: float) -> dict[str, Any] | None:
        frame = super().read(seconds)
        assert self.socket is not None
        if frame is not None and frame["t"] == "picture":
            tick, _, frames = read_message(frame["data"])
            self.socket.send(json.dumps({"t": "tick", "n": tick}))
            self.markers |= {int(subject) for one in frames for subject in np.frombuffer(one.rows, ROW_DTYPE)["subject"]}
        elif frame is not None:
            self.socket.send(json.dumps({"t": "got", "n": self.seen}))
        return frame


def until(screen: Screen, condition: Callable[[], Any], seconds: float, what: str | Callable[[], str]) -> Any:
    """As `wait_until`, by a screen that stays open meanwhile."""

    def met() -> Any:
        while screen.read(0.05) is not None:
            pass
        return condition()

    return wait_until(met, seconds, what)


def moves_on(centre: Centre, watched: Watched, screen: Looking, writer: Officer, before: int) -> int:
    """The other server has the bell: every hub and the gateway hear there, and marker and call come by it."""
    now = until(screen, lambda: (port := watched.first()) != before and port, 60, "the sentinels have chosen")
    until(screen, lambda: watched.hearers(now, bus.BELL) == len(WEBS), 60, lambda: f"both hubs hear the bell; {centre.log('web-1')}")
    until(screen, lambda: watched.hearers(now, bus.KEYFRAME) == 1, 60, lambda: f"the gateway hears; {centre.log('gateway')}")
    follows(screen, writer.post("/api/alarms", CALL).json()["id"], 10)
    name, _, subject = a_radio(centre)
    with terminal(centre) as (radio, _):

        def stands() -> bool:
            publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.44, "lon": 113.44, "at": ms()}, qos=0)
            return subject in screen.markers

        until(screen, stands, 30, lambda: f"the marker; {centre.log('gateway')}")
    parts = wait_until(
        lambda: (body := requests.get(f"{centre.url('web-1')}/healthz", timeout=10).json()["parts"])["redis"]["up"] and body, 30
    )
    assert parts["redis"] == {"up": True}
    return now


def test_the_bell_moves_to_the_other_server_when_one_is_killed_and_when_one_stands_still(centre: Centre, watched: Watched) -> None:
    writer, screen = Officer(centre.url("web-1"), "zhiban"), Looking(Officer(centre.url("web-2"), "zhibanzhang"))
    screen.connect()
    other = Screen(Officer(centre.url("web-1"), "daiban"))
    other.connect()  # a hub begins with its first screen
    other.close()
    first = watched.first()
    with calls_coming_in(writer) as answers:
        wait_until(lambda: answers, 10)
        watched.kill(first)
        follows(screen, writer.post("/api/alarms", CALL).json()["id"], 10)
        second = moves_on(centre, watched, screen, writer, first)

        watched.start(first)  # the one that comes back follows
        until(screen, lambda: watched.is_second(first), 60, "it follows")
        os.kill(watched.servers[second].pid, signal.SIGSTOP)
        follows(screen, writer.post("/api/alarms", CALL).json()["id"], 10)
        assert moves_on(centre, watched, screen, writer, second) == first
        os.kill(watched.servers[second].pid, signal.SIGCONT)  # it still takes itself for the first one
        until(screen, lambda: watched.is_second(second), 60, "it is told")
        until(screen, lambda: watched.hearers(first, bus.BELL) == len(WEBS), 30, "everybody hears where they did")
        follows(screen, writer.post("/api/alarms", CALL).json()["id"], 10)
    assert {answer.status for answer in answers} == {201}
    assert screen.gaps() == [] and screen.resets == []
    with suppress(ConnectionClosed):
        screen.close()
    all_there(centre, answers)
