"""Incidents that belong together: parts of one large event, and two that turn out to be one."""

from __future__ import annotations

from typing import Any

import pytest

from devices.video.actions import add_link
from dispatch.alarms.actions import give_verdict, raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import close_incident, open_incident, reopen_incident
from dispatch.incidents.commander import hand_over_command
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.linking import set_parent
from dispatch.incidents.merging import merge_incident
from dispatch.incidents.models import Incident
from dispatch.incidents.timeline import whole
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit
from dispatch.orders.models import Assignment, Order
from dispatch.safety.dangers import circle, mark_danger
from dispatch.safety.models import Check, Danger
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
FOUR: Any = {"lead": "王副区长", "task_force": "专班", "plan": "以水灭火", "outlet": "值班室"}
WANG = "user:1"


@pytest.fixture
def fires(city) -> list[Incident]:
    return [open_incident(actor=WANG, **FIRE) for _ in range(3)]


def texts(incident: Incident) -> list[str]:
    return [entry["text"] or "" for entry in whole(incident)["entries"]]


def test_a_part_hangs_under_the_whole_and_both_timelines_say_so(agrees, as_user, people, fires):
    major, part, _ = fires
    with agrees():
        assert as_user(people.wang).send(f"/api/incidents/{part.pk}/parent", {"parent": major.pk}).json()["parent"] == major.pk
    told = as_user(people.wang).get(f"/api/incidents/{major.pk}").json()
    assert [child["id"] for child in told["children"]] == [part.pk]
    assert part.number in told["entries"][-1]["text"]
    assert as_user(people.wang).get(f"/api/incidents/{part.pk}").json()["parent"]["id"] == major.pk
    with agrees():
        set_parent(actor=WANG, incident_id=part.pk, parent_id=None)
    assert "解除" in texts(major)[-1]


def test_no_incident_is_above_itself(fires):
    first, second, third = fires
    set_parent(actor=WANG, incident_id=second.pk, parent_id=first.pk)
    set_parent(actor=WANG, incident_id=third.pk, parent_id=second.pk)
    for child, parent in ((first, third), (first, second), (first, first)):
        with pytest.raises(Problem):
            set_parent(actor=WANG, incident_id=child.pk, parent_id=parent.pk)
    first.refresh_from_db()
    assert first.parent_id is None


def test_the_whole_cannot_end_before_its_parts(as_user, people, fires):
    major, part, _ = fires
    set_parent(actor=WANG, incident_id=part.pk, parent_id=major.pk)
    for one in (major, part):
        fill_four_ones(actor=WANG, incident_id=one.pk, texts=FOUR)
    answer = as_user(people.chen).send(f"/api/incidents/{major.pk}/close", {"note": "结束"})
    assert (answer.status_code, answer.json()["code"]) == (409, "open_children")
    assert part.number in answer.json()["detail"]
    close_incident(actor=WANG, incident_id=part.pk, note="结束")
    close_incident(actor=WANG, incident_id=major.pk, note="结束")
    with pytest.raises(Problem, match="上级事件"):
        reopen_incident(actor=WANG, incident_id=part.pk, reason="复燃")


def test_an_exercise_does_not_hang_under_the_real_thing(city, fires):
    exercise = start_exercise(actor=WANG, name="演练", area="4401")
    drill = open_incident(actor=WANG, **FIRE, exercise=exercise.pk)
    for act in (
        lambda: set_parent(actor=WANG, incident_id=drill.pk, parent_id=fires[0].pk),
        lambda: merge_incident(actor=WANG, incident_id=drill.pk, into_id=fires[0].pk),
    ):
        with pytest.raises(Problem) as problem:
            act()
        assert problem.value.code == "exercise"


def test_a_duplicate_is_merged_into_the_one_it_is_of(agrees, as_user, people, fires, unit):
    """Peers' complaint 18: the same event many times; mark as duplicate *of*. What came in and who was sent go along."""
    target = fires[0]
    alarm = raise_alarm(actor=WANG, source="call", urgency="urgent", **FIRE)
    _, twin = give_verdict(actor=WANG, name="王值班", alarm_id=alarm.pk, verdict="confirmed")
    assert twin is not None
    assignment, order = assign_unit(actor=WANG, name="王值班", incident_id=twin.pk, unit_id=unit.pk, task="扑救")
    hand_over_command(actor=WANG, incident_id=twin.pk, unit_id=unit.pk, reason="先到")
    add_link(actor=WANG, kind="conference", label="会商", url="https://meeting.example/1", area=twin.area, incident_id=twin.pk)
    liang = people.liang.actor
    acknowledge_order(actor=liang, order_id=order.pk, principal=liang, kind="arrived")
    danger = mark_danger(actor=WANG, name="火头", kind="fire_front", shape=circle(113.77, 23.74, 300), incident_id=twin.pk)
    with agrees(), agrees(f"incident:{twin.pk}"), agrees(f"incident:{target.pk}"), agrees(people.liang.actor):
        answer = as_user(people.wang).send(f"/api/incidents/{twin.pk}/merge", {"into": target.pk})
    assert (answer.json()["phase"], answer.json()["merged_into"]) == ("closed", target.pk)
    assert Alarm.objects.get(pk=alarm.pk).incident_id == target.pk
    assert Assignment.objects.get(pk=assignment.pk).incident_id == Order.objects.get(pk=order.pk).incident_id == target.pk
    told = as_user(people.wang).get(f"/api/incidents/{target.pk}").json()
    assert ([row["id"] for row in told["alarms"]], [row["id"] for row in told["merged"]], len(told["links"])) == ([alarm.pk], [twin.pk], 1)
    assert (told["incident"]["commander"], told["incident"]["phase"]) == (unit.pk, "on_scene")
    assert Check.objects.get(pk=assignment.pk).incident_id == Danger.objects.get(pk=danger.pk).incident_id == target.pk
    assert any(twin.number in text and unit.name in text for text in texts(target))
    assert any(target.number in text for text in texts(twin))
    with pytest.raises(Problem, match=target.number):
        reopen_incident(actor=WANG, incident_id=twin.pk, reason="x")


def test_a_merge_across_districts_moves_the_orders_to_the_other_board(agrees, city, unit, people):
    source = open_incident(actor=WANG, **FIRE)
    target = open_incident(actor=WANG, type="11G01", lon=113.811, lat=23.261, place="派潭镇", area="440118")
    assign_unit(actor=WANG, name="王值班", incident_id=source.pk, unit_id=unit.pk, task="扑救")
    with agrees("area:440117"), agrees("area:440118"), agrees("area:4401"), agrees(people.liang.actor):
        merge_incident(actor=WANG, incident_id=source.pk, into_id=target.pk)


def test_parts_of_the_one_become_parts_of_the_other(agrees, fires):
    source, target, part = fires
    set_parent(actor=WANG, incident_id=part.pk, parent_id=source.pk)
    set_parent(actor=WANG, incident_id=target.pk, parent_id=source.pk)
    with agrees():
        merge_incident(actor=WANG, incident_id=source.pk, into_id=target.pk)
    part.refresh_from_db()
    target.refresh_from_db()
    assert (part.parent_id, target.parent_id) == (target.pk, None)


def test_both_must_be_open_and_the_officers_to_manage(as_user, people, fires):
    source, target, _ = fires
    foreign = open_incident(actor=WANG, type="11G01", lon=113.525, lat=22.802, area="440115")
    path = f"/api/incidents/{source.pk}/merge"
    assert as_user(people.huang).send(path, {"into": foreign.pk}).status_code == 404
    assert as_user(people.wang).send(path, {"into": source.pk}).status_code == 422
    merge_incident(actor=WANG, incident_id=source.pk, into_id=target.pk)
    assert as_user(people.wang).send(path, {"into": target.pk}).json()["code"] == "wrong_state"
