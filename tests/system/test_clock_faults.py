"""Fault 9: the clock of one host is an hour off or steps back, terminals are a day off; deadlines, the log and what is drawn go by the database's clock (P5, P7, P8)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from realtime.positions import ROW_DTYPE
from tests.system.calling import CALL, all_there, calls_coming_in
from tests.system.centre import LOADED_S, Officer, Screen, wait_until
from tests.system.crowd import Crowd, Handset, Watcher, registered, screens_wrong, until_in_step
from tests.system.linked import LinkedCentre
from tests.system.test_crowd_faults import teams_of
from tests.system.test_faults import due_in, rungs
from tests.system.test_wire import FIRE, ms, picture_of, publish, terminal

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
pytestmark = [
    pytest.mark.faults,
    pytest.mark.nightly,
    pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed (apt-get install libfaketime): no clock can be set off"),
]
HOUR, DAY_MS = 3600, 86_400_000
ACCEPTED = "SELECT 1 FROM orders_order WHERE id = %s AND state = 'accepted'"
RAISED = (
    "SELECT 1 FROM alarms_alarm WHERE subject_id = %s AND source = 'sos'"
    " AND received_at BETWEEN clock_timestamp() - interval '60 s' AND clock_timestamp()"
)


@contextmanager
def clocks(linked: LinkedCentre, tmp_path: Path, off: dict[str, int]) -> Iterator[dict[str, Path]]:
    """These processes begin anew with clocks so many seconds off, as their files say from then on; well again afterwards."""
    files = {name: tmp_path / f"clock-{name}" for name in off}

    def begin(name: str) -> None:
        linked.kill(name)
        if name.startswith("web"):
            linked.start_web(name)
        else:
            linked.start(name)
            linked.beating(name)

    try:
        for name, seconds in off.items():
            files[name].write_text(f"{seconds:+d}\n")
            linked.beside[name] = {
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME_TIMESTAMP_FILE": str(files[name]),
                "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "PYTHONPATH": str(Path(__file__).with_name("off_clock")),
            }
            begin(name)
        yield files
    finally:
        for name in off:
            linked.beside.pop(name, None)
            begin(name)


@pytest.mark.parametrize("sign", [1, -1])
def test_clocks_an_hour_off_and_stepping_back_change_nothing(linked: LinkedCentre, tmp_path: Path, sign: int) -> None:
    names = registered(linked, 3, f"T{'p' if sign > 0 else 'm'}-")
    units = teams_of(linked, names)
    fast, slow, mute = (Handset(linked.env["MQTT_URL"], name, every_s=1) for name in names)
    fast.wrong_by_ms, slow.wrong_by_ms = DAY_MS, -DAY_MS
    off = {"web-1": sign * HOUR, "gateway": -sign * HOUR, "clerk": sign * HOUR}
    stayed = Officer(linked.url("web-2"), "zhibanzhang")  # signed in before, by another clock
    with clocks(linked, tmp_path, off) as files:
        officer = Officer(linked.url("web-1"), "zhiban")
        here, there = Watcher(officer, linked.url("web-1")), Watcher(stayed, linked.url("web-2"))
        with Crowd() as crowd, calls_coming_in(officer) as answers:
            crowd.add(here, there, fast, slow)
            until_in_step(linked, [here, there], LOADED_S, "they came")
            wait_until(lambda: fast.came and slow.came, LOADED_S)
            incident = officer.post("/api/incidents", FIRE).json()["id"]
            made = {
                name: officer.post(f"/api/incidents/{incident}/assignments", {"unit": units[name], "task": "出动"}).json()["order"]["id"]
                for name in names
            }
            # P5, by the clerk whose clock is off
            due_in(linked, made[mute.ident], 2)
            wait_until(lambda: len(rungs(linked, made[mute.ident])) == 2, 15, lambda: f"the rung; {linked.log('clerk')}")
            (late,) = linked.query(
                "SELECT extract(epoch FROM min(r.at) - o.due_at)::float FROM orders_rung AS r JOIN orders_order AS o ON o.id = r.order_id"
                " WHERE o.id = %s GROUP BY o.due_at",
                made[mute.ident],
            )[0]
            # Terminals a day off: their answers count, and their presses ring now
            for handset in (fast, slow):
                crowd.run(handset.press())
                wait_until(lambda one=handset: linked.query(ACCEPTED, made[one.ident]), 20, f"{handset.ident} accepts")
                wait_until(lambda one=handset: linked.query(RAISED, units[one.ident]), 20, f"the press of {handset.ident}")
            # P8: a marker of now is drawn as of now on a web and through a gateway with wrong clocks
            screen = Screen(officer)
            screen.connect()
            screen.socket.send('{"t":"picture","areas":["4401"],"every":1}')
            with terminal(linked) as (radio, _):
                publish(radio, f"ecc/v1/440117/radio/{mute.ident}/pos", {"lat": 23.61, "lon": 113.61, "at": ms()}, qos=0)
                row = picture_of(screen, units[mute.ident])
            assert row["age"] <= 5, f"drawn as {row['age']} s old"
            screen.close()
            # a step back of five seconds, in each
            for name, seconds in off.items():
                files[name].write_text(f"{seconds - 5:+d}\n")
            time.sleep(3)
            stepped = officer.post("/api/alarms", CALL).json()["id"]
            wait_until(
                lambda: linked.query(
                    "SELECT 1 FROM log_event WHERE kind = 'alarm.raised' AND (body::jsonb ->> 'id')::bigint = %s", stepped
                ),
                10,
            )
            until_in_step(linked, [here, there], 15, "in step after the step")
            assert stayed.get("/api/snapshot?scope=area:4401")["epoch"]
        assert linked.query("SELECT 1 FROM log_event WHERE at > clock_timestamp()") == []
    print(f"\nfault 9: clocks {off}: a rung {late:.2f} s late, a marker of now drawn {row['age']} s old")
    assert 0 <= late <= 5
    assert {answer.status for answer in answers} == {201}
    assert screens_wrong([here, there]) == [] and not here.codes and not there.codes
    backward = "SELECT count(*) FROM (SELECT at - lag(at) OVER (PARTITION BY stream ORDER BY seq) AS by FROM log_event) AS steps WHERE by < interval '0'"
    assert linked.query(backward) == [(0,)], "the log's instants go back"
    assert ROW_DTYPE["age"].kind == "u"
    all_there(linked, answers)
