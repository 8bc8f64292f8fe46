"""一键通: one press reaches everybody, twice does no harm, and what was seen is what is done."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from command.onekey.models import DONE, Leg, Press
from command.onekey.tally import TALLY, count_again
from dispatch.callout.actions import answer_call, deliver_call
from dispatch.callout.climbing import STEP
from dispatch.callout.models import Call, Callout
from dispatch.contacts.actions import add_person, retire_person
from dispatch.incidents.actions import open_incident
from dispatch.incidents.hooks import tell_incident
from dispatch.incidents.models import Incident
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit
from dispatch.orders.models import Assignment, Order
from realtime.clerk.models import Deadline
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
ONLY = {"talk": False, "conference": False, "wall": False}


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def fire(people: SimpleNamespace) -> Incident:
    return open_incident(actor="system", area="440117", **FIRE)


def contact(name: str, area: str = "440117", **given: Any) -> Any:
    ways = given.pop("ways", ["record"])
    value = {"app": "", "sms": "13800001234"}
    addresses = [{"channel": way, "value": value.get(way, name), "rank": 0} for way in ways]
    return add_person(actor="system", name=name, area=area, role=given.pop("role", "duty_desk"), addresses=addresses, **given)


def look(client: Any, **body: Any) -> Any:
    answer = client.send("/api/onekey/preview", {"parts": ONLY} | body)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def press(client: Any, token: str, **more: Any) -> Any:
    return client.send("/api/onekey/confirm", {"token": token, **more})


def part(shown: Any, name: str) -> Any:
    return next(one for one in shown["parts"] if one["kind"] == name)


def test_the_preview_says_who_how_what_it_costs_and_changes_nothing(as_user: Any, people: Any, fire: Incident, unit: Any):
    contact("区值班", ways=["app", "record"])
    contact("镇值班", "440117104", ways=[])
    shown = look(as_user(people.chen), incident=fire.pk)
    orders, callout = part(shown, "orders"), part(shown, "callout")
    assert [row["name"] for row in orders["who"]] == [unit.name]
    assert {row["name"] for row in callout["who"]} >= {"区值班", "镇值班"}
    assert any("没有可用的联系方式" in gap["why"] for gap in callout["gaps"])
    assert callout["channels"]["record"] == 1 and shown["needs"] is None
    assert Press.objects.count() == Order.objects.count() == Callout.objects.count() == 0


def test_one_press_orders_first_then_calls_and_every_screen_sees_it(as_user: Any, people: Any, fire: Incident, unit: Any, agrees: Any):
    persons = [contact(f"村{number}") for number in range(3)]
    client = as_user(people.chen)
    shown = look(client, incident=fire.pk)
    with agrees():
        answer = press(client, shown["token"])
    assert answer.status_code == 201, answer.content.decode()
    made = answer.json()
    assert {leg["kind"]: leg["of"] for leg in made["legs"]} == {"orders": 1, "callout": made["counts"]["callout"]}
    called = {call.person_id for call in Call.objects.filter(callout_id=made["legs"][1]["ref"])}
    assert called >= {person.pk for person in persons}
    kinds = list(Event.objects.filter(stream_id=f"incident:{fire.pk}").order_by("seq").values_list("kind", flat=True))
    assert kinds.index("order.issued") < kinds.index("call.started"), "stored before any call leg"


def test_pressing_twice_is_one_press(as_user: Any, people: Any, fire: Incident, unit: Any):
    contact("区值班")
    client = as_user(people.chen)
    token = look(client, incident=fire.pk)["token"]
    first, again = press(client, token).json(), press(client, token).json()
    assert first["id"] == again["id"] and Press.objects.count() == Callout.objects.count() == Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_in_the_same_second_make_one_press_and_the_second_sees_who(as_user: Any, people: Any, fire: Incident, unit: Any):
    contact("区值班")
    both = [as_user(people.chen), as_user(people.wang)]
    tokens = [look(client, incident=fire.pk)["token"] for client in both]
    answers: list[Any] = []

    def go(client: Any, token: str) -> None:
        answers.append(press(client, token).json())
        connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in zip(both, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Press.objects.count() == Callout.objects.count() == Order.objects.count() == 1
    joined = [answer for answer in answers if answer["joined_to"]]
    assert len(joined) == 1 and joined[0]["joined_to"] == Press.objects.get().by_name
    assert Press.objects.get().joined == [({"陈班长", "王值班"} - {Press.objects.get().by_name}).pop()]


def test_who_joins_is_told_what_the_first_press_does_not_hold(as_user: Any, people: Any, fire: Incident, unit: Any):
    contact("区值班")
    struck = contact("镇值班")
    chen, wang = as_user(people.chen), as_user(people.wang)
    mine, theirs = look(chen, incident=fire.pk, without={"persons": [struck.pk]}), look(wang, incident=fire.pk)
    press(chen, mine["token"])
    answer = press(wang, theirs["token"]).json()
    assert answer["joined_to"] == "陈班长" and answer["left_out"] == ["镇值班"]


def test_a_team_taken_meanwhile_refuses_the_press_and_is_named(as_user: Any, people: Any, fire: Incident, unit: Any):
    client = as_user(people.chen)
    token = look(client, incident=fire.pk)["token"]
    other = open_incident(actor="system", area="440117", **FIRE)
    assign_unit(actor=people.wang.actor, name="王值班", incident_id=other.pk, unit_id=unit.pk, task="出动")
    answer = press(client, token)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_preview")
    assert unit.name in answer.json()["detail"] and "王值班" in answer.json()["detail"]
    assert not Press.objects.exists() and not Callout.objects.exists()


def test_a_contact_who_was_retired_meanwhile_refuses_it_too(as_user: Any, people: Any, fire: Incident, unit: Any):
    person = contact("区值班")
    client = as_user(people.chen)
    token = look(client, incident=fire.pk)["token"]
    retire_person(actor="system", person=person, active=False)
    answer = press(client, token)
    assert answer.json()["code"] == "stale_preview" and "区值班" in answer.json()["detail"]


def test_somebody_elses_preview_is_not_mine_to_confirm(as_user: Any, people: Any, fire: Incident, unit: Any):
    token = look(as_user(people.chen), incident=fire.pk)["token"]
    assert press(as_user(people.wang), token).json()["detail"].startswith("这份预览不是您的")
    assert press(as_user(people.wang), "x" + token).json()["code"] == "invalid"


def test_a_whole_area_calls_the_four_levels_each_once_and_a_villages_place_is_taken(as_user: Any, people: Any, city: None):
    from realtime.areas.models import Area

    Area.objects.get_or_create(code="440118105901", defaults={"name": "甲村", "parent_id": "440118105"})
    Area.objects.get_or_create(code="440118105902", defaults={"name": "乙村", "parent_id": "440118105"})
    deputy = contact("副镇长", "440118105", role="duty_desk")
    contact("镇长", "440118105", role="duty_desk", deputy=deputy.pk)
    contact("村支书", "440118105901", role="duty_desk")
    shown = look(as_user(people.chen), area="440118105")
    callout = part(shown, "callout")
    names = [row["name"] for row in callout["who"]]
    assert sorted(names) == sorted(set(names)) and {"镇长", "副镇长", "村支书"} <= set(names)
    stand = next(row for row in callout["who"] if row["name"] == "副镇长")
    assert stand["note"].startswith("代")
    assert any("没有登记联系人" in gap["why"] and "副镇长" in gap["why"] for gap in callout["gaps"])


def test_a_line_drawn_on_the_map_takes_the_teams_inside(as_user: Any, people: Any, fire: Incident, make_unit: Any):
    inside = make_unit("圈内队", lon=113.60, lat=23.55)
    make_unit("圈外队", lon=113.90, lat=23.20)
    square = [[113.59, 23.54], [113.61, 23.54], [113.61, 23.56], [113.59, 23.56]]
    shown = look(as_user(people.chen), incident=fire.pk, selection={"polygon": square})
    assert [row["id"] for row in part(shown, "orders")["who"]] == [inside.pk]


def test_beyond_the_matrix_another_has_to_approve_and_the_press_goes_on_with_that(as_user: Any, people: Any, fire: Incident):
    from dispatch.authority.models import Approval

    for number in range(70):
        contact(f"人{number}", "440117104")
    shown = look(wang := as_user(people.wang), incident=fire.pk, parts=ONLY | {"orders": False})
    assert shown["needs"]["need"] == "second"
    refused = press(wang, shown["token"])
    assert (refused.status_code, refused.json()["code"]) == (409, "approval_needed")
    asked = wang.send("/api/authority/approvals", {"ask": shown["needs"]["ask"]}).json()
    Approval.objects.filter(pk=asked["id"]).update(state="given", given_name="陈班长")
    assert press(wang, shown["token"], approval=asked["id"]).status_code == 201


def test_the_board_is_counted_and_told_once_and_ends_when_all_are_there(as_user: Any, people: Any, fire: Incident, unit: Any, agrees: Any):
    contact("区值班")
    client = as_user(people.chen)
    made = press(client, look(client, incident=fire.pk)["token"]).json()
    assert Deadline.objects.filter(kind=TALLY, object_id=made["id"]).exists()
    for call in Call.objects.all():
        answer_call(actor="system", call_id=call.pk, answer="button", action_text="收到")
    acknowledge_order(actor=people.liang.actor, order_id=Order.objects.get().pk, principal=people.liang.actor, kind="accepted")
    with agrees():
        count_again(made["id"])
    done = Press.objects.get()
    assert done.state == DONE and all(leg.done == leg.of for leg in Leg.objects.all())


def test_undo_cancels_what_nobody_accepted_stands_down_who_did_and_says_what_stays(
    as_user: Any, people: Any, fire: Incident, unit: Any, make_unit: Any, agrees: Any
):
    person = contact("区值班")
    silent = contact("镇值班", "440117104")
    other = make_unit("第二队")
    client = as_user(people.chen)
    shown = look(client, incident=fire.pk, selection={"units": [unit.pk, other.pk], "persons": [person.pk, silent.pk]})
    made = press(client, shown["token"]).json()
    order = Order.objects.get(unit=unit)
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
    deliver_call(actor="system", call_id=Call.objects.get(person=person).pk, channel="record")
    with agrees():
        answer = client.send(f"/api/onekey/{made['id']}/undo")
    told = answer.json()
    assert answer.status_code == 200 and told["press"]["state"] == "undone"
    assert any("收队令" in words for words in told["undone"]) and any("不能收回" in words for words in told["stays"])
    assert not Assignment.objects.filter(state="open").exists()
    assert Call.objects.get(person=silent).state == "stopped"
    assert client.send(f"/api/onekey/{made['id']}/undo").json()["code"] == "wrong_state"


def test_closing_the_incident_rings_nobody_any_more_and_who_was_reached_is_still_put_right(
    as_user: Any, people: Any, fire: Incident, unit: Any, agrees: Any
):
    reached, missed = contact("区值班"), contact("镇值班", "440117104")
    client = as_user(people.chen)
    chosen = {"persons": [reached.pk, missed.pk]}
    made = press(client, look(client, incident=fire.pk, selection=chosen, parts=ONLY | {"orders": False})["token"]).json()
    Call.objects.update(delivered_at=None)
    deliver_call(actor="system", call_id=Call.objects.get(person=reached).pk, channel="record")
    with agrees():
        tell_incident(people.chen.actor, "closed", fire)
    assert {call.state for call in Call.objects.all()} == {"stopped"}
    assert not Deadline.objects.filter(kind=STEP, object_id__in=Call.objects.values("pk")).exists()
    Incident.objects.filter(pk=fire.pk).update(phase="closed")
    answer = client.send(f"/api/onekey/{made['id']}/correct", {"text": "火情误报,已解除"})
    assert answer.status_code == 201, answer.content
    assert list(Call.objects.exclude(state="stopped").values_list("person", flat=True)) == [reached.pk]


def test_a_correction_reaches_exactly_those_reached(as_user: Any, people: Any, fire: Incident, unit: Any, agrees: Any):
    reached, missed = contact("区值班"), contact("镇值班", "440117104")
    client = as_user(people.chen)
    shown = look(client, incident=fire.pk, selection={"persons": [reached.pk, missed.pk]}, parts=ONLY | {"orders": False})
    made = press(client, shown["token"]).json()
    Call.objects.update(delivered_at=None)
    deliver_call(actor="system", call_id=Call.objects.get(person=reached).pk, channel="record")
    before = client.get(f"/api/onekey/{made['id']}/correction").json()
    assert before["reached"] == 1 and before["left_out"][0]["name"].endswith("镇值班") and before["opening"].startswith("更正")
    with agrees():
        answer = client.send(f"/api/onekey/{made['id']}/correct", {"text": "集合地点改为镇政府"})
    assert answer.status_code == 201 and answer.json()["corrections"] == 1
    second = Callout.objects.order_by("-pk")[0]
    assert [call.person_id for call in second.calls.all()] == [reached.pk]
    assert second.text.startswith("更正(") and "镇政府" in second.text


def test_a_part_that_cannot_start_says_so_and_holds_up_nobody(
    as_user: Any, people: Any, fire: Incident, unit: Any, monkeypatch: pytest.MonkeyPatch
):
    from command.onekey.parts import BY_NAME
    from realtime.codes import Problem

    contact("区值班")

    def fails(*_: Any) -> Any:
        raise Problem("wrong_state", "叫应暂停")

    client = as_user(people.chen)
    token = look(client, incident=fire.pk)["token"]
    monkeypatch.setattr(BY_NAME["callout"], "start", fails, raising=False)
    made = press(client, token).json()
    assert {leg["kind"]: leg["state"] for leg in made["legs"]} == {"orders": "started", "callout": "failed"}
    whole = client.get(f"/api/onekey/{made['id']}").json()
    assert whole["troubles"][0]["why"] == "叫应暂停"


def test_a_table_top_sends_nothing_outside_and_says_so(as_user: Any, people: Any, city: None):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    contact("镇值班", "440118105", ways=["sms", "record"])
    shown = look(as_user(people.chen), area="440118105", exercise=exercise.pk)
    assert shown["outside"] == 0 and shown["cost"] == ["桌面推演:不向外发出任何信息"] and shown["needs"] is None


def test_a_post_without_the_verb_of_a_part_sees_it_off(as_user: Any, people: Any, fire: Incident, unit: Any):
    from command.people.actions import create_person

    contact("区值班")
    officer, _ = create_person(actor="system", username="spec", name="专员", phone="", role="command_officer", area="4401")
    shown = look(as_user(officer), incident=fire.pk)
    assert part(shown, "orders")["may"] is False and part(shown, "callout")["on"] is True


def test_a_closed_incident_and_an_empty_selection_are_refused_clearly(as_user: Any, people: Any, fire: Incident):
    client = as_user(people.chen)
    assert client.send("/api/onekey/preview", {"selection": {}}).json()["code"] == "invalid"
    assert client.send("/api/onekey/preview", {}).json()["code"] == "invalid"
    assert client.send("/api/onekey/preview", {"incident": 999999}).status_code == 404


def test_teams_and_accounts_are_in_one_talk_group_and_one_conference(as_user: Any, people: Any, fire: Incident, unit: Any, agrees: Any):
    contact("黄从化", user=people.huang.pk, ways=["app"])
    client = as_user(people.chen)
    shown = look(client, incident=fire.pk, parts={})
    assert {"orders", "talk", "conference", "callout"} <= {one["kind"] for one in shown["parts"] if one["on"]}
    with agrees():
        made = press(client, shown["token"]).json()
    legs = {leg["kind"]: leg for leg in made["legs"]}
    assert legs["talk"]["state"] == "done" and legs["talk"]["made"] is False, "the incident's own group"
    assert legs["conference"]["of"] >= 3 and legs["conference"]["made"] is True
    told = client.send(f"/api/onekey/{made['id']}/undo").json()
    assert any("会商" in words and "已结束" in words for words in told["undone"])
    assert any("仍保留" in words for words in told["stays"])


def test_the_press_stands_on_the_walls_and_undo_gives_the_picture_back(as_user: Any, people: Any, fire: Incident, unit: Any):
    from command.wall.actions import add_wall
    from command.wall.models import Wall
    from realtime.accounts.models import Token
    from realtime.accounts.tokens import issue_token

    token, _ = issue_token(actor="system", kind=Token.WALL, name="主屏", area="4401")
    if not Wall.objects.exists():
        add_wall(actor="system", token=token)
    client = as_user(people.chen)
    made = press(client, look(client, incident=fire.pk, parts={"conference": False})["token"]).json()
    assert Wall.objects.get().scene["kind"] == "incident"
    told = client.send(f"/api/onekey/{made['id']}/undo").json()
    assert Wall.objects.get().scene["kind"] == "daily" and any("恢复" in words for words in told["undone"])
