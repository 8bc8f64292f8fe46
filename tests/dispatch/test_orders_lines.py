"""Orders across lines: copies to the levels between, the five crossings, and teams lent with a return time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from devices.terminals.actions import revoke_terminal
from devices.terminals.models import Downlink, Terminal
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import open_incident
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit, release_unit
from dispatch.orders.models import Order
from dispatch.recommend.models import Floor
from dispatch.teams.models import Member
from realtime import clock
from realtime.accounts.models import Post
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from tests.conftest import person

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
TOWN = "440117101"


@pytest.fixture
def incident(city):
    return open_incident(actor="user:1", **FIRE)


def test_a_city_order_to_a_town_is_copied_to_district_and_town(agrees, as_user, people, incident, make_unit):
    """一杆子插到底: nobody in between learns of it from hearsay, and nobody in between can stop it."""
    town = person("lk", "良口值守", "town_desk", TOWN)
    team = make_unit("良口镇应急救援队", area=TOWN, kind="general")
    with agrees(people.huang.actor), agrees(town.actor):
        body = {"unit": team.pk, "task": "先期处置"}
        order = as_user(people.wang).send(f"/api/incidents/{incident.pk}/assignments", body).json()["order"]
    assert order["copies"] == 2
    whole = as_user(town).get(f"/api/orders/{order['id']}").json()
    copied = {row["name"] for row in whole["recipients"] if row["rank"] == "copy"}
    assert copied == {"黄从化", "良口值守"}
    assert whole["task"] == "先期处置"
    acknowledge_order(actor=town.actor, order_id=order["id"], principal=town.actor, kind="read")
    assert as_user(town).send(f"/api/orders/{order['id']}/acks", {"kind": "accepted"}).status_code == 403
    assert Order.objects.get().state == "issued"  # a copy that was read is not the team
    assert as_user(people.nansha).get(f"/api/orders/{order['id']}").status_code == 404


def test_who_is_off_duty_or_gone_is_not_called(people, incident, make_unit):
    """Alerts that go on after somebody left: a post that ended gets no copy, a closed account and a revoked radio no order."""
    team = make_unit("良口镇应急救援队", area=TOWN, kind="general")
    Member.objects.create(unit=team, user=people.liang, role=Member.COMMANDER)
    Member.objects.create(unit=team, user=people.ho, role=Member.DEPUTY)
    radio = Terminal.objects.create(adapter="radio", external_id="R9", subject=team.subject, area=TOWN, kind="radio")
    revoke_terminal(actor="user:1", terminal=radio)
    Post.objects.filter(user=people.huang).update(valid_to=clock.now())
    type(people.liang).objects.filter(pk=people.liang.pk).update(is_active=False)
    _, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=team.pk, task="先期处置")
    assert list(order.recipients.values_list("principal", flat=True)) == [people.ho.actor]
    assert not Downlink.objects.exists()


def test_the_lenders_board_follows_its_team(agrees, people, incident, make_unit):
    team = make_unit("增城区森林消防大队", area="440118", kind="forest_fire")
    with agrees("area:440118"):
        assignment, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=team.pk, task="增援")
        order.recipients.create(principal=people.liang.actor, rank=0)
        acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="arrived")
        release_unit(actor="user:1", name="王值班", assignment_id=assignment.pk)


def test_each_crossing_is_recorded_with_whose_word_it_rests_on(as_user, people, incident, make_unit):
    team = make_unit("增城区供电抢修队", area="440118", kind="power")
    answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/assignments", {"unit": team.pk, "task": "断电"})
    order = answer.json()["order"]
    assert order["crossings"] == ["area", "industry", "level", "department"]
    whole = as_user(people.wang).get(f"/api/orders/{order['id']}").json()
    assert {(row["crossing"], row["name"], row["how"]) for row in whole["crossings"]} == {
        (code, "王值班", "post") for code in order["crossings"]
    }


def test_a_crossing_without_authority_needs_somebodys_word(as_user, people, incident, make_unit):
    team = make_unit("增城区森林消防大队", area="440118", kind="forest_fire")
    officer, path = as_user(people.huang), f"/api/incidents/{incident.pk}/assignments"
    answer = officer.send(path, {"unit": team.pk, "task": "增援"})
    assert (answer.status_code, answer.json()["where"]) == (403, ["area"])
    assert "跨区域" in answer.json()["detail"]
    assert not Order.objects.exists()
    approval = {"crossing": "area", "name": "李带班", "how": "verbal"}
    answer = officer.send(path, {"unit": team.pk, "task": "增援", "approvals": [approval]})
    assert answer.status_code == 201
    assert [(row.crossing, row.name, row.how) for row in Order.objects.get().approvals.all()] == [("area", "李带班", "verbal")]


@pytest.fixture
def lending(as_user, people, incident, make_unit):
    """A request of 从化 to 增城, which has two teams and keeps one."""
    teams = [make_unit(f"增城{number}中队", area="440118", kind="forest_fire") for number in range(2)]
    person("zc", "增城值班", "duty_officer", "440118")
    until = (clock.now() + timedelta(hours=12)).isoformat()
    body = {"lender": "440118", "kind": "forest_fire", "units": 1, "people": 40, "return_by": until, "text": "火线蔓延"}
    answer = as_user(people.huang).send(f"/api/incidents/{incident.pk}/reinforcements", body)
    assert answer.status_code == 201, answer.json()
    return answer.json()["id"], teams


def test_reinforcement_is_asked_approved_lent_ordered_and_comes_back(agrees, as_user, people, incident, lending):
    number, teams = lending
    city, asking, lender = as_user(people.wang), as_user(people.huang), as_user(_user("zc"))
    path = f"/api/reinforcements/{number}"
    assert asking.send(f"{path}/approve").status_code == 403  # a district does not decide between districts
    assert lender.send(f"{path}/consent").json()["code"] == "wrong_state"  # before the city approved
    with agrees():
        assert city.send(f"{path}/approve").status_code == 200
        answer = lender.send(f"{path}/consent")
    assert (answer.json()["state"], answer.json()["consented_name"], answer.json()["floor_ok"]) == ("consented", "增城值班", True)
    with agrees("area:440118"):
        answer = asking.send(f"{path}/order", {"units": [teams[0].pk], "task": "增援良口"})
    assert answer.status_code == 201, answer.json()
    order = Order.objects.get()
    assert order.return_by is not None
    assert ("area", "增城值班", "consent") in {(row.crossing, row.name, row.how) for row in order.approvals.all()}
    whole = lender.get(path).json()
    assert (whole["ready"], whole["floor"], whole["orders"][0]["id"]) == (1, 1, order.pk)
    Deadline.objects.filter(kind="reinforcement.return").update(due_at=F("due_at") - timedelta(hours=13))
    run_due()
    assert teams[0].name in Alarm.objects.get(device=f"order:{order.pk}:return").text
    with agrees():
        release_unit(actor="user:1", name="王值班", assignment_id=order.assignment.pk)
    assert asking.get(path).json()["reinforcement"]["state"] == "returned"


def test_below_its_floor_a_lender_says_yes_only_by_name(as_user, people, lending):
    number, _ = lending
    Floor.objects.create(area="440118", kind="forest_fire", units=2, source="增城区预案")
    city, lender, path = as_user(people.wang), as_user(_user("zc")), f"/api/reinforcements/{number}"
    city.send(f"{path}/approve")
    answer = lender.send(f"{path}/consent")
    assert (answer.status_code, answer.json()["code"]) == (409, "floor")
    assert (answer.json()["holder"]["ready"], answer.json()["holder"]["floor"]) == (2, 2)
    assert lender.send(f"{path}/consent", {"below_floor": True}).status_code == 409  # whose word is it?
    answer = lender.send(f"{path}/consent", {"below_floor": True, "name": "增城区周区长", "how": "verbal"})
    assert (answer.status_code, answer.json()["floor_ok"], answer.json()["consented_name"]) == (200, False, "增城区周区长")


def test_a_refused_request_ends_and_only_lenders_teams_are_ordered(as_user, people, lending, make_unit):
    number, _ = lending
    city, path = as_user(people.wang), f"/api/reinforcements/{number}"
    city.send(f"{path}/approve")
    city.send(f"{path}/consent", {"name": "增城电话记录", "how": "verbal"})
    stranger = make_unit("花都中队", area="440114", kind="forest_fire")
    answer = city.send(f"{path}/order", {"units": [stranger.pk], "task": "增援"})
    assert (answer.status_code, answer.json()["where"]) == (422, ["units"])
    assert city.send(f"{path}/refuse", {"reason": "本区亦有火情"}).json()["state"] == "refused"
    assert city.send(f"{path}/order", {"units": [stranger.pk], "task": "增援"}).json()["code"] == "wrong_state"


def _user(username):
    from realtime.accounts.models import User

    return User.objects.get(username=username)
