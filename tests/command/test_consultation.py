"""A consultation is opened in one press, says who was there and who should have been, turns decisions into tasks, and is signed once."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from command.consultation.actions import (
    add_opinion,
    add_participant,
    cancel_consultation,
    correct_consultation,
    end_consultation,
    open_consultation,
    plan_consultation,
    resolve,
    sign_consultation,
    write_consultation,
)
from command.consultation.defaults import INVITE
from command.consultation.inviting import row_of
from command.consultation.leaving import archive_consultations
from command.consultation.models import Consultation
from command.consultation.paper import minutes_sheet
from command.consultation.processes import change_process, open_process, process_row
from command.consultation.showing import found, whole
from command.duty.models import SpecialPeriod
from command.evacuation.actions import order_evacuation
from command.evacuation.books import record_departure
from command.experts.actions import enter_expert, keep_calls
from command.plans.tasks.life import close_task, feed_back, verify_task
from command.plans.tasks.models import Task
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from dispatch.conferences.models import Conference, Leg
from dispatch.contacts.actions import add_person
from dispatch.incidents.actions import open_incident
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.snapshots import table
from tests.conftest import FIRE, person

DESK = {"actor": "user:1", "name": "王值班"}


@given(st.sampled_from(["11G01", "11A02", "12D03", "14A00", "99", ""]))
def test_the_longest_prefix_of_an_event_says_whom_to_invite(type):
    found = row_of(INVITE, type)
    assert found == INVITE[max((code for code in INVITE if type.startswith(code)), key=len)]


def fire(**given):
    return open_incident(actor="system", **FIRE, area="440117", **given)


def planned(**given) -> Consultation:
    given = given or {"incident_id": fire().pk}
    return plan_consultation(**DESK, **{"subject": "incident"} | given)


@pytest.mark.django_db
def test_one_press_rings_whom_the_row_asks_for_attaches_what_stands_and_names_who_is_missing(people, agrees):
    bureau = add_person(
        actor="system",
        name="林联络",
        org="从化区林业和园林局",
        role="liaison",
        area="440117",
        addresses=[{"channel": "record", "value": "1"}],
    )
    enter_expert(actor="system", name="林教授", area="4401", specialties=["forest_fire"], addresses=[{"channel": "record", "value": "2"}])
    who, one = caller_of_user(people.chen), planned()
    with agrees():
        one = open_consultation(who=who, consultation_id=one.pk)
    shown = whole(found(one.pk), who)
    assert {row["name"] for row in shown["people"]} >= {bureau.name, "陈班长"}
    assert "map" in {row["kind"] for row in shown["materials"]}
    assert "气象局没有登记联络员" in shown["gaps"] and "带班领导无人在岗" in shown["gaps"]
    assert table("area:440117", "expert_calls"), "the experts were called in the same press"
    assert Conference.objects.get(pk=one.conference_id).state == "open"
    with pytest.raises(Problem, match="已有进行中的会商"):
        open_consultation(who=who, consultation_id=planned(incident_id=one.incident_id).pk)


@pytest.mark.django_db
def test_a_decision_is_a_task_at_once_and_counts_as_solved_when_the_task_is(people, agrees):
    one = planned()
    with pytest.raises(Problem, match="尚未开始"):
        resolve(**DESK, consultation_id=one.pk, text="转移", owner_name="良口镇")
    open_consultation(who=caller_of_user(people.chen), consultation_id=one.pk, conference=False, experts=False)
    with agrees():
        resolve(**DESK, consultation_id=one.pk, text="转移东翼两村群众", owner_name="良口镇政府", owner_role="人员转移")
        resolve(**DESK, consultation_id=one.pk, text="开设隔离带", owner_name="森林消防大队")
    with pytest.raises(Problem, match="责任人或责任单位"):
        resolve(**DESK, consultation_id=one.pk, text="加强巡查")
    with pytest.raises(Problem, match="时限已经过去"):
        resolve(**DESK, consultation_id=one.pk, text="加强巡查", owner_name="x", due_at=clock.now() - timedelta(minutes=1))
    task = Task.objects.get(key="d1")
    with agrees():
        feed_back(**DESK, task_id=task.pk, text="318 人已转移")
        verify_task(**DESK, task_id=task.pk, holds=True)
        close_task(**DESK, task_id=task.pk)
    row = table("area:440117", "consultations")[str(one.pk)]
    assert (row["decisions"], row["solved"]) == (2, 1)
    assert [line["solved"] for line in whole(found(one.pk), caller_of_user(people.chen))["decisions_text"]] == [True, False]


@pytest.mark.django_db
def test_signed_minutes_are_a_paper_and_afterwards_only_added_to(people, agrees):
    one = planned()
    who = caller_of_user(people.chen)
    open_consultation(who=who, consultation_id=one.pk, conference=False, experts=False)
    with agrees():
        add_participant(**DESK, consultation_id=one.pk, who="黄副区长", org="从化区政府")
        add_opinion(**DESK, consultation_id=one.pk, department="气象局", speaker="何工", text="夜间转北风 3 级")
        write_consultation(actor="user:1", consultation_id=one.pk, values={"chair": "黄副区长", "forecast": "未来 6 小时无降水"})
        resolve(**DESK, consultation_id=one.pk, text="增派两队", owner_name="市森林消防支队")
        end_consultation(actor="user:1", consultation_id=one.pk)
    with pytest.raises(Problem, match="先写明研判结论"):
        sign_consultation(actor="user:2", name="李带班", consultation_id=one.pk)
    with agrees():
        write_consultation(actor="user:1", consultation_id=one.pk, values={"conclusion": "火势可控,重点防东翼"})
        sign_consultation(actor="user:2", name="李带班", consultation_id=one.pk)
    for wrong in (
        lambda: write_consultation(actor="user:1", consultation_id=one.pk, values={"conclusion": "改"}),
        lambda: add_opinion(**DESK, consultation_id=one.pk, department="气象局", speaker="", text="迟"),
        lambda: resolve(**DESK, consultation_id=one.pk, text="再派", owner_name="x"),
    ):
        with pytest.raises(Problem, match="已签发,不能再改"):
            wrong()
    with agrees():
        correct_consultation(**DESK, consultation_id=one.pk, text="风力应为 4 级")
    sheet = minutes_sheet(found(one.pk), "王值班")
    words = "\n".join(part.text for part in Document(BytesIO(docx(sheet))).paragraphs)
    for said in ("会商纪要", "气象局意见", "未来 6 小时无降水", "重点防东翼", "增派两队", "风力应为 4 级", "李带班", one.number):
        assert said in words, said
    assert pdf(sheet).startswith(b"%PDF")
    Consultation.objects.update(over_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_consultations() == 1


@pytest.mark.django_db
def test_a_consultation_is_about_something_and_one_that_was_only_planned_can_be_called_off(people, agrees):
    with pytest.raises(Problem, match="指明会商的对象"):
        planned(subject="period", area="4401")
    with agrees():
        one = planned(subject="other", title="汛前会商", area="4401")
        assert cancel_consultation(actor="user:1", consultation_id=one.pk).state == "cancelled"
    with pytest.raises(Problem, match="已取消,不能改为"):
        open_consultation(who=caller_of_user(people.chen), consultation_id=one.pk)


@pytest.mark.django_db
def test_a_weather_process_adds_up_what_happened_within_it_and_nothing_of_a_drill(people):
    one = open_process(**DESK, area="4401", kind="rain", level="暴雨")
    second = open_process(**DESK, area="4401", kind="rain")
    assert (one.number, second.number, second.name[-10:]) == (1, 2, "第 2 轮强降雨过程")
    fire()
    moved = order_evacuation(actor="user:1", ordered_by="黄副区长", reason="山洪", area="440117", areas=["440117104"], target=12)
    record_departure(**DESK, evacuation_id=moved.pk, area="440117104", household="李四", people=7, elsewhere="投亲靠友")
    exercise = start_exercise(actor="user:1", name="演练", area="4401")
    drill = open_process(**DESK, area="4401", kind="rain", exercise=exercise.pk)
    open_incident(actor="system", **FIRE, area="440117", exercise=exercise.pk)
    assert drill.number == 1, "a drill counts its own rounds"
    row = process_row(change_process(**DESK, process_id=one.pk, level="大暴雨", summary="雨势减弱", end=True))
    assert (row["round"]["moved"], row["round"]["incidents"]) == (7, 1)
    assert [level["level"] for level in row["levels"]] == ["暴雨", "大暴雨"]
    with pytest.raises(Problem, match="已结束"):
        change_process(**DESK, process_id=one.pk, end=True)


@pytest.mark.django_db
def test_a_drills_consultation_is_marked_and_leaves_with_it(people, agrees):
    exercise = start_exercise(actor="user:1", name="演练", area="4401")
    one = planned(incident_id=fire(exercise=exercise.pk).pk)
    open_consultation(who=caller_of_user(people.chen), consultation_id=one.pk, conference=False, experts=False)
    assert minutes_sheet(found(one.pk), "王").drill
    with agrees():
        end_exercise(actor="user:1", exercise_id=exercise.pk)
    assert Consultation.objects.get().archived


@pytest.mark.django_db
def test_a_special_period_is_consulted_about_and_a_file_lies_on_its_table(people, as_user, agrees, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    first = localdate()
    period = SpecialPeriod.objects.create(
        name="国庆", area="440117", kind="holiday", first=first, last=first + timedelta(days=7), source="国办发"
    )
    chen = as_user(people.chen)
    with agrees():
        made = chen.send("/api/consultations", {"subject": "period", "period": period.pk, "open": True, "experts": False}).json()
    assert (made["title"], made["subject"], made["state"], made["area"]) == ("国庆会商研判", "period", "live", "440117")
    path = f"/api/consultations/{made['id']}/files"

    def lay(name: str, data: bytes, **about: str) -> Any:
        return chen.post(path, {"file": SimpleUploadedFile(name, data)} | about, headers={"Idempotency-Key": name})

    refused = lay("方案.exe", b"MZ not a picture")
    assert (refused.status_code, refused.json()["code"]) == (415, "file_kind") and not list(found(made["id"]).materials.filter(kind="file"))
    with agrees():
        laid = lay("保障方案.pdf", b"%PDF-1.7 x", title="国庆保障方案").json()
    material = next(row for row in laid["materials"] if row["kind"] == "file")
    assert (material["title"], material["by_name"]) == ("国庆保障方案", people.chen.name)
    outside = person("guest", "外单位参会人", "expert", "440118")  # reads nothing of the district
    assert as_user(outside).get(f"/api/files/{material['ref']}").status_code == 404
    Leg.objects.create(conference=found(made["id"]).conference, user=outside, name=outside.name, invited_by="system")
    assert [client.get(f"/api/files/{material['ref']}").status_code for client in (chen, as_user(outside), as_user(people.nansha))] == [
        200,
        200,
        404,
    ]
    strange = chen.send(f"/api/consultations/{made['id']}/materials", {"kind": "file", "file": material["ref"] + 1})
    assert (strange.status_code, strange.json()["where"]) == (404, ["file"])


@pytest.mark.django_db
def test_an_expert_reads_the_papers_of_the_consultation_they_are_called_to(people, as_user, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    wood = person("zhuanjia", "林森", "expert", "440118")
    incident = fire()
    known = enter_expert(
        actor="system", name="林森", area="440118", specialties=["forest_fire"], addresses=[{"channel": "record", "value": "1"}], user=wood.pk
    )  # fmt: skip
    held = planned(incident_id=incident.pk)
    paper = as_user(people.chen).post(
        f"/api/consultations/{held.pk}/files", {"file": SimpleUploadedFile("林班图.pdf", b"%PDF-1.7 x")}, headers={"Idempotency-Key": "f"}
    ).json()  # fmt: skip
    number = next(row["ref"] for row in paper["materials"] if row["kind"] == "file")
    expert = as_user(wood)
    assert expert.get(f"/api/files/{number}").status_code == 404
    keep_calls(actor="system", name="系统", incident=incident, experts=[(known, "forest_fire")], asked="研判", press=0, callout=None)
    (case,) = expert.get("/api/experts/mine").json()
    assert case["papers"] == [{"file": number, "title": "林班图.pdf"}] and expert.get(f"/api/files/{number}").status_code == 200
