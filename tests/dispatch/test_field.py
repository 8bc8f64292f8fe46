"""What the field page is told and may say."""

from __future__ import annotations

import pytest

from dispatch.incidents.actions import open_incident
from dispatch.incidents.records import Note
from dispatch.orders.actions import assign_unit

pytestmark = pytest.mark.django_db
ELSEWHERE = {"type": "11G01", "lon": 113.30, "lat": 23.12, "place": "越秀区"}


@pytest.fixture
def away(unit):
    """An incident outside the team's own district, with the team sent there."""
    incident = open_incident(actor="user:1", **ELSEWHERE)
    assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="跨区增援")
    return incident


def test_a_team_reports_from_a_district_that_is_not_its_own(as_user, people, away):
    body = {"incident": away.pk, "text": "火线约 200 米", "occurred_at": "2026-11-21T22:00:00+08:00"}
    assert as_user(people.liang).send("/api/field/notes", body).status_code == 201
    note = Note.objects.get(incident=away)
    assert note.text == "火线约 200 米" and note.occurred_at is not None


def test_a_report_sent_twice_with_one_key_is_one_note(as_user, people, away):
    client = as_user(people.liang)
    body = {"incident": away.pk, "text": "道路中断"}
    answers = [client.send("/api/field/notes", body, key="5b4f6f4e-9a63-4a0d-9a4e-0d2b8b9f2a11") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Note.objects.filter(incident=away).count() == 1


def test_who_has_no_order_of_the_incident_cannot_report_to_it(as_user, people, away):
    assert as_user(people.huang).send("/api/field/notes", {"incident": away.pk, "text": "x"}).status_code == 404
    assert not Note.objects.exists()


def test_the_page_knows_who_answers_for_the_team(as_user, people, away):
    leader = as_user(people.liang).get("/api/field").json()["orders"]
    member = as_user(people.ho).get("/api/field").json()["orders"]
    assert [order["speaks"] for order in leader] == [True]
    assert [order["speaks"] for order in member] == [False]
