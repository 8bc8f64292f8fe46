"""A point put right across a border: who answers for it is asked, and with a yes everything that hangs on the incident goes along."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from command.onekey.models import Press
from dispatch.callout.actions import start_callout
from dispatch.conferences.actions import open_conference
from dispatch.contacts.models import ContactRole, Person
from dispatch.incidents.actions import open_incident
from dispatch.incidents.fields import change_fields
from dispatch.incidents.linking import set_parent
from dispatch.incidents.models import Incident
from dispatch.incidents.timeline import whole
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import dispatch_units, release
from dispatch.orders.legs import move_leg
from dispatch.safety.dangers import circle, mark_danger
from dispatch.safety.roll_calls import start_roll_call
from dispatch.supplies.actions import request_supplies
from dispatch.supplies.models import Item
from dispatch.teams.models import Unit
from realtime.log.models import Event
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
CONGHUA, ZENGCHENG = (113.7712, 23.7423), (113.81, 23.30)
FIRE = {"type": "11G01", "lon": CONGHUA[0], "lat": CONGHUA[1], "place": "良口镇"}
EAST = {"lon": (CONGHUA[0], ZENGCHENG[0]), "lat": (CONGHUA[1], ZENGCHENG[1])}
BODY = {name: {"from": seen, "to": to} for name, (seen, to) in EAST.items()}


@pytest.fixture
def incident(city: None) -> Incident:
    return open_incident(actor="user:1", **FIRE)


@pytest.fixture
def at_work(incident: Incident, unit: Unit, people: SimpleNamespace) -> Incident:
    """A crew on scene, a roll call, a danger area, a request, a call, and a part of its own."""
    held = dispatch_units(actor=people.wang.actor, name="王值班", incident_id=incident.pk, unit_ids=[unit.pk], task="上山")[0]
    acknowledge_order(actor=people.liang.actor, order_id=held.order.pk, principal=people.liang.actor, kind="accepted")
    move_leg(actor=people.liang.actor, assignment_id=held.assignment.pk, leg="arrived")
    start_roll_call(actor=people.wang.actor, incident_id=incident.pk)
    mark_danger(actor="user:1", name="火头", kind="fire_front", shape=circle(*CONGHUA, 300), incident_id=incident.pk)
    request_supplies(actor="user:1", item_id=Item.objects.get(sku="BX-02").pk, quantity=5, incident=incident)
    someone = Person.objects.create(name="陈镇长", area="440117", title="镇长", role=ContactRole.objects.first())
    start_callout(
        actor=people.wang.actor, about="incident", about_id=incident.pk, purpose="call", persons=[someone], text="请到场", area="440117",
        incident_id=incident.pk,
    )  # fmt: skip
    set_parent(actor="user:1", incident_id=open_incident(actor="user:1", **FIRE).pk, parent_id=incident.pk)
    incident.refresh_from_db()
    return incident


def test_a_point_across_the_border_asks_before_anything_is_changed(as_user: Any, people: SimpleNamespace, incident: Incident) -> None:
    answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/change", {"changes": BODY})
    assert (answer.status_code, answer.json()["code"]) == (409, "area_change")
    assert answer.json()["holder"] == {"area": "440118", "area_name": "增城区", "from": "440117", "from_name": "从化区"}
    incident.refresh_from_db()
    assert (incident.lon, incident.area) == (CONGHUA[0], "440117")


def test_it_may_stay_with_who_has_it(as_user: Any, people: SimpleNamespace, incident: Incident) -> None:
    answer = as_user(people.huang).send(f"/api/incidents/{incident.pk}/change", {"changes": BODY, "border": "keep"})
    assert (answer.status_code, answer.json()["area"], answer.json()["lon"]) == (200, "440117", ZENGCHENG[0])


def test_only_who_answers_for_both_hands_it_over(as_user: Any, people: SimpleNamespace, incident: Incident) -> None:
    path = f"/api/incidents/{incident.pk}/change"
    assert as_user(people.huang).send(path, {"changes": BODY, "border": "follow"}).status_code == 403
    answer = as_user(people.wang).send(path, {"changes": BODY, "border": "follow"})
    assert (answer.status_code, answer.json()["area"]) == (200, "440118")
    told = whole(Incident.objects.get(pk=incident.pk))
    assert "地点移到增城区,事件由从化区转增城区负责" in [entry["text"] for entry in told["entries"]]
    assert [(row["field"], row["after"]) for row in told["edits"]] == [("lon", 113.81), ("lat", 23.30), ("area", "440118")]


@pytest.mark.parametrize("scope", ["area:4401", "area:440117", "area:440118", "incident"])
def test_every_board_loses_and_gains_exactly_what_it_should(agrees: Callable[..., Any], at_work: Incident, scope: str) -> None:
    with agrees(scope if scope != "incident" else f"incident:{at_work.pk}"):
        change_fields(actor="user:1", incident_id=at_work.pk, changes=EAST, border="follow")
    board = snapshot("area:440118")["state"]
    for table in ("incidents", "orders", "assignments", "checks", "roll_calls", "dangers", "supply_requests", "calls", "talk_groups"):
        assert {row["area"] for row in board[table].values()} == {"440118"}, table
    old = snapshot("area:440117")["state"]
    assert [row["parent"] for row in old["incidents"].values()] == [at_work.pk]  # the part stays where it burns
    assert len(old["orders"]) == len(old["assignments"]) == 1  # the crew's home still sees where its people are
    assert not old["dangers"] and not old["checks"]


def test_the_crew_goes_on_working_and_can_be_stood_down(agrees: Callable[..., Any], at_work: Incident, people: SimpleNamespace) -> None:
    change_fields(actor="user:1", incident_id=at_work.pk, changes=EAST, border="follow")
    assignment = at_work.assignments.get()
    with agrees():
        move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="working")
        release(actor=people.wang.actor, name="王值班", assignment_id=assignment.pk, note="收队")
    assert {event.kind for event in Event.objects.filter(stream_id="area:440118")} >= {"assignment.working", "assignment.released"}


def test_within_the_district_and_out_at_sea_nothing_is_asked(incident: Incident) -> None:
    near = {"lon": (CONGHUA[0], 113.70), "lat": (CONGHUA[1], 23.70)}
    assert change_fields(actor="user:1", incident_id=incident.pk, changes=near).area == "440117"
    far = {"lon": (113.70, 116.0), "lat": (23.70, 20.0)}
    assert change_fields(actor="user:1", incident_id=incident.pk, changes=far).area == "440117"


def test_its_conferences_and_presses_go_along(at_work: Incident, people: SimpleNamespace, agrees: Any) -> None:
    conference = open_conference(
        actor=people.wang.actor, name="王值班", purpose="会商", area="440117", incident_id=at_work.pk, users=[people.liang.pk]
    )  # fmt: skip
    press = Press.objects.create(
        key="moving", area="440117", incident_id=at_work.pk, kind="incident", title="山火", by="user:1", by_name="王值班", wish={}, token="moving"
    )  # fmt: skip
    for scope in ("area:440117", "area:440118", f"incident:{at_work.pk}"):
        there = EAST if at_work.area == "440117" else {name: (to, seen) for name, (seen, to) in EAST.items()}
        with agrees(scope):
            change_fields(actor=people.wang.actor, incident_id=at_work.pk, changes=there, border="follow")
        at_work.refresh_from_db()
    conference.refresh_from_db()
    press.refresh_from_db()
    assert (conference.area, press.area) == ("440118", "440118")
