"""A radio channel in a talk group: a software radio on a real UDP socket, the relay on real sockets, and what the state machine refuses."""

from __future__ import annotations

import asyncio
import math
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from dispatch.phones.sip.rtp import Packet
from dispatch.radiolinks import wire
from dispatch.radiolinks.actions import add_link, change_link
from dispatch.radiolinks.channel import Ask, Channel, GiveBack, Speak, Timing
from dispatch.radiolinks.endpoint import Place
from dispatch.radiolinks.link import Door, Link
from dispatch.radiolinks.models import RadioLink
from dispatch.radiolinks.opus import Decoder, Encoder
from dispatch.radiolinks.running import door_of, wanted
from dispatch.radiolinks.squelch import Squelch
from dispatch.talkgroups.actions import add_members, open_group, remove_members
from realtime.codes import Problem
from realtime.talk import frame
from realtime.talk.store import load_groups, redeem, scopes_of
from realtime.talk.tickets import digest
from tests.realtime.test_talk_relay import GROUP, Hall, Person, hall

QUICK = Timing(guard_s=0.3, lead_s=0.1, limit_s=20)


def tone(hz: float, frames: int, loud: float = 9000) -> list[bytes]:
    return [
        struct.pack("<160h", *(int(loud * math.sin(2 * math.pi * hz * (160 * number + n) / 8000)) for n in range(160)))
        for number in range(frames)
    ]


def pitch(pcm: bytes) -> float:
    """The strongest frequency of what is not silence; 0 when all is."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    heard = samples[np.abs(samples) > 500]
    if len(heard) < 800:
        return 0.0
    first, last = np.flatnonzero(np.abs(samples) > 500)[[0, -1]]
    part = samples[first:last]
    return float(np.abs(np.fft.rfft(part * np.hanning(len(part)))).argmax() * 8000 / len(part))


class SoftRadio(asyncio.DatagramProtocol):
    """A RoIP gateway: says what its radio hears, keys its radio by what it is sent. `echo`: gives back each packet, as a repeater does."""

    def __init__(self, codec: str = "pcma", extension: bool = False) -> None:
        self.codec, self.extension, self.echo = codec, extension, False
        self.packets: list[bytes] = []
        self.to: tuple[str, int] = ("127.0.0.1", 0)
        self.sequence = 100
        self.transport: Any = None

    async def open(self) -> int:
        self.transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        port: int = self.transport.get_extra_info("sockname")[1]
        return port

    def datagram_received(self, data: bytes, address: Any) -> None:
        self.packets.append(data)
        heard = wire.read(data)
        if self.echo and heard and heard.pcm:
            self._send(heard.pcm, True)

    def _send(self, pcm: bytes, squelch: bool) -> None:
        payload = wire.PAYLOADS[self.codec] if pcm else wire.KEEP_ALIVE
        packet = Packet(payload, self.sequence, self.sequence * 160, 4711, False, pcm)
        self.transport.sendto(wire.write(packet, ptt=0 if self.extension else None, squelch=squelch), self.to)
        self.sequence += 1

    async def say(self, frames: list[bytes]) -> None:
        for pcm in frames:
            self._send(pcm, True)
            await asyncio.sleep(0.02)
        if self.extension:
            self._send(b"", False)

    def audio(self) -> bytes:
        return b"".join(heard.pcm for data in self.packets if (heard := wire.read(data)))


@asynccontextmanager
async def patched(place: Hall, radio: SoftRadio, signalling: str = "presence", priority: int = 5) -> AsyncIterator[Link]:
    """The channel of this radio, joined to the group."""
    remote = await radio.open()

    async def door() -> Door:
        return Door(f"{place.url}/terminal:9/{priority}", GROUP.id)

    link = Link("同播 1 频道", Place(0, "127.0.0.1", remote, radio.codec, signalling), QUICK, 0.12, door)  # type: ignore[arg-type]
    running = asyncio.create_task(link.run("127.0.0.1"))
    await until(lambda: link.group == GROUP.id)
    assert link.endpoint._transport is not None
    radio.to = link.endpoint._transport.get_extra_info("sockname")
    try:
        yield link
    finally:
        running.cancel()
        radio.transport.close()


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def decoded(messages: list[bytes]) -> bytes:
    decoder = Decoder()
    return b"".join(decoder.decode(packet) for data in messages for _, packet in frame.packets(data))


async def speak(person: Person, frames: list[bytes]) -> int:
    """From the button to its release, in real time; the burst's number."""
    await person.say("req", g=GROUP.id, rid=1)
    burst: int = (await person.until("grant"))["burst"]
    encoder = Encoder()
    packets = [encoder.encode(pcm) for pcm in frames]
    for start in range(0, len(packets), 3):
        part = packets[start : start + 3]
        await person.socket.send(frame.write(burst, start, part, last=start + 3 >= len(packets)))
        await asyncio.sleep(0.02 * len(part))
    await person.say("rel", g=GROUP.id, burst=burst)
    return burst


@pytest.mark.parametrize(("codec", "signalling"), [("pcma", "presence"), ("l16", "ed137")])
@pytest.mark.asyncio
async def test_a_tone_of_the_radio_is_heard_in_the_group_and_recorded_and_one_of_the_group_on_the_air(codec: str, signalling: str) -> None:
    radio = SoftRadio(codec, extension=signalling == "ed137")
    async with hall() as place, patched(place, radio, signalling) as link:
        listener = await Person.come(place, "user:2")
        hearing = asyncio.create_task(listener.until("idle"))
        await radio.say(tone(700, 40))
        assert (await hearing)["why"] == "released"
        assert abs(pitch(decoded(listener.heard)) - 700) < 15
        begun, *messages, ended = place.kept.told
        assert begun[:1] + begun[2:] == ("begin", "terminal:9") and ended[-1] == "released"
        assert [told[2] for told in messages] == listener.heard
        assert frame.read(listener.heard[-1]).last
        # And the other way
        radio.packets.clear()
        await speak(listener, tone(1200, 40))
        await until(lambda: not link.channel.keyed)
        assert abs(pitch(radio.audio()) - 1200) < 15
        if signalling == "ed137":
            with_voice = {wire.ptt_of(data) for data in radio.packets if (heard := wire.read(data)) and heard.pcm}
            assert with_voice == {wire.PTT_NORMAL}
            await until(lambda: wire.ptt_of(radio.packets[-1]) == wire.PTT_OFF)
        else:
            assert radio.packets[0][1] & 0x80, "the first packet of a transmission has the marker"
            sent = len(radio.packets)
            await asyncio.sleep(0.1)
            assert len(radio.packets) == sent, "no packet = the PTT is let go"


@pytest.mark.asyncio
async def test_what_is_sent_never_comes_back_as_a_burst_of_its_own() -> None:
    radio = SoftRadio()
    radio.echo = True
    async with hall() as place, patched(place, radio) as link:
        speaker = await Person.come(place, "user:2")
        burst = await speak(speaker, tone(1200, 30))
        await until(lambda: radio.packets and not link.channel.keyed)
        await until(lambda: not link.channel.carrier)
        assert link.channel.counts["guarded"] == 1
        assert {told[1] for told in place.kept.told} == {burst}, "nobody else has spoken"
        # A radio that really speaks afterwards is heard
        radio.echo = False
        await asyncio.sleep(QUICK.guard_s)
        heard = asyncio.create_task(speaker.until("taken"))
        await radio.say(tone(700, 10))
        assert (await heard)["by"] == "terminal:9"


@pytest.mark.asyncio
async def test_a_radio_that_speaks_into_somebody_elses_floor_is_refused_with_a_tone_and_takes_no_place_in_the_queue() -> None:
    radio = SoftRadio()
    async with hall() as place, patched(place, radio) as link:
        holder, other = await Person.come(place, "user:2"), await Person.come(place, "user:3")
        await holder.say("req", g=GROUP.id, rid=1)
        await holder.until("grant")  # and says nothing yet: the radio does not hear that the group is busy
        await other.until("taken")
        await radio.say(tone(700, 20))
        await until(lambda: link.channel.counts["refused"])
        assert {told[2] for told in place.kept.told if told[0] == "begin"} == {"user:2"}, "one holder"
        assert place.relay.groups[GROUP.id].floor.waiting == []
        await until(lambda: abs(pitch(radio.audio()) - 1000) < 40)  # the tone, once its key is up
        assert link.channel.counts["carried"] == 0


@pytest.mark.asyncio
async def test_a_radio_with_the_priority_for_it_takes_the_floor() -> None:
    radio = SoftRadio()
    async with hall() as place, patched(place, radio, priority=9) as link:
        holder = await Person.come(place, "user:2")
        await holder.say("req", g=GROUP.id, rid=1)
        await holder.until("grant")
        speaking = asyncio.create_task(radio.say(tone(700, 20)))
        assert (await holder.until("revoke"))["why"] == "preempted"
        await speaking
        assert link.channel.counts["carried"] == 1


# ---- the machine alone


def keyed(channel: Channel, now: float) -> None:
    channel.taken(5)
    channel.spoken(now, 5, tone(500, 1)[0])
    assert channel.tick(now) is not None and channel.keyed


def test_words_before_the_grant_wait_and_go_out_in_order_and_the_rest_with_the_last_flag() -> None:
    channel, pcm = Channel(), tone(500, 1)[0]
    told = [effect for n in range(7) for effect in channel.heard(1 + n / 50, pcm)]
    assert told == [Ask(1)]
    first, second = channel.granted(1.2, 1, 88)
    assert isinstance(first, Speak) and isinstance(second, Speak)
    assert (first.seq, first.preroll, second.seq, len(second.frames)) == (0, True, 3, 3)
    last, back = channel.fell(1.5)
    assert isinstance(last, Speak) and (last.seq, last.last, len(last.frames)) == (6, True, 1) and back == GiveBack(88)
    assert channel.granted(1.6, 1, 89) == [GiveBack(89)], "a grant that comes too late is given back"


def test_a_transmitter_is_let_go_after_its_limit_and_keyed_again_for_the_next_speaker() -> None:
    channel = Channel(Timing(limit_s=2))
    keyed(channel, 10)
    now = 10.0
    while channel.keyed and now < 20:
        now += 0.02
        channel.spoken(now, 5, tone(500, 1)[0])
        channel.tick(now)
    assert 12 <= now < 12.1 and channel.counts["limited"] == 1
    channel.spoken(13, 5, tone(500, 1)[0])
    assert channel.tick(13) is None, "the rest of the same burst"
    channel.idle(5)
    channel.taken(6)
    channel.spoken(14, 6, tone(500, 1)[0])
    assert channel.tick(14) is not None


def test_a_carrier_that_never_falls_loses_the_floor_and_does_not_keep_the_group_from_the_radios() -> None:
    channel, pcm = Channel(Timing(limit_s=2)), tone(500, 1)[0]
    channel.heard(1, pcm)
    channel.granted(1, 1, 7)
    told = channel.heard(3.1, pcm)
    assert GiveBack(7) in told and channel.heard(3.2, pcm) == []
    channel.taken(8)
    channel.spoken(3.3, 8, pcm)
    assert channel.tick(3.3) is not None


def test_a_busy_channel_is_not_keyed() -> None:
    channel, pcm = Channel(), tone(500, 1)[0]
    channel.heard(1, pcm)
    channel.taken(8)
    channel.spoken(1.1, 8, pcm)
    assert channel.tick(1.1) is None and not channel.keyed


def test_the_squelch_hangs_over_a_lost_packet_and_obeys_the_gateway_that_says_so() -> None:
    loud, quiet = tone(500, 1)[0], bytes(320)
    presence, said, vox = Squelch("presence", 0.3), Squelch("ed137", 0.3), Squelch("vox", 0.3)
    presence.hear(1, quiet, None)
    assert presence.is_open(1.2) and not presence.is_open(1.4)
    said.hear(1, loud, True)
    assert said.is_open(1.1)
    said.hear(1.1, loud, False)
    assert not said.is_open(1.1), "sound with a closed squelch is noise"
    vox.hear(1, quiet, None)
    assert not vox.is_open(1.0)
    vox.hear(1, loud, None)
    assert vox.is_open(1.2)


def test_packets_are_as_rfc_3550_and_ed_137_have_them() -> None:
    pcm = tone(500, 1)[0]
    plain = wire.write(Packet(wire.PCMA, 7, 1120, 99, True, pcm), ptt=None)
    assert (plain[0], plain[1], len(plain)) == (0x80, 0x88, 172)
    extended = wire.write(Packet(wire.L16, 7, 1120, 99, False, pcm), ptt=wire.PTT_NORMAL, squelch=True)
    assert extended[:2] + extended[12:20] == bytes([0x90, 97]) + bytes.fromhex("0167000130000000")
    assert wire.read(extended) == wire.Heard(99, 7, pcm, True)
    assert wire.read(b"not rtp at all") is None and wire.read(plain[:1] + bytes([9]) + plain[2:]) is None


def test_opus_keeps_the_tone_bridges_a_loss_and_takes_nonsense_for_silence() -> None:
    encoder, decoder = Encoder(), Decoder()
    packets = [encoder.encode(pcm) for pcm in tone(900, 50)]
    assert max(len(packet) for packet in packets) < frame.MOST_BYTES
    assert abs(pitch(b"".join(decoder.decode(packet) for packet in packets)) - 900) < 15
    assert len(decoder.decode(None)) == 320
    assert len(decoder.decode(b"\xff" * 3)) >= 320


# ---- rows


@pytest.fixture
def row(city: None) -> RadioLink:
    return add_link(actor="system", name="从化同播 1", area="440117", port=30001, host="192.0.2.9", remote_port=4000, priority=6)


@pytest.mark.django_db
def test_a_channel_speaks_in_the_group_its_terminal_was_put_into_with_a_ticket_of_its_own_principal(row: RadioLink) -> None:
    assert wanted()[0].group is None and door_of(row.pk) is None
    group = open_group(actor="system", kind="adhoc", name="联合", area="440117")
    add_members(actor="system", group_id=group.pk, terminals=[row.terminal_id])
    door = door_of(row.pk)
    assert door is not None and door.group == wanted()[0].group == group.pk
    found = redeem(digest(door.url.partition("?ticket=")[2]))
    assert found is not None and (found.actor, found.name) == (row.token.actor, "从化同播 1")
    assert found.scopes == scopes_of(found.actor), "the voice process looks again each minute"
    seat = found.seats[group.pk]
    assert (seat.priority, seat.speak) == (6, True)
    (info,) = load_groups([group.pk])
    assert seat.still_holds(info)
    remove_members(actor="system", group_id=group.pk, members=[("terminal", row.terminal_id)])
    assert not seat.still_holds(load_groups([group.pk])[0]) and door_of(row.pk) is None


@pytest.mark.django_db
def test_a_channel_that_may_only_listen_is_given_no_right_to_speak_and_one_switched_off_none_at_all(row: RadioLink) -> None:
    group = open_group(actor="system", kind="adhoc", name="联合", area="440117")
    add_members(actor="system", group_id=group.pk, terminals=[row.terminal_id], listen_only=True)
    door = door_of(row.pk)
    assert door is not None
    found = redeem(digest(door.url.partition("?ticket=")[2]))
    assert found is not None and not found.seats[group.pk].speak
    change_link(actor="system", link_id=row.pk, active=False)
    assert door_of(row.pk) is None and wanted() == []


@pytest.mark.django_db
def test_one_port_is_one_channels_and_a_name_is_no_address(row: RadioLink) -> None:
    with pytest.raises(Problem, match="30001"):
        add_link(actor="system", name="另一个", area="440117", port=30001, host="192.0.2.8")
    with pytest.raises(Problem, match="IP"):
        add_link(actor="system", name="另一个", area="440117", port=30002, host="::::")
