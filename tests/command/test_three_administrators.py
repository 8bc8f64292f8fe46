"""三员分立: one makes accounts, one grants posts, one audits; nobody is two of them."""

from __future__ import annotations

import importlib
import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from command.people.actions import create_person, give_post
from command.seeding.reference import ROLES
from command.signin import factors
from realtime.accounts.models import Post, Role, User
from realtime.accounts.separation import NAMES, duties, together
from realtime.codes import Problem
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
THREE = {"system": "administrator", "security": "security_administrator", "audit": "audit_administrator"}


@pytest.fixture
def three(people: SimpleNamespace) -> dict[str, Client]:
    clients = {}
    for duty, role in THREE.items():
        user, _ = create_person(actor="system", username=f"x-{duty}", name=duty, phone="", role=role, area="4401")
        clients[duty] = Client()
        clients[duty].force_login(user)
    return clients


def test_of_the_roles_that_come_along_each_has_at_most_one_duty_and_each_duty_one_role():
    held = [duties(verbs) for _, _, verbs in ROLES]
    assert all(len(one) <= 1 for one in held)
    assert sorted(next(iter(one)) for one in held if one) == sorted(NAMES)


@given(st.lists(st.lists(st.sampled_from([*NAMES, "read", "alarm.raise", "*"]), max_size=3), max_size=4))
def test_two_duties_are_found_however_they_are_spread_over_roles(roles: list[list[str]]):
    found = together(*roles)
    assert bool(found) == (len(set().union(*(duties(one) for one in roles))) > 1)


@pytest.mark.parametrize("first", THREE.values())
@pytest.mark.parametrize("second", THREE.values())
def test_nobody_holds_two(people: SimpleNamespace, first: str, second: str):
    user, _ = create_person(actor="system", username="one", name="一人", phone="", role=first, area="4401")
    if first == second:
        give_post(actor="system", user=user, role=second, area="440117")
        return
    with pytest.raises(Problem) as refused:
        give_post(actor="system", user=user, role=second, area="440117")
    assert refused.value.code == "separate_duties" and "不同的人" in refused.value.detail
    assert user.posts.count() == 1


def test_an_ended_post_counts_no_more(people: SimpleNamespace, three: dict[str, Client]):
    user, _ = create_person(actor="system", username="one", name="一人", phone="", role="administrator", area="4401")
    three["security"].post(f"/people/{user.pk}/", {"do": "end", "post": user.posts.get().pk})
    give_post(actor="system", user=user, role="audit_administrator", area="4401")


def test_who_makes_accounts_grants_nothing_and_who_grants_makes_none(people: SimpleNamespace, three: dict[str, Client]):
    form = {"username": "li", "name": "李四", "phone": "", "area": "440117"}
    page = three["security"].post("/people/", form, follow=True).content.decode()
    assert "由系统管理员办理" in page and not User.objects.filter(username="li").exists()
    page = three["system"].post("/people/", form | {"role": "duty_leader"}).content.decode()
    password = re.search(r'class="secret">([^<]+)<', page).group(1)
    li = User.objects.get(username="li")
    assert not Post.objects.filter(user=li).exists()
    page = three["system"].post(f"/people/{li.pk}/", {"do": "give", "role": "duty_officer", "area": "440117"}, follow=True).content.decode()
    assert "由安全管理员办理" in page and not Post.objects.filter(user=li).exists()
    for do in ("disable", "password", "pin"):
        assert "由系统管理员办理" in three["security"].post(f"/people/{li.pk}/", {"do": do, "pin": "1234"}, follow=True).content.decode()
    three["security"].post(f"/people/{li.pk}/", {"do": "give", "role": "duty_officer", "area": "440117"})
    me = Client().post("/api/session/sign-in", {"username": "li", "password": password}, content_type="application/json").json()
    assert me["scope"] == ["440117"] and me["password_due"] == "given"


def test_nobody_grants_to_themselves(three: dict[str, Client]):
    me = User.objects.get(username="x-security")
    page = three["security"].post(f"/people/{me.pk}/", {"do": "give", "role": "duty_leader", "area": "4401"}, follow=True).content.decode()
    assert "不能改动自己的岗位" in page and me.posts.count() == 1


def test_who_audits_changes_nothing_and_is_seen_reading(three: dict[str, Client], people: SimpleNamespace):
    assert three["audit"].get("/people/").status_code == 403
    page = three["audit"].get("/security/").content.decode()
    assert "安全日志" in page and "x-audit" not in page
    assert three["audit"].post("/security/", {"guess": "x"}).status_code == 403
    assert Event.objects.filter(kind="security_log.read").count() == 1
    seen = three["security"].get("/security/").content.decode()
    assert "查看安全日志" in seen  # they watch one another
    assert three["system"].get("/security/").status_code == 403


def test_a_lock_out_is_lifted_by_who_grants_and_by_nobody_else(three: dict[str, Client], people: SimpleNamespace):
    for _ in range(5):
        Client().post("/api/session/sign-in", {"username": "wang", "password": "x"}, content_type="application/json")
    page = three["security"].get("/security/").content.decode()
    key = re.search(r'name="guess" value="([^"]+)"', page).group(1)
    assert "王值班" in page
    for other in ("system", "audit"):
        assert three[other].post("/security/", {"guess": key}).status_code == 403
    three["security"].post("/security/", {"guess": key})
    body = {"username": "wang", "password": people.wang.plain_password}
    assert Client().post("/api/session/sign-in", body, content_type="application/json").status_code == 200
    assert Event.objects.filter(kind="sign_in.lifted").count() == 1


def test_a_lost_phone_is_taken_away_by_who_grants(three: dict[str, Client], people: SimpleNamespace):
    factors.new_recovery_codes(people.wang)
    from command.signin.models import Totp

    Totp.objects.create(user=people.wang, secret="x", confirmed_at="2026-01-01T00:00:00Z")
    assert "重置双因素" not in three["system"].get(f"/people/{people.wang.pk}/").content.decode()
    three["security"].post(f"/people/{people.wang.pk}/", {"do": "factors"})
    assert factors.held(people.wang) == []


def test_an_installation_with_one_administrator_gets_three(people: SimpleNamespace):
    Role.objects.filter(pk__in=["security_administrator", "audit_administrator"]).delete()
    Role.objects.filter(pk="administrator").update(verbs=["people.manage", "audit.read", "authority.manage", "feed.manage", "own.verb"])
    Role.objects.filter(pk="town_desk").update(verbs=["people.manage", "talk.speak"])
    importlib.import_module("realtime.accounts.migrations.0008_three_administrators").separate(apps, None)
    verbs = dict(Role.objects.values_list("pk", "verbs"))
    assert verbs["administrator"] == ["account.manage", "feed.manage", "own.verb"]  # what the bureau added stays
    assert verbs["town_desk"] == ["account.manage", "talk.speak"]
    assert "role.grant" in verbs["security_administrator"] and "security.read" in verbs["audit_administrator"]
