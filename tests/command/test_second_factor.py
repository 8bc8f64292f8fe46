"""Second factors: a code counts once, a phone that is lost is no end, and who must have one is led through it."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from command.signin import factors, totp
from command.signin.models import RecoveryCode, Totp
from realtime.accounts.models import User
from realtime.log.models import Event
from realtime.sealing import unseal

pytestmark = pytest.mark.django_db


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, body, content_type="application/json")


def sign_in(client: Client, person: Any) -> Any:
    return post(client, "/api/session/sign-in", {"username": person.username, "password": person.plain_password})


def code_of(user: User, step: int = 0) -> str:
    return totp.code_at(unseal(Totp.objects.get(user=user).secret, factors.PURPOSE), totp.step_of(time.time()) + step)


def enrol(user: User) -> list[str]:
    """Enrolled with the step before this one, so that the present code is still good."""
    factors.begin_totp(user)
    return factors.confirm_totp(user, code_of(user, -1))


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(at: int, code: str):
    assert totp.code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", totp.step_of(at), 8) == code


@given(st.integers(10, 10**7), st.integers(0, 3), st.integers(-5, 5))
def test_a_code_is_good_within_the_drift_and_nowhere_else(step: int, drift: int, off: int):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    found = totp.matching_step(secret, totp.code_at(secret, step + off), step * totp.STEP_S, drift)
    if abs(off) <= drift:
        assert found is not None and totp.code_at(secret, found) == totp.code_at(secret, step + off)
    else:
        assert found is None or totp.code_at(secret, found) == totp.code_at(secret, step + off)  # six digits do collide


def test_after_the_password_the_code_is_asked_and_nobody_is_in_before_it(people: SimpleNamespace):
    enrol(people.wang)
    client = Client()
    answer = sign_in(client, people.wang)
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (401, "second_factor", ["totp", "recovery"])
    assert client.get("/api/session").status_code == 401
    assert post(client, "/api/session/second-step", {"code": "000000"}).json()["code"] == "bad_code"
    answer = post(client, "/api/session/second-step", {"code": code_of(people.wang)})
    assert (answer.status_code, answer.json()["actor"]) == (200, people.wang.actor)


def test_a_code_counts_once(people: SimpleNamespace):
    enrol(people.wang)
    code = code_of(people.wang)
    for client, want in ((Client(), 200), (Client(), 401)):
        sign_in(client, people.wang)
        assert post(client, "/api/session/second-step", {"code": code}).status_code == want


def test_a_recovery_code_opens_once_and_is_kept_only_as_a_digest(people: SimpleNamespace):
    codes = enrol(people.wang)
    assert len(set(codes)) == 10 and not RecoveryCode.objects.filter(digest__in=codes).exists()
    for client, want in ((Client(), 200), (Client(), 401)):
        sign_in(client, people.wang)
        assert post(client, "/api/session/second-step", {"code": codes[0].upper()}).status_code == want
    assert Event.objects.filter(kind="second_factor.recovered", actor=people.wang.actor).count() == 1


def test_a_generator_whose_code_was_never_typed_asks_for_nothing(people: SimpleNamespace):
    factors.begin_totp(people.wang)
    assert sign_in(Client(), people.wang).status_code == 200


def test_the_second_step_belongs_to_the_browser_that_gave_the_password(people: SimpleNamespace):
    enrol(people.wang)
    sign_in(Client(), people.wang)
    assert post(Client(), "/api/session/second-step", {"code": code_of(people.wang)}).json()["code"] == "not_signed_in"


def test_the_secret_is_not_readable_in_the_database(people: SimpleNamespace):
    secret = factors.begin_totp(people.wang)
    assert secret not in Totp.objects.get(user=people.wang).secret


def test_codes_are_locked_out_like_passwords(people: SimpleNamespace):
    enrol(people.wang)
    client = Client()
    sign_in(client, people.wang)
    for _ in range(5):
        assert post(client, "/api/session/second-step", {"code": "12345x"}).status_code == 401
    assert post(client, "/api/session/second-step", {"code": code_of(people.wang)}).json()["code"] == "locked_out"


def test_the_demo_city_forces_nobody(people: SimpleNamespace):
    assert sign_in(Client(), people.admin).status_code == 200


def test_a_post_that_demands_a_second_factor_leads_through_enrolment(people: SimpleNamespace, settings: Any):
    settings.MODE = "duty"
    assert sign_in(Client(), people.wang).status_code == 200  # the rule names administrators only
    client = Client()
    assert sign_in(client, people.admin).json()["code"] == "enrol_factor"
    assert client.get("/people/").status_code == 302  # not in yet
    page = client.get("/account/enrol/?next=/people/").content.decode()
    assert "data:image/svg" in page and unseal(Totp.objects.get(user=people.admin).secret, factors.PURPOSE) in page.replace(" ", "")
    assert "动态口令不正确" in client.post("/account/enrol/?next=/people/", {"code": "000000"}).content.decode()
    shown = client.post("/account/enrol/?next=/people/", {"code": code_of(people.admin)}).content.decode()
    assert len(re.findall(r"<li>[a-z2-9]{5}-[a-z2-9]{5}</li>", shown)) == 10 and 'href="/people/"' in shown
    assert client.get("/api/session").json()["actor"] == people.admin.actor
    assert client.get("/account/enrol/").status_code == 302  # the codes are not shown again


def test_who_must_have_a_second_factor_does_not_take_a_seat_by_pin_alone(people: SimpleNamespace, settings: Any):
    from command.signin.actions import set_pin

    settings.MODE = "duty"
    set_pin(actor="system", user=people.admin, pin="1357")
    client = Client()
    client.force_login(people.wang)
    client.post("/api/session/lock")
    assert post(client, "/api/session/unlock", {"username": "admin", "pin": "1357"}).status_code == 403
    assert client.get("/api/session").json()["actor"] == people.wang.actor
