"""The bell is killed, started again and frozen: nothing that was answered is lost, commands go on, and screens follow (P1, P6, P7)."""

from __future__ import annotations

import statistics
import time

import pytest

from tests.system.calling import CALL, all_there, calls_coming_in, follows
from tests.system.centre import Officer, Screen, wait_until
from tests.system.linked import LinkedCentre

pytestmark = pytest.mark.faults


def test_valkey_killed_started_again_and_frozen_for_thirty_seconds(linked: LinkedCentre) -> None:
    """Fault 4: the bell is only a bell. Screens follow within 5 s, commands within 1 s at the 99th of a hundred."""
    writer, screen = Officer(linked.url("web-1"), "zhiban"), Screen(Officer(linked.url("web-2"), "zhibanzhang"))
    screen.connect()
    with calls_coming_in(writer) as answers:
        wait_until(lambda: answers, 10)
        linked.own.kill("redis")
        follows(screen, writer.post("/api/alarms", CALL).json()["id"], 5)
        linked.own.start("redis")
        follows(screen, writer.post("/api/alarms", CALL).json()["id"], 5)
        linked.own.freeze("redis")
        try:
            end = time.monotonic() + 30
            while time.monotonic() < end:
                follows(screen, writer.post("/api/alarms", CALL).json()["id"], 5)
                screen.socket.send(f'{{"t":"got","n":{screen.seen}}}')
                time.sleep(1)
        finally:
            linked.own.thaw("redis")
    assert {answer.status for answer in answers} == {201}
    assert statistics.quantiles([answer.took for answer in answers], n=100)[98] <= 1
    follows(screen, writer.post("/api/alarms", CALL).json()["id"], 5)
    assert screen.gaps() == [] and screen.resets == []
    screen.close()
    all_there(linked, answers)
