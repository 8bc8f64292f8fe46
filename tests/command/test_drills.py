"""Drills: planned, led on the clerk's clock, scored from the log; nothing of them is taken for real, and who plays does not read the script."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client

from command.drills.actions import approve_plan, change_plan, ready_plan
from command.drills.counting import drill_counts
from command.drills.findings import issue_finding, write_finding
from command.drills.marking import mark_inject, score
from command.drills.models import DrillPlan
from command.drills.running import abort_plan, bring_forward, end_plan, move_injects, pause_plan, resume_plan, skip_inject, start_plan
from command.drills.script import InjectIn
from command.plans.tasks.models import Task
from command.seeding.drills import make_drills
from dispatch.alarms.actions import acknowledge_alarm, give_verdict
from dispatch.alarms.models import Alarm
from dispatch.callout.actions import answer_call
from dispatch.callout.models import Call, Callout
from dispatch.drills.lists import is_approved
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import advance
from realtime.exercises.models import Exercise
from realtime.log import act
from realtime.snapshots import snapshot
from tests.command.drilling import ALARM, line, planned, players, started, strike
from tests.command.matrix_drills import PNG
from tests.conftest import person

db = pytest.mark.django_db


@db
def test_its_first_inject_is_a_real_alarm_of_the_exercise_and_its_answer_is_scored_from_the_log(people, agrees):
    with agrees():
        plan = started(people)
    assert set(Deadline.objects.filter(exercise_id=plan.exercise_id, kind="drill.inject").values_list("object_id", flat=True)) == {
        one.pk for one in plan.script.all()
    }  # a restart forgets none
    with agrees():
        strike()
    alarm = Alarm.objects.get()
    assert (alarm.exercise_id, alarm.text) == (plan.exercise_id, "有浓烟")
    assert [score(plan)["script"][0]["mark"]["verdict"], line(plan, 2).state] == ["open", "waiting"]
    acknowledge_alarm(actor=people.huang.actor, name="黄", alarm_id=alarm.pk)
    shown = score(plan)
    assert (shown["script"][0]["mark"]["verdict"], shown["script"][0]["mark"]["auto"], shown["units"][0]["met"]) == ("met", True, 1)
    assert shown["grade"] == "优秀" and shown["whole"]["open"] == 0


@db
def test_one_order_is_acknowledged_on_five_levels(people, agrees):
    plan = started(people)
    with agrees():
        advance(plan.exercise_id, timedelta(seconds=300))
    assert line(plan, 3).due_at - line(plan, 2).due_at == timedelta(seconds=300)
    strike()
    calls = list(Call.objects.order_by("pk"))
    assert len(calls) == 5 and all(call.callout.text.startswith("演练,演练。") for call in calls)
    for call in calls[:4]:
        answer_call(actor=people.wang.actor, call_id=call.pk, answer="button", action_text="收到,已部署")
    assert [(row["level"], row["answered"], row["of"]) for row in score(plan)["levels"]] == [
        ("province", 1, 1), ("city", 1, 1), ("county", 1, 1), ("town", 1, 1), ("village", 0, 1),
    ]  # fmt: skip
    assert score(plan)["script"][1]["mark"]["verdict"] == "open"
    answer_call(actor=people.wang.actor, call_id=calls[4].pk, answer="button", action_text="收到")
    assert score(plan)["script"][1]["mark"]["verdict"] == "met"


@db
def test_the_director_pauses_moves_skips_and_brings_forward_and_every_step_has_its_reason(people, agrees):
    plan = started(people)
    strike()
    actor = {"actor": people.wang.actor, "name": "王值班"}
    with agrees():
        pause_plan(**actor, plan_id=plan.pk, reason="讲评")
    assert not Deadline.objects.filter(kind="drill.inject").exists()
    DrillPlan.objects.filter(pk=plan.pk).update(paused_at=Now() - timedelta(minutes=10))
    before = line(plan, 2).due_at
    with agrees():
        resume_plan(**actor, plan_id=plan.pk)
    assert timedelta(minutes=10) <= line(plan, 2).due_at - before < timedelta(minutes=11)
    gap = line(plan, 3).due_at - line(plan, 2).due_at
    with agrees():
        move_injects(**actor, inject_id=line(plan, 2).pk, minutes=5, rest=True, reason="等通信恢复")
    assert line(plan, 3).due_at - line(plan, 2).due_at == gap
    with agrees():
        skip_inject(**actor, inject_id=line(plan, 2).pk, reason="时间不够")
    with agrees():
        bring_forward(**actor, inject_id=line(plan, 3).pk, reason="提前讲评")
    assert [one.state for one in plan.script.all()] == ["fired", "skipped", "fired"]
    assert {step.what for step in plan.steps.all()} >= {"readied", "started", "paused", "resumed", "moved", "skipped", "fired"}
    with pytest.raises(Problem, match="不能再操作"):
        skip_inject(**actor, inject_id=line(plan, 2).pk, reason="再次")


@db
def test_a_sensor_of_the_drill_is_judged_by_the_real_thresholds_and_a_count_goes_to_the_drills_incident(people):
    reading = InjectIn(
        offset_s=0, kind="reading", title="积水", quantity="ponding_depth", value=0.6, unit_of="m", place="下穿隧道", lon=113.5, lat=23.5
    )
    quiet = reading.model_copy(update={"value": 0.1, "place": "另一处"})
    dead = InjectIn(offset_s=60, kind="casualty", title="失踪一人", text="一人失踪", quantity="missing", value=1)
    plan = started(people, script=[reading, quiet, dead])
    strike()
    alarm = Alarm.objects.get()
    assert (alarm.source, alarm.urgency, alarm.exercise_id) == ("sensor", "critical", plan.exercise_id)
    assert "没有越过" in line(plan, 2).error
    give_verdict(actor=people.wang.actor, name="王", alarm_id=alarm.pk, verdict="confirmed")
    bring_forward(actor=people.wang.actor, name="王值班", inject_id=line(plan, 3).pk, reason="提前")
    assert Incident.objects.get().figures == {"missing": 1}


@db
def test_a_finding_becomes_a_task_that_is_real_and_outlives_the_drill(people, agrees):
    plan = started(people)
    strike()
    Deadline.objects.filter(kind="drill.inject").update(due_at=Now())
    strike()
    with agrees():
        mark_inject(actor=people.chen.actor, name="陈班长", inject_id=line(plan, 3).pk, verdict="late", note="十五分钟才接通")
    shown = score(plan)
    assert any("改用电台" in one for one in shown["proposed"])
    with agrees():
        made = write_finding(actor=people.chen.actor, name="陈班长", plan_id=plan.pk, text="备用电台无人会用", unit="良口镇")
    with agrees():
        issue_finding(actor=people.chen.actor, name="陈班长", finding_id=made.pk, owner_name="良口镇政府", days=10)
    with pytest.raises(Problem, match="已下达"):
        issue_finding(actor=people.chen.actor, name="陈班长", finding_id=made.pk)
    with agrees():
        end_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk, attended=42, summary="达到目的")
    task = Task.objects.get()
    assert (task.exercise_id, task.title, task.set.origin, task.state) == (None, "备用电台无人会用", "drill", "issued")
    plan.refresh_from_db()
    assert plan.state == "ended" and Exercise.objects.get().ended_at is not None
    assert [row for row in drill_counts("4401") if row["drills"]] == [{"kind": "tabletop", "drills": 1, "people": 42, "tasks": 1}]


@db
def test_its_end_ends_everything_of_it_and_what_was_seen_stands(people, agrees):
    plan = started(people)
    strike()
    acknowledge_alarm(actor=people.huang.actor, name="黄", alarm_id=Alarm.objects.get().pk)
    with agrees():
        end_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
    assert not Deadline.objects.filter(exercise_id=plan.exercise_id).exists()
    assert snapshot("area:4401")["state"]["alarms"] == {} and snapshot("area:4401")["state"]["exercises"] == {}
    assert [one.state for one in plan.script.all()] == ["fired", "skipped", "skipped"]
    assert line(plan, 1).mark.auto and line(plan, 1).mark.verdict == "met"
    acknowledge_alarm(actor=people.huang.actor, name="黄", alarm_id=Alarm.objects.get().pk)  # what comes after the end changes no mark
    plan.refresh_from_db()
    assert score(plan)["whole"]["met"] == 1


@db
def test_broken_off_what_was_going_on_is_listed_for_whoever_takes_it_up(people, agrees):
    plan = started(people)
    strike()
    with agrees():
        abort_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk, text="从化山火属实")
    plan.refresh_from_db()
    assert plan.state == "aborted" and [row["kind"] for row in plan.broken_off] == ["alarm"]
    with pytest.raises(Problem, match="不能"):
        start_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)


@db
def test_broken_off_by_the_exercises_own_door_the_list_is_kept_the_same(people, as_user, agrees):
    plan = started(people)
    strike()
    with agrees():
        assert as_user(people.chen).send(f"/api/drills/{plan.exercise_id}/abort", {"text": "从化山火属实"}).status_code == 200
    plan.refresh_from_db()
    assert (plan.state, plan.summary, plan.attended) == ("aborted", "从化山火属实", 5)
    assert [row["kind"] for row in plan.broken_off] == ["alarm"]


@db
def test_a_photo_of_a_mark_is_read_as_the_mark_is(people, as_user, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    plan = planned(people, kind="blind", script=[ALARM])
    for user in (people.chen, people.admin):
        approve_plan(actor=user.actor, name="批", user_id=user.pk, plan_id=plan.pk)
    plan = start_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
    strike()
    chen, huang, nansha = as_user(people.chen), as_user(people.huang), as_user(people.nansha)
    shown = chen.post(
        f"/api/drills/plans/injects/{line(plan, 1).pk}/photo",
        {"verdict": "met", "file": SimpleUploadedFile("现场.png", PNG)}, headers={"Idempotency-Key": "photo"},
    )  # fmt: skip
    assert shown.status_code == 201, shown.content
    path = f"/api/files/{shown.json()['script'][0]['mark']['file']}"
    lin = as_user(person("lin", "林值班", "duty_officer", "4401"))  # reads the whole city, and plays
    assert [client.get(path).status_code for client in (chen, huang, lin, nansha)] == [200, 404, 404, 404]
    end_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
    assert [client.get(path).status_code for client in (chen, lin, nansha)] == [200, 200, 404]


@db
def test_who_plays_a_double_blind_drill_knows_nothing_of_it_until_it_is_over(people, as_user, agrees):
    with agrees(f"user:{people.wang.pk}"):
        plan = planned(people, kind="blind", script=[ALARM])
    huang, chen, nansha = as_user(people.huang), as_user(people.chen), as_user(people.nansha)

    def seen(client: Client) -> tuple[int, list[Any], int]:
        rows = client.get("/api/drills/plans?area=440117").json()
        return client.get(f"/api/drills/plans/{plan.pk}").status_code, rows, client.get(f"/api/drills/plans/{plan.pk}/score").status_code

    assert seen(huang) == (404, [], 404) and snapshot("area:4401")["state"]["drill_plans"] == {}
    assert str(plan.pk) in snapshot(f"user:{people.chen.pk}")["state"]["drill_plans"]
    assert chen.get(f"/api/drills/plans/{plan.pk}").json()["script"][0]["title"] == "山火"
    with pytest.raises(Problem, match="两人批准"):
        start_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
    for user, name in ((people.chen, "陈"), (people.admin, "管")):
        approve_plan(actor=user.actor, name=name, user_id=user.pk, plan_id=plan.pk)
    plan = start_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
    strike()
    assert is_approved(plan.exercise_id) and Exercise.objects.get().name == f"演练 {plan.number}"  # the frame tells no more than that
    assert seen(huang)[0] == 404 and Alarm.objects.get().exercise_id == plan.exercise_id
    with agrees():
        end_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)
    told = as_user(people.wang).get(f"/api/drills/plans/{plan.pk}").json()
    assert (told["state"], told["script"][0]["title"]) == ("ended", "山火")
    assert as_user(people.liang).get(f"/api/drills/plans/{plan.pk}").status_code == 404  # of the city, not of his district
    assert nansha.get(f"/api/drills/plans/{plan.pk}").status_code == 404


@db
def test_of_a_drill_that_is_announced_a_stranger_reads_the_head_and_not_the_script(people, as_user):
    plan = started(people)
    seen = as_user(people.wang).get(f"/api/drills/plans/{plan.pk}").json()
    assert seen["knows"] and len(seen["script"]) == 3
    stranger = as_user(person("lin", "林值班", "duty_officer", "4401"))
    seen = stranger.get(f"/api/drills/plans/{plan.pk}").json()
    assert (seen["knows"], seen["script"], seen["title"]) == (False, [], "秋季演练")
    assert not any("山火" in step["text"] for step in seen["steps"])
    for path in ("score", "script.csv", "report.docx"):
        assert stranger.get(f"/api/drills/plans/{plan.pk}/{path}").status_code == 403
    assert stranger.send(f"/api/drills/plans/injects/{line(plan, 2).pk}/skip", {"reason": "x"}).status_code == 403
    assert (
        stranger.send(f"/api/drills/plans/{plan.pk}/abort", {"text": "真的着火了"}).json()["state"] == "aborted"
    )  # the real thing asks no director


@db
def test_it_is_not_handed_over_while_a_line_speaks_to_nobody(people):
    with pytest.raises(Problem, match="参演名单中没有村") as refused:
        plan = planned(people, ready=False)
        change_plan(
            actor=people.wang.actor,
            name="王",
            plan_id=plan.pk,
            people=[one.pk for one in plan.participants.exclude(area__startswith="440117104201")],
        )
        ready_plan(actor=people.wang.actor, name="王", plan_id=plan.pk)
    assert refused.value.code == "role_empty"


@db
def test_begun_from_a_script_a_plan_or_a_case_imported_and_printed(people, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    players(["440118", "440118105", "440118105230"])
    chen = as_user(people.chen)
    made = chen.send("/api/drills/plans", {"library": "flood-five-levels", "area": "4401"})
    assert made.status_code == 201, made.content
    plan = made.json()
    assert (plan["hazard"], plan["injects"], plan["state"]) == ("11A51", 11, "draft") and {"county", "town"} <= {
        one["level"] for one in plan["people"]
    }
    path = f"/api/drills/plans/{plan['id']}"
    sheet = chen.get(f"{path}/script.xlsx").content
    upload = {"file": io.BytesIO(sheet)}
    upload["file"].name = "脚本.xlsx"
    judged = chen.post(f"{path}/script/preview", upload)
    assert (judged.status_code, judged.json()["injects"]) == (200, 11), judged.content
    wrong = io.BytesIO("时刻,类型,情景\n0:01,警情,甲\nx,警情,乙\n".encode())
    wrong.name = "脚本.csv"
    refused = chen.post(f"{path}/script", {"file": wrong}, headers={"Idempotency-Key": "w1"})
    assert (refused.status_code, refused.json()["where"]) == (422, ["3: 时刻:“x”无法读懂"])
    good = io.BytesIO("时刻,类型,情景,应采取的行动\n5,警情,乙,\n0:01:00,警情,甲,核实\n".encode("gb18030"))
    good.name = "脚本.csv"
    taken = chen.post(f"{path}/script", {"file": good}, headers={"Idempotency-Key": "w2"}).json()
    assert [one["title"] for one in taken["script"]] == ["甲", "乙"]
    for kind in ("docx", "pdf"):
        paper = chen.get(f"{path}/report.{kind}")
        assert paper.status_code == 200 and len(paper.content) > 5_000
    words = zipfile.ZipFile(io.BytesIO(chen.get(f"{path}/report.docx").content)).read("word/document.xml").decode()
    assert "演练评估报告" in words and "防汛五级联动" in words
    incident = Incident.objects.create(number="SJ-1", type_id="11G01", area="4401", lon=113.5, lat=23.5, place="白云山", opened_by="system")
    case = chen.send("/api/drills/plans", {"incident": incident.pk, "area": "4401"}).json()
    assert (case["title"], case["script"][0]["type"]) == ("白云山案例推演", "11G01")
    assert chen.send("/api/drills/plans", {"incident": incident.pk, "library": "x", "area": "4401"}).status_code == 422
    assert json.loads(chen.get("/api/drills/plans/counts?area=4401").content)[0]["drills"] == 0


@db
def test_the_demo_has_one_drill_to_come_and_one_with_its_score_and_seeds_them_once(city, as_user):
    chief, *_ = [
        person(name, name, role, "4401")
        for name, role in (("zhibanzhang", "shift_chief"), ("daiban", "duty_leader"), ("admin", "administrator"))
    ]
    players()
    for _ in range(2):
        with act("system"):
            make_drills()
    tabletop, live = DrillPlan.objects.order_by("pk")
    assert (tabletop.state, live.state, live.attended) == ("ready", "ended", 86)
    assert live.ended_at < clock.now() - timedelta(days=30) and not Exercise.objects.filter(ended_at=None).exists()
    assert [one["verdict"] for one in (row["mark"] for row in score(live)["script"])] == ["met", "met", "late", "missed", "met"]
    assert live.findings.count() == 2 and not Callout.objects.exists() and not Alarm.objects.exists()
    words = (
        zipfile.ZipFile(io.BytesIO(as_user(chief).get(f"/api/drills/plans/{live.pk}/report.docx").content))
        .read("word/document.xml")
        .decode()
    )
    assert "卫星电话" in words
