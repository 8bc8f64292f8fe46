"""Whatever is lost, late or skipped, a client that applies what it gets ends with the hub's picture."""

from __future__ import annotations

import contextlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from realtime.picture import Picture, under
from realtime.positions import ROW_DTYPE, Frame, pack_message, pack_row, read_frames, read_message

DISTRICTS = (440117, 440115)


class Gateway:
    """Just enough of one: rows by subject, a frame per district and tick."""

    def __init__(self) -> None:
        self.tick, self.previous = 0, dict.fromkeys(DISTRICTS, 0)

    def frames(self, moved: dict[int, float]) -> bytes:
        self.tick += 1
        out = b""
        for district in DISTRICTS:
            rows = b"".join(pack_row(subject, lat, 113.0) for subject, lat in moved.items() if DISTRICTS[subject % 2] == district)
            if rows:
                out += Frame(district, 0, 7, self.tick, self.previous[district], rows).pack()
                self.previous[district] = self.tick
        return out


class Client:
    def __init__(self) -> None:
        self.rows: dict[int, int] = {}
        self.tick = 0

    def apply(self, message: bytes) -> None:
        self.tick, full, frames = read_message(message)
        if full:
            self.rows = {}
        for frame in frames:
            for row in np.frombuffer(frame.rows, ROW_DTYPE):
                self.rows[int(row["subject"])] = int(row["lat"])


moves = st.lists(st.tuples(st.dictionaries(st.integers(1, 8), st.floats(22, 24), min_size=1), st.booleans()), min_size=1, max_size=20)


@given(moves)
def test_a_client_that_skips_ticks_ends_with_the_hubs_picture(history: list[tuple[dict[int, float], bool]]) -> None:
    picture, gateway, client, synced = Picture(lambda: 0.0), Gateway(), Client(), True
    truth: dict[int, int] = {}
    client.apply(picture.since(("4401",), 0) or b"")
    for moved, listens in history:
        picture.merge(gateway.frames(moved))
        truth |= {subject: round(lat * 1e7) for subject, lat in moved.items()}
        if listens:
            message = picture.shared(("4401",)) if synced else picture.since(("4401",), client.tick)
            if message is not None:
                client.apply(message)
            synced = True
        else:
            synced = False
    if not synced and (last := picture.since(("4401",), client.tick)) is not None:
        client.apply(last)
    assert client.rows == truth


def test_a_lost_frame_is_noticed() -> None:
    picture, gateway = Picture(lambda: 0.0), Gateway()
    assert picture.merge(gateway.frames({1: 23.0}))
    gateway.frames({1: 23.1})  # lost on the way
    assert not picture.merge(gateway.frames({1: 23.2}))


def test_a_hub_that_comes_late_asks_for_a_keyframe() -> None:
    picture, gateway = Picture(lambda: 0.0), Gateway()
    gateway.frames({1: 23.0})
    assert not picture.merge(gateway.frames({1: 23.1}))


def test_age_grows_while_nothing_comes() -> None:
    now = [100.0]
    picture, gateway = Picture(lambda: now[0]), Gateway()
    picture.merge(gateway.frames({1: 23.0}))
    now[0] += 42
    _, full, frames = read_message(picture.since(("4401",), 0) or b"")
    assert full
    assert np.frombuffer(frames[0].rows, ROW_DTYPE)["age"].tolist() == [42]


def test_scope_is_a_choice_of_frames() -> None:
    picture, gateway = Picture(lambda: 0.0), Gateway()
    picture.merge(gateway.frames({1: 23.0, 2: 23.0}))
    _, _, frames = read_message(picture.shared(("440115",)) or b"")
    assert [frame.district for frame in frames] == [440115]
    assert picture.shared(("440118",)) is None


def test_a_scope_finer_than_a_district_gets_only_its_subjects() -> None:
    picture, gateway = Picture(lambda: 0.0), Gateway()
    picture.merge(gateway.frames({2: 23.0, 4: 23.0}))
    _, _, frames = read_message(picture.since(("440117105",), 0, frozenset({4})) or b"")
    assert [int(row["subject"]) for frame in frames for row in np.frombuffer(frame.rows, ROW_DTYPE)] == [4]
    assert under(440117, ("440117105",))


@given(st.binary(max_size=200))
def test_noise_is_refused_as_a_value_error_and_nothing_else(noise: bytes) -> None:
    for read in (lambda: list(read_frames(noise)), lambda: read_message(noise)):
        with contextlib.suppress(ValueError):
            read()


def test_an_empty_message_has_eight_bytes() -> None:
    assert len(pack_message(1, [])) == 8
