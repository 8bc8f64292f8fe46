"""One's own sessions and password: others end, the one in hand stays; age ends, idleness only locks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from command.signin import passwords, sessions
from command.signin.actions import set_pin
from command.signin.models import Passkey, SignedIn, Totp

pytestmark = pytest.mark.django_db


def at_a_seat(person: Any) -> Client:
    client = Client()
    client.post("/api/session/sign-in", {"username": person.username, "password": person.plain_password}, content_type="application/json")
    return client


def aged(client: Client, key: str, seconds: float) -> None:
    session = client.session
    session[key] -= seconds
    session.save()


def test_the_others_are_ended_and_this_one_stays(people: SimpleNamespace):
    here, there, colleague = at_a_seat(people.wang), at_a_seat(people.wang), at_a_seat(people.chen)
    here.post("/account/", {"do": "others"})
    assert [one.get("/api/session").status_code for one in (here, there, colleague)] == [200, 401, 200]
    assert len(sessions.of(people.wang)) == 1 and SignedIn.objects.exclude(ended_at=None).count() == 1


def test_a_new_password_ends_the_others_and_a_poor_one_is_refused_in_words(people: SimpleNamespace):
    here, there = at_a_seat(people.wang), at_a_seat(people.wang)
    form = {"do": "password", "old": people.wang.plain_password}
    for poor, said in (("short1A", "须为 8"), ("onlylowercase", "须有 3 类"), ("Wang-12345", "不能含有登录名")):
        page = here.post("/account/", form | {"new": poor, "again": poor}, follow=True).content.decode()
        assert said in page
    good = "Tr0ika-yard-9"
    assert "密码已更改" in here.post("/account/", form | {"new": good, "again": good}, follow=True).content.decode()
    assert [one.get("/api/session").status_code for one in (here, there)] == [200, 401]
    people.wang.refresh_from_db()
    assert people.wang.check_password(good) and len(sessions.of(people.wang)) == 1


def test_age_ends_a_session_and_idleness_only_locks_the_desk(people: SimpleNamespace):
    set_pin(actor="system", user=people.wang, pin="2468")
    left, old = at_a_seat(people.wang), at_a_seat(people.wang)
    aged(left, sessions.SEEN, 3600)
    assert left.get("/desk/").status_code == 200
    assert left.get("/api/session").json()["locked"] is True
    aged(old, sessions.AT, 15 * 24 * 3600)
    aged(old, sessions.SEEN, 3600)
    assert old.get("/api/session").status_code == 401


def test_at_a_locked_seat_no_form_changes_anything_and_the_account_is_shut(people: SimpleNamespace):
    set_pin(actor="system", user=people.admin, pin="2468")
    seat, other = at_a_seat(people.admin), at_a_seat(people.admin)
    seat.post("/api/session/lock")
    assert seat.get("/account/").status_code == 403 and seat.get("/account/enrol/").status_code == 403
    assert "席位已锁定" in seat.post("/account/", {"do": "others"}).content.decode()
    assert seat.post(f"/people/{people.wang.pk}/", {"do": "disable"}).status_code == 403
    people.wang.refresh_from_db()
    assert people.wang.is_active and other.get("/api/session").status_code == 200
    assert seat.post("/api/session/unlock", {"pin": "2468"}, content_type="application/json").status_code == 200
    assert seat.get("/account/").status_code == 200


def test_who_finds_a_desk_open_binds_no_phone_or_key_of_their_own(people: SimpleNamespace):
    desk = at_a_seat(people.wang)
    aged(desk, passwords.PROVED, passwords.PROVED_S + 1)
    page = desk.get("/account/enrol/").content.decode()
    assert "请再输一次密码" in page and "data:image/svg" not in page and not Totp.objects.exists()
    assert desk.post("/account/enrol/", {"code": "123456"}).status_code == 200 and not Totp.objects.exists()
    assert desk.post("/account/passkey-options/").status_code == 409
    desk.post("/account/passkey/", {"credential": "{}", "name": "x"})
    assert "密码不正确" in desk.post("/account/enrol/", {"password": "guess"}).content.decode() and not Passkey.objects.exists()
    shown = desk.post("/account/enrol/", {"password": people.wang.plain_password}, follow=True).content.decode()
    assert "data:image/svg" in shown
    assert desk.post("/account/passkey-options/").status_code == 200


def test_a_passkey_that_is_no_number_is_nobodys(people: SimpleNamespace):
    desk = at_a_seat(people.wang)
    for words in ("x", "", "9" * 40, "-1"):
        answer = desk.post("/account/", {"do": "remove_passkey", "passkey": words, "password": people.wang.plain_password})
        assert answer.status_code == 302
