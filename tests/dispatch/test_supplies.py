"""Supplies: never below zero, nothing moved unapproved, nothing lapses in silence, and the ledger is what lies there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dispatch.alarms.models import Alarm
from dispatch.archive import archive_over
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.supplies import actions, leaving, terms
from dispatch.supplies.actions import Verbal
from dispatch.supplies.balances import today
from dispatch.supplies.models import Ledger, Lot, Stock, SupplyRequest
from dispatch.supplies.sources import sources
from dispatch.supplies.stocking import take_in
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import advance, start_exercise
from realtime.rules.models import rule
from tests.dispatch.shelves import RAIN, TOWN, adds_up, approved, ask, step

CHIEF = Verbal("李常务副总指挥", "值班电话", True)


@pytest.fixture
def incident(city: None) -> Incident:
    return open_incident(actor="user:1", **RAIN)


@pytest.mark.django_db
def test_two_rival_orders_get_what_there_is_and_the_rest_is_asked_of_the_next_depot(incident, blanket, depot):
    """500 by voice, then 400, of 800: the second gets 300, and 100 wait for the next depot by time of arrival."""
    near, far = depot("增城仓", 800), depot("从化仓", 90, area="440117", lon=113.586, lat=23.548)
    first = ask(incident, blanket, 500, verbal=CHIEF)
    assert (first.state, first.verbal, first.approved_name, first.proposed) == ("approved", True, "李常务副总指挥", near)
    second = approved(incident, blanket, 400)
    assert actions.reserve_supplies(actor="user:1", request_id=first.pk)[1] is None
    taken, rest = actions.reserve_supplies(actor="user:1", request_id=second.pk)
    assert (taken.reserved, taken.state, taken.depot) == (300, "reserved", near)
    assert rest is not None and (rest.quantity, rest.state, rest.parent, rest.proposed, rest.depot) == (100, "back_order", taken, far, None)
    more, last = actions.reserve_supplies(actor="user:1", request_id=rest.pk)
    assert (more.reserved, more.depot) == (90, far)
    assert last is not None and (last.quantity, last.proposed) == (10, None)  # nobody else has any
    with pytest.raises(Problem, match="没有仓库存有毛毯"):
        actions.reserve_supplies(actor="user:1", request_id=last.pk)
    stock = Stock.objects.get(depot=near)
    adds_up(stock)
    assert (stock.on_hand, stock.reserved) == (800, 800)


@pytest.mark.django_db
def test_from_asking_to_settling_and_every_step_agrees_with_the_board(agrees, incident, blanket, depot):
    home = depot("增城仓", 100)
    with agrees():
        request = ask(incident, blanket, 40, receiver="钟镇长", receiver_phone="13900000000")
    with agrees():
        actions.approve_supplies(actor="user:2", name="陈班长", request_id=request.pk, paper_number="〔2026〕12号")
    with agrees():
        step("reserve", request)
    with agrees():
        step("pick", request)
    with agrees(f"incident:{incident.pk}"):
        step("ship", request, plate="粤A12345")
    stock = Stock.objects.get(depot=home)
    adds_up(stock)
    assert (stock.on_hand, stock.reserved) == (60, 0)
    with pytest.raises(Problem, match="少 2 条,请说明原因"):
        step("receive", request, quantity=38, signed_name="钟镇长")
    with agrees():
        done = step("receive", request, quantity=38, signed_name="钟镇长", reason="两条浸水")
    assert (done.received, done.state) == (38, "received")
    with agrees():
        step("settle", request)
    assert [row.kind for row in Ledger.objects.filter(request=request).order_by("pk")] == ["reserve", "ship"]


@pytest.mark.django_db
def test_the_depots_own_board_learns_of_it_whole(agrees, incident, blanket, depot):
    depot("从化仓", 50, area="440117")
    request = approved(incident, blanket, 20)
    with agrees("area:440117"):  # never told before: the whole row
        step("reserve", request)
    with agrees("area:440117"):
        step("ship", request)


@pytest.mark.django_db
def test_nothing_moves_unapproved_or_out_of_turn(incident, blanket, depot):
    depot("增城仓", 100)
    request = ask(incident, blanket, 10)
    with pytest.raises(Problem, match="处于“待批准”,不能改为“已预留”"):
        step("reserve", request)
    with pytest.raises(Problem, match="不能改为“在途”"):
        step("ship", request)
    actions.approve_supplies(actor="user:2", name="陈班长", request_id=request.pk)
    step("reserve", request)
    step("ship", request)
    with pytest.raises(Problem, match="处于“在途”,不能改为“已取消”"):
        step("cancel", request, reason="不要了")
    with pytest.raises(Problem, match="签收数量不能多于发出数量"):
        step("receive", request, quantity=11, signed_name="钟镇长")
    adds_up(Stock.objects.get())
    with pytest.raises(Problem, match="已结束"):
        Incident.objects.filter(pk=incident.pk).update(phase="closed")
        incident.refresh_from_db()
        ask(incident, blanket, 1)


@pytest.mark.django_db
def test_cancelling_frees_what_was_promised(agrees, incident, blanket, depot):
    depot("增城仓", 100)
    request = approved(incident, blanket, 70)
    step("reserve", request)
    step("pick", request)
    with agrees():
        step("cancel", request, reason="就地调剂")
    adds_up(Stock.objects.get())
    assert Stock.objects.get().reserved == 0


@pytest.mark.django_db
def test_what_expires_first_leaves_first_and_what_has_expired_stays(incident, blanket, depot):
    home = depot("增城仓", 10)  # no date
    for number, days, count in (("过期", -1, 50), ("近期", 20, 30), ("远期", 400, 30)):
        take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot=number, quantity=count, expires_on=today() + timedelta(days=days))
    request = approved(incident, blanket, 100)
    taken, rest = actions.reserve_supplies(actor="user:1", request_id=request.pk)
    assert taken.reserved == 70 and rest is not None and rest.quantity == 30
    actions.cancel_supplies(actor="user:1", request_id=taken.pk, reason="减量")
    smaller = approved(incident, blanket, 50)
    step("reserve", smaller)
    step("ship", smaller)
    assert {row.lot.number: -row.change for row in Ledger.objects.filter(request=smaller, kind="ship")} == {"近期": 30, "远期": 20}
    adds_up(Stock.objects.get())


@pytest.mark.django_db
def test_lent_things_come_home_to_their_lots_and_are_missed_when_late(agrees, incident, blanket, depot):
    home = depot("增城仓", 30)
    take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot="新批", quantity=30, expires_on=today() + timedelta(days=300))
    from realtime import clock

    request = approved(incident, blanket, 50, return_by=clock.now() + timedelta(days=3))
    step("reserve", request)
    step("ship", request)
    step("receive", request, quantity=50, signed_name="钟镇长")
    assert Deadline.objects.filter(kind=actions.RETURN, object_id=request.pk).exists()
    with agrees():
        terms.return_due(request.pk)
    request.refresh_from_db()
    assert request.return_overdue and "到期未归还" in Alarm.objects.get(source="system").text
    with pytest.raises(Problem, match="少归还 5 条,请说明原因"):
        step("return", request, quantity=45)
    with agrees():
        done = step("return", request, quantity=45, reason="损毁 5 条")
    assert (done.returned, done.state, done.return_overdue) == (45, "returned", False)
    assert not Deadline.objects.filter(kind=actions.RETURN).exists()
    adds_up(Stock.objects.get())
    assert Stock.objects.get().on_hand == 55
    assert Lot.objects.get(number="新批").on_hand == 25  # last taken, first back: 20 of the undated lot, then 25 of 30


@pytest.mark.django_db
def test_a_verbal_order_owes_its_paper_within_the_rules_term(agrees, incident, blanket, depot):
    depot("增城仓", 100)
    with pytest.raises(Problem, match="复诵"):
        ask(incident, blanket, 10, verbal=Verbal("李常务", "电话", False))
    with agrees():
        request = ask(incident, blanket, 10, verbal=CHIEF)
    due = Deadline.objects.get(kind=actions.PAPER, object_id=request.pk)
    assert request.paper_due_at is not None and request.approved_at is not None
    assert request.paper_due_at - request.approved_at == timedelta(hours=float(rule("supplies.paper_h"))) == timedelta(hours=48)
    assert abs((due.due_at - request.paper_due_at).total_seconds()) < 5
    with agrees():
        terms.paper_due(request.pk)
    assert "未补办书面手续" in Alarm.objects.get(source="system").text
    with agrees():
        done = actions.file_paper(actor="user:1", request_id=request.pk, paper_number="〔2026〕13号")
    assert done.paper_at is not None and not done.paper_overdue
    assert not Deadline.objects.filter(kind=actions.PAPER).exists()
    terms.paper_due(request.pk)  # a late firing says nothing more
    assert Alarm.objects.count() == 1


@pytest.mark.django_db
def test_an_exercise_takes_nothing_real(incident, blanket, depot):
    home = depot("增城仓", 100)
    real = approved(incident, blanket, 30)
    step("reserve", real)
    drill = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drilled = open_incident(actor="user:1", exercise=drill.pk, **RAIN)
    request = ask(drilled, blanket, 90, verbal=CHIEF)
    taken, rest = actions.reserve_supplies(actor="user:1", request_id=request.pk)
    assert taken.reserved == 70 and rest is not None and rest.exercise_id == drill.pk
    step("ship", taken)
    copy, stock = Stock.objects.get(exercise_id=drill.pk), Stock.objects.get(exercise_id=None)
    adds_up(copy)
    adds_up(stock)
    assert (copy.on_hand, stock.on_hand, stock.reserved) == (30, 100, 30)
    assert sources(blanket, 1, area="440118", exercise=drill.pk, **TOWN) == []
    assert sources(blanket, 1, area="440118", **TOWN)[0]["depot"] == home.pk
    before = request.paper_due_at
    advance(drill.pk, timedelta(hours=10))
    request.refresh_from_db()
    assert before is not None and request.paper_due_at == before - timedelta(hours=10)


@pytest.mark.django_db
def test_requests_leave_the_board_with_their_incident_or_a_day_after_they_ended(agrees, incident, blanket, depot):
    depot("增城仓", 10, area="440117")
    step("reserve", approved(incident, blanket, 5))
    loose = actions.request_supplies(actor="user:1", item_id=blanket.pk, quantity=1, area="440118")
    step("cancel", loose, reason="x")
    Incident.objects.filter(pk=incident.pk).update(phase="closed", closed_at=incident.opened_at - timedelta(days=3))
    with agrees():
        archive_over()
    SupplyRequest.objects.filter(pk=loose.pk).update(cancelled_at=incident.opened_at - timedelta(days=3))
    with agrees():
        assert leaving.archive_settled() == 1
    assert not SupplyRequest.objects.filter(archived=False).exists()


@pytest.mark.django_db
def test_over_http(as_user: Callable[..., Any], people: SimpleNamespace, incident, blanket, depot):
    from tests.conftest import person

    home = depot("增城仓", 100)
    town = as_user(person("paitan", "派潭值守", "town_desk", "440118"))
    keeper = as_user(person("zhou", "周保管", "depot_keeper", "440118"))
    body = {"item": blanket.pk, "quantity": 120, "incident": incident.pk, "receiver": "钟镇长", "receiver_phone": "13900001111"}
    made = town.send("/api/supplies/requests", body)
    assert made.status_code == 201 and made.json()["proposed_name"] == "增城仓"
    path = f"/api/supplies/requests/{made.json()['id']}"
    assert town.send(f"{path}/approve", {}).status_code == 403  # the district's goods, and a town's desk
    assert as_user(people.huang).send(f"{path}/approve", {}).status_code == 403
    assert as_user(people.chen).send(f"{path}/approve", {}).json()["state"] == "approved"
    answer = keeper.send(f"{path}/reserve").json()
    assert (answer["request"]["reserved"], answer["back_order"]["quantity"], answer["back_order"]["parent"]) == (100, 20, made.json()["id"])
    assert keeper.send(f"{path}/ship", {"plate": "粤A12345"}).json()["state"] == "shipped"
    assert town.send(f"{path}/receive", {"quantity": 100, "signed_name": "钟镇长"}).json()["received"] == 100
    whole = town.get(path).json()
    assert (whole["approved_name"], whole["receiver"], whole["keeper"]) == ("陈班长", "钟镇长", "周保管")
    assert [row["kind"] for row in whole["ledger"]] == ["reserve", "ship"]
    assert as_user(people.wang).get(path).json()["receiver_phone"] == "13900001111"
    assert as_user(people.nansha).get(path).status_code == 404
    stock = town.get(f"/api/supplies/stock?depot={home.pk}").json()
    assert [(row["item_name"], row["on_hand"], row["available"]) for row in stock] == [("毛毯", 0, 0)]
    assert as_user(people.nansha).get("/api/supplies/stock").json() == []
    assert [row["name"] for row in town.get("/api/supplies/depots").json()] == ["增城仓"]
    assert town.get(f"/api/supplies/sources?item={blanket.pk}&incident={incident.pk}").json() == []
    assert town.send("/api/supplies/requests", {"item": blanket.pk, "quantity": 1}).status_code == 422
    assert town.send("/api/supplies/requests", body | {"quantity": 0}).status_code == 422
    standby = {"item": blanket.pk, "quantity": 1, "area": "440118105", "place": "派潭镇政府"}  # for no incident: where to, and why
    refused = town.send("/api/supplies/requests", standby)
    assert (refused.status_code, refused.json()["where"]) == (422, ["note"])
    asked = town.send("/api/supplies/requests", standby | {"note": "国庆靠前驻防"}).json()
    assert (asked["incident"], asked["area"], asked["state"]) == (None, "440118105", "requested")
