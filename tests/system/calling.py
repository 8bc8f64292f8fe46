"""Calls that come in while something is done to the services, and what must be true of them afterwards (P1, P7)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import requests

from tests.system import checks
from tests.system.centre import Centre, Officer, Screen
from tests.system.test_wire import FIRE

CALL = {"urgency": "urgent", "source": "call", **FIRE}


class Answer:
    """What a client knows of one command: its answer, and how long it waited."""

    def __init__(self, key: str, status: int, took: float, body: Any) -> None:
        self.key, self.status, self.took, self.body = key, status, took, body


@contextmanager
def calls_coming_in(officer: Officer, every_s: float = 0.2) -> Iterator[list[Answer]]:
    """A call is entered again and again, in a thread; 0 stands for no answer at all."""
    answers: list[Answer] = []
    over = threading.Event()

    def enter() -> None:
        while not over.wait(every_s):
            key, began = str(uuid4()), time.monotonic()
            try:
                answer = officer.post("/api/alarms", CALL, key=key)
                answers.append(Answer(key, answer.status_code, time.monotonic() - began, answer.json()))
            except requests.RequestException:
                answers.append(Answer(key, 0, time.monotonic() - began, None))

    thread = threading.Thread(target=enter)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join(30)


def all_there(centre: Centre, answers: list[Answer]) -> None:
    """P1 and P7: what was answered 201 is stored once, what was refused is not stored, and the log has no gap."""
    known = {row[0] for row in centre.query("SELECT id FROM alarms_alarm")}
    issued = [answer.body["id"] for answer in answers if answer.status == 201]
    assert issued and len(issued) == len(set(issued))
    assert set(issued) <= known, "a call that was answered 201 is lost"
    # One statement, one moment: a clerk goes on writing meanwhile
    rows = centre.query("SELECT s.name, s.head, e.seq FROM log_stream AS s LEFT JOIN log_event AS e ON e.stream = s.name ORDER BY 1, 3")
    told = [(name, seq) for name, _, seq in rows if seq is not None]
    assert checks.gaps(told, {name: head for name, head, _ in rows}) == []
    raised = centre.query("SELECT (body::jsonb ->> 'id')::bigint, count(*) FROM log_event WHERE kind = 'alarm.raised' GROUP BY 1")
    assert {count for _, count in raised} == {1}


def follows(screen: Screen, number: int, seconds: float) -> None:
    screen.read_until(lambda _: any(event[2] == "alarm.raised" and event[3]["id"] == number for event in screen.events), seconds)
