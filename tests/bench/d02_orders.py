"""D2: from the press on an order to its answer, and to the team's radio, while the board moves with 20 events and one order a second."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from tests.bench.report import Goal, Result, percentile
from tests.bench.stage import Stage
from tests.system.centre import ROOT, wait_until
from tests.system.test_wire import terminal

EVENT_EVERY_S, ORDER_EVERY_S = 0.05, 1.0
MEASURE_S = 40.0
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


def measure(stage: Stage) -> list[Result]:
    answered = Result("D2", "order POST → 201 under 20 events/s and 60 orders/min: p99", "ms", [], Goal(300, 80))
    shown = Result("D2", "order POST → the team's radio has it: p99", "ms", [], Goal(1000, 300))
    stage.gateway()
    centre, officer = stage.centre, stage.officer
    incident = officer.post("/api/incidents", FIRE).json()["id"]
    units = _units_with_radio(stage, int(stage.seconds(MEASURE_S) / ORDER_EVERY_S))
    with terminal(centre, "ecc/v1/+/+/+/cmd") as (client, heard):
        came: dict[int, float] = {}
        client.on_message = lambda _client, _data, message: came.setdefault(json.loads(message.payload).get("order"), time.monotonic())
        board = _board(stage, incident, len(units))
        try:
            posts, ways = _orders(stage, incident, units, came)
        finally:
            board.kill()
            board.wait()
        del heard
    answered.runs.append(percentile(posts, 0.99))
    shown.runs.append(percentile(ways, 0.99))
    answered.notes.append(f"p50 {percentile(posts, 0.5):.0f} ms of {len(posts)} orders, one a second, each to another team")
    shown.notes.append(f"p50 {percentile(ways, 0.5):.0f} ms; over the database, the gateway and the broker, QoS 1")
    officer.post(f"/api/incidents/{incident}/release-all", {"note": "压测结束"})
    return [answered, shown]


def _units_with_radio(stage: Stage, count: int) -> list[int]:
    """Teams of the model city that a radio speaks for and nobody holds."""
    rows = stage.centre.query(
        "SELECT DISTINCT t.subject_id FROM terminals_terminal AS t JOIN teams_unit AS u ON u.subject_id = t.subject_id"
        " WHERE t.adapter = 'radio' AND t.revoked_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM orders_assignment AS a WHERE a.unit_id = t.subject_id AND a.state = 'open') ORDER BY 1 LIMIT %s",
        count,
    )
    assert len(rows) == count, f"only {len(rows)} teams with a radio"
    return [row[0] for row in rows]


def _board(stage: Stage, incident: int, seconds: int) -> subprocess.Popen[str]:
    """The rest of the board: entries on a timeline, twenty a second, from another process."""
    count = int((seconds * ORDER_EVERY_S + 10) / EVENT_EVERY_S)
    words = [sys.executable, "-m", "tests.bench.committing", str(incident), str(count), str(EVENT_EVERY_S)]
    env = stage.centre.env | {"DJANGO_SETTINGS_MODULE": "command.settings"}
    child = subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None and child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.stdin.write("go\n")
    child.stdin.flush()
    return child


def _orders(stage: Stage, incident: int, units: list[int], came: dict[int, float]) -> tuple[list[float], list[float]]:
    """(ms to the answer, ms to the radio) of each order."""
    path, posts, begun = f"/api/incidents/{incident}/assignments", [], {}
    due = time.monotonic()
    for unit in units:
        time.sleep(max(0.0, due - time.monotonic()))
        due += ORDER_EVERY_S
        began = time.monotonic()
        answer = stage.officer.post(path, {"unit": unit, "task": "压测:出动"})
        posts.append((time.monotonic() - began) * 1000)
        assert answer.status_code == 201, answer.text
        begun[answer.json()["order"]["id"]] = began
    wait_until(lambda: set(begun) <= set(came), 10, "every radio has its order")
    return posts, [(came[order] - at) * 1000 for order, at in begun.items()]
