"""Click to dial, and taking a call: two telephones, each rung by us, joined in our hands; what they say is recorded."""

from __future__ import annotations

import asyncio
import math
import struct
from typing import TYPE_CHECKING

from dispatch.masking import masked_phone
from dispatch.phones.actions import move
from dispatch.phones.models import ANSWERED, ENDED, FAILED, MISSED, PhoneCall
from dispatch.phones.outcome import words
from dispatch.phones.recording import Recorder, store
from dispatch.phones.sip.g711 import FRAME, RATE, SILENCE
from dispatch.phones.sip.leg import Leg
from realtime.rules.models import rule

if TYPE_CHECKING:
    from dispatch.phones.switchboard import Switchboard

# Chinese ring-back: 450 Hz, one second on, four off (GF 002-9002)
RING = b"".join(struct.pack("<h", round(3000 * math.sin(2 * math.pi * 450 * n / RATE))) for n in range(FRAME * 50)) + SILENCE * 200
LONGEST_S = 4 * 3600


async def dial(board: Switchboard, row: PhoneCall) -> None:
    """The officer's own telephone first; only when it is at the ear, the party's."""
    ring_s = float(await board.db(rule, "phones.ring_s", row.area))
    party = row.person.name if row.person else masked_phone(row.number)
    own = await board.call(row, row.extension, show=f"呼叫 {party}", outside=False)
    await board.first(own.answered, own.over, within=ring_s)
    if not own.answered.is_set():
        why = words(own.status, own.why) if own.over.is_set() else "无人接听"
        own.hang_up()
        await board.db(_ended, row.pk, FAILED, f"本方分机 {row.extension}:{why}")
        return
    theirs = await board.call(row, row.number)
    theirs.audio.on_frame = own.audio.relay  # early media: what the network says while it rings
    ringing = asyncio.create_task(_ring_back(own, theirs))
    await board.first(theirs.answered, theirs.over, own.over, within=2 * ring_s)
    ringing.cancel()
    own.audio.hush()
    if not theirs.answered.is_set():
        why = "本方挂断" if own.over.is_set() else words(theirs.status, theirs.why) if theirs.over.is_set() else "无人接听"
        theirs.hang_up()
        own.hang_up()
        await board.db(_ended, row.pk, FAILED, why)
        return
    await _talk(board, row, own, theirs)


async def _ring_back(own: Leg, theirs: Leg) -> None:
    while theirs.media is None:
        if theirs.ringing.is_set():
            own.audio.say(RING)
            await own.audio.said()
        else:
            await asyncio.sleep(0.1)
    own.audio.hush()


async def take(board: Switchboard, row: PhoneCall, theirs: Leg) -> None:
    """An incoming call is answered in the moment the officer picks up."""
    ring_s = float(await board.db(rule, "phones.ring_s", row.area))
    own = await board.call(row, row.extension, show=f"来电 {row.person.name if row.person else masked_phone(row.number)}", outside=False)
    await board.first(own.answered, own.over, theirs.over, within=ring_s)
    if theirs.over.is_set() or not own.answered.is_set() or not await theirs.answer():
        own.hang_up()
        if theirs.over.is_set():
            await board.db(_ended, row.pk, MISSED, "")
        return  # still ringing: somebody else may take it
    await _talk(board, row, own, theirs)


async def _talk(board: Switchboard, row: PhoneCall, own: Leg, theirs: Leg) -> None:
    recorder = Recorder(row.pk)
    own.audio.on_frame, theirs.audio.on_frame = theirs.audio.relay, own.audio.relay
    theirs.audio.sink = recorder
    try:
        await board.db(move, phone_call_id=row.pk, state=ANSWERED)
        await board.first(own.over, theirs.over, within=LONGEST_S)
    finally:
        why = "本方挂断" if own.over.is_set() and not own.by_us else "对方挂断" if theirs.over.is_set() and not theirs.by_us else "已挂断"
        own.hang_up()
        theirs.hang_up()
        recorder.close()
        await board.db(_ended, row.pk, ENDED, why)


def _ended(phone_call_id: int, state: str, why: str) -> None:
    move(phone_call_id=phone_call_id, state=state, why=why)
    store(phone_call_id)
