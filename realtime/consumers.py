"""socket → **consumer** → hub: reads the few frames a client may send. It touches no ORM and holds no state but its own."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from realtime.accounts.tokens import digest
from realtime.codes import CLOSE
from realtime.covering import Covering
from realtime.doorway import Bucket, knock
from realtime.hub import hub
from realtime.protocol import (
    BEAT_S,
    FRAMES_PER_S,
    HELLO_S,
    MALFORMED_ALLOWED,
    MAX_SUBSCRIPTIONS,
    Got,
    Picture,
    Subscribe,
    Tick,
    Unsubscribe,
    frame,
    read_client_frame,
)
from realtime.screens import Screen

log = logging.getLogger(__name__)


class ScreenConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    screen: Screen | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Leaves the hub however the connection ends: an exception skips `disconnect()`."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.screen is not None:
                hub().leave(self.screen)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' own hops through the one database thread before every message; we use no ORM, so we do not."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        knocked = knock(self.scope)
        if knocked is None:
            await self.close()  # before accept: HTTP 403
            return
        await hub().start()
        found = await hub().redeem(digest(knocked.ticket)) if knocked.ticket else None
        await self.accept()
        if found is None or not knocked.fits(found[0]):
            await self.close(CLOSE["ticket"].status)
            return
        actor, session, scopes = found
        if sum(screen.actor == actor for screen in hub().screens) >= settings.SOCKETS_PER_ACTOR:
            await self.close(CLOSE["too_many"].status)
            return
        self.screen = Screen(actor, session, tuple(scopes), self._send, self._close, Covering.of(actor))
        self.malformed, self.pace = 0, Bucket(FRAMES_PER_S, FRAMES_PER_S)
        hub().join(self.screen)
        at = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        await self.screen.send_text(
            frame("hello", epoch=hub().epoch, at=at[:-2] + ":" + at[-2:], beat_s=BEAT_S, actor=actor), time.monotonic()
        )
        self.hello = asyncio.get_running_loop().call_later(HELLO_S, self._nothing_said)

    def _nothing_said(self) -> None:
        if self.screen is not None and not self.screen.following and not self.screen.areas:
            self.farewell = asyncio.ensure_future(self.close(CLOSE["hello"].status))

    async def _send(self, data: str | bytes) -> None:
        try:
            if isinstance(data, str):
                await self.send(text_data=data)
            else:
                await self.send(bytes_data=data)
        except Exception:  # the connection went away under us; its own task cleans up
            log.debug("send to a closed socket", exc_info=True)

    async def _close(self, code: int) -> None:
        await self.close(code)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        screen = self.screen
        if screen is None:
            return
        if not self.pace.take(time.monotonic()):
            await self.close(CLOSE["too_many"].status)
            return
        try:
            said = read_client_frame(text_data if text_data is not None else "")
        except ValueError as error:
            self.malformed += 1
            if self.malformed > MALFORMED_ALLOWED:
                await self.close(CLOSE["malformed"].status)
            else:
                await screen.send_text(frame("error", code="unknown_frame", detail=str(error)[:200]), time.monotonic())
            return
        match said:
            case Got(n=n):
                screen.got(n)
            case Tick(n=n):
                screen.drew(n)
            case Subscribe(scopes=scopes) if len(screen.following | set(scopes)) > MAX_SUBSCRIPTIONS:
                await screen.send_text(
                    frame("error", code="too_many_subscriptions", detail="一条连接最多 50 个订阅", scopes=scopes), time.monotonic()
                )
            case Subscribe():
                await hub().subscribe(screen, said)
            case Unsubscribe(scopes=scopes):
                hub().unsubscribe(screen, scopes)
            case Picture(areas=areas, every=every):
                await hub().watch(screen, tuple(areas), every)
