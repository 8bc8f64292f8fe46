"""SMS and voice gateways: what they are given, what they tell, and that nobody who cannot sign is believed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client

from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.callout.actions import start_callout
from dispatch.callout.attempts import DELIVERY
from dispatch.callout.channels import BY_NAME, Message
from dispatch.callout.channels.known import ChannelFailed
from dispatch.callout.models import Attempt, Call
from dispatch.contacts.actions import add_person
from dispatch.gateways import carrying, inbound
from dispatch.gateways.inbound import work, work_inbound
from dispatch.gateways.models import Handover, Inbound, Nonce, Provider, Template
from dispatch.gateways.secrets import keep_secret, path_of, secret_of
from realtime import clock
from realtime.clerk.models import Deadline
from tests.dispatch.example_gateway import ExampleGateway

pytestmark = pytest.mark.django_db
SECRET = "gemeinsames-geheimnis-2026"


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    carrying.forget()
    yield
    carrying.forget()


@pytest.fixture
def gateway() -> Iterator[ExampleGateway]:
    found = ExampleGateway(SECRET)
    yield found
    found.close()


@pytest.fixture
def sms(city: None, gateway: ExampleGateway) -> Provider:
    keep_secret("sms1", SECRET)
    return Provider.objects.create(code="sms1", kind="sms", name="移动短信", url=gateway.url, signature="广州应急")


def message(number: str = "13812345678", **given: Any) -> Message:
    return Message(
        **{"id": "a1", "to": number, "person": None, "text": "派潭镇发布暴雨红色预警,请立即组织转移。", "purpose": "call"} | given
    )


def hand(*messages: Message, channel: str = "sms") -> list[Any]:
    """Failures as their words."""
    try:
        results = BY_NAME[channel].send_many(messages)
    except ChannelFailed as reason:
        return [reason] * len(messages)
    return list(results)


@pytest.fixture
def called(sms: Provider) -> Callable[..., Attempt]:
    """Somebody called by SMS, handed over by hand: the attempt as the worker leaves it."""

    def make(number: str = "13812345678", name: str = "李村长") -> Attempt:
        person = add_person(actor="system", name=name, role="duty_desk", area="440118", addresses=[{"channel": "sms", "value": number}])
        alarm = raise_alarm(actor="system", source="call", urgency="urgent", lon=None, lat=None, area="440118", text="测试")
        callout = start_callout(
            actor="system", about="alarm", about_id=alarm.pk, purpose="call", persons=[person], text="请核查", area="440118", join=False
        )
        attempt = Attempt.objects.get(call__callout=callout)
        (handed,) = hand(message(number, id=attempt.key, person=person, call=attempt.call_id))
        Attempt.objects.filter(pk=attempt.pk).update(provider=handed.provider, result=Attempt.SENT)
        return Attempt.objects.get(pk=attempt.pk)

    return make


def state(attempt: Attempt) -> tuple[str, str]:
    call = Call.objects.get(pk=attempt.call_id)
    return call.state, call.action_text


# What the gateway is given


def test_a_message_is_signed_split_counted_and_known_by_our_id(sms: Provider, gateway: ExampleGateway):
    (handed,) = hand(message(text="请" * 90))
    sent = gateway.taken["a1"]
    assert (handed.provider, sent["to"], sent["signature"], sent["parts"], sent["encoding"]) == ("P1", "13812345678", "广州应急", 2, "ucs2")
    assert sent["text"].startswith("【广州应急】请")
    row = Handover.objects.get()
    assert (row.message, row.result, row.their_id, row.parts) == ("a1", "taken", "P1", 2)


def test_the_same_message_is_never_given_twice(sms: Provider, gateway: ExampleGateway):
    hand(message())
    (again,) = hand(message())
    assert isinstance(again, ChannelFailed) and "已经提交过" in again.words
    assert len(gateway.requests) == 1


def test_a_hundred_go_in_one_request_and_one_bad_number_costs_no_other(sms: Provider, gateway: ExampleGateway):
    gateway.refuse["13800000050"] = "bad_number"
    results = hand(*[message(f"138000000{n:02}", id=f"a{n}") for n in range(100)])
    assert len(gateway.requests) == 1 and len(gateway.taken) == 99
    assert [str(one) for one in results if isinstance(one, ChannelFailed)] == ["网关拒绝:号码不正确"]


def test_registered_words_are_chosen_by_purpose_and_variables_kept_to_their_length(sms: Provider, gateway: ExampleGateway):
    Provider.objects.update(templates_only=True)
    for code, purpose, drill, text in [
        ("T1", "call", False, "{name},{text}收到请回复{code}。"), ("T2", "", False, "通用:{text}"), ("T9", "call", True, "演练,演练。{text}收到请回复{code}。"),
    ]:  # fmt: skip
        Template.objects.create(provider=sms, code=code, purpose=purpose, drill=drill, text=text, limits={"text": 10, "name": 4})
    hand(
        message(id="a1", name="李村长"),
        message(id="a2", purpose="notify"),
        message(id="a3", exercise=True, text="演练,演练。请核查河道水位并回报"),
    )
    first, second, third = (gateway.taken[key] for key in ("a1", "a2", "a3"))
    assert (first["template"], first["variables"]) == ("T1", {"name": "李村长", "text": "派潭镇发布暴雨红色…", "code": "1"})
    assert first["text"] == "【广州应急】李村长,派潭镇发布暴雨红色…收到请回复1。"
    assert (second["template"], third["template"]) == ("T2", "T9")
    assert third["text"].count("演练,演练") == 1 and third["exercise"] is True


def test_a_gateway_that_knows_only_registered_words_is_given_no_others(sms: Provider, gateway: ExampleGateway):
    Provider.objects.update(templates_only=True)
    Template.objects.create(provider=sms, code="T1", purpose="", text="{text}")
    (refused,) = hand(message(exercise=True))
    assert str(refused) == "移动短信没有演练用的报备模板(用途 call)"
    assert not gateway.requests


def test_characters_a_gateway_cannot_carry_are_replaced_and_too_long_a_text_is_refused(sms: Provider, gateway: ExampleGateway):
    hand(message(text="注意😀【重要】"))
    assert gateway.taken["a1"]["text"] == "【广州应急】注意□[重要]"
    (refused,) = hand(message(id="a2", text="请" * 400))
    assert "超过网关上限" in str(refused)


@pytest.mark.parametrize(
    ("status", "words", "taken_elsewhere"),
    [(503, "网关繁忙", True), (429, "网关繁忙", True), (401, "网关拒绝", True), (302, "网关拒绝", True), (500, "结果不明", False)],
)
def test_another_gateway_gets_only_what_the_first_certainly_did_not_take(
    status: int, words: str, taken_elsewhere: bool, sms: Provider, gateway: ExampleGateway
):
    second = ExampleGateway(SECRET)
    keep_secret("sms2", SECRET)
    Provider.objects.create(code="sms2", kind="sms", name="电信短信", url=second.url, order=1)
    gateway.status = status
    (result,) = hand(message())
    second.close()
    assert bool(second.taken) is taken_elsewhere
    assert taken_elsewhere or words in str(result)
    assert words in Handover.objects.get(provider=sms).error


def test_a_gateway_that_is_away_fails_with_a_word_and_may_be_tried_again(sms: Provider, gateway: ExampleGateway):
    gateway.close()
    (refused,) = hand(message())
    assert (str(refused), refused.retry) == ("网关连接不上", True)


def test_a_secret_comes_from_a_file_only_we_may_read_or_the_environment_and_is_in_no_row(
    sms: Provider, monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Path
):
    assert path_of("sms1").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("GATEWAY_SMS1_SECRET", "aus-der-umgebung")
    assert secret_of("sms1") == "aus-der-umgebung"
    call_command("add_gateway", "voice-1", "--kind", "voice", "--name", "外呼", "--url", "https://voice.example/send")
    assert secret_of("voice-1") in capsys.readouterr().out
    given = tmp_path / "url"
    given.write_text("wecombot://KEY\n")
    call_command("add_gateway", "wx", "--kind", "wecom", "--name", "企业微信群", "--secret-file", str(given))
    assert "KEY" not in capsys.readouterr().out and secret_of("wx") == "wecombot://KEY"
    assert not any(SECRET in str(value) for row in Provider.objects.values() for value in row.values())


def test_nothing_is_carried_where_no_gateway_is_entered(city: None):
    assert [name for name in ("sms", "phone", "mail", "wecom", "webhook") if BY_NAME[name].ready()] == []
    (refused,) = hand(message())
    assert str(refused) == "没有启用的短信网关"


# What the gateway tells


def test_a_delivery_report_is_believed_by_our_id_or_theirs_once(called: Callable[..., Attempt], gateway: ExampleGateway):
    first, second = called(), called("13800000002", "王村长")
    items = [
        {"message": first.key, "state": "delivered"},
        {"provider_id": second.provider, "state": "delivered", "at": "2026-11-22T00:00:00+08:00"},
    ]
    answer = gateway.tell(Client().post, "/api/gateways/sms1/reports", items)
    assert answer.json() == {"taken": 2, "repeated": 0, "refused": []}
    assert [state(one)[0] for one in (first, second)] == ["delivered", "delivered"]
    assert gateway.tell(Client().post, "/api/gateways/sms1/reports", items).json() == {"taken": 0, "repeated": 2, "refused": []}


def test_a_message_that_did_not_arrive_moves_the_ladder_on(called: Callable[..., Attempt], gateway: ExampleGateway):
    attempt = called()
    gateway.tell(Client().post, "/api/gateways/sms1/reports", [{"message": attempt.key, "state": "failed", "error": "UNDELIV"}])
    attempt.refresh_from_db()
    assert (attempt.result, attempt.error) == ("failed", "网关未送达(UNDELIV)")
    assert Deadline.objects.get(kind=DELIVERY, object_id=attempt.call_id).due_at <= clock.now()  # the clerk takes the next way now


@pytest.mark.parametrize(("text", "action"), [("1", "按键应答:收到"), ("收到,已派人转移", "收到,已派人转移")])
def test_a_reply_from_the_number_that_was_asked_is_the_answer(
    called: Callable[..., Attempt], gateway: ExampleGateway, text: str, action: str
):
    attempt = called()
    gateway.tell(Client().post, "/api/gateways/sms1/replies", [{"id": "r1", "number": "+8613812345678", "text": text}])
    assert state(attempt) == ("answered", action)
    gateway.tell(Client().post, "/api/gateways/sms1/replies", [{"id": "r2", "number": "13812345678", "text": "收到"}])
    assert not Alarm.objects.filter(source="public").exists()  # said twice: nobody is disturbed


def test_what_is_no_answer_and_who_is_not_known_come_before_the_officer(called: Callable[..., Attempt], gateway: ExampleGateway):
    attempt = called()
    items = [
        {"id": "r1", "number": "13812345678", "text": "没收到人员名单,路断了"}, {"id": "r2", "number": "13700000000", "text": "河水漫过桥面"},
        {"id": "r3", "number": "13700000000", "text": "水还在涨"},
    ]  # fmt: skip
    gateway.tell(Client().post, "/api/gateways/sms1/replies", items)
    assert state(attempt)[0] == "calling"
    known, unknown = Alarm.objects.filter(source="public").order_by("id")
    assert (known.text, known.area) == ("李村长短信上行:没收到人员名单,路断了", "440118")
    assert (unknown.text, unknown.caller_phone, unknown.repeats) == ("未登记号码短信上行:河水漫过桥面", "13700000000", 1)
    assert list(Inbound.objects.values_list("state", flat=True)) == ["unmatched"] * 3


def test_a_bad_item_never_costs_another(called: Callable[..., Attempt], gateway: ExampleGateway, monkeypatch: pytest.MonkeyPatch):
    attempt = called()
    items = [
        "?",
        {},
        {"message": "a1"},
        {"state": "delivered"},
        {"message": "a\x00", "state": "delivered"},
        {"message": attempt.key, "state": "delivered"},
    ]
    answer = gateway.tell(Client().post, "/api/gateways/sms1/reports", items).json()
    assert answer["taken"] == 1
    assert [one["index"] for one in answer["refused"]] == [0, 1, 2, 3, 4]
    assert state(attempt)[0] == "delivered"


def test_what_fails_in_working_is_kept_and_tried_again_by_the_worker(called: Callable[..., Attempt], gateway: ExampleGateway):
    attempt = called()
    row = Inbound.objects.create(provider_id="sms1", kind="report", item="x", body={"message": attempt.key, "state": "delivered"})
    broken = Inbound.objects.create(provider_id="sms1", kind="reply", item="y", body={"state": "?"})  # as no version of ours would store it
    Inbound.objects.update(at=F("at") - timedelta(minutes=1))
    Nonce.objects.create(provider_id="sms1", nonce="n" * 16)
    Nonce.objects.update(at=F("at") - timedelta(hours=1))
    assert work_inbound() == 2
    for _ in range(4):
        broken.refresh_from_db()
        work(broken)
    row.refresh_from_db()
    broken.refresh_from_db()
    assert (row.state, broken.state, state(attempt)[0]) == ("done", "failed", "delivered")
    assert "KeyError" in broken.error and not Nonce.objects.exists()


def test_of_a_list_that_takes_long_the_worker_does_the_rest(called: Callable[..., Attempt], gateway: ExampleGateway, monkeypatch):
    attempt = called()
    monkeypatch.setattr(inbound, "AT_ONCE_S", -1.0)
    items = [{"message": attempt.key, "state": "delivered"}]
    assert gateway.tell(Client().post, "/api/gateways/sms1/reports", items).json()["taken"] == 1
    assert (state(attempt)[0], Inbound.objects.get().state) == ("calling", "new")
    Inbound.objects.update(at=F("at") - timedelta(minutes=1))
    assert work_inbound() == 1
    assert (state(attempt)[0], Inbound.objects.get().state) == ("delivered", "done")


def test_who_cannot_sign_is_told_nothing_and_changes_nothing(called: Callable[..., Attempt], gateway: ExampleGateway):
    attempt = called()
    items, path = [{"message": attempt.key, "state": "delivered"}], "/api/gateways/sms1/reports"
    old, future = str(int(time.time()) - 301), str(int(time.time()) + 330)  # a few requests take a second
    for wrong in (
        {"signature": "sha256=" + "0" * 64},
        {"signature": ""},
        {"nonce": "short"},
        {"time": old},
        {"time": future},
        {"time": "jetzt"},
    ):
        answer = gateway.tell(Client().post, path, items, **wrong)
        assert (answer.status_code, answer.json()["code"]) == (401, "signature"), wrong
    assert gateway.tell(Client().post, "/api/gateways/nobody/reports", items).status_code == 401
    Provider.objects.update(active=False)
    assert gateway.tell(Client().post, path, items).status_code == 401
    assert (state(attempt)[0], Inbound.objects.count()) == ("calling", 0)


def test_a_copied_request_is_refused_the_second_time(called: Callable[..., Attempt], gateway: ExampleGateway):
    attempt = called()
    path, items = "/api/gateways/sms1/reports", [{"message": attempt.key, "state": "delivered"}]
    codes = [gateway.tell(Client().post, path, items, nonce="n" * 32).status_code for _ in range(2)]
    assert codes == [200, 401]


def test_an_officer_sees_what_a_text_becomes_and_costs(sms: Provider, people: Any, as_user: Any):
    answer = as_user(people.wang).send("/api/gateways/preview", {"text": "请" * 80, "exercise": True}).json()
    assert (answer[0]["provider"], answer[0]["encoding"], answer[0]["parts"]) == ("移动短信", "ucs2", 2)
    assert answer[0]["text"].startswith("【广州应急】演练,演练。")
    assert not Handover.objects.exists()


# Voice


def test_a_voice_gateway_rings_and_only_the_key_answers(city: None, gateway: ExampleGateway):
    keep_secret("voice1", SECRET)
    Provider.objects.create(code="voice1", kind="voice", name="外呼平台", url=gateway.url)
    persons = [
        add_person(
            actor="system", name=f"村长{n}", role="duty_desk", area="440118", addresses=[{"channel": "phone", "value": f"1390000000{n}"}]
        )
        for n in range(3)
    ]
    alarm = raise_alarm(actor="system", source="call", urgency="urgent", lon=None, lat=None, area="440118", text="测试")
    callout = start_callout(actor="system", about="alarm", about_id=alarm.pk, purpose="call", persons=persons, text="请核查", area="440118")
    attempts = list(Attempt.objects.filter(call__callout=callout).order_by("id"))
    for attempt, person in zip(attempts, persons, strict=True):
        address = person.addresses.get(channel="phone").value
        handed = BY_NAME["phone"].send(message(address, id=attempt.key, keys={"1": "收到"}, call=attempt.call_id))
        assert not handed.sent  # it has yet to ring
        Attempt.objects.filter(pk=attempt.pk).update(provider=handed.provider, result=Attempt.SENDING)
    assert gateway.requests[0]["messages"][0]["keys"] == {"1": "收到"} and gateway.requests[0]["kind"] == "voice"
    items = [
        {"message": attempts[0].key, "state": "answered", "key": "1", "recording_url": "https://voice.example/1.wav"},
        {"message": attempts[1].key, "state": "answered", "key": ""}, {"message": attempts[2].key, "state": "busy"},
    ]  # fmt: skip
    gateway.tell(Client().post, "/api/gateways/voice1/results", items)
    assert [Call.objects.get(pk=attempt.call_id).state for attempt in attempts] == ["answered", "delivered", "calling"]
    attempts[2].refresh_from_db()
    assert (attempts[2].result, attempts[2].error) == ("failed", "占线")
    assert Inbound.objects.get(body__key="1").body["recording_url"] == "https://voice.example/1.wav"


def test_a_slow_gateway_does_not_hold_us_longer_than_five_seconds(sms: Provider, gateway: ExampleGateway, monkeypatch: pytest.MonkeyPatch):
    from dispatch.gateways import posting

    assert sum(posting.TIMEOUT_S) <= 5
    monkeypatch.setattr(posting, "TIMEOUT_S", (0.2, 0.2))
    gateway.sleep = 0.6
    (refused,) = hand(message())
    assert "结果不明" in str(refused) and refused.retry
    assert Handover.objects.get().result == "unknown"


def test_the_administrator_sees_the_gateways_and_never_a_key_or_a_number_that_is_not_theirs_to_see(
    sms: Provider, gateway: ExampleGateway, people: Any, as_user: Any
):
    hand(message(text="请" * 90))
    page = as_user(people.admin).get("/gateways/").content.decode()
    assert all(words in page for words in ("移动短信", "【广州应急】", "已设置", "13812345678"))
    assert SECRET not in page
    tried = as_user(people.admin).post("/gateways/", {"text": "请核查", "exercise": "on"}).content.decode()
    assert "【广州应急】演练,演练。请核查" in tried and Handover.objects.count() == 1
    assert as_user(people.wang).get("/gateways/").status_code in (200, 403)
    assert as_user(people.liang).get("/gateways/").status_code == 403
    assert Client().get("/gateways/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_what_another_has_in_hand_is_not_asked_for_again_and_again(called: Callable[..., Attempt]):
    attempt = called()
    row = Inbound.objects.create(provider_id="sms1", kind="report", item="x", body={"message": attempt.key, "state": "delivered"})
    worked: list[int] = []

    def the_worker() -> None:
        worked.append(inbound._work(Inbound.objects.filter(state=Inbound.NEW)))
        connection.close()

    with transaction.atomic():
        Inbound.objects.select_for_update().get(pk=row.pk)  # the request that brought it
        beside = threading.Thread(target=the_worker)
        beside.start()
        beside.join(10)
    assert worked == [0]
    assert inbound._work(Inbound.objects.filter(state=Inbound.NEW)) == 1
