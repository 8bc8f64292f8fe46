"""Lock-out: guessing stops, longer each time, and never takes a seat from who sits in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client, RequestFactory

from command.signin.guesses import Doors, spoken
from command.signin.models import Guess
from realtime.codes import Problem
from realtime.log.models import Event
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db


def attempt(client: Client, username: str, password: str = "wrong") -> Any:
    return client.post("/api/session/sign-in", {"username": username, "password": password}, content_type="application/json")


def guess(times: int, username: str, address: str = "127.0.0.1") -> None:
    for _ in range(times):
        attempt(Client(REMOTE_ADDR=address), username)


def test_the_remaining_time_is_said_and_the_right_password_does_not_help(people: SimpleNamespace):
    guess(5, "wang")
    answer = attempt(Client(), "wang", people.wang.plain_password)
    assert (answer.status_code, answer.json()["code"]) == (429, "locked_out")
    assert 290 <= int(answer.json()["where"][0]) <= 300
    assert "4 分" in answer.json()["detail"] or "5 分" in answer.json()["detail"]


def test_how_many_are_allowed_is_a_row(people: SimpleNamespace):
    Rule.objects.filter(name="signin.wrong_allowed").update(value=2)
    guess(2, "wang")
    assert attempt(Client(), "wang", people.wang.plain_password).status_code == 429


def test_each_time_lasts_longer(people: SimpleNamespace):
    lengths = []
    for _ in range(5):
        guess(5, "wang")
        row = Guess.objects.get(kind="pair")
        lengths.append(round((row.until - row.last_at) / timedelta(minutes=1)))
        Guess.objects.update(until=Now())
    assert lengths == [5, 15, 60, 240, 240]


def test_a_right_password_forgets_the_wrong_ones(people: SimpleNamespace):
    for _ in range(3):
        guess(4, "wang")
        assert attempt(Client(), "wang", people.wang.plain_password).status_code == 200


def test_one_address_at_many_accounts_is_shut(people: SimpleNamespace):
    for number in range(20):
        attempt(Client(REMOTE_ADDR="10.9.9.9"), f"nobody{number}")
    assert attempt(Client(REMOTE_ADDR="10.9.9.9"), "wang", people.wang.plain_password).status_code == 429
    assert attempt(Client(), "wang", people.wang.plain_password).status_code == 200


def test_many_addresses_at_one_account_are_shut_but_not_where_its_owner_sits(people: SimpleNamespace):
    assert attempt(Client(), "wang", people.wang.plain_password).status_code == 200
    for number in range(20):
        guess(1, "wang", f"10.0.0.{number}")
    assert attempt(Client(REMOTE_ADDR="10.0.1.1"), "wang", people.wang.plain_password).status_code == 429
    assert attempt(Client(), "wang", people.wang.plain_password).status_code == 200


def test_who_is_in_stays_in_and_unlocks(people: SimpleNamespace):
    from command.signin.actions import set_pin

    set_pin(actor="system", user=people.wang, pin="2468")
    desk = Client()
    assert attempt(desk, "wang", people.wang.plain_password).status_code == 200
    desk.post("/api/session/lock")
    guess(30, "wang", "10.9.9.9")
    guess(6, "wang")
    assert desk.get("/api/session").status_code == 200
    assert desk.post("/api/session/unlock", {"pin": "2468"}, content_type="application/json").status_code == 200


def test_what_was_typed_is_written_nowhere(people: SimpleNamespace):
    attempt(Client(), "hunter2-typed-as-a-name")
    assert not Guess.objects.filter(key__contains="hunter2").exists()
    event = Event.objects.get(kind="sign_in.failed")
    assert "hunter2" not in event.body and '"user":null' in event.body and event.actor == "rule:signin"


def test_failures_and_lock_outs_are_on_the_record(people: SimpleNamespace):
    guess(6, "wang")
    kinds = list(Event.objects.filter(stream_id="security:4401").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["sign_in.failed"] * 5 + ["sign_in.locked_out"]


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_count_like_one_after_the_other(people: SimpleNamespace):
    def one(_: int) -> int:
        try:
            return attempt(Client(), "wang").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(24)))
    assert answers.count(401) <= 5 and set(answers) == {401, 429}


def test_a_try_that_found_the_door_open_is_refused_when_it_was_shut_before_it_counted(people: SimpleNamespace):
    late = Doors(RequestFactory().post("/"), "wang", "password")
    late.look()
    guess(5, "wang")
    with pytest.raises(Problem) as refused:
        late.take()
    assert refused.value.code == "locked_out" and 290 <= int(refused.value.where[0]) <= 300


def test_a_door_is_shut_once_by_two_wrong_tries_at_the_same_moment(people: SimpleNamespace):
    first, second = (Doors(RequestFactory().post("/"), "wang", "password") for _ in range(2))
    guess(3, "wang")
    first.count(), second.count()
    first.wrong(), second.wrong()
    assert Guess.objects.get(kind=Guess.PAIR).times == 1
    assert Event.objects.filter(kind="sign_in.locked_out").count() == 1


def test_the_time_left_is_said_as_people_say_it():
    assert [spoken(n).strip() for n in (1, 61, 300, 3600, 3661)] == ["1 秒", "1 分 1 秒", "5 分", "1 小时", "1 小时 1 分"]
