"""Every endpoint × every role × own and foreign area: who may, who may not. Generated from the API itself, so a new endpoint must be entered here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from command.people.actions import create_person
from realtime.accounts.models import Token, User
from realtime.accounts.tokens import issue_token
from tests.command.matrix_asking import ask, bodies, operations
from tests.command.matrix_rows import A_WALL_MAKES, NEEDS, VERBS, expected
from tests.command.matrix_things import OTHERS, OURS, maker

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(city: None, people: SimpleNamespace, settings: Any, tmp_path: Path) -> Callable[[str], SimpleNamespace]:
    return maker(people, settings, tmp_path)


def test_every_endpoint_is_in_the_matrix():
    assert set(operations()) == set(NEEDS)


# Roles with the same verbs may do the same; one of each set is asked.
DISTINCT = {frozenset(verbs): role for role, verbs in sorted(VERBS.items())}
# Elsewhere nobody may anything, so there the roles are asked whose verbs no other role has all of.
STRONGEST = {role for verbs, role in DISTINCT.items() if not any(verbs < other for other in DISTINCT)}
ENDS_THE_SESSION = {"sign_out", "lock"}


@pytest.mark.parametrize("role", sorted(DISTINCT.values()))
def test_a_role_may_do_what_its_row_says_in_its_own_area_and_nothing_elsewhere(role: str, things: Callable[[str], SimpleNamespace]):
    user, _ = create_person(actor="system", username=f"x-{role}", name=role, phone="", role=role, area=OURS)
    own = things(OURS)
    asked = [own, things(OTHERS)] if role in STRONGEST else [own]
    wrong = []
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    for name in NEEDS:
        for thing in asked:
            want = expected(name, VERBS[role], thing is own)
            if want is None:
                continue
            got = ask(client, name, thing)
            allowed = got not in (401, 403, 404)
            if got >= 500 or allowed != want:
                wrong.append(f"{role} {name} {'own' if thing is own else 'foreign'}: {got}, may={want}")
    assert wrong == []
    assert not ENDS_THE_SESSION & {name for name in NEEDS if expected(name, VERBS[role], True) is not None}, (
        "asked with the session of the others"
    )


@pytest.mark.parametrize("name", ["sign_info_report", "sign_consultation", "sign_review", "sign_support_request"])
def test_who_signs_has_the_right_and_ones_own_pin(name: str, things: Callable[[str], SimpleNamespace]):
    own = things(OURS)
    said = {}
    for role, pin in (("duty_officer", True), ("duty_leader", False), ("duty_leader", True)):
        user, _ = create_person(actor="system", username=f"x-{role}-{pin}", name=role, phone="", role=role, area=OURS)
        if pin:
            User.objects.filter(pk=user.pk).update(pin=make_password(bodies(own)[name]["pin"]))
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        said[role, pin] = ask(client, name, own)
    assert said["duty_officer", True] == said["duty_leader", False] == 403 and said["duty_leader", True] in (200, 409, 422), (
        said
    )  # 422: nothing to sign yet


def test_nobody_unsigned_gets_anything(things: Callable[[str], SimpleNamespace]):
    thing = things(OURS)
    let_in = {name: code for name in NEEDS if NEEDS[name] != "open" and (code := ask(Client(), name, thing)) != 401}
    assert let_in == {}


def test_a_wall_reads_its_area_and_does_nothing(things: Callable[[str], SimpleNamespace]):
    own, foreign = things(OURS), things(OTHERS)
    _, secret = issue_token(actor="system", kind=Token.WALL, name="大屏", area=OURS)
    for name, need in NEEDS.items():
        if need in ("read", "scope"):
            assert ask(Client(), name, own, secret) == (201 if name in A_WALL_MAKES else 200), name
            assert ask(Client(), name, foreign, secret) in (403, 404), name
        elif need not in ("any", "open", "signed"):
            assert ask(Client(), name, own, secret) in (403, 404), name


def test_a_revoked_wall_is_nobody(things: Callable[[str], SimpleNamespace]):
    from realtime.accounts.tokens import revoke_token

    token, secret = issue_token(actor="system", kind=Token.WALL, name="大屏", area=OURS)
    revoke_token(actor="system", token=token)
    assert ask(Client(), "get_session", SimpleNamespace(area=OURS), secret) == 401


def test_a_post_without_the_csrf_token_is_refused(people: SimpleNamespace):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.wang)
    answer = client.post("/api/alarms", "{}", content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code == 403


def test_a_locked_seat_reads_but_commands_nothing(as_user, people: SimpleNamespace, things: Callable[[str], SimpleNamespace]):
    own = things(OURS)
    client = as_user(people.wang)
    assert client.send("/api/session/lock").status_code == 204
    assert client.get(f"/api/incidents/{own.incident_id}").status_code == 200
    answer = client.send(f"/api/incidents/{own.incident_id}/notes", {"text": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "locked")
