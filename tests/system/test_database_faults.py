"""The database is started again, killed and frozen: 503 and never 500, nothing that was answered is lost, nothing is done by half (P1, P7)."""

from __future__ import annotations

import time

import pytest

from tests.system.calling import CALL, all_there, calls_coming_in, follows
from tests.system.centre import Officer, Screen, wait_until
from tests.system.linked import LinkedCentre

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("how", ["restart", "kill", "freeze"])
def test_postgresql_started_again_killed_and_frozen(linked: LinkedCentre, how: str) -> None:
    """Fault 7: 503 and never 500 meanwhile; ten seconds after it serves again commands are taken, nothing is lost or half done."""
    writer, screen = Officer(linked.url("web-1"), "zhiban"), Screen(Officer(linked.url("web-2"), "zhibanzhang"))
    screen.connect()
    with calls_coming_in(writer) as answers:
        wait_until(lambda: answers, 10)
        if how == "freeze":
            linked.own.freeze("database")
            end = time.monotonic() + 20
            while time.monotonic() < end:  # a screen that stays open, as one does
                screen.read(0.5)
                screen.socket.send(f'{{"t":"got","n":{screen.seen}}}')
            linked.own.thaw("database")
        elif how == "kill":
            linked.own.kill("database")
            time.sleep(2)
            linked.own.start("database")
        else:
            linked.own.restart("database")
        wait_until(linked.serving, 20, "it serves")
        mark, healed = len(answers), time.monotonic()
        wait_until(lambda: any(answer.status == 201 for answer in answers[mark:]), 10, "commands are taken again")
        assert time.monotonic() - healed <= 10
        if screen.socket is not None:
            last = next(answer for answer in answers[mark:] if answer.status == 201).body["id"]
            follows(screen, last, 10)
    assert {answer.status for answer in answers} <= {201, 503, 0}, [answer.body for answer in answers if answer.status == 500]
    for answer in answers:
        if answer.status == 503:
            assert answer.body["code"] == "unavailable" and answer.body["detail"]
    for answer in [one for one in answers if one.status != 201][:5]:  # as its detail says: the same key again
        assert writer.post("/api/alarms", CALL, key=answer.key).status_code in (200, 201)
    assert screen.gaps() == []
    screen.close()
    all_there(linked, answers)
