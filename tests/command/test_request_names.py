"""A line of the log, the answer and the events of one request carry one number; what may be secret is on no line."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from realtime import console
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """As a process with LOG_FORMAT=json writes them."""
    wanted = console.configuration("json", "INFO")
    form = wanted["formatters"]["json"]
    kind = form.pop("()")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(kind(**form))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.django_db(transaction=True)  # events are on the line once they are committed
def test_a_command_is_one_line_with_its_number_its_person_and_its_events(people: SimpleNamespace, lines: Any):
    client = Client(headers={"X-Request-Id": "proxy-12345678"})
    client.force_login(people.wang)
    answer = client.post("/api/incidents", FIRE, content_type="application/json", headers={"Idempotency-Key": "a" * 20})
    assert answer.status_code == 201, answer.content
    assert answer["X-Request-Id"] == "proxy-12345678"
    (line,) = [line for line in lines() if line["logger"] == "request"]
    assert line["request"] == "proxy-12345678" and line["user"] == people.wang.pk and line["status"] == 201
    incident = answer.json()["id"]
    stream = f"incident:{incident}"
    assert line["events"][stream] == Event.objects.filter(stream_id=stream).count()


def test_a_number_that_could_forge_a_line_is_replaced_and_a_query_is_not_written(lines: Any):
    answer = Client().post("/api/incidents?token=secret-1", headers={"X-Request-Id": 'x"}\n{"level": "critical'})
    assert len(answer["X-Request-Id"]) == 32
    text = json.dumps(lines(), ensure_ascii=False)
    assert "secret-1" not in text and "critical" not in text


def test_reading_leaves_no_line_and_nothing_of_one_request_is_on_the_next(people: SimpleNamespace, lines: Any):
    client = Client()
    client.force_login(people.wang)
    client.post("/api/incidents", FIRE, content_type="application/json", headers={"Idempotency-Key": "b" * 20})
    client.get("/livez")
    assert len([line for line in lines() if line["logger"] == "request"]) == 1
    assert "events" not in console.present()


def test_a_fault_is_a_line_with_its_place_and_its_number(lines: Any):
    console.begin(request="fault-0001")
    try:
        raise ValueError("坏了")
    except ValueError:
        logging.getLogger("x").exception("失败")
    (line,) = lines()
    assert line["request"] == "fault-0001" and "ValueError: 坏了" in line["exception"] and line["level"] == "error"


def test_a_path_with_a_line_end_in_it_writes_no_line_of_its_own(lines):
    Client().post("/api/orders/%0aINFO%20request%20POST%20/api/orders%20201/close")
    assert [line["message"] for line in lines() if "orders" in line["message"]] != []
    assert all("\n" not in line["message"] for line in lines())
