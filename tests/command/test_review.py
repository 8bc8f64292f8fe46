"""An after-action review is drawn from the record: times that are known, gaps that are named, each figure with the entries it rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from command.plans.tasks.life import close_task, feed_back, verify_task
from command.plans.tasks.models import Task
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from command.review.actions import attach_case, draft_review, due_of, owed, recommend_change, sign_review, write_review
from command.review.leaving import archive_reviews
from command.review.models import Review
from command.review.paper import review_sheet, span
from command.review.showing import found, whole
from command.review.stages import STAGES, between, gaps, intervals, missing, quantile
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.orders.actions import assign_unit
from dispatch.orders.models import Assignment, Order
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.snapshots import table
from tests.conftest import FIRE

DESK = {"actor": "user:1", "name": "王值班"}
START = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
instants = st.integers(0, 86_400).map(lambda seconds: START + timedelta(seconds=seconds))
moments = st.fixed_dictionaries({stage: st.none() | instants for stage in STAGES})


@given(moments)
def test_intervals_run_between_known_stages_in_their_order_and_add_up_to_the_whole(held):
    found, known = intervals(held), [stage for stage in STAGES if held[stage] is not None]
    assert [one.start for one in found] + known[-1:] == known
    if known:
        assert sum(one.seconds for one in found) == pytest.approx((held[known[-1]] - held[known[0]]).total_seconds())
    assert {stage for one in found for stage in one.over} | {
        stage for stage in missing(held) if known and STAGES.index(known[0]) > STAGES.index(stage)
    } | {stage for stage in missing(held) if not known or STAGES.index(stage) > STAGES.index(known[-1])} == set(missing(held))
    assert all(one.backwards == (one.seconds < 0) for one in found)


@given(moments, st.sampled_from(STAGES), st.sampled_from(STAGES))
def test_a_time_between_two_stages_is_never_guessed(held, start, end):
    assert (between(held, start, end) is None) == (held[start] is None or held[end] is None)


@given(st.lists(st.floats(0, 1e6), max_size=60), st.sampled_from([0.5, 0.9, 1.0]))
def test_a_quantile_is_a_value_that_was_measured_with_that_share_at_or_below_it(values, share):
    found = quantile(values, share)
    assert (found is None) == (not values)
    if found is not None:
        assert found in values
        assert sum(value <= found for value in values) >= share * len(values) - 1e-9
        assert sum(value < found for value in values) < share * len(values)


@given(st.lists(instants, max_size=40), st.integers(1, 20_000))
def test_gaps_are_the_stretches_of_the_span_longer_than_the_limit_and_nothing_else(times, seconds):
    end, limit = START + timedelta(days=1), timedelta(seconds=seconds)
    found = gaps(times, START, end, limit)
    for one in found:
        assert one.seconds > seconds and not any(one.since < at < one.until for at in times)
    edges = sorted({START, end, *times})
    assert sum(b - a > limit for a, b in pairwise(edges)) == len(found)
    assert gaps(times, end, START, limit) == []


def a_fire(unit, **given) -> Incident:
    """14:02 ordered, answered after half a minute, on its way, there – and a late second team that never answers."""
    incident = open_incident(actor="system", **FIRE, area="440117", **given)
    assign_unit(actor="system", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救")
    order = Order.objects.get(incident=incident)
    at = order.issued_at
    held = {"accepted_at": at + timedelta(seconds=30), "en_route_at": at + timedelta(seconds=90), "arrived_at": at + timedelta(minutes=16)}
    Assignment.objects.filter(incident=incident).update(**held)
    Order.objects.filter(incident=incident).update(state="accepted", accepted_at=held["accepted_at"])
    return incident


@pytest.mark.django_db
def test_a_review_is_drafted_from_the_record_and_each_figure_names_its_entries(people, unit, make_unit, agrees):
    incident = a_fire(unit)
    silent = make_unit("增城区森林消防大队", "440117", kind="forest_fire")
    assign_unit(actor="system", name="王值班", incident_id=incident.pk, unit_id=silent.pk, task="增援")
    with agrees():
        one = draft_review(**DESK, incident_id=incident.pk)
    facts = whole(found(one.pk), caller_of_user(people.chen))["facts"]
    stages = {row["stage"]: row for row in facts["stages"]}
    assert (stages["accepted"]["seconds"], stages["arrived"]["seconds"]) == (30.0, 870.0)
    assert "signal" in facts["missing"] and "closed" in facts["missing"], "what nobody wrote down is said to be missing"
    assert stages["ordered"]["events"] and stages["accepted"]["events"]
    ack = next(row for row in facts["figures"] if row["key"] == "ack")
    assert (ack["n"], ack["p50"], ack["past_n"]) == (1, 30.0, 0)
    assert [row["why"] for row in facts["unanswered"]] == ["未签收"] and facts["unanswered"][0]["events"]
    assert {row["unit"] for row in facts["forces"]} == {unit.name, silent.name}
    assert any(row["unit"] == unit.name for row in facts["holes"]) is False, "no longer than the rule's minutes in hand"
    row = table("area:440117", "reviews")[str(one.pk)]
    assert (row["state"], row["late"]) == ("draft", 1)
    with agrees():
        again = draft_review(**DESK, incident_id=incident.pk)
    assert again.pk == one.pk, "drawn anew, not a second one"


@pytest.mark.django_db
def test_findings_recommendations_and_the_signature_make_a_paper(people, unit, agrees):
    incident = a_fire(unit)
    one = draft_review(**DESK, incident_id=incident.pk)
    with pytest.raises(Problem, match="写明评估发现"):
        sign_review(actor="user:2", name="李带班", review_id=one.pk)
    with agrees():
        write_review(actor="user:1", review_id=one.pk, values={"findings": "首支队伍 16 分钟到场", "causes": "驻防点前移"})
        recommend_change(**DESK, review_id=one.pk, text="派潭驻防点常态化", owner_name="区森防办")
    with pytest.raises(Problem, match="责任单位"):
        recommend_change(**DESK, review_id=one.pk, text="补电台")
    task = Task.objects.get(set__origin="review")
    with agrees():
        feed_back(**DESK, task_id=task.pk, text="已落实")
        verify_task(**DESK, task_id=task.pk, holds=True)
        close_task(**DESK, task_id=task.pk)
    with agrees():
        case = attach_case(**DESK, review_id=one.pk, case_id=None, reason="调查评估").case
    assert case is not None and case.state == "waiting"
    with agrees():
        sign_review(actor="user:2", name="李带班", review_id=one.pk)
    assert table("area:440117", "reviews")[str(one.pk)]["solved"] == 1
    with pytest.raises(Problem, match="不能再改"):
        write_review(actor="user:1", review_id=one.pk, values={"findings": "改"})
    with pytest.raises(Problem, match="不再重新采集"):
        draft_review(**DESK, incident_id=incident.pk)
    sheet = review_sheet(found(one.pk), "王值班")
    words = "\n".join(part.text for part in Document(BytesIO(docx(sheet))).paragraphs)
    for said in ("评估报告", "首支队伍 16 分钟到场", "驻防点前移", "派潭驻防点常态化", "已办结", "李带班", "30 秒", one.number):
        assert said in words, said
    assert pdf(sheet).startswith(b"%PDF")
    Review.objects.update(signed_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_reviews() == 1


@pytest.mark.django_db
def test_a_grave_event_that_ended_is_owed_a_review_within_the_rules_days(people, unit):
    incident = a_fire(unit)
    assert not owed(incident) and due_of(incident) is None
    incident.grade, incident.grade_state, incident.closed_at = 3, "confirmed", clock.now()
    assert owed(incident) and due_of(incident) == incident.closed_at + timedelta(days=30)
    incident.grade_state = "proposed"
    assert not owed(incident), "a grade nobody confirmed binds nobody"


@pytest.mark.django_db
def test_a_drill_is_reviewed_as_a_drill(people):
    exercise = start_exercise(actor="user:1", name="演练", area="4401")
    incident = open_incident(actor="system", **FIRE, area="440117", exercise=exercise.pk)
    one = draft_review(**DESK, incident_id=incident.pk)
    assert (one.row()["x"], review_sheet(found(one.pk), "王").drill) == (exercise.pk, True)


def test_spans_are_said_as_people_say_them():
    assert [span(value) for value in (None, 0, 30, 90, 3600, 90_000)] == ["—", "0 秒", "30 秒", "1 分30 秒", "1 小时", "1 天1 小时"]
