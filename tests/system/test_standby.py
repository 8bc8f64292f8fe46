"""The primary database dies under load and its standby is promoted: what was answered is there, screens go on in the same epoch, nothing is done twice (P1, P7, P40)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from realtime.reduce import reduce
from tests.system import checks
from tests.system.centre import Officer, wait_until
from tests.system.pair import Pair, PairedCentre
from tests.system.test_growth import TRIES_S, Caller, Watcher, back
from tests.system.test_wire import FIRE, a_radio, ms, publish, terminal

pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # two servers and a whole centre
WORKERS = ("gateway", "clerk", "worker")


@pytest.fixture
def paired(tmp_path: Path) -> Iterator[PairedCentre]:
    pair = Pair()
    centre = None
    try:
        centre = PairedCentre(tmp_path, pair)
        for name in WORKERS:
            centre.start(name)
        centre.start_web("web-1", "web-2")
        for name in WORKERS:
            centre.beating(name)
        yield centre
    finally:
        with suppress(Exception):
            if centre is not None:
                centre.stop()
        pair.stop()


class Issuer(threading.Thread):
    """An officer who sends one team after the other; a press that was not answered is repeated with its key."""

    def __init__(self, centre: PairedCentre, units: list[int]) -> None:
        super().__init__(daemon=True)
        self.officer = Officer(centre.url("web-2"), "zhiban")
        self.incident = self.officer.post("/api/incidents", FIRE).json()["id"]
        self.units, self.history = units, list[checks.Issue]()

    def run(self) -> None:
        for unit in self.units:
            key, until = uuid4().hex, time.monotonic() + TRIES_S
            while time.monotonic() < until:
                with suppress(requests.RequestException):
                    answer = self.officer.post(f"/api/incidents/{self.incident}/assignments", {"unit": unit, "task": "出动"}, key=key)
                    if answer.ok:
                        self.history.append(checks.Issue(key, "ok", answer.json()["order"]["id"]))
                        break
                time.sleep(0.2)
            else:
                self.history.append(checks.Issue(key, "info", None))
            time.sleep(0.3)


def test_the_standby_is_promoted_under_load_and_nothing_that_was_answered_is_lost(paired: PairedCentre) -> None:
    pair = paired.pair
    radios = [a_radio(paired) for _ in range(25)]
    pressed, _, subject = radios.pop()
    paired.ports["both"] = paired.ports["web-1"]
    callers = [Caller(paired, name) for name in ("zhiban", "zhibanzhang", "daiban")]
    watchers = [Watcher(paired, name) for name in ("zhiban", "zhibanzhang", "admin")]
    issuer = Issuer(paired, [unit for _, _, unit in radios])
    for one in (*callers, *watchers, issuer):
        one.start()
    wait_until(lambda: sum(len(caller.ok) for caller in callers) > 20 and len(issuer.history) > 2, 60, "load")

    pair.wire.freeze()
    time.sleep(1)  # what was on its way has come
    answered = sum(len(caller.ok) for caller in callers)
    time.sleep(2)
    assert sum(len(caller.ok) for caller in callers) == answered, "an answer was given that the standby does not have"
    pair.kill("database")
    refused = wait_until(lambda: sum(caller.repeated["503"] for caller in callers), 30, "it is said that the database is away")
    health = requests.get(f"{paired.url('web-1')}/healthz", timeout=10)
    assert (health.status_code, health.json()["parts"]["database"]["up"]) == (503, False)
    with terminal(paired) as (radio, _):  # while there is no database at all
        publish(radio, f"ecc/v1/440117/radio/{pressed}/sos", {"active": True, "mid": "dark", "lat": 23.6, "lon": 113.6, "at": ms()})
        answered = sum(len(caller.ok) for caller in callers)
        pair.promote()
        wait_until(lambda: sum(len(caller.ok) for caller in callers) > answered + 5, 60, lambda: f"work goes on; {paired.log('web-1')}")
        alarm = "SELECT 1 FROM alarms_alarm WHERE subject_id = %s AND source = 'sos'"
        wait_until(lambda: paired.query(alarm, subject), 60, lambda: f"the call for help; {paired.log('gateway')}")
    for name in WORKERS:
        paired.beating(name)

    issuer.join(60)
    for caller in callers:
        caller.ended.set()
    for caller in callers:
        caller.join(TRIES_S + 5)
    time.sleep(2)
    for watcher in watchers:
        watcher.settle()
    repeated = sum((caller.repeated for caller in callers), Counter[str]())
    print(
        f"\nfail-over: {sum(len(c.ok) for c in callers)} calls, {len(issuer.history)} orders, repeated {dict(repeated)}, {refused} refused before"
    )
    assert [key for caller in callers for key in caller.lost] == []
    assert "500" not in repeated
    made = Counter(number for caller in callers for number in caller.ok.values())
    assert set(made.values()) == {1}, "two presses with one alarm"
    assert paired.query("SELECT count(*) FROM alarms_alarm WHERE id = ANY(%s)", list(made)) == [(len(made),)]
    assert {one.end for one in issuer.history} == {"ok"}
    clocks = "SELECT o.id, o.state, EXISTS (SELECT 1 FROM clerk_deadline d WHERE d.object_id = o.id AND d.kind LIKE 'order.%%') FROM orders_order o"
    assert checks.lost_orders(issuer.history, {number: (state, clock) for number, state, clock in paired.query(clocks)}) == []
    assert checks.twice(issuer.history) == []
    heads = {name: head for name, head in paired.query("SELECT name, head FROM log_stream")}
    told = paired.query("SELECT stream, seq FROM log_event ORDER BY 1, 2")
    assert checks.gaps(told, heads) == []
    paired.manage("verify_log")
    for watcher in watchers:
        assert watcher.screen.gaps() == []
        assert watcher.screen.resets == [], "the epoch is the same: a screen goes on where it was"
    screen = watchers[0].screen
    wait_until(lambda: back(screen), 30, "the first screen is back")
    now = screen.state_there()
    mine = reduce(screen.state, [(kind, body) for _, _, kind, body in screen.events])
    for table in ("alarms", "incidents", "units", "assignments", "orders"):
        assert mine[table] == now[table], table
    screen.close()
