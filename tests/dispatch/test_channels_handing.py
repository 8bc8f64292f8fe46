"""Hand-over: marked before, settled after; killed in between is unknown and never sent again; a provider that is ill costs one try."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from dispatch.alarms.models import Alarm
from dispatch.callout import attempts, channels, handing, receipts
from dispatch.callout.actions import answer_call, start_callout
from dispatch.callout.climbing import check_delivery
from dispatch.callout.models import Attempt, Call
from dispatch.contacts.models import Address, ContactRole, Person
from dispatch.pacing import flow
from dispatch.pacing.models import DOWN, LIMITED, UP, ChannelLimit, ChannelState, QuietRule
from realtime import clock
from realtime.clerk.models import Deadline
from tests.dispatch.handing_parts import Here, Posted, Provider, provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(city: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Iterator[Provider]:
    """A gateway for `sms`; `mail` is another way that always works, in a file."""
    settings.DATA_DIR = tmp_path
    QuietRule.objects.all().delete()
    with provider() as made:
        sms = Posted(made.url)
        known = {channel.name: channel for channel in channels.CHANNELS} | {"sms": sms}
        monkeypatch.setattr(channels, "CHANNELS", list(known.values()))
        monkeypatch.setattr("dispatch.callout.waiting.CHANNELS", list(known.values()))
        monkeypatch.setattr("dispatch.broadcast.queue.CHANNELS", list(known.values()))
        monkeypatch.setitem(channels.BY_NAME, "sms", sms)
        yield made


def someone(name: str, *ways: tuple[str, str]) -> Person:
    role = ContactRole.objects.get(pk="duty_desk")
    person = Person.objects.create(name=name, role=role, area="440117")
    for rank, (channel, value) in enumerate(ways):
        Address.objects.create(person=person, channel=channel, value=value, rank=rank)
    return person


def call(person: Person, purpose: str = "call") -> Call:
    start_callout(
        actor="user:1", name="王", about="duty", about_id=0, purpose=purpose, persons=[person], text="请到岗", area="4401", join=False
    )
    return Call.objects.get(person=person)


def hand() -> None:
    hands = handing.Hands(Here())
    while hands.tick():
        pass


def last(of: Call) -> Attempt:
    return of.attempts.order_by("-id")[0]


def test_nothing_is_sent_before_the_action_commits_and_then_exactly_once(gateway: Provider) -> None:
    rung = call(someone("甲", ("sms", "13900000001")))
    assert last(rung).result == Attempt.SENDING and not gateway.heard
    hand()
    hand()
    assert gateway.heard == [f"a{last(rung).pk} 13900000001 请到岗"]
    assert (last(rung).result, last(rung).provider) == (Attempt.SENT, f"p-a{last(rung).pk}")


def test_a_receipt_makes_it_delivered_and_a_reply_answers_it(gateway: Provider) -> None:
    rung = call(someone("甲", ("sms", "13900000001")))
    hand()
    assert receipts.delivered("sms", last(rung).provider)
    rung.refresh_from_db()
    assert (rung.state, last(rung).result) == ("delivered", Attempt.DONE)
    assert receipts.replied("sms", "13900000001", "收到,马上到岗")
    rung.refresh_from_db()
    assert (rung.state, rung.answer, rung.action_text) == ("answered", "word", "收到,马上到岗")


def test_a_receipt_nobody_sent_for_is_said_to_be_unknown(gateway: Provider) -> None:
    assert not receipts.delivered("sms", "p-none")
    assert not receipts.replied("sms", "13911112222", "1")


def test_who_refuses_costs_no_time_the_next_way_is_due_at_once(gateway: Provider) -> None:
    gateway.answer = 400
    rung = call(someone("甲", ("sms", "1"), ("record", "x")))
    hand()
    assert (last(rung).result, last(rung).error) == (Attempt.ERROR, "号码无效")
    due = Deadline.objects.get(kind=attempts.DELIVERY, object_id=rung.pk)
    assert due.due_at <= clock.now()
    check_delivery(rung.pk)
    assert (last(rung).channel, last(rung).result) == ("record", Attempt.SENT)
    assert ChannelState.objects.get(pk="sms").state == UP  # a wrong number says nothing about the provider


def test_killed_between_the_mark_and_the_answer_is_unknown_and_never_sent_again(gateway: Provider) -> None:
    rung = call(someone("甲", ("sms", "13900000001"), ("record", "x")))
    from dispatch.callout.waiting import Attempts

    (message,) = Attempts().lease(channels.BY_NAME["sms"], 10)  # and here the process dies
    assert message.id == last(rung).key and not Attempts().waiting()
    Attempt.objects.filter(pk=last(rung).pk).update(handing_at=Now() - timedelta(seconds=handing.LEASE_S + 1))
    assert handing.sweep() == 1
    assert last(rung).result == Attempt.UNKNOWN and "不明" in last(rung).error
    hand()
    assert not gateway.heard
    check_delivery(rung.pk)
    assert last(rung).channel == "record"
    first = rung.attempts.order_by("id")[0]
    assert receipts.delivered("sms", first.key)  # the gateway had it after all, and knows our key
    first.refresh_from_db()
    assert first.result == Attempt.DONE


def test_three_failures_open_the_circuit_and_the_board_and_the_desk_hear_of_it_once(gateway: Provider, agrees: Any) -> None:
    gateway.answer = 503
    for number in range(3):
        call(someone(f"人{number}", ("sms", f"1390000000{number}")))
    with agrees():
        hand()
    state = ChannelState.objects.get(pk="sms")
    assert (state.state, state.why) == (DOWN, "网关故障 503")
    assert Alarm.objects.filter(source="system", device="channel:sms").count() == 1
    rung = call(someone("丁", ("sms", "13900000009"), ("record", "x")))
    assert [attempt.result for attempt in rung.attempts.order_by("id")] == [Attempt.ERROR, Attempt.SENT]
    assert rung.attempts.order_by("id")[0].error.startswith("通道中断")


def test_what_waits_when_the_channel_goes_down_takes_the_next_way(gateway: Provider) -> None:
    ChannelLimit.objects.update_or_create(pk="sms", defaults={"per_minute": 60, "burst": 3, "concurrent": 3, "source": "测试"})
    gateway.answer = 503
    rung = [call(someone(f"人{number}", ("sms", f"1390000000{number}"), ("record", "x"))) for number in range(5)]
    hand()
    assert ChannelState.objects.get(pk="sms").state == DOWN
    assert len(gateway.heard) == 3
    for one in rung:
        assert last(one).result == Attempt.ERROR
        check_delivery(one.pk)
        assert last(one).channel == "record"


def test_one_probe_brings_the_channel_back(gateway: Provider) -> None:
    flow.set_state("sms", DOWN, "网关故障 503")
    ChannelState.objects.filter(pk="sms").update(failures=3, probe_at=Now() - timedelta(seconds=1))
    hand()
    assert ChannelState.objects.get(pk="sms").state == UP
    rung = call(someone("甲", ("sms", "13900000001")))
    hand()
    assert last(rung).result == Attempt.SENT


def test_a_probe_that_fails_is_put_off_not_repeated_every_tick(gateway: Provider) -> None:
    gateway.answer = 503
    flow.set_state("sms", DOWN, "网关故障 503")
    ChannelState.objects.filter(pk="sms").update(probe_at=Now() - timedelta(seconds=1))
    hand()
    state = ChannelState.objects.get(pk="sms")
    assert state.state == DOWN and state.probe_at is not None and state.probe_at > clock.now() + timedelta(seconds=20)


def test_a_channel_takes_no_more_than_its_minute_and_says_so(gateway: Provider) -> None:
    ChannelLimit.objects.update_or_create(pk="sms", defaults={"per_minute": 60, "burst": 2, "concurrent": 5, "source": "测试"})
    for number in range(4):
        call(someone(f"人{number}", ("sms", f"1390000000{number}")))
    hand()
    assert len(gateway.heard) == 2
    state = ChannelState.objects.get(pk="sms")
    assert (state.state, state.why) == (LIMITED, "每分钟 60 条,其余排队")
    ChannelState.objects.filter(pk="sms").update(filled_at=Now() - timedelta(seconds=2))
    hand()
    hand()
    assert len(gateway.heard) == 4
    assert ChannelState.objects.get(pk="sms").state == UP


def test_nobody_is_woken_at_night_for_a_test_but_for_an_order(gateway: Provider) -> None:
    QuietRule.objects.create(channel="sms", purpose="test", from_hour=0, to_hour=0, urgency="urgent", source="测试")
    test = call(someone("甲", ("sms", "1"), ("record", "x")), purpose="test")
    first = test.attempts.order_by("id")[0]
    assert first.result == Attempt.ERROR and "夜间免打扰" in first.error
    real = call(someone("乙", ("sms", "2")))
    hand()
    assert last(real).result == Attempt.SENT and len(gateway.heard) == 1


def test_who_answered_meanwhile_is_not_sent_what_still_waits(gateway: Provider) -> None:
    rung = call(someone("甲", ("sms", "13900000001")))
    answer_call(actor="user:1", call_id=rung.pk, answer="entered", action_text="到岗", said_by="甲", read_back=True)
    hand()
    assert not gateway.heard
    assert last(rung).error == "叫应已结束,未发出"


def test_an_error_after_sending_goes_on_to_the_next_way(gateway: Provider) -> None:
    rung = call(someone("甲", ("sms", "13900000001"), ("record", "x")))
    hand()
    assert receipts.failed("sms", last(rung).provider, "空号")
    check_delivery(rung.pk)
    assert [attempt.result for attempt in rung.attempts.order_by("id")] == [Attempt.ERROR, Attempt.SENT]


@pytest.mark.parametrize(
    ("hour", "start", "end", "quiet"),
    [(23, 22, 7, True), (6, 22, 7, True), (7, 22, 7, False), (12, 22, 7, False), (13, 12, 14, True), (3, 0, 0, True)],
)
def test_the_night_goes_over_midnight(hour: int, start: int, end: int, quiet: bool) -> None:
    from dispatch.pacing.quiet import within

    assert within(hour, start, end) is quiet


def test_a_bucket_fills_with_the_minute_and_never_over_its_brim() -> None:
    from dispatch.pacing.bucket import filled

    assert filled(0, 30, 60, 100) == 30
    assert filled(90, 60, 60, 100) == 100
