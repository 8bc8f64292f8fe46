"""What clients did under faults and what became of it, and at the end every promise judged: the history beside the tables, by the checkers."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import requests

from tests.system import checks
from tests.system.centre import Centre, Officer
from tests.system.checks import Issue
from tests.system.crowd import Handset, Watcher, screens_wrong

REFUSED = 500  # below it the centre has said no, and nothing has happened


class History:
    """Commands by key. `ok`: answered 201; `fail`: refused; `info`: no answer, or one that says it does not know."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.calls: list[Issue] = []
        self.odd: list[str] = []  # a 500: never right, whatever was broken
        self._lock = threading.Lock()

    def assign(self, officer: Officer, incident: int, unit: int, key: str) -> tuple[str, Any]:
        """(how it ended, the answer) of one try to send a unit."""
        end, body = self._try(officer, f"/api/incidents/{incident}/assignments", {"unit": unit, "task": "出动"}, key)
        with self._lock:
            self.issues.append(Issue(key, end, body["order"]["id"] if end == "ok" else None))
        return end, body

    def call(self, officer: Officer, body: dict[str, Any], key: str) -> tuple[str, Any]:
        """A call that is entered."""
        end, said = self._try(officer, "/api/alarms", body, key)
        with self._lock:
            self.calls.append(Issue(key, end, said["id"] if end == "ok" else None))
        return end, said

    def _try(self, officer: Officer, path: str, body: dict[str, Any], key: str) -> tuple[str, Any]:
        try:
            answer = officer.post(path, body, key=key)
        except requests.RequestException:
            return "info", None
        if answer.status_code in (200, 201):
            return "ok", answer.json()
        if answer.status_code == 500:
            with self._lock:
                self.odd.append(f"500 to {path}: {answer.text[:200]}")
        return ("fail" if answer.status_code < REFUSED else "info"), None


def judged(centre: Centre, history: History, handsets: Sequence[Handset] = (), screens: Sequence[Watcher] = ()) -> dict[str, list[str]]:
    """Promise → what is wrong with it, once everything is healed and has come to rest."""
    orders = {
        number: (state, clock)
        for number, state, clock in centre.query(
            "SELECT o.id, o.state, EXISTS (SELECT 1 FROM clerk_deadline AS d WHERE d.kind LIKE 'order.%%' AND d.object_id = o.id) FROM orders_order AS o"
        )
    }
    alarms = {number for (number,) in centre.query("SELECT id FROM alarms_alarm")}
    # One statement, one moment: a clerk goes on writing meanwhile
    rows = centre.query("SELECT s.name, s.head, e.seq FROM log_stream AS s LEFT JOIN log_event AS e ON e.stream = s.name ORDER BY 1, 3")
    return {
        "lost orders": checks.lost_orders(history.issues, orders) + _lost_calls(history.calls, alarms),
        "one key, one order": checks.twice(history.issues) + checks.twice(history.calls),
        "carried out once": checks.obeyed_twice((one.ident, order) for one in handsets for order in one.done),
        "double assignments": checks.double_units(assignments_told(centre)),
        "answers never fall": checks.monotone(_states(centre)),
        "gaps": checks.gaps([(name, seq) for name, _, seq in rows if seq is not None], {name: head for name, head, _ in rows}),
        "gaps on screens": screens_wrong(list(screens)),
        "who and when": checks.audit(centre.query("SELECT stream, seq, actor, at FROM log_event")),
        "no 500": history.odd,
    }


def _lost_calls(calls: Iterable[Issue], alarms: set[int]) -> list[str]:
    return [f"call {one.order} was answered for and is not there" for one in calls if one.end == "ok" and one.order not in alarms]


def assignments_told(centre: Centre) -> list[tuple[int, int, str]]:
    """From the log and not from the constraint. A unit's row is locked while it is given, so that the instants follow each other."""
    told = centre.query(
        "SELECT a.unit_id, a.id, e.kind FROM log_event AS e JOIN orders_assignment AS a ON a.id = (e.body::jsonb ->> 'id')::bigint"
        " WHERE e.stream LIKE 'incident:%%' AND e.kind IN ('assignment.opened', 'assignment.released') ORDER BY e.at, e.stream, e.seq"
    )
    return [(unit, number, "opened" if kind.endswith("opened") else "closed") for unit, number, kind in told]


def _states(centre: Centre) -> list[tuple[int, str, str]]:
    """Where each order stood, as it was told. That it was sent may be told after it was delivered: the state then stands, and is not in the event."""
    told = centre.query(
        "SELECT (body::jsonb ->> 'id')::bigint, body::jsonb ->> 'state' FROM log_event WHERE stream LIKE 'incident:%%' AND kind LIKE 'order.%%'"
        " AND body::jsonb ? 'state' ORDER BY stream, seq"
    )
    return [(number, "", state) for number, state in told]
