"""授权: who may set off what alone; another's word where not; a word owed where life could not wait."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from command.people.actions import create_person
from command.signin.actions import set_pin
from dispatch.alarms.models import Alarm
from dispatch.authority.actions import DUE, Word, approval_due, ask_afterwards, ask_approval, give_approval, record_word
from dispatch.authority.asking import Act, read
from dispatch.authority.door import require
from dispatch.authority.matrix import change_line, enter_line, remove_line
from dispatch.authority.models import Approval, Line
from dispatch.authority.ruling import Case, Rule, check
from dispatch.callout.models import Callout
from realtime.accounts.may import Caller, caller_of_user
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.rules.models import rule

RULES = [
    Rule("", "", "officials", 20, "self"),
    Rule("", "", "officials", None, "second"),
    Rule("duty_officer", "", "officials", 60, "self"),
    Rule("duty_officer", "", "officials", 500, "second"),
    Rule("duty_officer", "phone", "officials", 10, "self"),
    Rule("leader", "", "officials", None, "self"),
    Rule("", "", "public", None, "verbal", approvers=("leader",)),
]


def need(roles: list[str], *cases: Case, area: str = "4401") -> str:
    return check(RULES, roles, cases, area).need


def test_the_smallest_limit_that_is_enough_holds():
    assert need(["duty_officer"], Case("sms", "officials", 31)) == "self"
    assert need(["duty_officer"], Case("sms", "officials", 61)) == "second"


def test_more_than_every_limit_needs_a_leaders_word():
    assert need(["duty_officer"], Case("sms", "officials", 501)) == "verbal"


def test_a_line_of_the_channel_holds_alone_even_where_a_general_one_is_milder():
    assert need(["duty_officer"], Case("phone", "officials", 10)) == "self"
    assert need(["duty_officer"], Case("phone", "officials", 11)) == "verbal"


def test_of_several_cases_the_strictest_counts_and_of_several_roles_the_mildest():
    both = (Case("sms", "officials", 3), Case("sms", "public", 3))
    assert need(["duty_officer"], *both) == "verbal"
    assert need(["duty_officer", "leader"], Case("sms", "officials", 9000)) == "self"


def test_who_has_no_role_here_may_nothing_alone():
    assert need([], Case("sms", "officials", 1)) == "verbal"


def test_nobody_to_reach_needs_nobodys_word():
    assert need(["duty_officer"], Case("sms", "public", 0)) == "self"


def test_a_districts_own_line_outweighs_the_citys():
    strict = [
        *RULES,
        Rule("duty_officer", "", "officials", 5, "self", "440117"),
        Rule("duty_officer", "", "officials", None, "second", "440117"),
    ]
    assert check(strict, ["duty_officer"], [Case("sms", "officials", 31)], "440117").need == "second"
    assert check(strict, ["duty_officer"], [Case("sms", "officials", 31)], "4401").need == "self"


def act(number: int = 100, text: str = "请到岗", exercise: int | None = None) -> Act:
    return Act("callout", "440117", [Case("sms", "officials", number)], [text], f"叫应 {number} 人:{text}", exercise=exercise)


def caller(user: Any) -> Caller:
    return caller_of_user(user)


def asked(who: Caller, what: Act) -> Any:
    with pytest.raises(Problem) as refusal:
        require(who, what)
    assert refusal.value.code == "approval_needed" and refusal.value.holder is not None
    return read(refusal.value.holder["ask"])


@pytest.mark.django_db
def test_the_second_person_approves_once_for_exactly_what_was_asked(people: SimpleNamespace, agrees: Any):
    wang, chen = caller(people.wang), caller(people.chen)
    ask = asked(wang, act())
    with agrees():
        approval = ask_approval(who=wang, ask=ask)
        assert ask_approval(who=wang, ask=ask).pk == approval.pk, "asked twice is asked once"
    with pytest.raises(Problem, match="自己"):
        give_approval(who=wang, approval_id=approval.pk)
    with agrees():
        give_approval(who=chen, approval_id=approval.pk)
    with pytest.raises(Problem, match="内容已改动"):
        require(wang, act(text="请撤离"), approval.pk)
    with agrees():
        used = require(wang, act(), approval.pk)
    assert used is not None and used.given_name == "陈班长"
    with pytest.raises(Problem, match="已经用过"):
        require(wang, act(), approval.pk)


@pytest.mark.django_db
def test_a_leaders_word_is_kept_with_who_how_when_and_read_back(people: SimpleNamespace, agrees: Any):
    wang = caller(people.wang)
    approval = ask_approval(who=wang, ask=asked(wang, act(900)))
    assert approval.need == "verbal"
    with pytest.raises(Problem, match="复诵"):
        record_word(who=wang, approval_id=approval.pk, word=Word("黄副市长", "电话", read_back=False))
    with agrees():
        record_word(who=wang, approval_id=approval.pk, word=Word("黄副市长", "电话", read_back=True))
    kept = Approval.objects.get(pk=approval.pk)
    assert (kept.state, kept.how, kept.said_by, kept.said_on, kept.read_back) == ("given", "verbal", "黄副市长", "电话", True)
    assert require(wang, act(900), approval.pk) is not None


@pytest.mark.django_db
def test_where_the_matrix_names_who_approves_another_post_does_not_do(people: SimpleNamespace):
    wang, chen = caller(people.wang), caller(people.chen)
    approval = ask_approval(who=wang, ask=asked(wang, act(900)))
    with pytest.raises(Problem, match="指定岗位"):
        give_approval(who=chen, approval_id=approval.pk)


@pytest.mark.django_db
def test_where_life_is_at_risk_the_word_is_owed_and_called_for_until_it_comes(people: SimpleNamespace, agrees: Any):
    wang = caller(people.wang)
    leader, _ = create_person(actor="system", username="lead", name="李领导", phone="", role="duty_leader", area="4401")
    approval = ask_afterwards(who=wang, ask=asked(wang, act()), reason="山洪将至,村民未撤")
    require(wang, act(), approval.pk)
    with agrees():
        approval_due(approval.pk)
    approval.refresh_from_db()
    assert approval.overdue and approval.state == "asked"
    assert Alarm.objects.filter(device=f"system:approval:{approval.pk}").count() == 1
    assert Callout.objects.get(purpose="escalate").calls.get().person.user_id == leader.pk
    assert Deadline.objects.filter(kind=DUE, object_id=approval.pk).exists(), "called for again later"
    with agrees():
        give_approval(who=caller(people.chen), approval_id=approval.pk)
    assert not Deadline.objects.filter(kind=DUE, object_id=approval.pk).exists()


@pytest.mark.django_db
def test_what_nobody_answered_in_time_lapses(people: SimpleNamespace, agrees: Any):
    wang = caller(people.wang)
    approval = ask_approval(who=wang, ask=asked(wang, act()))
    with agrees():
        approval_due(approval.pk)
    with pytest.raises(Problem, match="尚未生效"):
        require(wang, act(), approval.pk)


@pytest.mark.django_db
def test_a_table_top_needs_nobodys_word(people: SimpleNamespace):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    assert require(caller(people.wang), act(9000, exercise=exercise.pk)) is None


@pytest.mark.django_db
def test_somebody_elses_request_is_not_mine_to_make(people: SimpleNamespace):
    ask = asked(caller(people.wang), act())
    with pytest.raises(Problem, match="不是您的"):
        ask_approval(who=caller(people.chen), ask=ask)


@pytest.mark.django_db
def test_one_key_with_the_pin_approves_and_a_wrong_pin_does_not(people: SimpleNamespace, as_user: Any, settings: Any):
    set_pin(actor="system", user=people.chen, pin="2468")
    wang = caller(people.wang)
    approval = ask_approval(who=wang, ask=asked(wang, act()))
    chen = as_user(people.chen)
    path = f"/api/authority/approvals/{approval.pk}"
    assert chen.get(path).json()["may_approve"] is True
    assert chen.send(f"{path}/give", {"pin": "1111"}).json()["code"] == "bad_pin"
    answer = chen.send(f"{path}/give", {"pin": "2468"})
    assert (answer.status_code, answer.json()["given_name"]) == (200, "陈班长")
    assert as_user(people.wang).send(f"{path}/give", {"pin": "2468"}).status_code == 403


@pytest.mark.django_db
def test_a_line_of_the_matrix_is_changed_on_the_record(city: None):
    line = enter_line(
        actor="system", role="duty_officer", channel="phone", audience="officials", most=5, ruling="self", area="4401", source="局令"
    )
    with pytest.raises(Problem, match="已有相同"):
        enter_line(
            actor="system", role="duty_officer", channel="phone", audience="officials", most=5, ruling="second", area="4401", source="局令"
        )
    change_line(actor="system", line_id=line.pk, most=8, ruling="second", source="局令二号")
    assert Line.objects.get(pk=line.pk).ruling == "second"
    remove_line(actor="system", line_id=line.pk)
    assert not Line.objects.filter(pk=line.pk).exists()
    assert rule("authority.afterwards_min") == 30
