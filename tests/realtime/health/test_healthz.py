"""`/healthz` names what is down and answers in time whatever hangs; beats are judged by the database's clock."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import RequestFactory

from realtime.database import conninfo
from realtime.health import parts
from realtime.health.beat import Beating
from realtime.health.models import Beat
from realtime.health.views import healthz, livez

pytestmark = pytest.mark.django_db(transaction=True)


def ask() -> tuple[int, dict[str, Any], float]:
    began = time.monotonic()
    response = healthz(RequestFactory().get("/healthz"))
    return response.status_code, json.loads(response.content)["parts"], time.monotonic() - began


def beat(process: str, age_s: float = 0.0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO health_beat (process, instance, at) VALUES (%s, 'there-1', clock_timestamp() - make_interval(secs => %s))",
            (process, age_s),
        )


def until(what: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def all_beating() -> None:
    for process in parts.PROCESSES:
        beat(process)


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Accepts a connection and never says a word: the worst kind of down."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


def refused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_livez_asks_nobody() -> None:
    assert livez(RequestFactory().get("/livez")).status_code == 200


@pytest.mark.usefixtures("all_beating")
def test_with_everything_up_it_is_200_and_names_each_part() -> None:
    status, found, _ = ask()
    assert status == 200, found
    assert set(found) == {"database", "redis", "broker", "web", "voice", "gateway", "clerk", "worker"}
    assert all(part["up"] for part in found.values())


@pytest.mark.usefixtures("all_beating")
def test_a_process_whose_beat_is_seven_seconds_old_is_down_and_its_age_is_told() -> None:
    Beat.objects.filter(process="gateway").delete()
    beat("gateway", 7)
    status, found, _ = ask()
    assert status == 503
    assert found["gateway"]["up"] is False
    assert found["gateway"]["age_s"] >= 7
    assert found["clerk"]["up"] is True


@pytest.mark.usefixtures("all_beating")
def test_one_fresh_instance_keeps_a_process_up_beside_a_dead_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO health_beat (process, instance, at) VALUES ('clerk', 'gone-2', clock_timestamp() - interval '1 minute')"
        )
    status, found, _ = ask()
    assert status == 200
    assert found["clerk"]["instances"] == 1


def test_a_process_that_never_started_is_down() -> None:
    status, found, _ = ask()
    assert status == 503
    assert found["worker"] == {"up": False, "detail": "尚未启动"}
    assert found["web"]["up"] is True  # it answers this very request


@pytest.mark.usefixtures("all_beating")
@pytest.mark.parametrize(("part", "setting", "scheme"), [("redis", "REDIS_URL", "redis"), ("broker", "MQTT_URL", "mqtt")])
def test_a_service_that_is_gone_is_named_and_the_rest_stays_up(settings: Any, part: str, setting: str, scheme: str) -> None:
    setattr(settings, setting, f"{scheme}://user:hidden-word@127.0.0.1:{refused_port()}")
    status, found, took = ask()
    assert status == 503
    assert [name for name, state in found.items() if not state["up"]] == [part]
    assert "hidden-word" not in json.dumps(found)
    assert took < 2


@pytest.mark.usefixtures("all_beating")
@pytest.mark.parametrize(("part", "setting", "scheme"), [("redis", "REDIS_URL", "redis"), ("broker", "MQTT_URL", "mqtt")])
def test_a_service_that_accepts_and_keeps_silent_costs_at_most_two_seconds(
    settings: Any, deaf_port: int, part: str, setting: str, scheme: str
) -> None:
    setattr(settings, setting, f"{scheme}://127.0.0.1:{deaf_port}")
    status, found, took = ask()
    assert status == 503
    assert found[part]["up"] is False
    assert took < 2


def test_a_silent_database_costs_at_most_two_seconds_and_hides_the_processes_as_unknown(
    monkeypatch: pytest.MonkeyPatch, deaf_port: int
) -> None:
    monkeypatch.setattr(parts, "conninfo", lambda: f"host=127.0.0.1 port={deaf_port} dbname=ecc user=ecc")
    status, found, took = ask()
    assert status == 503
    assert found["database"]["up"] is False
    assert found["gateway"] == {"up": False, "detail": "未知"}
    assert found["redis"]["up"] is True
    assert took < 2
    assert until(lambda: parts.CHECKS[0]._done is None or parts.CHECKS[0]._done.is_set())  # the hanging look ends by itself


def test_a_beat_is_written_every_two_seconds_and_goes_on_after_its_connection_was_cut() -> None:
    with psycopg.connect(conninfo(), autocommit=True) as watcher:

        def at() -> Any:
            row = watcher.execute("SELECT at FROM health_beat WHERE process = 'gateway' AND instance = 'here-1'").fetchone()
            return row and row[0]

        beating = Beating("gateway", "here-1")
        try:
            assert until(at)
            first = at()
            watcher.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%health_beat%'"
            )
            assert until(lambda: at() > first)
        finally:
            beating.stop()
    assert threading.active_count() < 50


def test_beats_of_instances_long_gone_are_forgotten() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO health_beat (process, instance, at) VALUES ('web', 'gone-3', clock_timestamp() - interval '2 hours')")
    beating = Beating("web", "here-2")
    try:
        assert until(lambda: not Beat.objects.filter(instance="gone-3").exists() and Beat.objects.filter(instance="here-2").exists())
    finally:
        beating.stop()
