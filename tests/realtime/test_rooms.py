"""The signalling of conferences: only between peers of one room with one-time tickets, over one or two web processes; rubbish is refused with a code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connection, transaction

from command.asgi import application
from realtime.codes import CLOSE
from realtime.hub import hub
from realtime.rooms import relay as relaying
from realtime.rooms.entering import close_room, enter_room, leave_room
from realtime.rooms.hooks import _on_gone
from realtime.rooms.models import Peer, Ticket
from realtime.rooms.protocol import Bye, Candidate, Description, read_peer_frame, relayed
from realtime.rooms.relay import Relay
from realtime.rooms.sweeping import sweep_rooms

PATH = "/ws/rtc/"
DESCRIPTION = {"t": "sdp", "to": 2, "type": "offer", "sdp": "v=0"}


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", '{"t":"sdp"}', '{"t":"sdp","to":0,"type":"offer","sdp":""}', '{"t":"sdp","to":2,"type":"pranswer","sdp":""}',
        '{"t":"ice","to":2}', '{"t":"bye","x":1}', '{"t":"joined","peer":3,"name":"x"}', '{"t":"sdp","to":"2","type":"offer","sdp":""}',
        '{"t":"ice","to":2,"candidate":"' + "x" * 3000 + '"}', "[" * 100_000, "x" * 40_000,
    ],
)  # fmt: skip
def test_anything_but_the_four_words_is_no_word(text: str):
    with pytest.raises(ValueError):
        read_peer_frame(text)


def test_the_four_words_are_read_and_handed_on_with_the_sender():
    said = read_peer_frame(json.dumps(DESCRIPTION))
    assert isinstance(said, Description) and json.loads(relayed(said, 7)) == {"t": "sdp", "type": "offer", "sdp": "v=0", "from": 7}
    candidate = read_peer_frame('{"t":"ice","to":2,"candidate":"c","mid":"0","line":0}')
    assert isinstance(candidate, Candidate) and isinstance(read_peer_frame('{"t":"bye"}'), Bye)


@pytest.fixture
def ticket(transactional_db: None) -> Callable[..., Awaitable[str]]:
    def make(room: str, peer: int, **given: Any) -> str:
        with transaction.atomic():
            return enter_room(
                room=room, peer=peer, actor=given.get("actor", "terminal:1"), session="s", name=f"甲{peer}", listen_only=False
            )

    return sync_to_async(make)


class Socket(WebsocketCommunicator):  # type: ignore[misc]
    async def hear(self) -> dict[str, Any]:
        return json.loads(await self.receive_from(timeout=5))  # type: ignore[no-any-return]

    async def until(self, kind: str) -> dict[str, Any]:
        while True:
            frame = await self.hear()
            if frame["t"] == kind:
                return frame

    async def code(self) -> int:
        while True:
            said = await self.receive_output(timeout=8)
            if said["type"] == "websocket.close":
                return int(said["code"])

    async def say(self, **frame: Any) -> None:
        await self.send_to(text_data=json.dumps(frame))


async def enter(secret: str, headers: list[tuple[bytes, bytes]] | None = None) -> Socket:
    socket = Socket(application, f"{PATH}?ticket={secret}", headers)
    connected, _ = await socket.connect(timeout=5)
    assert connected
    return socket


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Each with a hub and a relay of its own loop."""

    async def whole() -> None:
        import realtime.hub

        realtime.hub._hub = relaying._relay = None
        try:
            await asyncio.wait_for(work(), 40)
        finally:
            for task in (*hub()._tasks, *relaying.relay()._tasks):
                task.cancel()
            await hub().feed.pool.close()
            realtime.hub._hub = relaying._relay = None

    asyncio.run(whole())
    connection.close()


def test_two_peers_of_a_room_reach_each_other_and_nobody_else(ticket: Any):
    async def work() -> None:
        one, two = await enter(await ticket("c1-1", 1)), await enter(await ticket("c1-1", 2))
        stranger = await enter(await ticket("c2-1", 3))
        assert (await one.hear())["t"] == "welcome" and (await two.hear())["t"] == "welcome"
        assert await two.hear() == {"t": "here", "peer": 1, "name": "甲1", "listen_only": False}
        assert await one.hear() == {"t": "joined", "peer": 2, "name": "甲2", "listen_only": False}
        await one.say(**DESCRIPTION)
        assert await two.hear() == {"t": "sdp", "type": "offer", "sdp": "v=0", "from": 1}
        await one.say(**DESCRIPTION | {"to": 3})
        assert (await one.until("error"))["code"] == "not_in_room"
        await stranger.say(**DESCRIPTION | {"to": 1})
        assert (await stranger.until("error"))["code"] == "not_in_room"
        assert await two.receive_nothing(0.1)

    run(work)


def test_a_ticket_is_good_once_and_only_for_a_peer_that_is_still_let_in(ticket: Any):
    async def work() -> None:
        secret = await ticket("c1-1", 1)
        await enter(secret)
        assert await (await enter(secret)).code() == CLOSE["ticket"].status
        assert await (await enter("rubbish")).code() == CLOSE["ticket"].status
        secret = await ticket("c1-1", 2)
        await sync_to_async(lambda: leave_room(room="c1-1", peer=2))()
        assert await (await enter(secret)).code() == CLOSE["ticket"].status
        foreign = Socket(
            application, f"{PATH}?ticket={await ticket('c1-1', 4)}", [(b"origin", b"https://evil.example"), (b"host", b"here")]
        )
        assert not (await foreign.connect())[0]
        assert (
            await (await enter(await ticket("c1-1", 5, actor="user:1"))).code() == CLOSE["ticket"].status
        )  # a person's browser names its origin

    run(work)


def test_the_third_unreadable_word_and_a_flood_end_the_connection(ticket: Any):
    async def work() -> None:
        rude, fast = await enter(await ticket("c1-1", 1)), await enter(await ticket("c1-1", 2))
        for _ in range(3):
            await rude.send_to(text_data="{")
        assert await rude.code() == CLOSE["malformed"].status
        for _ in range(400):
            await fast.say(**DESCRIPTION | {"to": 9})
        assert await fast.code() == CLOSE["too_many"].status

    run(work)


def test_goodbye_is_told_at_once_and_a_lost_socket_may_come_back(ticket: Any):
    gone: list[tuple[str, int, bool]] = []
    _on_gone.append(lambda *said: gone.append(said))

    async def work() -> None:
        one, two, three = [await enter(await ticket("c1-1", peer)) for peer in (1, 2, 3)]
        await two.say(t="bye")
        assert (await one.until("gone"))["peer"] == 2
        await three.disconnect()
        assert (await one.until("lost"))["peer"] == 3
        await sync_to_async(sweep_rooms)()
        assert gone == [("c1-1", 2, True)]  # the other has a few seconds
        back = await enter(await ticket("c1-1", 3))
        assert (await one.until("joined"))["peer"] == 3
        await back.until("here")
        newer = await enter(await ticket("c1-1", 3))
        assert await back.code() == CLOSE["replaced"].status
        await newer.until("welcome")

    try:
        run(work)
    finally:
        _on_gone.pop()


def test_who_stops_beating_is_gone_and_told_once(ticket: Any):
    gone: list[tuple[str, int, bool]] = []
    _on_gone.append(lambda *said: gone.append(said))
    try:
        enter_room(room="c1-1", peer=1, actor="terminal:1", session="", name="甲")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE rooms_peer SET seen_at = clock_timestamp() - interval '9 s'")
        assert (sweep_rooms(), sweep_rooms()) == (1, 0)
        assert gone == [("c1-1", 1, False)] and not Peer.objects.exists()
    finally:
        _on_gone.pop()


def test_over_two_web_processes_peers_find_each_other_and_a_closed_room_closes_both(ticket: Any):
    async def work() -> None:
        here = relaying.relay()
        elsewhere = Relay()
        one = await enter(await ticket("c1-1", 1))
        relaying._relay = elsewhere  # the next socket lands in the other process
        two = await enter(await ticket("c1-1", 2))
        assert (await one.until("joined"))["peer"] == 2
        assert (await two.until("joined"))["peer"] == 1  # from the other's roll
        await two.say(**DESCRIPTION | {"to": 1})
        assert (await one.until("sdp"))["from"] == 2
        await one.say(**DESCRIPTION | {"to": 2})
        assert (await two.until("sdp"))["from"] == 1
        await sync_to_async(lambda: close_room(room="c1-1"))()
        assert (await one.code(), await two.code()) == (CLOSE["room_closed"].status,) * 2
        assert not await sync_to_async(Peer.objects.exists)() and not await sync_to_async(Ticket.objects.filter(used_at=None).exists)()
        for task in (*here._tasks, *elsewhere._tasks):
            task.cancel()

    run(work)
