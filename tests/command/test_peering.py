"""Platforms above and below: what is said to whom, and what becomes of what they say."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from command.agreements.actions import draft_support, send_support, sign_support
from command.agreements.models import SupportRequest
from command.alerts.models import Alert
from command.instructions.actions import acknowledge_instruction, feed_back
from command.instructions.models import Instruction
from command.peering import taking
from command.peering.actions import (
    adopt_item,
    answer_item,
    change_peer,
    direct_peer,
    share_with,
    tell_again,
)
from command.peering.forgetting import forget_letters
from command.peering.leaving import archive_peer_items
from command.peering.masks import without_phones
from command.peering.messages import Incoming, Item, Outgoing
from command.peering.models import Peer
from command.peering.taking import work_waiting
from command.reports.actions import draft_report, sign_report, submit_report
from command.reports.models import Report
from command.reports.sending import send_report
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import change_incident, open_incident
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from tests.command.peering_side import PATH, THEIR_FIRE, Side, said_to, side
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def above(city) -> Side:
    return side("above", "44")


@pytest.fixture
def below(city) -> Side:
    return side("below", "440117")


def test_what_happened_becomes_one_message_and_what_did_not_change_none(people, above):
    assert said_to(above, "incident") == []
    fire = open_incident(actor=people.wang.actor, **FIRE, text="报警人 13812345678,冒烟")
    (told,) = said_to(above, "incident")
    assert (told["subject"], told["revision"], told["from"], told["version"]) == (str(fire.pk), 1, "gz", "ecc-exchange/1.0")
    assert told["body"]["number"] == fire.number and told["body"]["text"] == "报警人 138****5678,冒烟"
    assert len(said_to(above, "incident")) == 1
    change_incident(actor=people.wang.actor, incident=fire, place="良口镇石岭")
    change_incident(actor=people.wang.actor, incident=fire, place="良口镇石岭村")
    (told,) = said_to(above, "incident")  # two changes while the road was shut are one word, the newest
    assert (told["revision"], told["body"]["place"]) == (2, "良口镇石岭村")
    assert Outgoing.objects.get(peer=above.peer, kind="incident", revision=1).state == "superseded"


def test_of_a_tabletop_nothing_leaves_and_a_live_drill_is_marked(people, above):
    said_to(above)
    table = Exercise.objects.create(kind="tabletop", name="推演", area="4401", started_by="system")
    open_incident(actor=people.wang.actor, **FIRE, exercise=table.pk)
    assert said_to(above, "incident") == []
    live = Exercise.objects.create(kind="live", name="演练", area="4401", started_by="system")
    open_incident(actor=people.wang.actor, **FIRE, exercise=live.pk)
    assert [one["drill"] for one in said_to(above, "incident")] == [True]


def test_only_the_share_goes_and_what_is_shared_no_more_is_said_to_be_gone(people, above):
    fire = open_incident(actor=people.wang.actor, **FIRE)
    row = {"kind": "incident", "area": "440115", "from_grade": None, "phones": False, "why": ""}
    share_with(actor="system", peer_id=above.peer.pk, shares=[row])
    assert said_to(above) == []
    share_with(actor="system", peer_id=above.peer.pk, shares=[row | {"area": "", "from_grade": 3}])
    assert said_to(above) == []
    share_with(actor="system", peer_id=above.peer.pk, shares=[row | {"area": ""}])
    assert [one["body"]["number"] for one in said_to(above)] == [fire.number]
    share_with(actor="system", peer_id=above.peer.pk, shares=[])
    assert [(one["revision"], one["body"]) for one in said_to(above)] == [(2, {"gone": True})]
    with pytest.raises(Problem, match="理由"):
        share_with(actor="system", peer_id=above.peer.pk, shares=[row | {"phones": True}])


def test_an_order_from_above_runs_with_its_clock_and_is_answered_back(above, people, agrees):
    fire = open_incident(actor=people.wang.actor, **FIRE)
    said_to(above)
    due = clock.now() + timedelta(hours=1)
    body = {"leader_name": "张副省长", "text": "确保人员安全,两小时一报。", "incident": str(fire.pk), "due_at": due.isoformat()}
    with agrees():
        letter = above.letter("instruction", "31", 1, body, area="44")
        assert above.post(PATH, letter).json()["state"] == "accepted"
        above.post(PATH, letter)
    one = Instruction.objects.get()
    assert (one.incident, one.leader_name, one.due_at, one.by) == (fire, "广东省应急指挥平台 张副省长", due, above.peer.actor)
    assert one.addressees.exists(), "passed on to who has the duty"
    (answer,) = said_to(above, "answer")
    assert (answer["subject"], answer["body"]["state"]) == ("instruction:31", "told")
    for addressee in one.addressees.all():
        acknowledge_instruction(actor=people.chen.actor, addressee_id=addressee.pk, said_by="陈班长")
    feed_back(actor=people.chen.actor, instruction_id=one.pk, name="市森防办", text="已全部撤出", done=True)
    (answer,) = said_to(above, "answer")
    assert (answer["revision"], answer["body"]["state"], answer["body"]["name"]) == (2, "done", "陈班长")
    assert [(back["text"], back["done"]) for back in answer["body"]["feedback"]] == [("已全部撤出", True)]
    # Not content above: it goes on here; then it is closed there, and here
    above.say("instruction", "31", 2, body | {"returned": 1, "returned_why": "补报伤员情况"}, area="44")
    one.refresh_from_db()
    assert one.state == "acked" and one.feedback.filter(name="退回", text="补报伤员情况").exists()
    feed_back(actor=people.chen.actor, instruction_id=one.pk, name="市森防办", text="无伤员", done=True)
    above.say("instruction", "31", 3, body | {"returned": 1, "state": "closed"}, area="44")
    one.refresh_from_db()
    assert one.state == "closed" and Instruction.objects.count() == 1


def test_our_order_goes_down_to_whom_it_is_given_and_its_answers_come_back(below, people, agrees):
    below.say("incident", "7", 1, THEIR_FIRE, area="440117104")
    item = Item.objects.get()
    with agrees():
        given = direct_peer(
            actor=people.chen.actor, name="陈班长", peer_id=below.peer.pk, text="封控山路", leader_name="陈班长", item_id=item.pk
        ).instruction
        (order,) = said_to(below, "instruction")
        below.say("answer", f"instruction:{given.pk}", 2, {"about": "instruction", "subject": str(given.pk), "state": "done", "name": "区值班", "feedback": [{"name": "区森防办", "text": "已封控", "done": True}]})  # fmt: skip
        below.say("answer", f"instruction:{given.pk}", 1, {"about": "instruction", "subject": str(given.pk), "state": "told"})
    assert (order["body"]["text"], order["body"]["incident"], order["subject"]) == ("封控山路", "7", str(given.pk))
    given.refresh_from_db()
    assert given.state == "done" and [back.text for back in given.feedback.all()] == ["已封控"]
    stranger = below.say("answer", "instruction:999", 1, {"about": "instruction", "subject": "999", "state": "done"}).json()
    assert stranger["state"] == "refused" and "没有向" in stranger["reason"]


def test_a_report_that_was_sent_goes_up_and_its_receipt_comes_back(above, people, sent_report, agrees):
    report = sent_report
    (told,) = said_to(above, "report")
    assert told["body"]["title"] == report.title and told["body"]["elements"]["place"]
    back = {"about": "report", "subject": str(report.pk), "state": "received", "name": "省值班员", "at": clock.now().isoformat()}
    with agrees():
        assert above.say("answer", f"report:{report.pk}", 1, back).json()["state"] == "accepted"
    report.refresh_from_db()
    assert report.state == "received" and [one.org for one in report.receipts.all()] == ["广东省应急指挥平台"]
    assert said_to(above, "report")[0]["revision"] == 1, "a receipt is nothing new to who gave it"


@pytest.fixture
def sent_report(above, people) -> Report:
    fire = open_incident(actor=people.wang.actor, **FIRE)
    said_to(above)
    report = draft_report(actor=people.wang.actor, name="王值班", kind="first", incident_id=fire.pk)
    submit_report(actor=people.wang.actor, name="王值班", report_id=report.pk)
    sign_report(actor=people.chen.actor, name="陈班长", report_id=report.pk)
    return send_report(actor=people.wang.actor, name="王值班", report_id=report.pk, way="system")


def test_a_report_from_below_is_signed_for_or_returned_and_the_answer_goes_down(below, people, agrees):
    body = {"number": "从应急〔2026〕3号", "title": "良口镇森林火灾(首报)", "kind": "first", "elements": {"place": "良口镇"}}
    with agrees():
        below.say("report", "12", 1, body)
        item = Item.objects.get()
        answer_item(actor=people.chen.actor, name="陈班长", item_id=item.pk, state="received")
    (answer,) = said_to(below, "answer")
    assert (answer["body"]["about"], answer["body"]["subject"], answer["body"]["state"]) == ("report", "12", "received")
    with pytest.raises(Problem, match="写明原因"):
        answer_item(actor=people.chen.actor, name="陈班长", item_id=item.pk, state="returned")
    answer_item(actor=people.chen.actor, name="陈班长", item_id=item.pk, state="returned", text="缺伤亡数")
    assert said_to(below, "answer")[-1]["body"]["text"] == "缺伤亡数"
    below.say("report", "12", 2, body | {"title": "良口镇森林火灾(首报,更正)"})
    item = Item.objects.select_related("peer").get()
    assert item.answered is None, "what is new waits for an answer of its own"


def test_support_is_asked_above_and_granted(above, people, agrees):
    said_to(above)
    asked = draft_support(
        actor=people.wang.actor, name="王值班", force="military", to="省应急厅", what="排涝泵车 5 台", place="从化体育馆", area="440117"
    )
    sign_support(actor=people.chen.actor, name="陈班长", request_id=asked.pk)
    assert said_to(above, "support") == []
    send_support(actor=people.wang.actor, request_id=asked.pk, way="system")
    (told,) = said_to(above, "support")
    assert (told["body"]["number"], told["body"]["what"]) == (asked.number, "排涝泵车 5 台")
    with agrees():
        above.say(
            "answer",
            f"support:{asked.pk}",
            1,
            {"about": "support", "subject": str(asked.pk), "state": "granted", "name": "省厅李处", "text": "两小时到"},
        )
    asked = SupportRequest.objects.get(pk=asked.pk)
    assert (asked.state, asked.answered_name, asked.answer) == ("granted", "省厅李处", "两小时到")


def test_their_incident_becomes_ours_beside_theirs_once(below, people, agrees):
    below.say("incident", "7", 1, THEIR_FIRE, area="440117104")
    item = Item.objects.get()
    shown = item.row()
    assert (shown["lon"], shown["lat"], shown["incident"]) == (113.77, 23.74, None), "drawn as theirs until it is ours"
    with agrees():
        ours = adopt_item(actor=people.wang.actor, item_id=item.pk)
    assert adopt_item(actor=people.wang.actor, item_id=item.pk) == ours and Incident.objects.count() == 1
    assert (ours.area, ours.type_id) == ("440117104", "11G01") and "CH-7" in ours.text
    below.say("incident", "7", 2, THEIR_FIRE | {"phase": "closed"}, area="440117104")
    assert Incident.objects.get().phase == "opened", "what is ours only we end"


def test_resources_of_a_district_go_whole_and_without_names_of_people(above, people, unit):
    share = {"kind": "resource", "area": "440117", "from_grade": None, "phones": False, "why": ""}
    share_with(actor="system", peer_id=above.peer.pk, shares=[share])
    (told,) = said_to(above, "resource")
    assert (told["subject"], [one["name"] for one in told["body"]["teams"]]) == ("440117", [unit.name])
    assert "梁队长" not in json.dumps(told, ensure_ascii=False)


def test_a_warning_goes_as_cap_and_is_taken_in_as_any_other(above, people):
    cap = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>44000041600000_20261122100000</identifier><sender>广东省气象台</sender><sent>SENT</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>暴雨橙色预警</event>
<urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty><headline>广东省气象台发布暴雨橙色预警信号</headline>
<description>预计三小时内降雨 50 毫米以上</description><area><areaDesc>从化区</areaDesc><geocode><valueName>GB/T 2260</valueName><value>440117</value></geocode></area></info></alert>"""
    body = {
        "identifier": "44000041600000_20261122100000",
        "headline": "暴雨橙色预警",
        "cap": cap.replace("SENT", clock.now().astimezone().isoformat(timespec="seconds")),
    }
    answer = above.say("warning", "5", 1, body, area="44").json()
    assert answer["state"] == "accepted", answer
    assert Alert.objects.get().colour == "orange"
    spoilt = above.say("warning", "6", 1, body | {"cap": "<alert>"}, area="44").json()
    assert spoilt["state"] == "refused" and "未能接收" in spoilt["reason"]


def test_what_fails_is_tried_again_and_then_somebody_is_told(below, monkeypatch):
    def spoilt(heard: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setitem(taking.HANDLERS, "incident", spoilt)
    first = below.say("incident", "7", 1, THEIR_FIRE).json()
    fine = below.say("report", "1", 1, {"title": "首报"}).json()
    assert (first["state"], fine["state"]) == ("received", "accepted")
    for _ in range(4):
        work_waiting()
    assert Incoming.objects.get(kind="incident").state == "failed"
    assert Alarm.objects.filter(device__startswith="system:exchange-failed:").count() == 1


def test_a_drill_below_needs_a_drill_here(below):
    refused = below.say("incident", "7", 1, THEIR_FIRE, drill=True).json()
    assert refused["state"] == "refused" and "没有进行中的实战演练" in refused["reason"]
    live = Exercise.objects.create(kind="live", name="演练", area="4401", started_by="system")
    assert below.say("incident", "7", 1, THEIR_FIRE, drill=True).json()["state"] == "accepted"
    assert Item.objects.get().exercise_id == live.pk


def test_what_is_over_leaves_the_board(below, agrees):
    below.say("incident", "7", 1, THEIR_FIRE | {"phase": "closed"})
    Item.objects.update(changed_at=clock.now() - timedelta(days=2))
    with agrees():
        assert archive_peer_items() == 1


def test_a_platform_is_entered_changed_and_told_again(people, as_user, agrees):
    chief = as_user(people.admin)
    fields = {"code": "gd", "name": "广东省应急指挥平台", "level": "above", "area": "44", "known_as": "gz", "url": "http://127.0.0.1:9"}
    with agrees():
        made = chief.send("/api/peers", fields)
        assert made.status_code == 201, made.json()
        assert {one["kind"] for one in made.json()["shares"]} == {"incident", "report", "resource", "warning", "support"}
        change_peer(actor="system", peer_id=made.json()["id"], name="省平台", area="44", known_as="gz", url="", active=False)
    assert chief.send("/api/peers", fields).json()["code"] == "exists"
    peer = Peer.objects.get()
    Outgoing.objects.create(
        peer=peer, message=uuid4(), kind="incident", subject="1", revision=1, digest="x", text="{}", state="refused", error="区划不符"
    )
    assert tell_again(actor="system", peer_id=peer.pk) == 1 and Outgoing.objects.get().state == "waiting"
    lines = chief.get("/api/peers").json()
    assert (lines[0]["waiting"], lines[0]["refused"]) == (1, 0)
    assert as_user(people.huang).get("/api/peers").json() == []


@pytest.mark.parametrize(("said", "sent"), [("电话13812345678。", "电话138****5678。"), ("020-87654321 转 3", "020****4321 转 3"), ("面积 13812345678901 平方米", "面积 13812345678901 平方米"), ("编号 SJ20261122-0042", "编号 SJ20261122-0042")])  # fmt: skip
def test_phones_are_masked_and_other_numbers_stay(said, sent):
    assert without_phones({"a": [said, 5, None]}) == {"a": [sent, 5, None]}


def test_old_letters_are_forgotten_but_never_the_newest_of_a_subject(above, below, people):
    fire = open_incident(actor=people.wang.actor, **FIRE)
    said_to(above, "incident")
    change_incident(actor=people.wang.actor, incident=fire, place="石岭")
    said_to(above, "incident")
    for number in (1, 2):
        below.say("incident", "7", number, THEIR_FIRE)
    long_ago = clock.now() - timedelta(days=400)
    Outgoing.objects.update(made_at=long_ago)
    Incoming.objects.update(at=long_ago)
    assert forget_letters() == 2
    assert [one.revision for one in Outgoing.objects.filter(kind="incident")] == [2] and [
        one.revision for one in Incoming.objects.all()
    ] == [2]
