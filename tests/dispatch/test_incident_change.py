"""Two officers at one incident: different fields both win, the same field is a conflict that names both values, whose, and since when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents.actions import open_incident
from dispatch.incidents.fields import change_fields, merge
from dispatch.incidents.grades import grade_incident, record_figure
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Edit
from dispatch.incidents.timeline import whole

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇", "text": "山上冒烟"}
WANG = "user:1"
VALUES = st.sampled_from(["", "a", "b", "c", 1.5])


@given(current=VALUES, seen=VALUES, wanted=VALUES)
def test_three_ways(current, seen, wanted):
    outcome = merge(current, seen, wanted)
    assert (outcome == "same") == (current == wanted)
    assert (outcome == "set") == (current == seen != wanted)


@pytest.fixture
def incident(city) -> Incident:
    return open_incident(actor=WANG, **FIRE)


@pytest.mark.django_db
class TestTwoOfficers:
    def test_changing_different_fields_both_win(self, agrees, as_user, people, incident):
        path = f"/api/incidents/{incident.pk}/change"
        with agrees():
            first = as_user(people.wang).send(path, {"changes": {"place": {"from": "良口镇", "to": "良口镇石岭村"}}})
            second = as_user(people.chen).send(path, {"changes": {"text": {"from": "山上冒烟", "to": "见明火"}}})
        assert (first.status_code, second.status_code) == (200, 200)
        incident.refresh_from_db()
        assert (incident.place, incident.text) == ("良口镇石岭村", "见明火")

    def test_changing_the_same_field_names_both_values_and_whose(self, as_user, people, incident):
        path = f"/api/incidents/{incident.pk}/change"
        as_user(people.wang).send(path, {"changes": {"place": {"from": "良口镇", "to": "石岭村"}}})
        both = {"place": {"from": "良口镇", "to": "米埗村"}, "text": {"from": "山上冒烟", "to": "见明火"}}
        answer = as_user(people.chen).send(path, {"changes": both})
        assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (409, "field_conflict", ["place"])
        (conflict,) = answer.json()["holder"]["fields"]
        assert (conflict["field"], conflict["yours"], conflict["theirs"], conflict["by"]) == ("place", "米埗村", "石岭村", "王值班")
        assert conflict["at"] == whole(incident)["edits"][-1]["at"]
        assert "王值班" in answer.json()["detail"] and "石岭村" in answer.json()["detail"]
        assert Incident.objects.get().text == "山上冒烟"  # nothing half applied
        assert Edit.objects.count() == 1

    def test_making_the_same_change_is_no_conflict_and_no_second_event(self, incident):
        for _ in range(2):
            change_fields(actor=WANG, incident_id=incident.pk, changes={"place": ("良口镇", "石岭村")})
        assert Edit.objects.count() == 1

    def test_after_seeing_the_other_value_it_may_be_changed(self, agrees, incident):
        change_fields(actor=WANG, incident_id=incident.pk, changes={"place": ("良口镇", "石岭村")})
        with agrees(f"incident:{incident.pk}"):
            change_fields(actor="user:2", incident_id=incident.pk, changes={"place": ("石岭村", "米埗村")})
        assert [(row["before"], row["after"]) for row in whole(incident)["edits"]] == [("良口镇", "石岭村"), ("石岭村", "米埗村")]

    def test_a_point_is_moved_whole(self, as_user, people, incident):
        path = f"/api/incidents/{incident.pk}/change"
        assert as_user(people.wang).send(path, {"changes": {"lon": {"from": 113.7712, "to": 113.78}}}).status_code == 422
        east = {"lon": {"from": 113.7712, "to": 113.78}, "lat": {"from": 23.7423, "to": 23.7423}}
        north = {"lon": {"from": 113.7712, "to": 113.7712}, "lat": {"from": 23.7423, "to": 23.75}}
        assert as_user(people.wang).send(path, {"changes": east}).status_code == 200
        assert as_user(people.chen).send(path, {"changes": north}).json()["code"] == "field_conflict"

    def test_the_text_has_its_history_and_the_events_do_not_carry_it(self, as_user, people, incident):
        as_user(people.wang).send(f"/api/incidents/{incident.pk}/change", {"changes": {"text": {"from": "山上冒烟", "to": "见明火"}}})
        told = as_user(people.wang).get(f"/api/incidents/{incident.pk}").json()
        assert (told["text"], told["entries"][-1]["text"]) == ("见明火", "见明火")
        assert told["edits"][0]["before"] == "山上冒烟"
        assert "text" not in told["entries"][-1]["body"]

    def test_another_type_is_graded_by_its_own_table(self, agrees, incident):
        record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=100)
        record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=1)
        with agrees():
            change_fields(actor=WANG, incident_id=incident.pk, changes={"type": ("11G01", "12D03")})
        incident.refresh_from_db()
        assert (incident.grade, incident.grade_why["measure"]) == (4, "deaths")
        grade_incident(actor=WANG, incident_id=incident.pk, grade=4, state="confirmed")
        change_fields(actor=WANG, incident_id=incident.pk, changes={"type": ("12D03", "11G01")})
        incident.refresh_from_db()
        assert (incident.grade, incident.grade_state, incident.grade_why["grade"]) == (4, "confirmed", 2)

    @pytest.mark.parametrize(
        ("changes", "where"),
        [
            ({"type": {"from": "11G01", "to": "99Z99"}}, "type"),
            ({"phase": {"from": "opened", "to": "closed"}}, "phase"),
            ({"lat": {"from": 23.7423, "to": 91}, "lon": {"from": 113.7712, "to": 113}}, "lat"),
            ({"place": {"to": "石岭村"}}, "place"),
            ({}, "changes"),
        ],
    )
    def test_a_wrong_change_is_refused_by_its_field(self, as_user, people, incident, changes, where):
        answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/change", {"changes": changes})
        assert answer.status_code == 422
        assert any(where in line for line in answer.json()["where"])
        assert not Edit.objects.exists()
