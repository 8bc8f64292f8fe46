"""sockets → **relay** → sockets: one per web process; words for a peer elsewhere hop over Redis, those for a peer here do not.

It owns no truth: who is in a room are rows; what is lost on the hop the peers ask for again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import redis.exceptions

from realtime import bell, bus
from realtime.codes import CLOSE
from realtime.hub import hub
from realtime.rooms.entering import CHANNEL
from realtime.rooms.protocol import BEAT_S, GRACE_S, VANISHED_S

log = logging.getLogger(__name__)


class Seat:
    """One open socket of one peer in one room."""

    def __init__(self, room: str, peer: int, actor: str, session: str, name: str, listen_only: bool) -> None:
        self.room, self.peer, self.actor, self.session, self.name, self.listen_only = room, peer, actor, session, name, listen_only
        self.socket = uuid.uuid4().hex
        self.send: Callable[[str], Awaitable[None]]
        self.close: Callable[[int], Awaitable[None]]

    def card(self) -> dict[str, Any]:
        return {"peer": self.peer, "name": self.name, "listen_only": self.listen_only}


class Relay:
    def __init__(self) -> None:
        self.rooms: defaultdict[str, dict[int, Seat]] = defaultdict(dict)
        self.elsewhere: defaultdict[str, dict[int, tuple[str, dict[str, Any]]]] = defaultdict(dict)  # room → peer → process, card
        self.origin = uuid.uuid4().hex  # our own words come back over Redis and are not said twice
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await hub().start()
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._for_ever(work)) for work in (self._hear, self._beat)]

    async def _for_ever(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (psycopg.Error, redis.exceptions.RedisError, OSError) as error:
                log.warning("rooms: %s again in 1 s: %s", work.__name__, error)
                await asyncio.sleep(1)
            except Exception:
                log.exception("rooms: %s failed", work.__name__)
                await asyncio.sleep(1)

    # ---- coming and going

    async def redeem(self, digest: str) -> Seat | None:
        """The seat of an unused, unexpired ticket whose peer is still in the room; it is used up by this."""
        async with hub().feed.pool.connection() as connection:
            cursor = await connection.execute(
                "UPDATE rooms_ticket t SET used_at = clock_timestamp() WHERE digest = %s AND used_at IS NULL AND expires_at > clock_timestamp()"
                " AND EXISTS (SELECT 1 FROM rooms_peer p WHERE p.room = t.room AND p.peer = t.peer)"
                " RETURNING room, peer, actor, session, name, listen_only",
                [digest],
            )
            row = await cursor.fetchone()
            if row is None:
                return None
            seat = Seat(*row)
            await connection.execute(
                "UPDATE rooms_peer SET socket = %s, seen_at = clock_timestamp(), bye = false WHERE room = %s AND peer = %s",
                [seat.socket, seat.room, seat.peer],
            )
        return seat

    async def join(self, seat: Seat) -> None:
        """The newcomer hears who is here, everybody hears the newcomer; an older socket of the same peer is closed."""
        old = self.rooms[seat.room].get(seat.peer)
        self.rooms[seat.room][seat.peer] = seat
        if old is not None:
            await old.close(CLOSE["replaced"].status)
        await seat.send(_text({"t": "welcome", "peer": seat.peer, "room": seat.room}))
        here = [other.card() for other in self.rooms[seat.room].values() if other is not seat]
        for card in [*here, *(card for _, card in self.elsewhere[seat.room].values() if card["peer"] != seat.peer)]:
            await seat.send(_text({**card, "t": "here"}))
        self.elsewhere[seat.room].pop(seat.peer, None)
        await self.say(seat.room, {"t": "joined", **seat.card()}, but=seat.peer)

    async def leave(self, seat: Seat, *, bye: bool) -> None:
        """Only the peer's present socket counts. Without a goodbye it has a moment to come back."""
        if self.rooms[seat.room].get(seat.peer) is not seat:
            return
        del self.rooms[seat.room][seat.peer]
        if not self.rooms[seat.room]:
            del self.rooms[seat.room]
            self.elsewhere.pop(seat.room, None)
        await self.say(seat.room, {"t": "gone" if bye else "lost", "peer": seat.peer}, but=seat.peer)
        try:
            async with hub().feed.pool.connection() as connection:
                await connection.execute(
                    "UPDATE rooms_peer SET bye = %s, seen_at = clock_timestamp() - make_interval(secs => %s)"
                    " WHERE room = %s AND peer = %s AND socket = %s",
                    [bye, VANISHED_S - GRACE_S, seat.room, seat.peer, seat.socket],
                )
        except (psycopg.Error, OSError) as error:
            log.warning("rooms: %s left while the database was away; its pulse stops by itself: %s", seat.peer, error)

    # ---- words

    async def say(self, room: str, said: dict[str, Any], *, but: int) -> None:
        """To everybody in the room, here and elsewhere."""
        await self._say_here(room, said, but=but)
        self._publish(room, say=said, but=but)

    async def _say_here(self, room: str, said: dict[str, Any], *, but: int = 0) -> None:
        text = _text(said)
        for seat in list(self.rooms.get(room, {}).values()):
            if seat.peer != but:
                await seat.send(text)

    async def hand(self, room: str, to: int, text: str) -> bool:
        """False: nobody of that number is in this room."""
        if (here := self.rooms.get(room, {}).get(to)) is not None:
            await here.send(text)
            return True
        if to not in self.elsewhere[room]:
            return False
        self._publish(room, to=to, text=text)
        return True

    def _publish(self, room: str, **said: Any) -> None:
        bus.publish(CHANNEL, json.dumps({"room": room, "from": self.origin, **said}).encode())

    async def _hear(self) -> None:
        client = bell.async_client(None)
        async with client, client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(CHANNEL, bus.REVOKED)
            self._publish_rolls()
            while True:
                message = await bell.said(pubsub)
                if message["channel"].decode() == CHANNEL:
                    await self._heard(json.loads(message["data"]))
                else:
                    await self._revoke(message["data"].decode())

    async def _heard(self, said: dict[str, Any]) -> None:
        name, origin = said["room"], said.get("from")
        room = self.rooms.get(name)
        if room is None or origin == self.origin:
            return
        match said:
            case {"close": peer}:
                for seat in list(room.values()):
                    if peer in (0, seat.peer):
                        await seat.close(CLOSE["room_closed"].status)
            case {"to": to, "text": text} if to in room:
                await room[to].send(text)
            case {"roll": cards}:
                await self._called(name, origin or "", cards)
            case {"say": {"t": "joined"} as card}:
                if (old := room.get(card["peer"])) is not None:  # it came back through another process
                    await old.close(CLOSE["replaced"].status)
                await self._called(name, origin or "", [*self._of(name, origin), card])
                self._publish_roll(name)
            case {"say": words}:
                self.elsewhere[name].pop(words["peer"], None)
                await self._say_here(name, words)

    def _of(self, room: str, origin: str | None) -> list[dict[str, Any]]:
        return [card for at, card in self.elsewhere[room].values() if at == origin]

    async def _called(self, room: str, origin: str, cards: list[dict[str, Any]]) -> None:
        """Another process says whom it has in this room: newcomers are announced, who is no longer named is lost."""
        known, named = self.elsewhere[room], {card["peer"]: card for card in cards}
        for peer in [peer for peer, (at, _) in known.items() if at == origin and peer not in named]:
            del known[peer]
            await self._say_here(room, {"t": "lost", "peer": peer})
        for peer, card in named.items():
            new = peer not in known and peer not in self.rooms[room]
            known[peer] = (origin, card)
            if new:
                await self._say_here(room, {**card, "t": "joined"})

    def _publish_rolls(self) -> None:
        for room in list(self.rooms):
            self._publish_roll(room)

    def _publish_roll(self, room: str) -> None:
        """Who is here, said again with every beat: a word lost on the hop is made good within seconds."""
        self._publish(room, roll=[seat.card() for seat in self.rooms[room].values()])

    async def _revoke(self, text: str) -> None:
        """Signed out, or rights changed: the page asks again for a ticket and then hears whether it still may."""
        actor, _, session = text.partition(" ")
        for room in list(self.rooms.values()):
            for seat in list(room.values()):
                if seat.actor == actor and session in ("", seat.session):
                    await seat.close(CLOSE["revoked"].status)

    async def _beat(self) -> None:
        """The pulse of everybody here; whoever was shown out meanwhile is closed."""
        await asyncio.sleep(BEAT_S)
        seats = [seat for room in self.rooms.values() for seat in room.values()]
        if not seats:
            return
        self._publish_rolls()
        async with hub().feed.pool.connection() as connection:
            cursor = await connection.execute(
                "UPDATE rooms_peer SET seen_at = clock_timestamp() WHERE socket = ANY(%s) RETURNING socket",
                [[seat.socket for seat in seats]],
            )
            alive = {row[0] for row in await cursor.fetchall()}
        for seat in seats:
            if seat.socket not in alive:
                await seat.close(CLOSE["room_closed"].status)


def _text(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


_relay: Relay | None = None


def relay() -> Relay:
    """This process's relay."""
    global _relay
    if _relay is None:
        _relay = Relay()
    return _relay
