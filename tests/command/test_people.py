"""The bureau manages its own people, each manager within their own area."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from command.people.actions import create_person, give_post
from realtime.accounts.may import caller_of_user
from realtime.accounts.models import Role, Token, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(people: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(people.admin)
    return client


@pytest.fixture
def security(people: SimpleNamespace) -> Client:
    client = Client()
    user, _ = create_person(actor="system", username="sec", name="安全管理员", phone="", role="security_administrator", area="4401")
    client.force_login(user)
    return client


def test_a_new_person_gets_a_post_and_a_password_that_works(admin: Client, security: Client):
    page = admin.post("/people/", {"username": "li", "name": "李四", "phone": "13900000000", "area": "440117"})
    password = re.search(r'class="secret">([^<]+)<', page.content.decode()).group(1)
    security.post(f"/people/{User.objects.get(username='li').pk}/", {"do": "give", "role": "duty_officer", "area": "440117"})
    answer = Client().post("/api/session/sign-in", {"username": "li", "password": password}, content_type="application/json")
    assert answer.json()["scope"] == ["440117"]


def test_a_taken_name_is_refused_in_words(admin: Client):
    page = admin.post("/people/", {"username": "wang", "name": "又一个", "phone": "", "area": "4401"}, follow=True)
    assert "已被使用" in page.content.decode()
    assert User.objects.filter(username="wang").count() == 1


def test_an_ended_post_takes_its_rights_at_once(security: Client, people: SimpleNamespace):
    post = people.wang.posts.get()
    security.post(f"/people/{people.wang.pk}/", {"do": "end", "post": post.pk})
    assert not caller_of_user(people.wang).may("alarm.raise", "4401")


def test_a_disabled_person_is_nobody_at_once(admin: Client, people: SimpleNamespace):
    working = Client()
    working.force_login(people.wang)
    admin.post(f"/people/{people.wang.pk}/", {"do": "disable"})
    assert working.get("/api/session").status_code == 401


def test_nobody_disables_themselves(admin: Client, people: SimpleNamespace):
    page = admin.post(f"/people/{people.admin.pk}/", {"do": "disable"}, follow=True)
    assert "不能停用自己" in page.content.decode()
    people.admin.refresh_from_db()
    assert people.admin.is_active


def test_a_district_manager_cannot_touch_the_citys_people(people: SimpleNamespace):
    Role.objects.filter(pk="town_desk").update(verbs=["account.manage"])
    Role.objects.filter(pk="liaison").update(verbs=["role.grant"])
    give_post(actor="system", user=people.huang, role="town_desk", area="440117")
    client = Client()
    client.force_login(people.huang)
    assert client.get(f"/people/{people.wang.pk}/").status_code == 404
    page = client.post("/people/", {"username": "zhao", "name": "赵", "phone": "", "area": "4401"}, follow=True)
    assert "不在您可管理的范围内" in page.content.decode()
    assert not User.objects.filter(username="zhao").exists()
    give_post(actor="system", user=people.ho, role="liaison", area="440117")
    client.force_login(people.ho)
    assert client.get(f"/people/{people.wang.pk}/").status_code == 404
    page = client.post(f"/people/{people.liang.pk}/", {"do": "give", "role": "shift_chief", "area": "4401"}, follow=True)
    assert "不在您可管理的范围内" in page.content.decode()


def test_who_manages_nobody_is_told_so(people: SimpleNamespace):
    client = Client()
    client.force_login(people.wang)
    answer = client.get("/people/")
    assert answer.status_code == 403
    assert "没有人员管理权限" in answer.content.decode()


def test_a_wall_opens_by_its_address_and_is_shut_by_revoking(admin: Client):
    page = admin.post("/people/walls/", {"name": "主屏", "area": "4401"})
    address = re.search(r"/wall/\?token=[\w-]+", page.content.decode()).group(0)
    wall = Client()
    first = wall.get(address)
    assert (first.status_code, first["Location"]) == (302, "/wall/")
    assert wall.cookies["ecc_token"]["httponly"]
    assert wall.get("/api/session").json()["actor"].startswith("wall:")
    admin.post("/people/walls/", {"do": "revoke", "token": Token.objects.get(name="主屏").pk})
    assert wall.get("/api/session").status_code == 401
    assert wall.get(address).status_code == 403


def test_signing_in_goes_on_only_within_this_site(people: SimpleNamespace):
    form = {"username": "admin", "password": people.admin.plain_password}
    assert Client().post("/people/sign-in/?next=//evil.example/", form)["Location"] == "/people/"
    assert Client().post("/people/sign-in/?next=/people/walls/", form)["Location"] == "/people/walls/"
