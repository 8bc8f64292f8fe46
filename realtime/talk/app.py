"""socket → **app** → relay: a plain ASGI application. It reads what a client says, strictly, and touches no ORM; there is no Channels consumer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

import msgspec
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from realtime.codes import CLOSE
from realtime.doorway import Bucket, knock, same_host_on_any_port
from realtime.talk import store
from realtime.talk.frames import Ack, Join, Leave, Release, Request, Who, read
from realtime.talk.listener import Listener
from realtime.talk.relay import text
from realtime.talk.tickets import digest
from realtime.talk.voice import Voice

log = logging.getLogger(__name__)

JOIN_WITHIN_S = 20.0
FRAME_MS = 20
TEXTS_PER_S, TEXT_CREDIT = 20.0, 40.0
AUDIO_PER_S, AUDIO_CREDIT = 100.0, 200.0  # three groups at once from one page is 50; what is wrong in it the relay counts
MALFORMED_ALLOWED = 2


class TalkApplication:
    """`voice` is started by whoever serves this."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await Connection(self.voice, scope, receive, send).run()
        elif scope["type"] == "http":
            await _answer(scope, receive, send)


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    """/livez for proxies; nothing else is served here."""
    alive = scope["path"] == "/livez"
    await send(
        {
            "type": "http.response.start",
            "status": 200 if alive else 404,
            "headers": [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")],
        }
    )
    await send({"type": "http.response.body", "body": b"ok\n" if alive else b"not found\n"})


class Connection:
    def __init__(self, voice: Voice, scope: Any, receive: Any, send: Any) -> None:
        self.voice, self.relay = voice, voice.relay
        self.scope, self.receive, self.send = scope, receive, send
        self.malformed = 0
        self.texts, self.audios = Bucket(TEXTS_PER_S, TEXT_CREDIT), Bucket(AUDIO_PER_S, AUDIO_CREDIT)

    async def run(self) -> None:
        await self.receive()  # websocket.connect
        knocked = knock(self.scope, same_host_on_any_port)
        if knocked is None or self.scope["path"].rstrip("/") != "/ws/talk":
            await self.send({"type": "websocket.close"})  # before accept: HTTP 403
            return
        await self.voice.ready.wait()
        try:
            found = await self.voice.database(store.redeem, digest(knocked.ticket)) if knocked.ticket else None
        except (DatabaseError, InterfaceError):
            await self.send({"type": "websocket.close"})  # nobody can be let in now; the client tries again
            return
        await self.send({"type": "websocket.accept"})
        if found is None or not knocked.fits(found.actor):
            await self._close(CLOSE["ticket"].status)
            return
        if sum(other.actor == found.actor for other in self.relay.listeners) >= settings.SOCKETS_PER_ACTOR:
            await self._close(CLOSE["too_many"].status)
            return
        listener = Listener(found.actor, found.name, found.session, found.scopes, found.seats, time.monotonic())
        self.relay.listeners.add(listener)
        seats = [{"id": pk, "priority": seat.priority, "speak": seat.speak, "because": seat.because} for pk, seat in found.seats.items()]
        listener.say(text("hello", actor=found.actor, name=found.name, groups=seats, frame_ms=FRAME_MS))
        writer = asyncio.ensure_future(listener.write(self._say, self._close))
        hello = asyncio.get_running_loop().call_later(JOIN_WITHIN_S, self._nothing_joined, listener)
        try:
            await self._read(listener)
        finally:
            hello.cancel()
            self.relay.gone(listener, time.monotonic())
            writer.cancel()

    def _nothing_joined(self, listener: Listener) -> None:
        if not listener.joined:
            listener.close(CLOSE["hello"].status)

    async def _read(self, listener: Listener) -> None:
        while True:
            message = await self.receive()
            if message["type"] == "websocket.disconnect":
                return
            now = time.monotonic()
            if (data := message.get("bytes")) is not None:
                if self.audios.take(now):
                    self.relay.audio(listener, data, now)
                else:
                    listener.close(CLOSE["too_many"].status)
            elif not self.texts.take(now):
                listener.close(CLOSE["too_many"].status)
            else:
                await self._text(listener, message.get("text") or "", now)

    async def _text(self, listener: Listener, said: str, now: float) -> None:
        try:
            frame = read(said)
        except msgspec.DecodeError as error:
            self._malformed(listener, str(error))
            return
        match frame:
            case Ack(n=n):
                listener.ack(n, now)
            case Request(g=g, rid=rid, prio=prio, act=None):
                self.relay.request(listener, g, rid, now, prio=prio)
            case Request(g=g, rid=rid, act=int(act)):
                if await self._may_break_in(act, listener.actor, g):
                    self.relay.request(listener, g, rid, time.monotonic(), act=act)
                else:
                    listener.say(text("deny", g=g, rid=rid, why="act"))
            case Release(g=g, burst=burst):
                self.relay.release(listener, g, burst, now)
            case Join(groups=groups):
                await self._join(listener, groups)
            case Leave(groups=groups):
                for g in groups:
                    self.relay.leave(listener, g, now)
            case Who(g=g):
                self.relay.who(listener, g, now)

    async def _join(self, listener: Listener, wanted: list[int]) -> None:
        try:
            found = {info.id: info for info in await self.voice.load([g for g in wanted if g in listener.seats])}
        except (DatabaseError, InterfaceError):
            listener.close(CLOSE["restart"].status)  # it comes again with a new ticket
            return
        for g in wanted:
            if g in found:
                self.relay.join(listener, found[g], time.monotonic())
            else:
                listener.say(text("refused", g=g, why="ticket"))

    async def _may_break_in(self, act: int, actor: str, g: int) -> bool:
        with contextlib.suppress(DatabaseError, InterfaceError):
            return await self.voice.database(store.use_break_in, act, actor, g)
        return False

    def _malformed(self, listener: Listener, detail: str) -> None:
        self.malformed += 1
        if self.malformed > MALFORMED_ALLOWED:
            listener.close(CLOSE["malformed"].status)
        else:
            listener.say(text("error", code="unknown_frame", detail=detail[:200]))

    async def _say(self, data: str | bytes) -> None:
        kind = "text" if isinstance(data, str) else "bytes"
        with contextlib.suppress(Exception):  # the connection went away under us; its own task cleans up
            await self.send({"type": "websocket.send", kind: data})

    async def _close(self, code: int) -> None:
        with contextlib.suppress(Exception):
            await self.send({"type": "websocket.close", "code": code})
