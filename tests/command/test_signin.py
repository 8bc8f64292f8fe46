"""Signing in, locking, changing hands: the night watch stays at its screen."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client

from command.signin.actions import set_pin
from realtime.log.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def post(client: Client, path: str, body: dict[str, str]) -> object:
    return client.post(path, body, content_type="application/json")


def test_signing_in_says_who_one_is_and_where(people: SimpleNamespace):
    answer = post(Client(), "/api/session/sign-in", {"username": "wang", "password": people.wang.plain_password})
    assert answer.status_code == 200
    me = answer.json()
    assert (me["actor"], me["user"]["name"], me["scope"], me["locked"]) == (people.wang.actor, "王值班", ["4401"], False)
    assert me["posts"][0]["area_name"] == "广州市"
    assert "alarm.verify" in me["posts"][0]["verbs"]


def test_a_wrong_password_is_refused_in_words_and_the_sixth_try_waits(people: SimpleNamespace):
    client = Client()
    for _ in range(5):
        answer = post(client, "/api/session/sign-in", {"username": "wang", "password": "x"})
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")
    assert post(client, "/api/session/sign-in", {"username": "wang", "password": people.wang.plain_password}).status_code == 429


def test_somebody_elses_wrong_tries_from_another_place_lock_nobody_out(people: SimpleNamespace):
    far = Client(REMOTE_ADDR="10.9.9.9")
    for _ in range(6):
        post(far, "/api/session/sign-in", {"username": "wang", "password": "x"})
    assert post(Client(), "/api/session/sign-in", {"username": "wang", "password": people.wang.plain_password}).status_code == 200


def test_a_disabled_person_cannot_sign_in(people: SimpleNamespace):
    people.wang.is_active = False
    people.wang.save(update_fields=["is_active"])
    assert post(Client(), "/api/session/sign-in", {"username": "wang", "password": people.wang.plain_password}).status_code == 401


def test_lock_and_unlock_with_the_pin_keep_the_session(people: SimpleNamespace):
    set_pin(actor="system", user=people.wang, pin="2468")
    client = Client()
    client.force_login(people.wang)
    assert client.post("/api/session/lock").status_code == 204
    assert client.get("/api/session").json()["locked"] is True
    assert post(client, "/api/session/unlock", {"pin": "0000"}).status_code == 403
    assert post(client, "/api/session/unlock", {"pin": "2468"}).json()["locked"] is False


def test_the_relief_takes_the_seat_with_their_own_pin(people: SimpleNamespace):
    set_pin(actor="system", user=people.chen, pin="1357")
    client = Client()
    client.force_login(people.wang)
    client.post("/api/session/lock")
    answer = post(client, "/api/session/unlock", {"username": "chen", "pin": "1357"})
    assert (answer.status_code, answer.json()["user"]["name"]) == (200, "陈班长")
    assert client.get("/api/session").json()["actor"] == people.chen.actor
    assert Event.objects.filter(kind="session.taken_over", actor=people.chen.actor).exists()


def test_the_previous_persons_pin_does_not_open_the_reliefs_name(people: SimpleNamespace):
    set_pin(actor="system", user=people.wang, pin="2468")
    client = Client()
    client.force_login(people.wang)
    assert post(client, "/api/session/unlock", {"username": "chen", "pin": "2468"}).status_code == 403
    assert client.get("/api/session").json()["actor"] == people.wang.actor


def test_signing_in_needs_the_csrf_token(people: SimpleNamespace):
    client = Client(enforce_csrf_checks=True)
    assert post(client, "/api/session/sign-in", {"username": "wang", "password": people.wang.plain_password}).status_code == 403


def test_every_page_carries_the_strict_policy(people: SimpleNamespace):
    for path in ("/", "/wall/", "/desk/", "/field/", "/people/sign-in/", "/api/session", "/nowhere"):
        policy = Client().get(path)["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "object-src 'none'" in policy


def test_a_page_says_503_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch):
    from django.db import OperationalError

    from command import pages

    def away() -> str:
        raise OperationalError("connection refused")

    monkeypatch.setattr(pages, "_city", away)
    answer = Client(raise_request_exception=False).get("/wall/")
    assert answer.status_code == 503
    assert "数据库暂时不可用" in answer.content.decode()
    assert answer["Retry-After"] == "5"
