"""From assignment to release: one holder, every answer counted once, nothing silent."""

from __future__ import annotations

import pytest

from devices.terminals.models import Downlink
from devices.video.actions import add_link
from dispatch.alarms.actions import give_verdict, raise_alarm
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit, order_task, release_unit
from dispatch.orders.escalation import escalate_order, resend_order
from dispatch.orders.from_devices import take_sent
from dispatch.orders.models import Ack, Assignment, Order
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.codes import Problem

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


@pytest.fixture
def incident(city):
    return open_incident(actor="user:1", **FIRE)


@pytest.fixture
def order(incident, unit):
    return assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救火线东侧")[1]


def test_every_verb_agrees_with_the_snapshot(agrees, incident, unit, people):
    with agrees():
        assignment, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救火线东侧")
    for kind in ("delivered", "read", "accepted", "arrived"):
        with agrees():
            acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind=kind)
    with agrees():
        release_unit(actor="user:1", name="王值班", assignment_id=assignment.pk)


def test_the_person_sees_the_order_in_their_own_stream(agrees, incident, unit, people):
    with agrees(people.liang.actor):
        assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救火线东侧")


def test_the_incidents_own_stream_agrees_too(agrees, unit, people):
    alarm = raise_alarm(actor="user:1", source="call", urgency="urgent", **FIRE)
    _, incident = give_verdict(actor="user:1", name="王值班", alarm_id=alarm.pk, verdict="confirmed")
    second = raise_alarm(actor="user:1", source="public", urgency="normal", **FIRE)
    with agrees(f"incident:{incident.pk}"):
        give_verdict(actor="user:1", name="王值班", alarm_id=second.pk, verdict="confirmed", incident_id=incident.pk)
        add_link(
            actor="user:1", kind="conference", label="会商", url="https://meeting.example/1", area=incident.area, incident_id=incident.pk
        )
        _, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救火线东侧")
        acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="arrived")


def test_everything_told_about_the_order_reaches_its_people(agrees, order, people):
    with agrees(people.liang.actor):
        take_sent(Downlink.objects.get(order_id=order.pk))
        escalate_order(order.pk)
        acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="read")
    with agrees(people.ho.actor):
        release_unit(actor="user:1", name="王值班", assignment_id=order.assignment.pk)
        acknowledge_order(actor=people.ho.actor, order_id=order.pk, principal=people.ho.actor, kind="read")


def test_second_officer_gets_409_naming_the_holder(as_user, people, unit):
    first = as_user(people.wang).send("/api/incidents", FIRE).json()
    second = as_user(people.chen).send("/api/incidents", FIRE | {"place": "吕田镇"}).json()
    body = {"unit": unit.pk, "task": "出动"}
    assert as_user(people.wang).send(f"/api/incidents/{first['id']}/assignments", body).status_code == 201
    answer = as_user(people.chen).send(f"/api/incidents/{second['id']}/assignments", body)
    assert answer.status_code == 409
    assert answer.json()["code"] == "unit_assigned"
    assert answer.json()["holder"]["by"] == "王值班"
    assert first["number"] in answer.json()["detail"]
    assert Order.objects.count() == 1  # nothing half done


def test_the_same_key_twice_is_one_order(as_user, people, unit, incident):
    officer, path, body = as_user(people.wang), f"/api/incidents/{incident.pk}/assignments", {"unit": unit.pk, "task": "出动"}
    first, second = officer.send(path, body, key="k1"), officer.send(path, body, key="k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Order.objects.count() == 1


def test_the_same_key_for_another_command_is_refused(as_user, people, unit, incident):
    officer = as_user(people.wang)
    officer.send(f"/api/incidents/{incident.pk}/notes", {"text": "风向东北"}, key="k1")
    answer = officer.send(f"/api/incidents/{incident.pk}/notes", {"text": "风向西南"}, key="k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_a_refused_command_leaves_its_key_free(as_user, people, make_unit, incident):
    resting = make_unit(status_id="resting")
    officer, path = as_user(people.wang), f"/api/incidents/{incident.pk}/assignments"
    assert officer.send(path, {"unit": resting.pk, "task": "出动"}, key="k1").status_code == 409
    ready = make_unit("增援队")
    assert officer.send(path, {"unit": ready.pk, "task": "出动"}, key="k1").status_code == 201


def test_a_command_without_a_key_is_refused(as_user, people, incident):
    answer = as_user(people.wang).post(f"/api/incidents/{incident.pk}/notes", '{"text":"x"}', content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")


def test_an_answer_said_twice_counts_once(order, people):
    for _ in range(3):
        acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
    assert Ack.objects.filter(kind="accepted").count() == 1


def test_a_late_lower_answer_does_not_take_the_order_back(order, people):
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="arrived")
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="delivered")
    order.refresh_from_db()
    assert (order.state, order.assignment.leg) == ("accepted", "arrived")
    assert order.accepted_at is not None  # who arrives has accepted


def test_a_refusal_never_overrides_somebodys_acceptance(order, unit, people):
    terminal = unit.subject.terminals.get()
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
    acknowledge_order(actor="x", order_id=order.pk, principal=f"terminal:{terminal.pk}", kind="refused", reason="road")
    order.refresh_from_db()
    assert order.state == "accepted"


def test_an_ordinary_member_reads_but_does_not_accept_for_the_team(order, people):
    acknowledge_order(actor=people.ho.actor, order_id=order.pk, principal=people.ho.actor, kind="read")
    with pytest.raises(Problem, match="队长"):
        acknowledge_order(actor=people.ho.actor, order_id=order.pk, principal=people.ho.actor, kind="accepted")


def test_the_first_on_scene_commands(order, people, incident):
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="arrived")
    incident.refresh_from_db()
    assert (incident.phase, incident.commander_unit_id) == ("on_scene", order.unit_id)


def test_somebody_the_order_was_not_for_cannot_answer_it(as_user, people, order):
    answer = as_user(people.nansha).send(f"/api/orders/{order.pk}/acks", {"kind": "accepted"})
    assert answer.status_code == 404


def test_an_order_goes_to_the_units_radio_until_it_says_delivered(order, unit):
    assert Downlink.objects.filter(order_id=order.pk).count() == 1
    resend_order(order.pk)
    assert Downlink.objects.filter(order_id=order.pk).count() == 2
    terminal = unit.subject.terminals.get()
    acknowledge_order(actor="x", order_id=order.pk, principal=f"terminal:{terminal.pk}", kind="delivered")
    resend_order(order.pk)
    assert Downlink.objects.filter(order_id=order.pk).count() == 2


def test_an_accepted_order_does_not_escalate(order, people):
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
    assert not Deadline.objects.filter(kind__startswith="order.", object_id=order.pk).exists()
    escalate_order(order.pk)
    order.refresh_from_db()
    assert order.escalation == 0


def test_the_clerk_runs_what_is_due_and_only_that(order):
    assert run_due() == 0
    Deadline.objects.filter(kind__startswith="order.").exclude(kind="order.expire").update(due_at="2000-01-01T00:00:00Z")
    assert run_due() == 3  # sent again, the first rung, and what that rung has sent at once
    order.refresh_from_db()
    assert order.escalation == 1
    assert Deadline.objects.filter(kind="order.escalate", object_id=order.pk).exists()  # the next rung


def test_releasing_an_accepted_order_sends_a_stand_down(order, people):
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
    release_unit(actor="user:1", name="王值班", assignment_id=order.assignment.pk)
    assert list(Order.objects.order_by("id").values_list("kind", "state")) == [("dispatch", "accepted"), ("stand_down", "issued")]


def test_releasing_an_unanswered_order_cancels_it_and_frees_the_unit(order, unit, incident):
    release_unit(actor="user:1", name="王值班", assignment_id=order.assignment.pk)
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert Downlink.objects.filter(kind="cancel").count() == 1  # the team's radio must not go on showing it
    assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="再次出动")
    assert Assignment.objects.filter(state="open").count() == 1


def test_an_incident_with_a_team_still_out_cannot_be_closed(as_user, people, order):
    answer = as_user(people.chen).send(f"/api/incidents/{order.incident_id}/close", {"note": "明火已扑灭"})
    assert (answer.status_code, answer.json()["code"]) == (409, "open_assignments")
    assert order.unit.name in answer.json()["detail"]
    assert Incident.objects.get().open


def test_another_districts_officer_does_not_see_the_incident(as_user, people, incident):
    assert as_user(people.nansha).get(f"/api/incidents/{incident.pk}").status_code == 404
    assert as_user(people.huang).get(f"/api/incidents/{incident.pk}").status_code == 200


def test_every_resend_of_an_order_has_the_same_id_and_another_order_another(order, unit):
    """P2: a terminal remembers ids and obeys each once (docs/devices.md)."""
    for _ in range(3):
        resend_order(order.pk)
    said = {(link.order_id, link.correlation) for link in Downlink.objects.filter(kind="order")}
    assert Downlink.objects.filter(kind="order", order_id=order.pk).count() == 4
    assert len(said) == 1
    other = order_task(actor="user:1", name="王值班", assignment_id=order.assignment.pk, task="转东侧")
    assert Downlink.objects.get(order_id=other.pk).correlation not in {correlation for _, correlation in said}


def test_the_timeline_names_people_and_radios(as_user, people, incident, order, unit):
    radio = f"terminal:{unit.subject.terminals.get().pk}"
    acknowledge_order(actor=radio, order_id=order.pk, principal=radio, kind="delivered")
    as_user(people.wang).send(f"/api/incidents/{incident.pk}/notes", {"text": "风向东北"})
    entries = as_user(people.wang).get(f"/api/incidents/{incident.pk}").json()["entries"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    named = {(entry["kind"], entry["actor_name"], entry["text"]) for entry in entries}
    assert ("order.delivered", unit.name, None) in named
    assert ("incident.written", "王值班", "风向东北") in named
    assert ("order.issued", "user:1", "扑救火线东侧") in named
