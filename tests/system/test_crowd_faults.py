"""What many at once meet: their web dies under them, and the broker is away (P1, P6, P7)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.system import checks
from tests.system.calling import calls_coming_in
from tests.system.centre import LOADED_S, Centre, Officer, wait_until
from tests.system.crowd import Crowd, Handset, Watcher, registered, screens_wrong, until_in_step
from tests.system.linked import LinkedCentre
from tests.system.test_wire import FIRE

pytestmark = pytest.mark.faults
NAMES = ("zhiban", "zhibanzhang", "daiban", "admin")
ALL_BACK_S, DRAINED_S, IN_STEP_S = 60, 120, 15


def watchers_of(centre: Centre, web: str, count: int, names: tuple[str, ...] = NAMES, **more: bool) -> list[Watcher]:
    officers = [Officer(centre.url(web), name) for name in names]
    return [Watcher(officers[number % len(officers)], centre.url(web), **more) for number in range(count)]


@contextmanager
def crowd_of(centre: Centre, watchers: list[Watcher], handsets: list[Handset]) -> Iterator[None]:
    """All of them there and as far as the log."""
    with Crowd() as crowd:
        crowd.add(*watchers, *handsets)
        until_in_step(centre, watchers, LOADED_S, "they came")
        wait_until(lambda: all(one.came for one in handsets), LOADED_S, "every terminal came")
        yield


def test_kill_9_of_a_web_under_a_hundred_and_fifty_screens(linked: LinkedCentre) -> None:
    """Fault 1: fifteen seconds after a web answers again each is where the log is; those on the other web notice nothing."""
    mine, others = watchers_of(linked, "web-1", 150), watchers_of(linked, "web-2", 20)
    writer = Officer(linked.url("web-2"), "zhiban")
    with crowd_of(linked, [*mine, *others], []):
        with calls_coming_in(writer) as answers:
            wait_until(lambda: len(answers) > 5, 20)
            linked.kill("web-1")
            wait_until(lambda: not any(one.online for one in mine), 20, "they notice")
            linked.start_web("web-1")
            took = until_in_step(linked, mine, 60, "in step again")
        until_in_step(linked, others, 10, "the others are in step")
    print(
        f"\nfault 1: 150 screens in step {took:.1f} s after their web answered; closed with {dict(sum((w.codes for w in mine), Counter()))}"
    )
    assert took <= IN_STEP_S
    assert not any(one.codes for one in others), "a screen of the other web was closed"
    assert {answer.status for answer in answers} == {201}
    assert screens_wrong([*mine, *others]) == []
    assert not any(one.resets for one in [*mine, *others])
    assert sum((one.bad for one in mine), Counter()) == Counter()


def ordered(centre: Centre, officer: Officer, names: list[str]) -> dict[int, str]:
    """An order to each of these radios: order → radio."""
    incident = officer.post("/api/incidents", FIRE).json()["id"]
    units = teams_of(centre, names)

    def one(name: str) -> tuple[int, str]:
        answer = officer.post(f"/api/incidents/{incident}/assignments", {"unit": units[name], "task": "出动"})
        assert answer.status_code == 201, answer.text
        return answer.json()["order"]["id"], name

    with ThreadPoolExecutor(4) as pool:
        return dict(pool.map(one, names))


def teams_of(centre: Centre, names: list[str]) -> dict[str, int]:
    """A radio that is to be ordered speaks for a team."""
    columns = centre.query(
        "SELECT string_agg('u.' || quote_ident(column_name), ',') FROM information_schema.columns WHERE table_name = 'teams_unit'"
        " AND column_name NOT IN ('subject_id', 'code', 'name')"
    )[0][0]
    centre.query(
        f"INSERT INTO teams_unit (subject_id, code, name, {columns.replace('u.', '')}) SELECT t.subject_id, t.external_id, t.external_id, {columns}"
        " FROM terminals_terminal AS t CROSS JOIN (SELECT * FROM teams_unit WHERE exercise_id IS NULL AND status_id = 'ready' LIMIT 1) AS u"
        " WHERE t.external_id = ANY(%s) RETURNING 1",
        names,
    )
    return dict(centre.query("SELECT external_id, subject_id FROM terminals_terminal WHERE external_id = ANY(%s)", names))


@pytest.mark.nightly
@pytest.mark.parametrize("away_s", [20])
def test_a_thousand_terminals_return_after_the_broker_was_away(linked: LinkedCentre, away_s: int) -> None:
    """Fault 6: all back within a minute, what they and we had kept is through within two."""
    names = registered(linked, 1000, f"A{away_s}-")
    url = linked.env["MQTT_URL"]
    handsets = [Handset(url, name) for name in names]
    officer = Officer(linked.url("web-1"), "zhiban")
    with crowd_of(linked, [], handsets):
        linked.kill("broker")
        gone = time.time()
        wait_until(lambda: not any(one.device.online.is_set() for one in handsets), 20, "they notice")
        orders = ordered(linked, officer, names[:20])
        time.sleep(max(0.0, away_s - (time.time() - gone)))
        before = [len(one.came) for one in handsets]
        linked._run_broker()
        began = time.monotonic()
        wait_until(lambda: all(len(one.came) > was for one, was in zip(handsets, before, strict=True)), 180, "all are back")
        back, returned = time.monotonic() - began, time.time()
        accepted = "SELECT count(*) FROM orders_order WHERE id = ANY(%s) AND state = 'accepted'"
        behind = (
            "SELECT count(*) FROM terminals_terminal AS t LEFT JOIN tracks_lastfix AS f USING (subject_id)"
            " WHERE t.external_id = ANY(%s) AND (f.fixed_at IS NULL OR f.fixed_at < to_timestamp(%s))"
        )
        wait_until(
            lambda: linked.query(accepted, list(orders))[0][0] == len(orders), 180, lambda: f"{linked.query(accepted, list(orders))}"
        )
        wait_until(lambda: linked.query(behind, names, returned)[0][0] == 0, 180, lambda: f"{linked.query(behind, names, returned)} behind")
        drained = time.monotonic() - began
        # What was said while it was away is in the history: the last fifty at most
        kept = "SELECT count(*) FROM tracks_trackpoint AS p JOIN terminals_terminal AS t ON t.subject_id = p.subject WHERE t.external_id = ANY(%s) AND p.fixed_at BETWEEN to_timestamp(%s) AND to_timestamp(%s)"  # noqa: E501
        say = min(50, int((away_s - 10) / 5)) * len(names)
        wait_until(
            lambda: linked.query(kept, names, gone, returned)[0][0] >= say * 0.9, 60, lambda: f"{linked.query(kept, names, gone, returned)}"
        )
    print(f"\nfault 6: broker away {away_s} s; 1,000 terminals back in {back:.1f} s, drained in {drained:.1f} s")
    assert back <= ALL_BACK_S and drained <= DRAINED_S
    assert checks.obeyed_twice((one.ident, order) for one in handsets for order in one.done) == []
