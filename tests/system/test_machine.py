"""Anything in any order under any fault, on a running centre: histories are kept, and every promise is judged by them at the end of each run.

A run that fails writes its seed into seeds.txt; those are run first, always. Shrinking would ask real processes the same thing a hundred times: it is left out.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import requests
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from tests.soak.nemesis import Kept, Nemesis
from tests.system import checks
from tests.system.calling import CALL
from tests.system.centre import LOADED_S, Officer, wait_until
from tests.system.crowd import Crowd, Handset, Watcher, registered, until_in_step
from tests.system.history import History, assignments_told, judged
from tests.system.linked import LinkedCentre
from tests.system.test_crowd_faults import teams_of
from tests.system.test_wire import FIRE

pytestmark = pytest.mark.faults
SEEDS = Path(__file__).with_name("seeds.txt")
TEAMS, PUSHED = 6, 1
SETTLED_S = 60
PICK = st.integers(0, 40)
STAGE = SimpleNamespace()  # made once for all runs: the centre, its radios and their teams


class Machine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        centre: LinkedCentre = STAGE.centre
        self.history = History()
        self.nemesis = Nemesis(centre, random.Random().randrange(1_000_000))
        self.officers = [Officer(centre.url(web), name) for web, name in (("web-1", "zhiban"), ("web-2", "zhibanzhang"))]
        self.incident = self.officers[0].post("/api/incidents", FIRE).json()["id"]
        self.keys: list[tuple[str, int]] = []
        self.held: list[tuple[int, int]] = []  # (assignment, order)
        self.off: set[int] = set()
        self.schedule: list[str] = []

    @rule(unit=PICK, hands=st.integers(1, 8))
    def assign_at_once(self, unit: int, hands: int) -> None:
        number, keys = STAGE.units[unit % TEAMS], [uuid4().hex for _ in range(hands)]
        self.schedule.append(f"assign {number} by {hands}")
        with ThreadPoolExecutor(hands) as pool:
            found = list(
                pool.map(lambda pair: self.history.assign(self.officers[pair[0] % 2], self.incident, number, pair[1]), enumerate(keys))
            )
        won = [body for end, body in found if end == "ok"]
        assert len(won) <= 1, f"{len(won)} officers got unit {number}"
        self.keys += [(key, number) for key in keys]
        self.held += [(body["assignment"]["id"], body["order"]["id"]) for body in won]

    @precondition(lambda self: self.keys)
    @rule(number=PICK)
    def press_again(self, number: int) -> None:
        """The same key: the same answer, or none."""
        key, unit = self.keys[number % len(self.keys)]
        self.schedule.append(f"again {key[:4]}")
        self.history.assign(self.officers[number % 2], self.incident, unit, key)

    @rule(number=PICK)
    def call(self, number: int) -> None:
        self.schedule.append("call")
        self.history.call(self.officers[number % 2], CALL, uuid4().hex)

    @precondition(lambda self: self.held)
    @rule(number=PICK, verb=st.sampled_from(["release", "cancel"]))
    def let_go(self, number: int, verb: str) -> None:
        assignment, order = self.held[number % len(self.held)]
        self.schedule.append(f"{verb} {assignment}")
        path = f"/api/assignments/{assignment}/release" if verb == "release" else f"/api/orders/{order}/cancel"
        self._post(path, {})

    @precondition(lambda self: self.held)
    @rule(number=PICK, kind=st.sampled_from(["read", "accepted", "refused", "arrived"]), times=st.integers(1, 3))
    def answer(self, number: int, kind: str, times: int) -> None:
        """By voice, at the wrong moment, several times."""
        order = self.held[number % len(self.held)][1]
        self.schedule.append(f"{kind} {order} ×{times}")
        for _ in range(times):
            self._post(f"/api/orders/{order}/voice-acks", {"kind": kind, "said_by": "梁队长", "channel": "应急17", "read_back": True})

    @rule(number=PICK)
    def terminal_goes_or_returns(self, number: int) -> None:
        which = number % TEAMS
        handset: Handset = STAGE.handsets[which]
        self.schedule.append(f"radio {which} {'on' if which in self.off else 'off'}")
        self.off ^= {which}
        handset.silenced = which in self.off

    @rule(
        fault=st.sampled_from(
            sorted(
                [
                    "process killed",
                    "database restarted",
                    "database frozen",
                    "redis killed",
                    "wire cut",
                    "wire frozen",
                    "wire reset",
                    "wire slow",
                ]
            )
        ),
        seconds=st.floats(0.2, 4),
    )
    def fault(self, fault: str, seconds: float) -> None:
        """Beside what is going on: the next rules meet it."""
        if getattr(self, "ill", None) is not None:
            self.ill.join(60)
        self.schedule.append(f"{fault} {seconds:.1f} s")
        self.ill = threading.Thread(target=self.nemesis.run, args=[fault, seconds], daemon=True)
        self.ill.start()

    @invariant()
    def nobody_is_held_twice(self) -> None:
        """From the log, when the database can be asked at all."""
        if hasattr(self, "history") and not (getattr(self, "ill", None) is not None and self.ill.is_alive()):
            assert checks.double_units(assignments_told(STAGE.centre)) == []

    def teardown(self) -> None:
        if not hasattr(self, "history"):
            return
        centre: LinkedCentre = STAGE.centre
        if getattr(self, "ill", None) is not None:
            self.ill.join(60)
        for handset in STAGE.handsets:
            handset.silenced = False
        centre.heal()
        wait_until(centre.serving, SETTLED_S, "the database serves")
        wait_until(lambda: all(centre.alive_now(web) for web in ("web-1", "web-2")), LOADED_S, "both webs answer")
        for _, unit in self.keys:
            for (assignment,) in centre.query("SELECT id FROM orders_assignment WHERE unit_id = %s AND state = 'open'", unit):
                wait_until(
                    lambda number=assignment: self._post(f"/api/assignments/{number}/release", {}) < 500, SETTLED_S, "it is released"
                )
        until_in_step(centre, STAGE.screens, SETTLED_S, "in step after everything")
        wrong = {what: words for what, words in judged(centre, self.history, STAGE.handsets, STAGE.screens).items() if words}
        assert not wrong, f"{wrong}\nschedule: {self.schedule}\nfaults: {self.nemesis.told}"

    def _post(self, path: str, body: dict[str, Any]) -> int:
        try:
            answer = self.officers[0].post(path, body)
        except requests.RequestException:
            return 503
        assert answer.status_code != 500, answer.text
        return answer.status_code


@pytest.fixture(scope="module")
def stage(linked: LinkedCentre) -> Iterator[None]:
    names = registered(linked, TEAMS, "M-")
    STAGE.centre, STAGE.units = linked, list(teams_of(linked, names).values())
    STAGE.handsets = [Handset(linked.link("terminals", "broker").url(linked.env["MQTT_URL"]), name, every_s=2) for name in names]
    here, there = (Officer(linked.url(web), "zhibanzhang") for web in ("web-1", "web-2"))
    STAGE.screens = [Watcher(here, here.url), Watcher(there, there.url)]
    kept = Kept(linked)
    with Crowd() as crowd:
        crowd.add(*STAGE.screens, *STAGE.handsets)
        until_in_step(linked, STAGE.screens, LOADED_S, "the screens came")
        kept.start()
        try:
            yield
        finally:
            kept.end()
            linked.heal()
            for name in ("gateway", "clerk"):
                linked.beating(name)
            wait_until(lambda: all(linked.alive_now(web) for web in ("web-1", "web-2")), LOADED_S)


def run(number: int, steps: int) -> None:
    print(f"\nseed {number}, {steps} steps")
    try:
        run_state_machine_as_test(
            seed(number)(type("Seeded", (Machine,), {})),
            settings=settings(
                max_examples=1, stateful_step_count=steps, deadline=None, database=None, derandomize=False, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
            ),
        )  # fmt: skip
    except BaseException:
        if number not in kept_seeds():
            with SEEDS.open("a") as book:
                book.write(f"{number}\n")
        raise


def kept_seeds() -> list[int]:
    return [int(line) for line in SEEDS.read_text().splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("number", kept_seeds())
def test_a_seed_that_failed_once_holds_now(stage: None, number: int) -> None:
    run(number, 15)


def test_a_few_runs_of_anything_under_any_fault(stage: None) -> None:
    for _ in range(PUSHED):
        run(random.randrange(1_000_000), 12)
