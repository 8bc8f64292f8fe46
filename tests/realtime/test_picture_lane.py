"""A screen that could not take a tick gets it as soon as it can, also when nothing else moves in the city."""

from __future__ import annotations

import time

from realtime.picture_lane import PictureLane
from realtime.positions import Frame, pack_row, read_message
from realtime.screens import Screen


def tick_of(number: int, lat: float) -> bytes:
    return Frame(district=440117, shard=0, epoch=1, tick=number, previous=number - 1, rows=pack_row(7, lat, 113.6)).pack()


def watching(every: int = 1) -> tuple[Screen, list[bytes]]:
    got: list[bytes] = []

    async def send(data: str | bytes) -> None:
        assert isinstance(data, bytes)
        got.append(data)

    async def close(code: int) -> None:
        raise AssertionError(code)

    screen = Screen(actor="user:1", session="", scopes=("4401",), send=send, close=close, areas=("4401",), every=every)
    return screen, got


async def test_what_came_while_two_pictures_were_under_way_follows_the_acknowledgement():
    lane = PictureLane()
    screen, got = watching()
    for number in (1, 2, 3):
        await lane.draw(tick_of(number, 23.6 + number / 100), [screen])
    assert len(got) == 2
    await lane.catch_up(time.monotonic() + 1, [screen])
    assert len(got) == 2  # nothing was acknowledged yet
    screen.drew(2)
    await lane.catch_up(time.monotonic() + 1, [screen])
    assert read_message(got[2])[0] == 3
    await lane.catch_up(time.monotonic() + 2, [screen])
    assert len(got) == 3


async def test_a_desk_of_every_fourth_tick_waits_a_second_and_not_for_four_changes():
    lane = PictureLane()
    screen, got = watching(every=4)
    screen.drawn_at = began = time.monotonic()
    await lane.draw(tick_of(1, 23.6), [screen])
    await lane.catch_up(began + 0.5, [screen])
    assert got == []
    await lane.catch_up(began + 1.3, [screen])
    assert len(got) == 1
