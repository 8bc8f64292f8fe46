"""Two of every process: nothing is done twice, one dies and the other goes on, and all of them are renewed under load without one command lost."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import requests
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from websockets.exceptions import ConnectionClosed

from devices.leadership import GATEWAY_LOCK
from realtime.leadership import HOLDER
from realtime.reduce import reduce
from tests.system.centre import LOADED_S, Centre, Officer, Screen, wait_until
from tests.system.test_faults import due_in, rungs
from tests.system.test_wire import FIRE, a_radio, ms, publish, terminal

pytestmark = pytest.mark.faults
WEBS = ("web-1", "web-2")
PAIRS = (*WEBS, "gateway-1", "gateway-2", "clerk-1", "clerk-2", "worker-1", "worker-2")
CALL = {"urgency": "urgent", "source": "call", **FIRE}
ENDS_S = 15  # the supervisor gives a web process ten
TRIES_S = 20  # a page repeats what it was not answered, with the same key; longer than any process needs to come up


class Grown(Centre):
    """Two of each; the web processes share one socket, as under `WEB=2 make run` and under systemd."""

    def __init__(self, scratch: Path) -> None:
        super().__init__(scratch)
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        port = self.listening.getsockname()[1]
        owner = conninfo_to_dict(self.conninfo)
        password = hashlib.sha256(f"{owner.get('password', '')}:application".encode()).hexdigest()  # realtime/roles.py
        self.application = make_conninfo(**owner | {"user": f"{owner['user']}_app", "password": password})
        self.env["PYTHONFAULTHANDLER"] = "1"
        self.env["LISTEN_FD"] = str(self.listening.fileno())
        self.handed = (self.listening.fileno(),)
        self.ports = dict.fromkeys((*WEBS, "both"), port)

    def begin(self, name: str) -> None:
        self.start(name, name.partition("-")[0])

    def renew(self, name: str) -> None:
        """What a supervisor does: asks it to end, waits, starts the next one and waits until that one lives."""
        process = self.processes[name]
        process.terminate()
        try:
            code = process.wait(ENDS_S)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # says where it stands
            process.wait(5)
            raise AssertionError(f"{name} did not end by itself; {(self.scratch / f'{name}.log').read_text()[-6000:]}") from None
        assert code == 0, self.log(name)
        self.begin(name)
        self.beating(name)

    def leader(self) -> str:
        """Which gateway works."""
        with psycopg.connect(self.application) as connection:  # the owner does not see what another role's sessions do
            held = connection.execute(HOLDER.replace("a.pid, a.state_change", "a.client_port"), (GATEWAY_LOCK,)).fetchall()
        if not held:
            return ""
        for name in ("gateway-1", "gateway-2"):
            process = self.processes.get(name)
            if process is not None and held[0][0] in _own_ports(process.pid):
                return name
        return ""


def _own_ports(pid: int) -> set[int]:
    """Local TCP ports of a process."""
    inodes = set()
    with suppress(OSError):
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                target = os.readlink(handle)
                if target.startswith("socket:["):
                    inodes.add(target[8:-1])
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[9] in inodes}


def back(screen: Screen) -> bool:
    with suppress(requests.RequestException, ConnectionClosed, OSError):
        screen.connect()
        return True
    return False


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    centre = Grown(tmp_path_factory.mktemp("grown"))
    try:
        for name in PAIRS:
            centre.begin(name)
        for name in PAIRS:
            centre.beating(name)
        wait_until(lambda: centre.alive("web-1"), LOADED_S, "a web answers")
        wait_until(centre.leader, 30, "one gateway works")
        yield centre
    finally:
        centre.stop()
        centre.listening.close()


class Caller(threading.Thread):
    """An officer whose page repeats what was not answered with the key it had; keeps what became of each."""

    def __init__(self, grown: Centre, username: str) -> None:
        super().__init__(daemon=True)
        self.officer = Officer(grown.url("both"), username)
        self.ended = threading.Event()
        self.ok: dict[str, int] = {}  # key → alarm
        self.lost: list[str] = []
        self.repeated: Counter[str] = Counter()

    def run(self) -> None:
        while not self.ended.wait(random.uniform(0.02, 0.08)):
            self._command(uuid4().hex)

    def _command(self, key: str) -> None:
        until = time.monotonic() + TRIES_S
        while time.monotonic() < until:
            try:
                answer = self.officer.post("/api/alarms", CALL, key=key)
            except requests.RequestException as error:
                self.repeated[type(error).__name__] += 1
                time.sleep(0.1)
                continue
            if answer.status_code == 201:
                self.ok[key] = answer.json()["id"]
                return
            self.repeated[str(answer.status_code)] += 1
            time.sleep(0.2)
        self.lost.append(key)


class Watcher(threading.Thread):
    """A screen that comes back after every close, with its cursor, as ours do."""

    def __init__(self, grown: Centre, username: str) -> None:
        super().__init__(daemon=True)
        self.screen = Screen(Officer(grown.url("both"), username))
        self.codes: list[int] = []
        self.ended = threading.Event()
        self.heard = 0.0
        self.away: list[float] = []
        self.screen.connect()

    def run(self) -> None:
        told = time.monotonic()
        while not self.ended.is_set():
            try:
                self.screen.read(0.2)
                if time.monotonic() - told > 2:
                    told = time.monotonic()
                    self.screen.socket.send(json.dumps({"t": "got", "n": self.screen.seen}))
            except (ConnectionClosed, OSError, AssertionError) as closed:
                if isinstance(closed, ConnectionClosed):
                    self.codes.append(closed.rcvd.code if closed.rcvd else 1006)
                self._return()

    def _return(self) -> None:
        left = time.monotonic()
        while not self.ended.is_set():
            time.sleep(random.uniform(0, 0.5))
            with suppress(Exception):
                self.screen.connect()
                self.away.append(time.monotonic() - left)
                return

    def settle(self) -> None:
        self.ended.set()
        self.join(30)


def test_one_gateway_of_two_works_and_an_sos_heard_by_the_broker_once_is_one_alarm(grown: Grown) -> None:
    name, _, subject = a_radio(grown)
    with terminal(grown) as (radio, _):
        for _ in range(3):  # pressed once, delivered as often as the broker likes
            publish(radio, f"ecc/v1/440117/radio/{name}/sos", {"active": True, "mid": "one", "lat": 23.6, "lon": 113.6, "at": ms()})
        wait_until(lambda: grown.query("SELECT 1 FROM alarms_alarm WHERE subject_id = %s AND source = 'sos'", subject), 30, "the alarm")
    assert grown.query("SELECT count(*) FROM alarms_report WHERE device LIKE %s", f"%{name}") == [(1,)]
    assert grown.query("SELECT count(*) FROM inbox_inbox WHERE topic LIKE %s", f"%/{name}/sos") == [(1,)]


def test_two_clerks_climb_each_rung_once(grown: Grown) -> None:
    """Orders that fall due in the same instant: each rung of each is there once, and in the log once."""
    officer = Officer(grown.url("both"), "zhiban")
    incident = officer.post("/api/incidents", FIRE).json()["id"]
    orders = []
    for _ in range(8):
        _, _, unit = a_radio(grown)
        answer = officer.post(f"/api/incidents/{incident}/assignments", {"unit": unit, "task": "出动"})
        orders.append(answer.json()["order"]["id"])
    for order in orders:
        due_in(grown, order, 1)
    for order in orders:
        wait_until(lambda order=order: len(rungs(grown, order)) == 2, 30, lambda: f"the first rung of each; {grown.log('clerk-1')}")
    time.sleep(2)
    assert [[step for step, _ in rungs(grown, order)] for order in orders] == [[1, 1]] * len(orders)
    told = "SELECT count(*) FROM log_event WHERE kind = 'order.escalated' AND stream = %s"
    assert grown.query(told, f"incident:{incident}") == [(len(orders),)]


def test_two_workers_that_start_together_take_a_row_off_the_board_once(grown: Grown) -> None:
    """Chores that lock no rows themselves: what is over since yesterday leaves, each with one event."""
    for name in ("worker-1", "worker-2"):
        process = grown.processes.pop(name)
        process.terminate()
        assert process.wait(15) == 0
    made = grown.query(
        "INSERT INTO authority_approval (what, area, digest, words, channel, audience, number, need, approvers, asked_by, asked_name, asked_at,"
        " afterwards, reason, state, overdue, given_by, given_name, how, said_by, said_on, read_back, archived)"
        " SELECT 'press', '4401', 'x', 'x', '', 'public', 1, 'approve', '[]', 'user:1', '王', clock_timestamp() - interval '9 days',"
        " false, '', 'refused', false, '', '', '', '', '', false, false FROM generate_series(1, 60) RETURNING id"
    )
    ids = [row[0] for row in made]
    for name in ("worker-1", "worker-2"):
        grown.begin(name)
    wait_until(
        lambda: grown.query("SELECT count(*) FROM authority_approval WHERE id = ANY(%s) AND archived", ids) == [(60,)], LOADED_S, "gone"
    )
    for name in ("worker-1", "worker-2"):
        grown.beating(name)
    time.sleep(2)
    left = "SELECT count(*), count(DISTINCT body::jsonb->>'id') FROM log_event WHERE kind = 'approval.left' AND (body::jsonb->>'id')::int = ANY(%s)"
    assert grown.query(left, ids) == [(60, 60)]


def test_the_other_gateway_takes_over_from_one_that_is_killed_and_from_one_that_stands_still(grown: Grown) -> None:
    first = wait_until(grown.leader, 30, "a leader")
    grown.kill(first)
    second = wait_until(lambda: (now := grown.leader()) and now != first and now, 10, "the other one works")
    grown.begin(first)
    grown.beating(first)
    frozen = grown.processes[second]
    frozen.send_signal(signal.SIGSTOP)
    try:
        name, _, subject = a_radio(grown)
        wait_until(lambda: grown.leader() == first, 30, lambda: f"the one that stood by works; {grown.log(first)}")
        with terminal(grown) as (radio, _):
            publish(radio, f"ecc/v1/440117/radio/{name}/sos", {"active": True, "mid": "x", "lat": 23.6, "lon": 113.6, "at": ms()})
            wait_until(lambda: grown.query("SELECT 1 FROM alarms_alarm WHERE subject_id = %s", subject), 30, "it hears")
    finally:
        frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(20) == 1, "it noticed that it had been put out, and ended"
    grown.processes.pop(second)
    grown.begin(second)
    grown.beating(second)


def test_all_are_renewed_one_after_the_other_under_load_and_no_command_is_lost(grown: Grown) -> None:
    """Fault 17: SIGTERM to each. Every press has its answer, every screen equals the database, nobody was cut off without a word."""
    callers = [Caller(grown, name) for name in ("zhiban", "zhibanzhang", "daiban")]
    watchers = [Watcher(grown, name) for name in ("zhiban", "zhibanzhang", "daiban", "admin") for _ in range(3)]
    name, _, _ = a_radio(grown)
    for one in (*callers, *watchers):
        one.start()
    presses = []
    with terminal(grown) as (radio, _):
        for number, process in enumerate(PAIRS):
            presses.append(f"m{number}")
            body = {"active": True, "mid": f"m{number}", "lat": 23.6, "lon": 113.6, "at": ms()}
            publish(radio, f"ecc/v1/440117/radio/{name}/sos", body)
            grown.renew(process)
        for caller in callers:
            caller.ended.set()
        for caller in callers:
            caller.join(TRIES_S + 5)
        wait_until(
            lambda: grown.query("SELECT count(*) FROM inbox_inbox WHERE topic LIKE %s AND state = 'done'", f"%/{name}/sos") == [(len(presses),)], 30,
            lambda: f"every SOS; {grown.log('gateway-1')}",
        )  # fmt: skip
    time.sleep(3)
    for watcher in watchers:
        watcher.settle()
    said = Counter(code for watcher in watchers for code in watcher.codes)
    counts = {
        "answered": sum(len(caller.ok) for caller in callers),
        "repeated": sum((caller.repeated for caller in callers), Counter[str]()),
    }
    print(
        f"\nrolling restart: {counts}, sockets closed with {dict(said)}, away {max([0.0, *(s for w in watchers for s in w.away)]):.1f} s at most"
    )
    assert [key for caller in callers for key in caller.lost] == []
    assert counts["answered"] > 100
    made = Counter(alarm for caller in callers for alarm in caller.ok.values())
    assert set(made.values()) == {1}, "two presses with one alarm"
    stored = grown.query("SELECT count(*) FROM alarms_alarm WHERE id = ANY(%s)", list(made))
    assert stored == [(len(made),)]
    assert set(said) == {4013}, "a screen was cut off without being told why"
    for watcher in watchers:
        assert watcher.screen.gaps() == []
        assert watcher.screen.resets == []
    screen = watchers[0].screen
    wait_until(lambda: back(screen), 30, "the first screen is back")
    now: dict[str, Any] = screen.state_there()
    mine = reduce(screen.state, [(kind, body) for _, _, kind, body in screen.events])
    for table in ("alarms", "incidents", "units", "assignments", "orders"):
        assert mine[table] == now[table], table
    screen.close()
