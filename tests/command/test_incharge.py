"""领导包联: who is in charge of a ground hears of what happens there, gets a copy of its orders, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from command.hazards.risks import save_risk
from command.inbox.providers import waiting_for
from command.incharge.charging import end_charge, give_charge
from command.incharge.models import Charge, LeaderNotice
from command.incharge.noticing import read_notice
from dispatch.contacts.actions import add_person
from dispatch.incidents.actions import open_incident
from dispatch.incidents.moving import move_to_area
from dispatch.orders.actions import assign_unit
from dispatch.orders.models import Recipient
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from tests.conftest import person

pytestmark = pytest.mark.django_db
WHO = {"actor": "user:1", "name": "王值班"}
FIRE = {"actor": "system", "type": "11G01", "lon": 113.7712, "lat": 23.7423, "area": "440117"}


@pytest.fixture
def leader(people: SimpleNamespace) -> Any:
    return add_person(
        actor="system",
        name="周副市长",
        role="other",
        area="4401",
        addresses=[],
        user=person("zhou", "周副市长", "leadership", "4401").pk,
        org="市政府",
    )


def told(incident: Any) -> list[str]:
    return [notice.person.name for notice in LeaderNotice.objects.filter(incident=incident)]


def test_an_incident_in_a_leaders_ground_is_put_before_them_and_one_elsewhere_is_not(leader, agrees):
    give_charge(**WHO, person_id=leader.pk, area="440117", since=localdate())
    with agrees():
        here = open_incident(**FIRE)
    assert told(here) == ["周副市长"]
    assert told(open_incident(**FIRE | {"lon": 113.525, "lat": 22.802, "area": "440115"})) == []


def test_a_term_that_has_not_begun_is_over_or_was_ended_tells_nobody(leader):
    today, day = localdate(), timedelta(days=1)
    give_charge(**WHO, person_id=leader.pk, area="440117", since=today + day)
    assert told(open_incident(**FIRE)) == []
    give_charge(**WHO, person_id=leader.pk, area="440117", since=today - 2 * day, until=today - day)
    assert told(open_incident(**FIRE)) == []
    charge = give_charge(**WHO, person_id=leader.pk, area="440117", since=today - 2 * day, until=today)
    assert Charge.objects.count() == 1
    assert told(open_incident(**FIRE)) == ["周副市长"]
    end_charge(actor="user:1", charge_id=charge.pk)
    assert told(open_incident(**FIRE)) == []


def test_the_narrowest_ground_speaks_and_a_leader_is_told_once(leader):
    unit = save_risk(
        actor="user:1", name="云台山林区", sector="forest", lon=113.7712, lat=23.7423, likely=3, exposed=3, severe=15, owner="林场"
    )
    give_charge(**WHO, person_id=leader.pk, area="4401", since=localdate())
    give_charge(**WHO, person_id=leader.pk, unit_id=unit.pk, since=localdate())
    open_incident(**FIRE)
    assert [notice.ground for notice in LeaderNotice.objects.all()] == ["云台山林区"]


def test_an_incident_that_moves_into_another_ground_is_told_there_too(leader, agrees):
    give_charge(**WHO, person_id=leader.pk, area="440118", since=localdate())
    one = open_incident(**FIRE)
    assert told(one) == []
    with agrees():
        move_to_area(actor="system", incident=one, area="440118", values={})
    assert told(one) == ["周副市长"]


def test_the_leader_gets_a_copy_of_the_order_and_a_line_that_goes_when_read(leader, unit, agrees):
    give_charge(**WHO, person_id=leader.pk, area="440117", since=localdate())
    one = open_incident(**FIRE)
    _, order = assign_unit(actor="system", name="系统", incident_id=one.pk, unit_id=unit.pk, task="出动")
    assert Recipient.objects.filter(order=order, principal=leader.user.actor, rank=9).exists()
    (line,) = [line for line in waiting_for(caller_of_user(leader.user)) if line["kind"] == "leader_notice"]
    assert (line["incident"], line["values"]["ground"]) == (one.pk, "从化区")
    with pytest.raises(Problem, match="本人"):
        read_notice(actor="user:1", notice_id=line["id"])
    with agrees():
        read_notice(actor=leader.user.actor, notice_id=line["id"])
    assert not [line for line in waiting_for(caller_of_user(leader.user)) if line["kind"] == "leader_notice"]


def test_a_charge_has_one_ground(leader):
    for ground in ({}, {"area": "440117", "unit_id": 1}, {"area": "999999"}, {"dossier_id": 404}, {"unit_id": 404}):
        with pytest.raises(Problem):
            give_charge(**WHO, person_id=leader.pk, since=localdate(), **ground)
    with pytest.raises(Problem, match="早于"):
        give_charge(**WHO, person_id=leader.pk, area="440117", since=localdate(), until=localdate() - timedelta(days=1))


SHEET = """对象类别,对象,领导姓名,单位,起,止
区划,良口镇,周副市长,,2026-01-01,2026-12-31
区划,没有的镇,周副市长,,,
企业,没有的厂,周副市长,,,
区划,440117,无此人,,,
区划,440118,周副市长,,昨天,
乡镇,440118,周副市长,,,
"""


def test_a_bad_line_of_the_sheet_costs_no_other_and_says_what_is_wrong(leader, people, as_user):
    client = as_user(people.chen)
    for path, kept in (("sheet/preview", 0), ("sheet", 1)):
        file = SimpleUploadedFile("包联.csv", SHEET.encode())
        answer = client.post(f"/api/charges/{path}?area=4401", {"file": file}, headers={"Idempotency-Key": path})
        assert answer.status_code == 200, answer.content
        said = answer.json()
        assert said["good"] == 1
        assert [line["errors"][0] for line in said["wrong"]] == [
            "没有区划“没有的镇”", "没有企业“没有的厂”", "通讯录里没有无此人", "起“昨天”不是日期", "对象类别只能是区划、企业、风险点",
        ]  # fmt: skip
        assert Charge.objects.count() == kept
    assert as_user(people.chen).get("/api/charges/template.xlsx").status_code == 200
