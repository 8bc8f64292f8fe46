"""The history of positions in a PostgreSQL of its own: written and read there, and neither database waits for the other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from tests.system.calling import CALL
from tests.system.centre import Officer, wait_until
from tests.system.linked import LinkedCentre, Own
from tests.system.test_wire import a_radio, ms, publish, terminal

pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # two servers and a whole centre
WORKERS = ("gateway", "clerk", "worker")


class Apart(LinkedCentre):
    """`second` holds the history."""

    def __init__(self, scratch: Path) -> None:
        super().__init__(scratch)
        self.second = Own()
        admin = self.second.urls["DATABASE_URL"]
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("CREATE DATABASE history")
        self.env["TRACKS_URL"] = self.history = admin.rpartition("/")[0] + "/history"

    def kept(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.history, autocommit=True) as connection:
            return connection.execute(sql.encode(), values).fetchall()

    def stop(self) -> None:
        super().stop()
        self.second.stop()


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    centre = Apart(tmp_path)
    try:
        for name in WORKERS:
            centre.start(name)
        centre.start_web("web-1")
        for name in WORKERS:
            centre.beating(name)
        yield centre
    finally:
        centre.stop()


class Walk:
    """A radio that goes north, one step a second and more; `said` are the latitudes, in their order."""

    def __init__(self, centre: Apart, radio: Any) -> None:
        self.centre, self.radio = centre, radio
        self.name, _, self.subject = a_radio(centre)
        self.said: list[float] = []

    def step(self) -> float:
        lat = round(23.44 + 0.001 * len(self.said), 3)
        publish(self.radio, f"ecc/v1/440117/radio/{self.name}/pos", {"lat": lat, "lon": 113.44, "at": ms()}, qos=0)
        self.said.append(lat)
        time.sleep(1.1)
        return lat

    def stored(self) -> list[float]:
        return [lat for (lat,) in self.centre.kept("SELECT lat FROM tracks_trackpoint WHERE subject = %s ORDER BY fixed_at", self.subject)]

    def stands(self) -> float | None:
        rows = self.centre.query("SELECT lat FROM tracks_lastfix WHERE subject_id = %s", self.subject)
        return rows[0][0] if rows else None


def trail(officer: Officer, subject: int) -> tuple[int, Any]:
    """(status, what the replay shows of one subject's last hour)."""
    now = datetime.now(UTC)
    span = {"from": (now - timedelta(hours=1)).isoformat(), "to": now.isoformat(), "subject": str(subject)}
    answer = officer.http.get(f"{officer.url}/api/replay/trail", params=span, timeout=20)
    return answer.status_code, answer.json()


def test_the_history_is_kept_apart_and_neither_database_waits_for_the_other(apart: Apart) -> None:
    officer = Officer(apart.url("web-1"), "zhiban")
    with terminal(apart) as (radio, _):
        walk = Walk(apart, radio)
        wait_until(lambda: walk.step() and walk.stored(), 60, lambda: f"written there; {apart.log('gateway')}")
        for _ in range(3):
            walk.step()
        wait_until(lambda: walk.stored()[-1:] == walk.said[-1:], 20, "all of it")
        assert apart.query("SELECT count(*) FROM tracks_trackpoint WHERE subject = %s", walk.subject) == [(0,)]
        today = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'tracks_trackpoint'::regclass"
        wait_until(lambda: apart.kept(today)[0][0] >= 5, 60, lambda: f"days made ahead; {apart.log('worker')}")

        # read and replayed
        status, shown = trail(officer, walk.subject)
        assert status == 200 and len(shown["points"]) + shown["left_out"] == len(walk.stored())
        for shown_as in ("known", "happened"):
            at = {"at": datetime.now(UTC).isoformat(), "as": shown_as}
            assert officer.http.get(f"{officer.url}/api/replay/positions", params=at, timeout=20).status_code == 200

        # the history's database is gone: markers move, commands are taken, the replay says 503, and nothing is missing afterwards
        apart.second.kill("database")
        for _ in range(3):
            walk.step()
        wait_until(lambda: walk.stands() == walk.said[-1], 20, lambda: f"the marker moves; {apart.log('gateway')}")
        assert officer.post("/api/alarms", CALL).status_code == 201
        status, refused = trail(officer, walk.subject)
        assert (status, refused["code"]) == (503, "unavailable")
        parts = requests.get(f"{officer.url}/healthz", timeout=10).json()["parts"]
        assert (parts["tracks"]["up"], parts["database"]["up"]) == (False, True), "every desk names it"
        apart.second.start("database")
        wait_until(lambda: set(walk.stored()[-3:]) == set(walk.said[-3:]), 30, lambda: f"what waited is written; {apart.log('gateway')}")
        wait_until(lambda: trail(officer, walk.subject)[0] == 200, 30, "it is replayed again")

        # everything else's database is gone: the history goes on
        apart.own.kill("database")
        for _ in range(3):
            walk.step()
        wait_until(lambda: walk.stored()[-1] == walk.said[-1], 30, lambda: f"the history is written; {apart.log('gateway')}")
        apart.own.start("database")
        wait_until(lambda: (walk.step() == 0) or walk.stands() == walk.said[-1], 60, lambda: f"markers move again; {apart.log('gateway')}")
    wait_until(lambda: officer.post("/api/alarms", CALL).status_code == 201, 30, "commands are taken again")
    stored = walk.stored()
    assert len(stored) == len(set(stored)), "nothing is stored twice"
