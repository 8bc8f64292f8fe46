"""picture → **picture lane** → screens: at most two messages on the way to a screen; who skipped gets what changed since."""

from __future__ import annotations

import time
from collections.abc import Collection

from realtime import bus
from realtime.picture import Picture
from realtime.screens import Screen


class PictureLane:
    def __init__(self) -> None:
        self.picture = Picture(time.monotonic)

    async def watch(self, screen: Screen, areas: tuple[str, ...], every: int, only: frozenset[int] | None) -> None:
        """Start, change or stop (`areas` empty) a screen's picture; answers with a full frame from memory."""
        screen.areas, screen.every, screen.only, screen.up_to_date = areas, every, only, False
        screen.pictures.clear()
        if areas:
            await self._show(screen, self.picture.since(areas, 0, only))

    async def draw(self, data: bytes, screens: Collection[Screen]) -> None:
        """One bus message: merged once, handed to every screen that can take it."""
        if not self.picture.merge(data):
            bus.publish(bus.KEYFRAME, b"")
        tick = self.picture.tick
        for screen in list(screens):
            if not screen.areas:
                continue
            if not screen.takes_picture(tick):
                screen.up_to_date = False
            elif screen.up_to_date and screen.only is None:
                if (shared := self.picture.shared(screen.areas)) is not None:
                    await self._show(screen, shared)
            else:
                await self._show_news(screen)

    async def catch_up(self, now: float, screens: Collection[Screen]) -> None:
        """Screens that could not take a tick when it came get what changed once they can, without waiting for the next change in the city."""
        for screen in [screen for screen in screens if screen.waits_for_picture(now)]:
            await self._show_news(screen)

    async def _show_news(self, screen: Screen) -> None:
        if (news := self.picture.since(screen.areas, screen.drawn, screen.only)) is not None:
            await self._show(screen, news)
        else:
            screen.up_to_date = True

    async def _show(self, screen: Screen, message: bytes | None) -> None:
        if message is None:
            return
        screen.drawn, screen.drawn_at = self.picture.tick, time.monotonic()
        screen.up_to_date = True
        screen.pictures.append(self.picture.tick)
        await screen.send(message)
