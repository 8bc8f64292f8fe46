"""Nothing of a drill leaves but to the list two people approved, and no real figure moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from command.drills.actions import approve_plan, change_plan
from command.drills.counting import drill_counts
from command.drills.library import library
from command.drills.running import end_plan, start_plan
from command.figures.showing import figures
from command.opinion.showing import figures as opinion_figures
from devices.terminals.models import Downlink
from dispatch.alarms.actions import acknowledge_alarm, give_verdict, raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.callout.models import Attempt, Callout
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.actions import advance
from tests.command.drilling import planned, players, strike

db = pytest.mark.django_db
SCENES = [one for entry in library().values() for one in entry.script]


@db
def test_another_list_needs_both_approvals_again(people):
    plan = planned(people, kind="live", ready=False)
    for user in (people.chen, people.admin):
        approve_plan(actor=user.actor, name=user.name, user_id=user.pk, plan_id=plan.pk)
    with pytest.raises(Problem, match="另一人"):
        approve_plan(actor=people.chen.actor, name="陈", user_id=people.chen.pk, plan_id=plan.pk)
    assert plan.approved
    (more,) = players(["440118"])
    change_plan(actor=people.wang.actor, name="王", plan_id=plan.pk, people=[*plan.participants.values_list("pk", flat=True), more.pk])
    assert not plan.approved


@db
@pytest.mark.parametrize("kind", ["tabletop", "live", "blind"])
def test_nothing_of_it_leaves_but_to_the_approved_list_of_a_live_one(people, settings, tmp_path, kind):
    settings.DATA_DIR = tmp_path
    script = [*(one for entry in library().values() for one in entry.script if one.kind != "casualty")][:30]
    plan = planned(
        people, kind=kind, script=[one.model_copy(update={"offset_s": 0, "goal": 0, "to": "", "within_s": 60}) for one in script]
    )
    bystander = players(["440118"])[0]
    if kind != "tabletop":
        for user in (people.chen, people.admin):
            approve_plan(actor=user.actor, name=user.name, user_id=user.pk, plan_id=plan.pk)
    plan = start_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
    strike()
    assert not plan.script.filter(state="failed").exists() and not plan.script.filter(state="waiting").exists()
    assert not Downlink.objects.exists()
    gone = Attempt.objects.exclude(result=Attempt.SUPPRESSED)
    listed = set(plan.participants.values_list("pk", flat=True))
    assert set(gone.values_list("call__person_id", flat=True)) <= (set() if kind == "tabletop" else listed)
    assert not gone.filter(call__person=bystander).exists() and (kind == "tabletop" or gone.exists())
    assert not Callout.objects.exclude(exercise_id=plan.exercise_id).exists() and not Alarm.objects.filter(exercise_id=None).exists()


@db
@given(
    chosen=st.lists(st.integers(0, len(SCENES) - 1), min_size=2, max_size=6),
    kind=st.sampled_from(["tabletop", "live"]),
    played=st.booleans(),
)
@how(max_examples=6, suppress_health_check=list(HealthCheck))
def test_whatever_happens_in_a_drill_no_real_figure_moves(people, chosen, kind, played):
    today = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    since = clock.now() - timedelta(days=1)

    def figures_now() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for area in ("4401", "440117"):
            page = figures(area, today - timedelta(days=1), today + timedelta(days=1))
            rows = {row["key"]: row for row in page["figures"] if not row["key"].startswith("drill")}
            found[area] = (rows, page["incident_kinds"], page["response_levels"], opinion_figures(area, since))
        return found

    mark = transaction.savepoint()  # examples do not see each other's rows
    try:
        real = raise_alarm(actor="system", source="call", urgency="normal", lon=113.5, lat=23.5, area="440117", type="11G01")
        give_verdict(actor=people.wang.actor, name="王", alarm_id=real.pk, verdict="confirmed")
        before = figures_now()
        script = [
            SCENES[place].model_copy(update={"offset_s": place, "goal": 0, "to": "", "area": "", "lon": 113.7, "lat": 23.7})
            for place in chosen
        ]
        plan = planned(people, kind=kind, script=script)
        if kind == "live":
            for user in (people.chen, people.admin):
                approve_plan(actor=user.actor, name=user.name, user_id=user.pk, plan_id=plan.pk)
        plan = start_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
        advance(plan.exercise_id, timedelta(hours=1))
        strike()
        assert not plan.script.filter(state__in=("waiting", "failed")).exists()
        if played:
            for alarm in Alarm.objects.filter(exercise_id=plan.exercise_id):
                acknowledge_alarm(actor=people.huang.actor, name="黄", alarm_id=alarm.pk)
                if alarm.type:
                    give_verdict(actor=people.wang.actor, name="王", alarm_id=alarm.pk, verdict="confirmed")
        assert figures_now() == before
        end_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk, attended=7)
        assert figures_now() == before
        assert sum(row["people"] for row in drill_counts("4401")) == 7
    finally:
        transaction.savepoint_rollback(mark)
