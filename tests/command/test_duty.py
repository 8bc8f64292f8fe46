"""The duty: a roster nobody is in twice, an empty chair that becomes an alarm, a hand-over over no open SOS, a log written once, a roll call of every town."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils.timezone import get_current_timezone, localtime
from openpyxl import Workbook

from command.duty import watching
from command.duty.actions import add_shift, generate, remove_shift, roster_gaps
from command.duty.handing import open_handover, sign_handover
from command.duty.importing import import_roster, read_roster
from command.duty.matters import open_matters
from command.duty.models import DutyBoard, DutyShift
from command.duty.needs import needs_at, raise_need
from command.duty.nil import nil_day, report_nil
from command.duty.periods import save_period
from command.duty.records import DutyEntry
from command.duty.roll_calls import DUE, answer_target, roll_call_due, scores, start_roll_call
from command.duty.showing import page, roll_call_page, shift_page
from command.duty.swapping import ask_swap, decide_swap
from command.duty.writing import strike_entry, write_entry
from command.evacuation.actions import order_evacuation
from command.inbox.providers import waiting_for
from command.instructions.actions import give_instruction
from command.plans.tasks.issuing import NewTask, issue_tasks
from command.reports.actions import draft_report
from command.responses.actions import approve_change, propose_change, propose_response
from command.responses.approving import Word
from command.signin.actions import set_pin
from command.wall.snapshot import duty_names
from dispatch.alarms.actions import acknowledge_alarm, raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.callout.actions import answer_call
from dispatch.callout.models import LadderStep
from dispatch.contacts.actions import add_person
from dispatch.contacts.duty import on_duty, person_of
from dispatch.contacts.models import Person
from dispatch.incidents.actions import open_incident
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.areas.models import Area
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.rules.models import Rule
from tests.command.test_responses import change_of, proposed
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CITY = "4401"


@pytest.fixture
def now(city: None) -> datetime:
    return clock.now()


@pytest.fixture
def officers(people: SimpleNamespace) -> SimpleNamespace:
    """Their contacts, so that a roster may name them."""
    return SimpleNamespace(wang=person_of(people.wang), chen=person_of(people.chen), huang=person_of(people.huang))


def shift(person: Person, start: datetime, hours: float, role: str = "shift_chief", area: str = CITY) -> DutyShift:
    return add_shift(actor="user:1", area=area, role=role, person_id=person.pk, starts_at=start, ends_at=start + hours * HOUR)


def test_nobody_stands_twice_and_there_is_one_chief(officers: SimpleNamespace, now: datetime):
    shift(officers.chen, now, 12)
    with pytest.raises(Problem, match="同一人"):
        shift(officers.chen, now + 6 * HOUR, 12, "duty_officer", "440117")
    with pytest.raises(Problem, match="已有值班长") as refused:
        shift(officers.wang, now + 11 * HOUR, 12)
    assert refused.value.code == "duty_overlap"
    with pytest.raises(Problem, match="间隔不足 12 小时"):
        shift(officers.chen, now + 18 * HOUR, 8)
    shift(officers.huang, now + 2 * HOUR, 8, area="440117")  # another place has a chief of its own
    assert shift(officers.wang, now + 12 * HOUR, 12).pk


def test_the_roster_answers_who_is_called_and_who_stands_on_the_wall(officers: SimpleNamespace, people: SimpleNamespace, now: datetime):
    assert officers.chen in on_duty("440117104", "shift_chief")
    shift(officers.wang, now - HOUR, 3)
    assert on_duty("440117104", "shift_chief") == [officers.wang]
    assert {one["role"]: one["names"] for one in duty_names(CITY)}["shift_chief"] == ["王值班"]
    # An empty chair must not mean that nobody is called.
    assert officers.wang in on_duty(CITY, "duty_officer")


def test_an_empty_chair_is_told_and_after_its_time_an_alarm(officers: SimpleNamespace, now: datetime, agrees):
    with agrees():
        shift(officers.chen, now - HOUR, 3)
    board = DutyBoard.objects.get(area=CITY)
    assert board.missing == {"duty_leader": 1, "duty_officer": 1}
    assert Deadline.objects.filter(kind=watching.UNMANNED, object_id=board.pk).exists()
    watching.unmanned(board.pk)
    watching.unmanned(board.pk)
    assert Alarm.objects.get(source="system").text == "广州市值班缺岗:带班领导 1 人、值班员 1 人。请立即安排人员到岗。"
    with agrees():
        shift(officers.wang, now - HOUR, 3, "duty_officer")
        shift(officers.huang, now - HOUR, 3, "duty_leader")
    assert DutyBoard.objects.get(area=CITY).missing == {}
    assert not Deadline.objects.filter(kind=watching.UNMANNED).exists()


def test_a_response_and_a_special_period_raise_what_is_required(officers: SimpleNamespace, now: datetime, agrees):
    shift(officers.chen, now - HOUR, 3)
    today = localtime(now).date()
    save_period(
        actor="user:1", area=CITY, period_id=None,
        given={"name": "重阳", "first": today, "last": today, "pattern_id": "reinforced", "needs": {"desk_forest": 1}, "patrol": "重点墓区每两小时一次", "source": "特别防护期通告"},
    )  # fmt: skip
    assert needs_at("440117", now)["desk_forest"] == 1
    with agrees():
        raise_need(actor="user:1", area=CITY, source="response:1", level=2)
    assert DutyBoard.objects.get(area=CITY).missing == {
        "desk_flood": 1, "desk_forest": 1, "desk_opinion": 1, "desk_signal": 1, "duty_leader": 1, "duty_officer": 3,
    }  # fmt: skip
    raise_need(actor="user:1", area=CITY, source="response:1", level=4)
    assert DutyBoard.objects.get(area=CITY).missing["duty_officer"] == 2
    raise_need(actor="user:1", area=CITY, source="response:1", level=None)
    assert needs_at(CITY, clock.now()) == {"duty_leader": 1, "shift_chief": 1, "duty_officer": 1, "desk_forest": 1}


def test_the_roster_reads_back_with_holes_only_where_somebody_planned(
    officers: SimpleNamespace, people: SimpleNamespace, now: datetime, as_user
):
    shift(officers.chen, now, 12)
    shift(officers.chen, now + 36 * HOUR, 12)
    span = {"area": CITY, "start": (now - 240 * HOUR).isoformat(), "end": (now + 240 * HOUR).isoformat()}
    shown = as_user(people.wang).get("/api/duty/roster", span).json()
    assert len(shown["shifts"]) == 2 and {one["name"] for one in shown["people"]} >= {"陈班长", "王值班"}
    chiefs = [gap for gap in shown["gaps"] if gap["role"] == "shift_chief"]
    assert [(datetime.fromisoformat(gap["starts_at"]), datetime.fromisoformat(gap["ends_at"])) for gap in chiefs] == [
        (now + 12 * HOUR, now + 36 * HOUR)
    ]
    assert as_user(people.wang).get("/api/duty", {"area": CITY}).json()["board"]["holders"][0]["name"] == "陈班长"
    assert as_user(people.wang).get("/api/duty/roster/template").content[:2] == b"PK"


def test_a_month_is_made_from_a_pattern_and_its_holes_are_named(people: SimpleNamespace, now: datetime):
    officers = [add_person(actor="system", name=f"值班{n}", role="other", area=CITY).pk for n in range(6)]
    first = date(2027, 4, 1)
    save_period(
        actor="user:1", area=CITY, period_id=None,
        given={"name": "清明", "first": date(2027, 4, 3), "last": date(2027, 4, 5), "pattern_id": "reinforced", "source": "特别防护期通告"},
    )  # fmt: skip
    lists = {"duty_leader": officers[:2], "shift_chief": officers[2:4], "duty_officer": officers[4:]}
    made, gaps = generate(actor="user:1", area=CITY, first=first, last=first + timedelta(days=6), pattern="normal", people=lists)
    # Two leaders cannot go round: 24 hours on, 24 off is more than the rest asked for, so they can; two officers fill no reinforced day.
    assert {gap.role for gap in gaps} == {"duty_officer", "desk_forest"}
    assert made == DutyShift.objects.filter(area=CITY).count()
    zone = get_current_timezone()
    start = datetime(2027, 4, 1, 8, 30, tzinfo=zone)
    assert [gap for gap in roster_gaps(CITY, start, start + timedelta(days=6)) if gap.role == "shift_chief"] == []
    again, _ = generate(actor="user:1", area=CITY, first=first, last=first + timedelta(days=6), pattern="normal", people=lists)
    assert again == 0
    whose = DutyShift.objects.filter(role__code="shift_chief", area=CITY).order_by("starts_at")[2]
    remove_shift(actor="user:1", shift_id=whose.pk)
    named = [gap for gap in roster_gaps(CITY, start, start + timedelta(days=6)) if gap.role == "shift_chief"]
    assert [(gap.start, gap.end) for gap in named] == [(whose.starts_at, whose.ends_at)]


def test_a_spreadsheet_is_shown_row_by_row_before_it_counts(officers: SimpleNamespace, now: datetime):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [
        ["日期", "角色", "姓名", "上班", "下班"],
        ["2027-01-01", "值班长", "陈班长", "08:30", "08:30"],
        ["2027-01-01", "值班长", "王值班", "20:30", "08:30"],
        ["2027-01-02", "值班长", "王值班", "08:30", "08:30"],
        ["2027-01-03", "值班官", "无此人", "八点", "08:30"],
    ]:
        sheet.append(row)
    data = BytesIO()
    book.save(data)
    lines = read_roster("值班表.xlsx", data.getvalue())
    shown = import_roster(actor="user:1", area=CITY, lines=lines, apply=False)
    assert [row["outcome"] for row in shown["lines"]] == ["add", "bad", "add", "bad"]
    assert shown["lines"][1]["errors"] == ["该时段已有值班长,请先调整原班次。"]
    assert shown["lines"][3]["errors"] == ["角色:没有这种值班角色", "姓名:通讯录里没有“无此人”", "上班:须形如 08:30"]
    assert not DutyShift.objects.exists()
    assert import_roster(actor="user:1", area=CITY, lines=lines, apply=True)["add"] == 2
    assert [row["outcome"] for row in import_roster(actor="user:1", area=CITY, lines=lines, apply=True)["lines"]] == [
        "same",
        "bad",
        "same",
        "bad",
    ]


def test_a_swap_counts_when_somebody_else_agrees(officers: SimpleNamespace, people: SimpleNamespace, now: datetime):
    mine, other = shift(officers.chen, now + 30 * HOUR, 12), shift(officers.wang, now + 42 * HOUR, 12)
    swap = ask_swap(actor=people.wang.actor, name="王值班", shift_id=mine.pk, to=0, other_id=other.pk, reason="家中有事")
    assert [one["kind"] for one in waiting_for(caller_of_user(people.chen))] == ["swap"]
    assert waiting_for(caller_of_user(people.wang)) == []
    with pytest.raises(Problem, match="他人批准"):
        decide_swap(actor=people.wang.actor, name="王值班", swap_id=swap.pk, agreed=True)
    decide_swap(actor=people.chen.actor, name="陈班长", swap_id=swap.pk, agreed=True)
    assert [DutyShift.objects.get(pk=one.pk).person for one in (mine, other)] == [officers.wang, officers.chen]


def test_a_hand_over_is_signed_by_both_and_not_over_an_sos(people: SimpleNamespace, officers: SimpleNamespace, now: datetime, agrees):
    for user in (people.wang, people.chen):
        set_pin(actor="system", user=user, pin="2468")
    sos = raise_alarm(actor="system", source="sos", urgency="critical", lon=113.586, lat=23.548, area="440117", place="石门林场")
    with agrees():
        handover = open_handover(actor=people.wang.actor, area=CITY, outgoing=people.wang.pk, incoming=people.chen.pk, note="关注良口镇")
    assert handover.matters[0]["kind"] == "sos"
    assert [one["title_code"] for one in waiting_for(caller_of_user(people.wang)) if one["kind"] == "handover"] == ["handover_give"]
    with pytest.raises(Problem, match="石门林场") as refused:
        sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="wang", pin="2468")
    assert (refused.value.code, refused.value.where) == ("sos_open", [f"alarm:{sos.pk}"])
    acknowledge_alarm(actor=people.wang.actor, name="王值班", alarm_id=sos.pk)
    with pytest.raises(Problem):
        sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="wang", pin="1111")
    with pytest.raises(Problem, match="尚未签字"):
        sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="chen", pin="2468")
    with agrees():
        sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="wang", pin="2468")
    with agrees():
        done = sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="chen", pin="2468")
    assert done.state == "signed"
    assert DutyEntry.objects.get().kind == "handover"
    assert page(CITY)["handover"] is None


def test_the_log_is_written_once_and_corrected_by_striking(people: SimpleNamespace, officers: SimpleNamespace, now: datetime):
    shift(officers.chen, now - HOUR, 3)
    entry = write_entry(
        actor=people.wang.actor, name="王值班", area=CITY, text="从化区报良口镇降雨 36 毫米", occurred_at=now - HOUR, received_at=now
    )
    with pytest.raises(Problem, match="晚于现在"):
        write_entry(actor=people.wang.actor, name="王值班", area=CITY, text="x", occurred_at=now + HOUR)
    with pytest.raises(Problem, match="先划去"):
        write_entry(actor=people.wang.actor, name="王值班", area=CITY, text="x", corrects=entry.pk)
    strike_entry(actor=people.chen.actor, name="陈班长", entry_id=entry.pk, why="数字有误")
    write_entry(actor=people.chen.actor, name="陈班长", area=CITY, text="从化区报良口镇降雨 63 毫米", corrects=entry.pk)
    for act in (
        lambda: DutyEntry.objects.filter(pk=entry.pk).update(text="没有下雨"),
        lambda: DutyEntry.objects.exclude(corrects=None).delete(),
    ):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            act()
    shown = shift_page(DutyShift.objects.get().pk)["log"]
    assert [(line["struck_name"], line["corrects"]) for line in shown] == [("陈班长", None), ("", entry.pk)]


def test_178_towns_are_called_at_once_and_judged_within_five_minutes(people: SimpleNamespace, now: datetime, agrees):
    towns = [place for place in Area.objects.filter(code__startswith=CITY).order_by("code") if len(place.code) == 9][:178]
    assert len(towns) == 178
    for town in towns[:-1]:
        add_person(
            actor="system",
            name=f"{town.name}值班室",
            role="duty_desk",
            area=town.code,
            addresses=[{"channel": "record", "value": town.code}],
        )
    roll_call = start_roll_call(actor=people.wang.actor, name="王值班", area=CITY, kind="spot", areas=[town.code for town in towns])
    assert roll_call.row()["counts"]["asking"] == 177 and roll_call.row()["counts"]["offline"] == 1
    # By the clerk's own rows: the last wave, the last rung and the end of it all lie within the five minutes.
    rungs = LadderStep.objects.filter(ladder="duty.roll_call").order_by("-after_s")[0].after_s
    wave = max(0, 177 // Rule.objects.get(name="callout.wave_size").value) * Rule.objects.get(name="callout.wave_s").value
    due = Deadline.objects.get(kind=DUE, object_id=roll_call.pk).due_at
    assert roll_call.callout is not None
    assert rungs + wave < (due - roll_call.started_at).total_seconds() <= 300
    first, second, third = roll_call.targets.exclude(call=None).order_by("area")[:3]
    with agrees():
        answer_call(actor="system", call_id=first.call_id, answer="key", action_text="1")
    answer_target(actor=people.wang.actor, roll_call_id=roll_call.pk, target_id=second.pk, said_by="李副镇长", substitute=True)
    with agrees():
        roll_call_due(roll_call.pk)
    answer_call(actor="system", call_id=third.call_id, answer="key", action_text="1")
    shown = {one["id"]: one for one in roll_call_page(roll_call.pk)["targets"]}
    assert [shown[one.pk]["result"] for one in (first, second, third)] == ["answered", "substitute", "late"]
    assert [shown[one.pk]["points"] for one in (first, second, third)] == [100, 80, 60]
    counts = roll_call_page(roll_call.pk)["roll_call"]["counts"]
    assert sum(counts.values()) == 178 and counts["asking"] == 0
    assert {one["area"]: one["points"] for one in scores(CITY)}[second.area] == 80


def test_a_town_says_once_a_day_that_there_is_nothing(people: SimpleNamespace, now: datetime):
    town = next(place for place in Area.objects.filter(code__startswith="440117").order_by("code") if len(place.code) == 9)
    assert town.name in nil_day("440117")["silent"]
    first = report_nil(actor="user:1", name="镇值班", area=town.code)
    assert report_nil(actor="user:1", name="镇值班", area=town.code, text="又报").pk == first.pk
    assert town.name not in nil_day("440117")["silent"]


def test_what_the_response_left_unfinished_goes_to_the_next_shift_and_what_an_exercise_left_does_not(people):
    def left() -> set[str]:
        return {one["kind"] for one in open_matters("4401")} & {"report", "report_clock", "instruction", "response", "task", "evacuation"}

    def leave_behind(exercise: int | None) -> None:
        fire = open_incident(actor=people.wang.actor, **FIRE, exercise=exercise)
        draft_report(actor=people.wang.actor, name="王值班", incident_id=fire.pk, kind="first")
        given = {"leader_name": "林市长", "channel": "app", "text": "确保人员安全", "offices": ["从化区"]}
        give_instruction(actor=people.wang.actor, name="王值班", incident_id=fire.pk, **given)
        propose_response(
            actor=people.wang.actor, name="王值班", family="forest_fire", level=4, area=fire.area, why="明火", incident_id=fire.pk,
            exercise=exercise,
        )  # fmt: skip
        issue_tasks(
            actor=people.wang.actor, name="王值班", origin="desk", origin_id=fire.pk, title="值班交办", area=fire.area, incident_id=fire.pk,
            exercise=exercise, tasks=[NewTask(key="a", title="封控道路", owner=None, owner_name="公安")],
        )  # fmt: skip
        order_evacuation(
            actor=people.wang.actor, ordered_by="黄副区长", reason="火线逼近", area=fire.area, areas=[], target=9, incident_id=fire.pk
        )

    leave_behind(start_exercise(actor=people.wang.actor, name="推演", area="4401").pk)
    assert left() == set()
    leave_behind(None)
    assert left() == {"report", "report_clock", "instruction", "response", "task", "evacuation"}


def test_a_call_for_help_between_the_two_signatures_holds_the_second_one_back(
    people: SimpleNamespace, officers: SimpleNamespace, now: datetime
):
    for user in (people.wang, people.chen):
        set_pin(actor="system", user=user, pin="2468")
    handover = open_handover(actor=people.wang.actor, area=CITY, outgoing=people.wang.pk, incoming=people.chen.pk)
    sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="wang", pin="2468")
    sos = raise_alarm(actor="system", source="sos", urgency="critical", lon=113.586, lat=23.548, area="440117", place="石门林场")
    with pytest.raises(Problem) as refused:
        sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="chen", pin="2468")
    assert (refused.value.code, refused.value.where) == ("sos_open", [f"alarm:{sos.pk}"])
    acknowledge_alarm(actor=people.wang.actor, name="王值班", alarm_id=sos.pk)
    assert sign_handover(actor=people.wang.actor, handover_id=handover.pk, username="chen", pin="2468").state == "signed"


def test_the_level_of_a_response_is_what_the_roster_is_measured_by_until_it_ends(
    people: SimpleNamespace, officers: SimpleNamespace, now: datetime, agrees: Any
):
    """From the register itself, not by hand: proposed asks for nobody, in force for its table, a drill for nobody at all."""
    for role, person in (("shift_chief", officers.chen), ("duty_officer", officers.wang), ("duty_leader", officers.huang)):
        shift(person, now - HOUR, 12, role)
    chief = caller_of_user(people.chen)
    said = Word(form="verbal", approver="李常务", title="常务副总指挥", said_on="值班电话", read_back=True)

    def board() -> DutyBoard:
        return DutyBoard.objects.get(area=CITY)

    response = proposed()
    assert board().missing == {}
    with agrees():
        approve_change(who=chief, change_id=change_of(response), word=Word())
    assert board().missing == {"duty_officer": 1}
    assert Deadline.objects.filter(kind=watching.UNMANNED, object_id=board().pk).exists()
    propose_change(actor="user:1", name="王值班", response_id=response.pk, level=2, why="雨势加强")
    with agrees():
        approve_change(who=chief, change_id=change_of(response), word=said)
    assert board().missing == {"duty_officer": 2, "desk_flood": 1, "desk_signal": 1, "desk_opinion": 1}
    watching.unmanned(board().pk)
    assert "值班员 2 人" in Alarm.objects.get(source="system").text
    propose_change(actor="user:1", name="王值班", response_id=response.pk, level=None, why="降雨结束")
    with agrees():
        approve_change(who=chief, change_id=change_of(response), word=said)
    assert board().missing == {} and not Deadline.objects.filter(kind=watching.UNMANNED).exists()
    drill = start_exercise(actor="user:1", name="演练", area=CITY)
    approve_change(who=chief, change_id=change_of(proposed(exercise=drill.pk)), word=Word())
    assert board().missing == {}
