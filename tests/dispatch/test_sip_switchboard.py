"""The process `phone` at a real exchange: robot calls with a key, click to dial, a caller's pop-up, recordings, and what a crash leaves."""

from __future__ import annotations

import asyncio
import struct
import wave
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from dispatch.alarms.actions import raise_alarm
from dispatch.callout.actions import start_callout
from dispatch.callout.channels import BY_NAME, ChannelFailed, Message
from dispatch.callout.message import message_of
from dispatch.callout.models import Attempt
from dispatch.contacts.actions import add_person
from dispatch.phones import speech
from dispatch.phones.actions import dial, hang_up, ring_in, robot, take, tell_line
from dispatch.phones.models import PhoneCall, PhoneLine
from dispatch.phones.outcome import words
from dispatch.phones.recording import Recorder, folder
from dispatch.phones.sip.agent import Account
from dispatch.phones.sip.leg import Leg
from dispatch.phones.switchboard import Switchboard
from realtime.files.store import path_of
from tests.dispatch.sip_exchange import PASSWORD, Exchange, exchange
from tests.dispatch.test_sip_calls import PORTS, loudness, telephone, tone

__all__ = ["exchange"]
pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[Switchboard], Awaitable[None]]


@pytest.fixture(autouse=True)
def _house(city: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short words for the robot: the bureau's own recording instead of a synthetic voice."""
    settings.DATA_DIR, settings.SIP_URL = tmp_path, "sip:8000@127.0.0.1"
    monkeypatch.setattr(speech, "machine", lambda: None)
    speech.speak.cache_clear()
    (tmp_path / "prompts").mkdir()
    for name, hertz in (("call", 1000), ("drill", 1300), ("thanks", 700)):
        with wave.open(str(tmp_path / "prompts" / f"{name}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(tone(hertz, 25))


def with_board(exchange: Exchange, work: Work) -> None:
    async def run() -> None:
        stop = asyncio.Event()
        board = Switchboard(Account.of(exchange.url("8000"), PASSWORD), ports=PORTS)
        running = asyncio.create_task(board.run(stop))
        try:
            await asyncio.wait_for(board.agent.up.wait(), 5)
            await asyncio.wait_for(work(board), 20)
        finally:
            stop.set()
            await asyncio.wait_for(running, 10)

    asyncio.run(run())


async def until(board: Switchboard, pk: int, *states: str, file: bool = False) -> PhoneCall:
    for _ in range(400):
        row = await board.db(PhoneCall.objects.get, pk=pk)
        if row.state in states and (row.file_id or not file):
            return row
        await asyncio.sleep(0.03)
    raise AssertionError(f"{row.state} {row.why}, not {states}")


async def answers(leg: Leg) -> None:
    await leg.answer()


async def answers_and_presses(leg: Leg) -> None:
    await leg.answer()
    await asyncio.sleep(1.0)
    leg.audio.press("1")


def spoken(row: PhoneCall) -> tuple[bytes, bytes]:
    """Heard and said of the recording, whose digest is its name on disk."""
    assert row.file is not None
    with wave.open(str(path_of(row.file.sha256))) as sound:
        samples = struct.unpack(f"<{sound.getnframes() * 2}h", sound.readframes(sound.getnframes()))
    return struct.pack(f"<{len(samples) // 2}h", *samples[0::2]), struct.pack(f"<{len(samples) // 2}h", *samples[1::2])


def test_a_robot_call_is_answered_by_the_key_and_recorded(exchange: Exchange):
    async def work(board: Switchboard) -> None:
        phone = await telephone(exchange, "13812345678", answers_and_presses)
        row = await board.db(robot, message="a1", number="13812345678", text="请核查", area="4401")
        done = await until(board, row.pk, "ended", file=True)
        assert (done.key, done.why, done.answered_at is not None) == ("1", "按键 1", True)
        done = await board.db(PhoneCall.objects.select_related("file").get, pk=row.pk)
        _, said = spoken(done)
        assert loudness(said, 1000) > 5 * loudness(said, 1300)  # the words, and no drill's opening
        assert loudness(said, 700) > 5 * loudness(said, 1300)  # thanked for the key
        assert done.file is not None and done.file.mime == "audio/wav" and not list(folder().glob("*.pcm"))
        await phone.stop()

    with_board(exchange, work)


def test_picking_up_without_a_key_is_no_answer_and_busy_or_nobody_is_said_as_such(exchange: Exchange):
    async def work(board: Switchboard) -> None:
        async def leaves(leg: Leg) -> None:
            await leg.answer()
            await asyncio.sleep(0.3)
            leg.hang_up()

        async def busy(leg: Leg) -> None:
            leg.hang_up(486)

        phones = [await telephone(exchange, "13800000001", leaves), await telephone(exchange, "13800000002", busy)]
        rows = [await board.db(robot, message=f"b{n}", number=f"1380000000{n}", text="请核查", area="4401") for n in (1, 2, 3)]
        done = [await until(board, row.pk, "ended", "failed") for row in rows]
        assert [(row.state, row.why, row.key) for row in done] == [
            ("ended", "接听未按键", ""),
            ("failed", "占线", ""),
            ("failed", "空号", ""),
        ]
        for phone in phones:
            await phone.stop()

    with_board(exchange, work)


def test_nobody_answers_in_time(exchange: Exchange):
    from realtime.rules.models import Rule

    Rule.objects.filter(name="phones.ring_s").update(value=1)

    async def work(board: Switchboard) -> None:
        rung: list[Leg] = []

        async def silent(leg: Leg) -> None:
            rung.append(leg)

        phone = await telephone(exchange, "13800000004", silent)
        row = await board.db(robot, message="c1", number="13800000004", text="请核查", area="4401")
        done = await until(board, row.pk, "failed")
        assert done.why == "无人接听"
        await asyncio.wait_for(rung[0].over.wait(), 3)
        await phone.stop()

    with_board(exchange, work)


def test_an_exercise_opens_with_its_words(exchange: Exchange, people: Any):
    from realtime.exercises.actions import start_exercise

    drill = start_exercise(actor="system", name="演练", kind="live", area="4401")

    async def work(board: Switchboard) -> None:
        phone = await telephone(exchange, "13812345678", answers_and_presses)
        row = await board.db(robot, message="d1", number="13812345678", text="演练,演练。请核查", area="4401", exercise=drill.pk)
        await until(board, row.pk, "ended", file=True)
        _, said = spoken(await board.db(PhoneCall.objects.select_related("file").get, pk=row.pk))
        assert loudness(said, 1300) > 5 * loudness(said, 1000)
        await phone.stop()

    with_board(exchange, work)


def test_a_click_rings_the_officer_first_then_the_party_and_joins_them(exchange: Exchange, people: Any):
    async def work(board: Switchboard) -> None:
        order: list[str] = []
        legs: dict[str, Leg] = {}

        def phone(name: str) -> Callable[[Leg], Awaitable[None]]:
            async def behave(leg: Leg) -> None:
                order.append(name)
                legs[name] = leg
                await leg.answer()

            return behave

        desk, party = await telephone(exchange, "801", phone("desk")), await telephone(exchange, "13812345678", phone("party"))
        row = await board.db(dial, actor=people.wang.actor, name="王值班", extension="801", number="13812345678", area="4401")
        await until(board, row.pk, "answered")
        assert order == ["desk", "party"]
        assert "13812345678" not in str(legs["desk"].remote) and "138****5678" in str(legs["desk"].remote)
        heard: dict[str, list[bytes]] = {"desk": [], "party": []}
        for name, leg in legs.items():
            leg.audio.sink = lambda far, near, name=name: heard[name].append(far)  # type: ignore[misc]
        legs["desk"].audio.say(tone(500, 30))
        legs["party"].audio.say(tone(1500, 30))
        await asyncio.sleep(1.0)
        at_desk, at_party = b"".join(heard["desk"]), b"".join(heard["party"])
        assert loudness(at_desk, 1500) > 10 * loudness(at_desk, 500) and loudness(at_party, 500) > 10 * loudness(at_party, 1500)
        await board.db(hang_up, actor=people.wang.actor, phone_call_id=row.pk)
        done = await until(board, row.pk, "ended", file=True)
        far, near = spoken(await board.db(PhoneCall.objects.select_related("file").get, pk=done.pk))
        assert loudness(far, 1500) > 10 * loudness(far, 500) and loudness(near, 500) > 10 * loudness(near, 1500)
        for leg in legs.values():
            await asyncio.wait_for(leg.over.wait(), 3)
        await desk.stop()
        await party.stop()

    with_board(exchange, work)


def test_a_party_who_is_busy_frees_the_officer(exchange: Exchange, people: Any):
    async def work(board: Switchboard) -> None:
        async def busy(leg: Leg) -> None:
            leg.hang_up(486)

        desk, party = await telephone(exchange, "801", answers), await telephone(exchange, "13812345678", busy)
        row = await board.db(dial, actor=people.wang.actor, name="王值班", extension="801", number="13812345678", area="4401")
        assert (await until(board, row.pk, "failed")).why == "占线"
        await asyncio.sleep(0.2)
        assert not desk.legs
        gone = await board.db(dial, actor=people.wang.actor, name="王值班", extension="809", number="13812345678", area="4401")
        assert (await until(board, gone.pk, "failed")).why == "本方分机 809:空号"
        await desk.stop()
        await party.stop()

    with_board(exchange, work)


def test_a_caller_pops_up_is_taken_at_the_officers_telephone_or_missed(exchange: Exchange, people: Any):
    async def work(board: Switchboard) -> None:
        desk, caller = await telephone(exchange, "801", answers), await telephone(exchange, "13812345678")
        leg = await caller.call("8000")
        row = await _incoming(board)
        assert (row.state, row.number) == ("ringing", "13812345678")
        await board.db(take, actor=people.wang.actor, name="王值班", extension="801", phone_call_id=row.pk)
        await until(board, row.pk, "answered")
        await asyncio.wait_for(leg.answered.wait(), 3)
        await asyncio.sleep(0.7)
        leg.hang_up()
        done = await until(board, row.pk, "ended", file=True)
        assert done.why == "对方挂断"
        missed = await caller.call("8000")
        row = await _incoming(board)
        missed.hang_up()
        await until(board, row.pk, "missed")
        assert (await board.db(PhoneLine.objects.get)).state == "up"
        await desk.stop()
        await caller.stop()

    with_board(exchange, work)
    assert PhoneLine.objects.get().state == "down"  # said when the process ended


async def _incoming(board: Switchboard) -> PhoneCall:
    for _ in range(100):
        row = await board.db(PhoneCall.objects.filter(direction="in", state="ringing").first)
        if row is not None:
            return row
        await asyncio.sleep(0.03)
    raise AssertionError("nothing popped up")


def test_a_call_out_rings_by_the_exchange_and_the_key_answers_it(exchange: Exchange, people: Any):
    person = add_person(
        actor="system", name="李村长", role="duty_desk", area="440118", addresses=[{"channel": "phone", "value": "13812345678"}]
    )
    alarm = raise_alarm(actor="system", source="call", urgency="urgent", lon=None, lat=None, area="440118", text="测试")

    async def work(board: Switchboard) -> None:
        phone = await telephone(exchange, "13812345678", answers_and_presses)
        callout = await board.db(
            start_callout, actor="system", about="alarm", about_id=alarm.pk, purpose="call", persons=[person], text="请核查", area="440118"
        )
        attempt = await board.db(Attempt.objects.select_related("call__callout", "call__person", "address").get, call__callout=callout)
        for _ in range(2):  # handed over twice by mistake: still one call
            handed = await board.db(BY_NAME["phone"].send, message_of(attempt))
        await board.db(Attempt.objects.filter(pk=attempt.pk).update, provider=handed.provider, result=Attempt.SENDING)
        row = await board.db(PhoneCall.objects.get)
        await until(board, row.pk, "ended", file=True)
        call = await board.db(attempt.call.__class__.objects.get, pk=attempt.call_id)
        assert (call.state, call.answer, call.action_text) == ("answered", "key", "按键应答:收到")
        assert (row.call_id, row.message, row.person_id) == (call.pk, attempt.key, person.pk)
        await phone.stop()

    with_board(exchange, work)


def test_a_line_that_is_down_sends_the_call_out_another_way(people: Any):
    tell_line(up=False, why="交换机没有应答")
    with pytest.raises(ChannelFailed, match="电话线路中断") as failed:
        BY_NAME["phone"].send(Message(id="a1", to="13812345678", person=None, text="请核查", purpose="call"))
    assert failed.value.retry and not PhoneCall.objects.exists()


def test_what_a_killed_process_had_on_its_line_ends_truly_and_is_rung_by_nobody(exchange: Exchange, people: Any):
    on_line = robot(message="e1", number="13812345678", text="请核查", area="4401")
    PhoneCall.objects.filter(pk=on_line.pk).update(wish="", holder="dead", state="answered")
    ringing = robot(message="e2", number="13812345678", text="请核查", area="4401")
    PhoneCall.objects.filter(pk=ringing.pk).update(wish="", holder="dead")
    waiting_in = ring_in(number="110", holder="dead")
    recorder = Recorder(on_line.pk)
    for _ in range(100):
        recorder(tone(500, 1), tone(700, 1))
    recorder.close()

    async def work(board: Switchboard) -> None:
        assert (await until(board, on_line.pk, "ended", file=True)).why == "电话进程中断"
        assert (await until(board, ringing.pk, "failed")).why == "电话进程中断,结果不明"
        await until(board, waiting_in.pk, "missed")
        assert not board.agent.legs

    with_board(exchange, work)


def test_words_for_what_the_network_says():
    assert [words(status) for status in (486, 404, 480)] == ["占线", "空号", "暂时无法接通"]
    assert words(606, "Not Acceptable") == "未接通(606 Not Acceptable)"


def test_espeak_speaks_where_it_is_installed(monkeypatch: pytest.MonkeyPatch):
    import shutil

    if shutil.which("espeak-ng") is None:
        pytest.skip("no espeak-ng on this machine (apt-get install espeak-ng)")
    monkeypatch.undo()
    speech.speak.cache_clear()
    pcm = speech.speak("请立即核查。")
    assert 8000 < len(pcm) < 8 * 16000 and max(struct.unpack(f"<{len(pcm) // 2}h", pcm)) > 2000


def test_prepared_sentences_come_with_the_programme():
    for name in ("call", "drill", "thanks"):
        assert len(speech.from_wav((speech.PACKAGED / f"{name}.wav").read_bytes())) > 16000


def test_the_setting_is_refused_in_one_line(settings: Any):
    from django.core.management import CommandError, call_command

    for given, said in ((("", "20000-20199"), "未设置"), (("sip:pbx", "20000-20199"), "SIP_URL"), (("sip:8000@pbx", "5"), "SIP_RTP_PORTS")):
        settings.SIP_URL, settings.SIP_RTP_PORTS = given
        with pytest.raises(CommandError, match=said):
            call_command("phone")
