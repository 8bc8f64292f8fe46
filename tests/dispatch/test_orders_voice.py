"""代签: what a team said over the radio counts as its answer, is marked as such, and no device takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import open_incident
from dispatch.orders import hooks, ladder
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit
from dispatch.orders.models import Assignment, Order
from realtime import clock
from realtime.clerk.models import Deadline

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
SAID = {"said_by": "梁队长", "channel": "应急17", "read_back": True}


@pytest.fixture
def order(people, unit):
    incident = open_incident(actor="user:1", **FIRE)
    return assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救")[1]


def test_an_order_given_and_read_back_by_voice_is_accepted_in_one_request(as_user, people, unit):
    incident = open_incident(actor="user:1", **FIRE)
    heard = (clock.now() - timedelta(minutes=2)).isoformat()
    voice = {"spoken_to": "梁队长", "channel": "应急17", "at": heard, "read_back": True}
    body = {"unit": unit.pk, "task": "出动", "by_voice": voice}
    answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/assignments", body)
    assert answer.status_code == 201
    order = answer.json()["order"]
    assert (order["state"], order["voice"], order["proxy"]) == ("accepted", True, ["accepted"])
    assert answer.json()["assignment"]["leg"] == "accepted"
    assert not Deadline.objects.filter(object_id=order["id"], kind=ladder.ESCALATE).exists()
    whole = as_user(people.wang).get(f"/api/orders/{order['id']}").json()
    ack = whole["acks"][0]
    assert (ack["proxy"], ack["said_by"], ack["channel"], ack["read_back"], ack["by_name"]) == (True, "梁队长", "应急17", True, "王值班")


def test_an_order_that_was_heard_but_not_read_back_still_waits_for_its_answer(as_user, people, unit):
    incident = open_incident(actor="user:1", **FIRE)
    body = {"unit": unit.pk, "task": "出动", "by_voice": {"spoken_to": "某队员", "channel": "应急17", "read_back": False}}
    order = as_user(people.wang).send(f"/api/incidents/{incident.pk}/assignments", body).json()["order"]
    assert (order["state"], order["proxy"]) == ("read", ["read"])
    assert Deadline.objects.filter(object_id=order["id"], kind=ladder.ESCALATE).exists()


def test_the_desk_answers_for_a_team_and_the_ladder_stops(agrees, as_user, people, order, monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "_contact", [lambda *given: heard.append(given)])
    officer = as_user(people.wang)
    with agrees():
        for kind in ("read", "accepted", "arrived"):
            answer = officer.send(f"/api/orders/{order.pk}/voice-acks", {"kind": kind, **SAID})
            assert answer.status_code == 200, answer.json()
    assert answer.json()["proxy"] == ["read", "accepted", "arrived"]
    assert answer.json()["state"] == "accepted"
    assert Assignment.objects.get().leg == "arrived"
    assert not Deadline.objects.filter(object_id=order.pk, kind__in=(ladder.ESCALATE, ladder.EXPIRE, ladder.RESEND)).exists()
    assert [(how, unit) for _, unit, how, _, _ in heard] == [("voice", order.unit_id)] * 3


def test_a_devices_late_answer_never_contradicts_the_voice(as_user, people, order):
    officer = as_user(people.wang)
    officer.send(f"/api/orders/{order.pk}/voice-acks", {"kind": "refused", "reason": "road", **SAID})
    before = clock.now() - timedelta(minutes=5)
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted", said_at=before)
    order.refresh_from_db()
    assert (order.state, order.refuse_reason) == ("refused", "road")
    assert not Alarm.objects.exists()  # pressed before they spoke: old news
    radio = order.recipients.get(principal__startswith="terminal:").principal
    acknowledge_order(actor=radio, order_id=order.pk, principal=radio, kind="accepted")
    order.refresh_from_db()
    assert order.state == "refused"
    assert Alarm.objects.filter(device=f"order:{order.pk}:contradiction").exists()  # pressed after: a person must ask
    assert officer.send(f"/api/orders/{order.pk}/voice-acks", {"kind": "accepted", **SAID}).json()["state"] == "accepted"


def test_a_refusal_is_not_entered_over_an_acceptance(as_user, people, order):
    officer = as_user(people.wang)
    officer.send(f"/api/orders/{order.pk}/voice-acks", {"kind": "accepted", **SAID})
    answer = officer.send(f"/api/orders/{order.pk}/voice-acks", {"kind": "refused", "reason": "road", **SAID})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert not order.acks.filter(kind="refused").exists()


@pytest.mark.parametrize("missing", ["said_by", "channel", "read_back"])
def test_a_spoken_answer_without_who_where_and_read_back_is_refused(as_user, people, order, missing):
    body = {"kind": "accepted", **{name: value for name, value in SAID.items() if name != missing}}
    answer = as_user(people.wang).send(f"/api/orders/{order.pk}/voice-acks", body)
    assert answer.status_code == 422
    assert any(missing in line for line in answer.json()["where"])
    assert Order.objects.get().state == "issued"
