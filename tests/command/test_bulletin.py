"""值班信息 and 预警信息转报 in one press: from what stands on the boards, and of nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from command.duty.actions import add_shift
from command.instructions.actions import give_instruction
from command.reports.actions import draft_report, submit_report
from command.reports.models import Report
from command.responses.actions import approve_change
from command.responses.approving import Word
from dispatch.contacts.duty import person_of
from dispatch.incidents.actions import open_incident
from dispatch.incidents.grades import record_figure
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from tests.command.test_alerts import national, take
from tests.command.test_duty import HOUR
from tests.command.test_responses import change_of, proposed
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
HEADS = ["一、天气和预警情况", "二、突发事件", "三、应急响应", "四、值班安排", "五、领导批示"]


def press(people: SimpleNamespace, kind: str = "daily", area: str = "4401", **more: Any) -> Report:
    return draft_report(actor=people.wang.actor, name="王值班", incident_id=None, kind=kind, area=area, **more)


def test_a_daily_paper_says_what_stands_on_the_boards_part_by_part(people: SimpleNamespace):
    fire = open_incident(actor=people.wang.actor, **FIRE)
    record_figure(actor=people.wang.actor, incident_id=fire.pk, measure="evacuated", value=36)
    take(national("W1"))
    start = clock.now() - HOUR
    add_shift(
        actor="user:1", area="4401", role="shift_chief", person_id=person_of(people.chen).pk, starts_at=start, ends_at=start + 12 * HOUR
    )
    give_instruction(
        actor=people.wang.actor,
        name="王值班",
        incident_id=fire.pk,
        leader_name="林市长",
        channel="phone",
        text="确保人员安全",
        read_back_ok=True,
    )
    lines = press(people).text.split("\n")
    at = [lines.index(head) for head in HEADS]
    assert at == sorted(at)
    parts = {head: "\n".join(lines[a + 1 : b]) for head, a, b in zip(HEADS, at, [*at[1:], None], strict=True)}
    assert "暴雨橙色预警" in parts[HEADS[0]] and "从化区" in parts[HEADS[0]] and "天气情况正在核实" in parts[HEADS[0]]
    assert fire.number in parts[HEADS[1]] and "转移36人" in parts[HEADS[1]] and "死亡" not in parts[HEADS[1]]
    assert parts[HEADS[2]] == "无正在执行的应急响应。"
    assert "值班长:陈班长" in parts[HEADS[3]]
    assert "林市长" in parts[HEADS[4]] and "确保人员安全。" in parts[HEADS[4]] and "已传达" in parts[HEADS[4]]


def test_a_quiet_day_is_said_to_be_quiet_and_another_district_s_matters_are_not_its_own(people: SimpleNamespace):
    open_incident(actor=people.wang.actor, **FIRE)
    text = press(people, area="440118").text
    assert "24小时内未接报突发事件。" in text and "无生效的预警。" in text and "五、领导批示\n无。" in text


def test_a_response_in_force_is_on_the_paper_with_its_clock_time(people: SimpleNamespace):
    response = proposed()
    assert "无正在执行的应急响应。" in press(people).text  # proposed is not in force
    approve_change(who=caller_of_user(people.chen), change_id=change_of(response), word=Word())
    assert "广州市防暴雨内涝Ⅳ级应急响应,自" in press(people).text
    assert "广州市防暴雨内涝Ⅳ级应急响应,自" in press(people, area="440117").text  # the city's holds in its districts


def test_a_drill_s_paper_is_of_the_drill_alone(people: SimpleNamespace):
    real = open_incident(actor=people.wang.actor, **FIRE)
    exercise = start_exercise(actor=people.chen.actor, name="桌面推演", area="4401")
    played = open_incident(actor=people.wang.actor, exercise=exercise.pk, **FIRE)
    text = press(people, exercise=exercise.pk).text
    assert played.number in text and real.number not in text and played.number not in press(people).text


def test_a_warning_is_passed_on_in_its_issuer_s_words_and_nothing_is_passed_on_of_nothing(people: SimpleNamespace):
    with pytest.raises(Problem, match="正文还是空的"):
        submit_report(actor=people.wang.actor, name="王值班", report_id=press(people, "warning").pk)
    take(national("W1"))
    text = press(people, "warning", "440117").text
    assert "从化区气象局发布暴雨橙色预警(从化区):预计有强降水。" in text and text.endswith("。")
    assert press(people, "warning", "440117", text="自己写的话。").text == "自己写的话。"
