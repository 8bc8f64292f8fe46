"""The city every test works in: real areas, three officers as in any story – ours, another of ours, one of another district."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from command.people.actions import create_person
from command.seeding.reference import load_reference
from devices.terminals.models import Subject, Terminal
from dispatch.teams.models import Member, Unit
from realtime.accounts.models import User
from realtime.log.models import Event
from realtime.reduce import reduce
from realtime.snapshots import snapshot
from tests.putting_back import keep, put_back

# A machine that is busy with other work is no fault of the property under test.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """Seven people a test, each with a password: the real hash costs 0.3 s by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The reference rows once, committed: half a second that several hundred tests would each spend."""
    with django_db_blocker.unblock():
        load_reference()
        keep()
    TransactionTestCase._fixture_teardown = lambda case: put_back()  # type: ignore[attr-defined]


@pytest.fixture
def city(db: None) -> None:
    """The reference rows are there."""


def person(username: str, name: str, role: str, area: str) -> User:
    user, password = create_person(actor="system", username=username, name=name, phone="13800000000", role=role, area=area)
    user.plain_password = password  # type: ignore[attr-defined]
    return user


@pytest.fixture
def people(city: None) -> SimpleNamespace:
    return SimpleNamespace(
        wang=person("wang", "王值班", "duty_officer", "4401"),
        chen=person("chen", "陈班长", "shift_chief", "4401"),
        huang=person("huang", "黄从化", "duty_officer", "440117"),
        nansha=person("nansha", "南值班", "duty_officer", "440115"),
        liang=person("liang", "梁队长", "team_leader", "440117"),
        ho=person("ho", "何队员", "field_member", "440117"),
        admin=person("admin", "系统管理员", "administrator", "4401"),
    )


@pytest.fixture
def make_unit(city: None) -> Callable[..., Unit]:
    def make(name: str = "从化区森林消防大队", area: str = "440117", **given: object) -> Unit:
        subject = Subject.objects.create(kind="team", area=area, label=name)
        fields = {"category": "industry", "domains": ["mountain"], "headcount": 30, "lon": 113.586, "lat": 23.548} | given
        return Unit.objects.create(subject=subject, code=f"T{subject.pk}", name=name, area=area, **fields)

    return make


@pytest.fixture
def unit(make_unit: Callable[..., Unit], people: SimpleNamespace) -> Unit:
    """A team with a commander, a member and a radio."""
    made = make_unit()
    Member.objects.create(unit=made, user=people.liang, role=Member.COMMANDER)
    Member.objects.create(unit=made, user=people.ho, role=Member.MEMBER)
    Terminal.objects.create(
        adapter="radio", external_id=f"R{made.pk}", subject=made.subject, area=made.area, kind="radio", expected_interval_s=5
    )
    return made


class Caller(Client):
    """A signed-in browser: JSON in and out, a fresh Idempotency-Key unless one is given."""

    def send(self, path: str, body: object = None, *, key: str | None = None, **headers: str) -> object:
        answer = self.post(
            path, json.dumps(body or {}), content_type="application/json", headers={"Idempotency-Key": key or str(uuid4()), **headers}
        )
        return answer


@pytest.fixture
def as_user() -> Callable[[User], Caller]:
    def sign_in(user: User) -> Caller:
        client = Caller()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def agrees(city: None) -> Callable[..., AbstractContextManager[None]]:
    """before + events = after: whatever happens inside, the events alone lead from the old snapshot to the new one."""

    @contextmanager
    def check(scope: str = "area:4401") -> Iterator[None]:
        before = snapshot(scope)
        yield
        after = snapshot(scope)
        streams = [name for name in after["heads"]]
        events: list[tuple[str, dict[str, object]]] = []
        for name in streams:
            news = Event.objects.filter(stream_id=name, seq__gt=before["heads"].get(name, 0)).order_by("seq")
            events += [(event.kind, json.loads(event.body)) for event in news]
        assert events, "nothing was told"
        assert reduce(before["state"], events) == json.loads(json.dumps(after["state"]))

    return check
