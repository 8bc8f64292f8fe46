"""叫应 by telephone: a machine rings, says it until a key is pressed, and writes down which. Picking up is delivered; only the key answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dispatch.callout import receipts
from dispatch.phones.actions import move
from dispatch.phones.models import ANSWERED, ENDED, FAILED, PhoneCall
from dispatch.phones.outcome import words
from dispatch.phones.recording import Recorder, store
from dispatch.phones.sip.leg import Leg
from dispatch.phones.speech import ASK, THANKS, speak
from realtime.rules.models import rules_under

if TYPE_CHECKING:
    from dispatch.phones.switchboard import Switchboard

CHANNELS = ("phone", "satellite")  # of addresses a robot may have rung
YES, AGAIN = "1", "2"
FIRST_WORDS_S = 0.7  # until the telephone is at the ear
PAUSE_S = 4.0  # after each reading, for a slow finger


async def ring(board: Switchboard, row: PhoneCall) -> None:
    limits = await board.db(rules_under, "phones.", row.area)
    speech, thanks = await asyncio.gather(*(asyncio.to_thread(speak, text, name) for text, name in _spoken(row)))
    leg = await board.call(row, row.number, show="应急指挥中心")
    await board.first(leg.answered, leg.over, within=limits["phones.ring_s"])
    if not leg.answered.is_set():
        why = words(leg.status, leg.why) if leg.over.is_set() else words(487)
        leg.hang_up()
        await board.db(_failed, row.pk, why)
        return
    recorder = Recorder(row.pk)
    leg.audio.sink = recorder
    try:
        await board.db(_answered, row.pk)
        key = await _ask(board, leg, speech, int(limits["phones.robot_repeats"]), float(limits["phones.robot_s"]), asks=row.asks)
        if key:
            await board.db(_pressed, row.pk, key)
            leg.audio.hush()
            leg.audio.say(thanks)
            await board.first(leg.over, asyncio.create_task(leg.audio.said()), within=10)
        leg.hang_up()
    finally:
        recorder.close()
        why = f"按键 {key}" if (key := await board.db(_key, row.pk)) else "接听未按键" if row.asks else "已播报"
        await board.db(_ended, row.pk, why)


def _spoken(row: PhoneCall) -> list[tuple[str, str]]:
    drill = row.exercise_id is not None
    return [(f"{row.text} {ASK if row.asks else ''}", "drill" if drill else "call"), (THANKS, "thanks")]


async def _ask(board: Switchboard, leg: Leg, speech: bytes, repeats: int, longest: float, *, asks: bool) -> str:
    """The key that answers; empty when they hung up, or let it talk."""
    end = asyncio.get_running_loop().time() + longest
    readings = repeats if asks else 1
    await board.first(leg.over, within=FIRST_WORDS_S)
    while readings > 0 and not leg.over.is_set():
        readings -= 1
        leg.audio.say(speech)
        while not leg.over.is_set() and (left := end - asyncio.get_running_loop().time()) > 0:
            said, key = asyncio.create_task(leg.audio.said()), asyncio.create_task(leg.keys.get())
            await board.first(said, key, leg.over, within=left)
            if not key.done() and said.done() and not leg.over.is_set():
                await board.first(key, leg.over, within=PAUSE_S if asks else 0.3)
            pressed = key.result() if key.done() and not key.cancelled() else ""
            key.cancel()
            said.cancel()
            if pressed == YES and asks:
                return pressed
            if pressed == AGAIN:
                leg.audio.hush()
                readings += 1  # asked for by a human: not one of the machine's own
                break
            if not pressed:
                break
        if asyncio.get_running_loop().time() >= end:
            break
    return ""


def _answered(phone_call_id: int) -> None:
    move(phone_call_id=phone_call_id, state=ANSWERED)
    any(receipts.delivered(channel, PhoneCall(pk=phone_call_id).provider_id) for channel in CHANNELS)


def _pressed(phone_call_id: int, key: str) -> None:
    """Kept before it is told: a crash between the two leaves the key in the row."""
    PhoneCall.objects.filter(pk=phone_call_id).update(key=key)
    any(receipts.replied(channel, PhoneCall(pk=phone_call_id).provider_id, key) for channel in CHANNELS)


def _key(phone_call_id: int) -> str:
    return PhoneCall.objects.values_list("key", flat=True).get(pk=phone_call_id)


def _ended(phone_call_id: int, why: str) -> None:
    move(phone_call_id=phone_call_id, state=ENDED, why=why)
    store(phone_call_id)


def _failed(phone_call_id: int, why: str) -> None:
    move(phone_call_id=phone_call_id, state=FAILED, why=why)
    any(receipts.failed(channel, PhoneCall(pk=phone_call_id).provider_id, why) for channel in CHANNELS)


def interrupted(row: PhoneCall) -> None:
    """The process died with this call on the line: what is known stays, the rest is said to be unknown."""
    if row.state == ANSWERED:
        if row.key:
            any(receipts.replied(channel, row.provider_id, row.key) for channel in CHANNELS)
        _ended(row.pk, "电话进程中断")
    else:
        _failed(row.pk, "电话进程中断,结果不明")
