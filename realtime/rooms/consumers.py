"""socket → **consumer** → relay: reads the few frames a peer may say. It touches no ORM; who may come in was decided when the ticket was made."""

from __future__ import annotations

import logging
import time
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from realtime.accounts.tokens import digest
from realtime.codes import CLOSE, FRAME
from realtime.doorway import Bucket, knock
from realtime.protocol import frame
from realtime.rooms.protocol import BURST, FRAMES_PER_S, MALFORMED_ALLOWED, Bye, read_peer_frame, relayed
from realtime.rooms.relay import Seat, relay

log = logging.getLogger(__name__)


class RoomConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    seat: Seat | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Leaves the room however the connection ends: an exception skips `disconnect()`."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.seat is not None:
                await relay().leave(self.seat, bye=False)  # after a goodbye: nothing

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As for the screen's socket: no hop through the database thread."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        knocked = knock(self.scope)
        if knocked is None:
            await self.close()  # before accept: HTTP 403
            return
        await relay().start()
        seat = await relay().redeem(digest(knocked.ticket)) if knocked.ticket else None
        await self.accept()
        if seat is None or not knocked.fits(seat.actor):
            await self.close(CLOSE["ticket"].status)
            return
        self.malformed, self.pace = 0, Bucket(FRAMES_PER_S, BURST)  # the burst of a join goes through
        seat.send, seat.close = self._send, self._close
        self.seat = seat
        await relay().join(seat)

    async def _send(self, text: str) -> None:
        try:
            await self.send(text_data=text)
        except Exception:  # the connection went away under us; its own task cleans up
            log.debug("send to a closed socket", exc_info=True)

    async def _close(self, code: int) -> None:
        try:
            await self.close(code)
        except Exception:
            log.debug("close of a closed socket", exc_info=True)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        seat = self.seat
        if seat is None:
            return
        if not self.pace.take(time.monotonic()):
            await self.close(CLOSE["too_many"].status)
            return
        try:
            said = read_peer_frame(text_data if text_data is not None else "")
        except ValueError as error:
            self.malformed += 1
            if self.malformed > MALFORMED_ALLOWED:
                await self.close(CLOSE["malformed"].status)
            else:
                await self._send(frame("error", code="unknown_frame", detail=str(error)[:200]))
            return
        if isinstance(said, Bye):
            await relay().leave(seat, bye=True)
            await self.close(1000)
        elif said.to == seat.peer or not await relay().hand(seat.room, said.to, relayed(said, seat.peer)):
            await self._send(frame("error", code="not_in_room", detail=FRAME["not_in_room"].meaning, to=said.to))
