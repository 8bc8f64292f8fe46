"""What the figures propose and what a person says: the grade of an incident."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dispatch.incidents.actions import (
    open_incident,
)
from dispatch.incidents.grades import grade_incident, record_figure
from dispatch.incidents.models import GradeRule, Incident
from dispatch.incidents.records import Figure
from realtime import clock

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
WANG = "user:1"


@pytest.fixture
def incident(city) -> Incident:
    return open_incident(actor=WANG, **FIRE)


def test_figures_propose_and_a_person_confirms(agrees, incident):
    with agrees():
        record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=0.4, source="无人机")
        record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=1.4, source="无人机")
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state, incident.figures) == (3, "proposed", {"area_ha": 1.4})
    assert incident.grade_why == {"grade": 3, "measure": "area_ha", "value": 1.4, "at_least": 1, "source": incident.grade_why["source"]}
    with agrees():
        grade_incident(actor=WANG, incident_id=incident.pk, grade=3, state="confirmed")
    incident.refresh_from_db()
    assert (incident.grade_state, incident.grade_why["measure"]) == ("confirmed", "area_ha")
    assert [row.value for row in Figure.objects.all()] == [0.4, 1.4]


def test_a_confirmed_grade_stays_and_the_new_proposal_stands_beside_it(agrees, incident):
    grade_incident(actor=WANG, incident_id=incident.pk, grade=4, state="confirmed")
    with agrees():
        record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=3)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state) == (4, "confirmed")
    assert (incident.grade_why["grade"], incident.grade_why["measure"]) == (3, "deaths")
    grade_incident(actor=WANG, incident_id=incident.pk, grade=4, state="confirmed")  # seen, and decided against
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=4)  # the same grade: no news
    incident.refresh_from_db()
    assert incident.grade_why is None
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=10)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_why["grade"]) == (4, 2)


def test_a_persons_proposal_is_not_replaced_by_the_figures(incident):
    grade_incident(actor=WANG, incident_id=incident.pk, grade=2, state="proposed")
    record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=1)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state, incident.grade_why["grade"]) == (2, "proposed", 3)


def test_a_figure_put_right_takes_its_own_proposal_back(incident):
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=3)
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=0)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state, incident.grade_why) == (None, "", None)


def test_a_late_figure_of_an_earlier_hour_does_not_take_a_newer_one_back(incident):
    now = clock.now()
    record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=3, occurred_at=now)
    record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=1, occurred_at=now - timedelta(hours=1))
    incident.refresh_from_db()
    assert incident.figures == {"area_ha": 3}


def test_the_bureaus_own_criterion_counts_from_its_own_day(incident):
    for grade, at_least in ((4, 0), (1, 2)):
        GradeRule.objects.create(type="11G01", area="4401", measure="area_ha", grade=grade, at_least=at_least, source="本市预案")
    GradeRule.objects.filter(source="本市预案").update(valid_from="2999-01-01T00:00:00Z")
    assert record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=2).grade == 3
    GradeRule.objects.filter(source="本市预案").update(valid_from="2020-01-01T00:00:00Z")
    incident = record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=2.5)
    assert (incident.grade, incident.grade_why["source"]) == (1, "本市预案")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"measure": "deaths", "value": -1}, "value"),
        ({"measure": "deaths", "value": 1.5}, "value"),
        ({"measure": "deaths", "value": 1e300}, "value"),
        ({"measure": "hectares", "value": 1}, "measure"),
        ({"measure": "deaths", "value": 1, "occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_by_its_field(as_user, people, incident, body, where):
    answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/figures", body)
    assert answer.status_code == 422
    assert any(where in line for line in answer.json()["where"])
    assert not Figure.objects.exists()


def test_only_who_may_confirm_confirms(as_user, people, incident):
    body = {"grade": 3, "state": "confirmed"}
    assert as_user(people.wang).send(f"/api/incidents/{incident.pk}/grade", body).status_code == 403
    assert as_user(people.chen).send(f"/api/incidents/{incident.pk}/grade", body).status_code == 200
