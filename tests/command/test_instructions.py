"""A leader's word from the press to what came of it, and the page it is pressed on."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from command.instructions.actions import (
    acknowledge_instruction,
    close_instruction,
    feed_back,
    give_instruction,
    half_due,
    instruction_due,
    resume_instruction,
)
from command.instructions.listing import listing
from command.instructions.models import Instruction
from command.leader.showing import page
from dispatch.alarms.models import Alarm
from dispatch.callout.actions import answer_call
from dispatch.callout.models import Call, Callout
from dispatch.incidents.actions import open_incident
from dispatch.incidents.grades import record_figure
from dispatch.orders.actions import assign_unit
from realtime import clock
from realtime.accounts.may import caller_of_user
from realtime.codes import Problem
from realtime.rules.models import Rule
from tests.conftest import FIRE, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def fire(people):
    return open_incident(actor=people.wang.actor, **FIRE)


def word(people, fire, **given) -> Instruction:
    body = {"leader_name": "林市长", "channel": "phone", "text": "确保人员安全,每小时报一次。", "read_back_ok": True} | given
    return give_instruction(actor=people.wang.actor, name="王值班", incident_id=fire.pk, **body)


def test_a_word_is_passed_on_at_once_and_an_answer_takes_it_on(people, fire, agrees):
    with agrees():
        given = word(people, fire)
        call = Call.objects.get(callout__about="directive", callout__about_id=given.pk)
        answer_call(actor=people.chen.actor, call_id=call.pk, answer="button", action_text="收到")
    given.refresh_from_db()
    assert given.state == "acked" and call.person.user == people.chen and call.callout.text.startswith("林市长批示")


def test_a_spoken_word_that_was_not_read_back_is_not_taken_down(people, fire):
    with pytest.raises(Problem, match="复述"):
        word(people, fire, read_back_ok=False)


def test_at_half_and_at_the_end_of_its_term_it_is_said_again_and_then_it_is_overdue(people, fire, agrees):
    given = word(people, fire)
    with agrees():
        half_due(given.pk)
        instruction_due(given.pk)
    given.refresh_from_db()
    assert (given.reminded, given.overdue) == (2, True)
    assert Callout.objects.filter(about="directive", about_id=given.pk).count() == 3
    assert Alarm.objects.filter(device=f"system:instruction:{given.pk}").exists()
    feed_back(actor=people.wang.actor, instruction_id=given.pk, name="从化区", text="已落实", done=True)
    instruction_due(given.pk)
    assert Callout.objects.filter(about="directive", about_id=given.pk).count() == 3


def test_what_came_of_it_ends_it_or_it_goes_on(people, fire, agrees):
    given = word(people, fire, offices=["从化区政府"], due_at=clock.now() + timedelta(hours=1))
    with agrees():
        acknowledge_instruction(actor=people.wang.actor, addressee_id=given.addressees.get().pk, said_by="区值班室")
        feed_back(actor=people.wang.actor, instruction_id=given.pk, name="从化区政府", text="人员已清点", done=True)
        resume_instruction(actor=people.wang.actor, instruction_id=given.pk, reason="请补转移人数")
        feed_back(actor=people.wang.actor, instruction_id=given.pk, name="从化区政府", text="转移126人", done=True)
        close_instruction(actor=people.wang.actor, name="王值班", instruction_id=given.pk)
    with pytest.raises(Problem):
        feed_back(actor=people.wang.actor, instruction_id=given.pk, name="x", text="x", done=False)
    sheet = load_workbook(BytesIO(listing(Instruction.objects.all(), "王值班"))).active
    assert sheet is not None and sheet["A1"].value == "领导批示督办落实情况"
    row = [cell.value for cell in sheet[4]]
    assert "林市长" in row[1] and "确保人员安全" in row[4] and "转移126人" in row[8] and row[7] == "已销号"


def test_the_leaders_page_says_who_is_there_when_they_answered_and_what_is_asked(people, fire, unit, as_user):
    record_figure(actor=people.wang.actor, incident_id=fire.pk, measure="trapped", value=3, source="报警人")
    record_figure(actor=people.wang.actor, incident_id=fire.pk, measure="trapped", value=1, source="镇干部")
    assign_unit(actor=people.wang.actor, name="王值班", incident_id=fire.pk, unit_id=unit.pk, task="扑救")
    leader = person("lin", "林市长", "leadership", "4401")
    told = page(fire, caller_of_user(leader))
    assert told["people"][0]["value"] == 1 and [one["stale"] for one in told["people"][0]["evidence"]] == [False, True]
    assert told["forces"][0]["unit"] == unit.name and told["answered"] == 0 and told["may_instruct"]
    assert {step["kind"] for step in told["steps"]} >= {"phone", "written", "answer"} and told["asked"] == []
    client = as_user(leader)
    draft = as_user(people.wang).send("/api/reports", {"kind": "first", "incident": fire.pk}).json()
    as_user(people.wang).send(f"/api/reports/{draft['id']}/submit")
    told = client.get(f"/api/leader/{fire.pk}").json()
    assert [(one["kind"], one["id"]) for one in told["asked"]] == [("report", draft["id"])] and told["asked"][0]["due_at"]
    given = client.send("/api/instructions", {"text": "全力扑救", "incident": fire.pk}).json()
    assert given["leader_name"] == "林市长" and client.get("/api/leader").json()[0]["asks"] == 1
    assert client.get(f"/api/leader/{fire.pk}/map.svg").content.startswith(b"<svg")
    assert as_user(people.wang).send("/api/instructions", {"text": "越权", "incident": fire.pk}).status_code == 403


@pytest.mark.parametrize(("share", "of_term"), [(3.0, 1.0), (-1.0, 0.0), (0.25, 0.25)])
def test_whatever_the_row_says_it_is_said_again_within_its_term(people, fire, share, of_term):
    Rule.objects.create(name="instructions.again_share", area="4401", value=share, source="试")
    one = word(people, fire)
    assert one.half_at == one.given_at + (one.due_at - one.given_at) * of_term
