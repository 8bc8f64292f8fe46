"""Our agent against Debian's kamailio: registers, rings, is rung, hears keys, is refused – and one call with sipp, a telephone that is not ours."""

from __future__ import annotations

import asyncio
import math
import pathlib
import shutil
import struct
import subprocess
from collections.abc import Awaitable, Callable

import pytest

from dispatch.phones.sip.agent import Account, Agent
from dispatch.phones.sip.g711 import FRAME
from dispatch.phones.sip.leg import Leg
from tests.dispatch.sip_exchange import PASSWORD, Exchange, exchange

__all__ = ["exchange"]
PORTS = range(40000, 40400)


def tone(hertz: float, frames: int) -> bytes:
    return b"".join(struct.pack("<h", round(9000 * math.sin(2 * math.pi * hertz * n / 8000))) for n in range(frames * FRAME))


def loudness(pcm: bytes, hertz: float) -> float:
    """How much of this frequency is in it (Goertzel), per sample."""
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    coefficient = 2 * math.cos(2 * math.pi * hertz / 8000)
    before, last = 0.0, 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    return math.sqrt(max(0.0, before**2 + last**2 - coefficient * before * last)) / max(1, len(samples))


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 20))


async def telephone(
    exchange: Exchange, number: str, behave: Callable[[Leg], Awaitable[None]] | None = None, password: str = PASSWORD, **given: object
) -> Agent:
    """Another extension of the exchange, registered."""
    agent = Agent(Account.of(exchange.url(number), password), ports=PORTS, **({"on_ring": behave} if behave else {}), **given)  # type: ignore[arg-type]
    await agent.start()
    await asyncio.wait_for(agent.up.wait(), 5)
    return agent


async def over(leg: Leg) -> None:
    await asyncio.wait_for(leg.over.wait(), 5)


def test_a_robot_rings_is_answered_and_hears_the_key(exchange: Exchange):
    async def work() -> None:
        heard: list[bytes] = []
        said: list[bytes] = []

        async def answers(leg: Leg) -> None:
            leg.audio.sink = lambda far, near: heard.append(far)
            assert await leg.answer()
            leg.audio.say(tone(440, 40))
            await asyncio.sleep(0.3)
            leg.audio.press("1")

        centre, phone = await telephone(exchange, "8000"), await telephone(exchange, "801", answers)
        leg = await centre.call("801", show="应急指挥中心")
        leg.audio.sink = lambda far, near: said.append(far)
        await asyncio.wait_for(leg.answered.wait(), 5)
        leg.audio.say(tone(1000, 40))
        assert await asyncio.wait_for(leg.keys.get(), 5) == "1"
        assert leg.keys.empty()  # one press is one key
        await asyncio.wait_for(leg.audio.said(), 5)
        leg.hang_up()
        await asyncio.sleep(0.2)
        assert not phone.legs and not centre.legs
        far, near = b"".join(heard), b"".join(said)
        assert loudness(far, 1000) > 20 * loudness(far, 440) and loudness(near, 440) > 20 * loudness(near, 1000)
        await centre.stop()
        await phone.stop()

    run(work)


def test_busy_nobody_there_and_no_such_number_are_told_apart(exchange: Exchange):
    async def work() -> None:
        async def busy(leg: Leg) -> None:
            leg.hang_up(486)

        centre, phone = await telephone(exchange, "8000"), await telephone(exchange, "802", busy)
        refused = await centre.call("802")
        await over(refused)
        assert (refused.status, refused.answered.is_set()) == (486, False)
        unknown = await centre.call("999")
        await over(unknown)
        assert unknown.status == 404

        async def silent(leg: Leg) -> None:
            rung.append(leg)

        rung: list[Leg] = []
        phone.on_ring = silent
        waits = await centre.call("802")
        await asyncio.wait_for(waits.ringing.wait(), 5)
        waits.hang_up()  # nobody answers: CANCEL
        await over(rung[0])
        assert rung[0].why == "对方挂断"
        await centre.stop()
        await phone.stop()

    run(work)


def test_whoever_hangs_up_first_both_are_free(exchange: Exchange):
    async def work() -> None:
        async def answers_and_leaves(leg: Leg) -> None:
            await leg.answer()
            await asyncio.sleep(0.2)
            leg.hang_up()

        centre, phone = await telephone(exchange, "8000"), await telephone(exchange, "801", answers_and_leaves)
        leg = await centre.call("801")
        await over(leg)
        assert (leg.answered.is_set(), leg.why) == (True, "对方挂断")
        assert not centre.legs and not phone.legs
        await centre.stop()
        await phone.stop()

    run(work)


def test_a_wrong_password_is_said_as_such_and_not_tried_in_a_hurry(exchange: Exchange):
    async def work() -> None:
        said: list[tuple[bool, str]] = []
        agent = Agent(Account.of(exchange.url("8000"), "falsch"), on_line=lambda up, why: said.append((up, why)))
        await agent.start()
        while not said:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        assert said == [(False, "口令不正确或被拒绝(401)")]
        await agent.stop()

    run(work)


def test_a_dead_exchange_is_noticed():
    async def work() -> None:
        from tests.dispatch.sip_exchange import udp_port

        said: list[tuple[bool, str]] = []
        agent = Agent(Account.of(f"sip:8000@127.0.0.1:{udp_port()}", PASSWORD), on_line=lambda up, why: said.append((up, why)), t1=0.01)
        await agent.start()
        while not said:
            await asyncio.sleep(0.02)
        assert said == [(False, "交换机没有应答")]
        await agent.stop()

    run(work)


def test_registration_is_renewed_before_it_ends(exchange: Exchange):
    async def work() -> None:
        said: list[bool] = []
        agent = await telephone(exchange, "805", None, on_line=lambda up, why: said.append(up), expires_s=2)
        while len(said) < 3:
            await asyncio.sleep(0.05)
        assert said[:3] == [True, True, True]
        await agent.stop()

    run(work)


def test_a_caller_who_gives_up_and_a_call_taken_elsewhere_are_told_apart(exchange: Exchange):
    async def work() -> None:
        rung: list[Leg] = []

        async def watch(leg: Leg) -> None:
            rung.append(leg)

        async def answers(leg: Leg) -> None:
            await asyncio.sleep(0.3)
            await leg.answer()

        # the officer's telephone and we are both at extension 8000: the exchange rings both
        centre, desk, caller = (
            await telephone(exchange, "8000", watch),
            await telephone(exchange, "8000", answers),
            await telephone(exchange, "13812345678"),
        )
        leg = await caller.call("8000")
        await asyncio.wait_for(leg.answered.wait(), 5)
        await over(rung[0])
        assert (rung[0].remote.uri.user, rung[0].status) == ("13812345678", 200)
        leg.hang_up()
        await desk.stop()
        leg = await caller.call("8000")
        await asyncio.wait_for(leg.ringing.wait(), 5)
        leg.hang_up()
        while len(rung) < 2:
            await asyncio.sleep(0.02)
        await over(rung[1])
        assert rung[1].status == 487
        await centre.stop()
        await caller.stop()

    run(work)


def test_a_stranger_who_is_not_the_exchange_rings_nobody():
    async def work() -> None:
        async def never(leg: Leg) -> None:
            raise AssertionError("a stranger rang")

        centre = Agent(Account.of("sip:8000@127.0.0.2:5060", PASSWORD), on_ring=never)
        await centre.start(register=False)
        stranger = Agent(Account.of(f"sip:x@127.0.0.1:{centre.endpoint.place[1]}", PASSWORD), t1=0.02)
        await stranger.start(register=False)
        leg = await stranger.call("8000")
        await over(leg)
        assert not centre.legs
        await centre.stop()
        await stranger.stop()

    run(work)


def test_a_lost_packet_is_sent_again_and_a_repeated_one_is_answered_once():
    async def work() -> None:
        rung: list[Leg] = []

        async def answers(leg: Leg) -> None:
            rung.append(leg)
            await leg.answer()

        a, b = Agent(Account.of("sip:a@127.0.0.1:9", ""), t1=0.02), Agent(Account.of("sip:b@127.0.0.1:9", ""), on_ring=answers, t1=0.02)
        for agent in (a, b):
            await agent.start(register=False)
        a.exchange = b.endpoint.place
        sent = 0
        through = a.endpoint.send

        def lossy(data: bytes, place: tuple[str, int]) -> None:
            nonlocal sent
            sent += 1
            if sent % 3 == 0:
                through(data, place)
                through(data, place)

        a.endpoint.send = lossy  # type: ignore[method-assign]
        leg = await a.call("b")
        await asyncio.wait_for(leg.answered.wait(), 5)
        await asyncio.sleep(0.3)
        leg.hang_up()
        await over(rung[0])
        assert len(rung) == 1
        await a.stop()
        await b.stop()

    run(work)


SCENARIO = pathlib.Path(__file__).parent / "sipp_answers_with_info.xml"


def test_a_telephone_that_is_not_ours_answers_and_sends_its_key_by_info(exchange: Exchange, tmp_path: pathlib.Path):
    sipp = shutil.which("sipp")
    if sipp is None:
        pytest.skip("no sipp on this machine (apt-get install sip-tester)")
    process = subprocess.Popen(
        [sipp, "-sf", SCENARIO, "-i", "127.0.0.1", "-p", str(exchange.other), "-m", "1", "-nostdin"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    async def work() -> None:
        centre = await telephone(exchange, "8000")
        leg = await centre.call("900")
        await asyncio.wait_for(leg.answered.wait(), 8)
        assert await asyncio.wait_for(leg.keys.get(), 5) == "1"
        leg.hang_up()
        await asyncio.sleep(0.5)
        await centre.stop()

    try:
        run(work)
        assert process.wait(5) == 0  # sipp saw every message it expected
    finally:
        process.kill()
        process.wait(5)
