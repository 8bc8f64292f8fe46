"""参观模式: what goes to a wall goes there covered, by whatever road; desks read as before."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from command.people.actions import issue_wall
from command.wall import strangers
from command.wall.actions import set_visit
from dispatch.contacts.models import ContactRole, Person
from dispatch.features.models import Feature
from dispatch.incidents.actions import open_incident
from realtime.covering import COVERED
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    strangers.forget()


@pytest.fixture
def wall(people: SimpleNamespace) -> Client:
    _, secret = issue_wall(actor=people.admin.actor, name="指挥大厅主屏", area="4401")
    return Client(headers={"Authorization": f"Token {secret}"})


def visit(people: SimpleNamespace, on: bool) -> None:
    strangers.forget()
    set_visit(actor=people.wang.actor, name="王值班", area="4401", on=on)


def test_a_wall_reads_no_name_no_number_and_no_protected_target_while_strangers_look_on(
    people: SimpleNamespace, wall: Client, client: Client
):
    Person.objects.create(name="赵联络", area="4401", role=ContactRole.objects.first())
    Feature.objects.create(layer="party_gov", name="某机关大院", area="4401", lon=113.2, lat=23.1)
    fire = open_incident(actor=people.chen.actor, **FIRE | {"place": "良口镇某机关大院旁,赵联络 13900001111"})
    visit(people, True)
    told = wall.get("/api/snapshot?scope=area:4401")
    row = told.json()["state"]["incidents"][str(fire.pk)]
    assert row["place"] == f"良口镇{COVERED}旁,{COVERED} {COVERED}"
    assert [name for name in ("赵联络", "陈班长", "13900001111", "某机关大院") if name in told.content.decode()] == []
    assert (row["id"], row["lon"], row["type"]) == (fire.pk, fire.lon, fire.type_id)
    client.force_login(people.wang)
    assert "赵联络 13900001111" in client.get("/api/snapshot?scope=area:4401").content.decode()  # a desk works with them
    visit(people, False)
    assert "赵联络 13900001111" in wall.get("/api/snapshot?scope=area:4401").content.decode()


def test_what_the_wall_kept_from_before_is_not_confirmed_to_it(people: SimpleNamespace, wall: Client):
    asked = "/api/features/view?bbox=113,23,114,24&zoom=12&layers=school"
    tag = wall.get(asked).headers["ETag"]
    assert wall.get(asked, headers={"If-None-Match": tag}).status_code == 304
    visit(people, True)
    again = wall.get(asked, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["Cache-Control"], again.headers.get("ETag")) == (200, "no-store", None)


def test_a_refusal_says_its_code_covered_or_not(people: SimpleNamespace, wall: Client):
    visit(people, True)
    assert wall.get("/api/incidents/999999").json()["code"] == "not_found"


def test_a_post_that_gives_an_account_its_name_is_no_name(people: SimpleNamespace):
    people.wang.name = "值班员"
    people.wang.save()
    assert "值班员" not in strangers.names().short.get(3, ())
