"""doors → **doorway** → pipeline and keeper: the gateway's side of all doors. A promise is committed before the peer hears that we have it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from devices.doors.credentials import digest_of
from devices.doors.shape import Done, Taken
from devices.dying import DECODED, mark
from devices.inbox.keeper import Keeper, Waiting
from devices.inbox.storing import letter_of
from devices.pipeline import Pipeline
from devices.readings import PROMISES, Source, Undecodable
from devices.terminals.actions import pin_credential
from devices.tracking import Known
from devices.wire.rights import Right
from devices.wire.trust import CLOSED

HAND_S = 10.0  # a peer that waits longer for its promise is told to send again; what was handed over is stored all the same


class Doorway:
    def __init__(self, line: Pipeline, keeper: Keeper, on_loop: Callable[..., None]) -> None:
        self.line, self.keeper, self.on_loop = line, keeper, on_loop
        self.arrived: Callable[[Source], None] = lambda source: None
        self.token, self.emqx = str(settings.DOOR_HTTP_TOKEN), str(settings.EMQX_SECRET)
        self.rights: Mapping[str, Right] = {}

    def accept(self, topic: bytes, payload: bytes, done: Done) -> str:
        """On the loop. Why it was refused, or nothing; ``done`` is called in either case, for a promise after its commit."""
        try:
            readings, replies, _ = self.line.read(topic, payload, False)
        except Undecodable as error:
            done(None)
            return error.reason
        speaker = next((reading.source for reading in readings if isinstance(reading, PROMISES)), None)
        known = self.line.known.get(speaker) if speaker else None
        letter = letter_of(topic.decode(), payload, readings, known.terminal if known else None) if speaker else None
        if letter is None:
            self.line.apply(topic, payload, readings)
            done(replies)
            return ""

        mark(DECODED, letter)

        def finish() -> None:
            self.line.apply(topic, payload, readings)
            done(replies)

        def refuse(why: str) -> None:
            self.line.strangers.refuse(topic, f"数据库拒收: {why}", payload)
            done(None)

        self.keeper.put(Waiting(letter, lambda: self.on_loop(finish), lambda why: self.on_loop(refuse, why)))
        return ""

    async def hand(self, topic: str, payload: bytes) -> Taken:
        promised = False
        taken: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()

        def done(replies: Any) -> None:
            if not taken.done():
                taken.set_result(Taken(why="数据库拒收") if replies is None else Taken(replies, stored=promised))

        refused = self.accept(topic.encode("utf-8", "surrogatepass"), payload, done)
        if refused:
            return Taken(why=refused)
        if taken.done():
            return taken.result()
        promised = True  # only what has to be committed first is answered later
        try:
            return await asyncio.wait_for(taken, HAND_S)
        except TimeoutError:
            return Taken(why="平台暂时无法存储,请稍后重发", later=True)

    def known(self, source: Source) -> Known | None:
        return self.line.known.get(source)

    def holder(self, adapter: str, secret: str) -> str | None:
        return self.line.holders.get(digest_of(adapter, secret))

    def trust(self, adapter: str) -> str:
        return self.line.trust.get(adapter, CLOSED)

    def refuse(self, topic: str, why: str, first_bytes: bytes) -> None:
        self.line.strangers.refuse(topic.encode("utf-8", "surrogatepass"), why, first_bytes)

    def derive(self, what: str) -> str:
        return salted_hmac("devices.doors", what, algorithm="sha256").hexdigest()[:20]

    async def pin(self, source: Source, secret: str) -> bool:
        known = self.line.known.get(source)
        if known is None or known.credential or self.trust(source.adapter) == CLOSED:
            return False
        digest = digest_of(source.adapter, secret)
        if not await asyncio.to_thread(pin_credential, known.terminal, digest):
            return False
        # Before the registry is read again the next frame may be here already
        self.line.known[source] = known._replace(credential=digest)
        return True
