"""What was said is on the disk before anybody asks the database, and no byte of it can be changed unnoticed."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from realtime.talk import burstlog
from realtime.talk.frame import write
from realtime.talk.recorder import Recorder

META = {"burst": 7, "group": 1, "actor": "user:3"}
SAID = [(60 * n, write(7, 3 * n, [b"\x78abc"] * 3)) for n in range(5)]


class Books:
    """A keeper that may be away."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, burstlog.BurstLog]] = []
        self.away = threading.Event()

    def keep(self, path: Path, log: burstlog.BurstLog) -> None:
        if self.away.is_set():
            raise ConnectionError("the database is away")
        self.kept.append((path.name, log))

    def wait(self, count: int) -> list[tuple[str, burstlog.BurstLog]]:
        end = time.monotonic() + 5
        while len(self.kept) < count and time.monotonic() < end:
            time.sleep(0.01)
        assert len(self.kept) == count
        return self.kept


def speak(recorder: Recorder, *, end: bool = True) -> None:
    recorder.begin(7, "20261122", META)
    for at_ms, data in SAID:
        recorder.message(7, at_ms, data)
    if end:
        recorder.end(7, 400, "released")


def test_a_burst_is_written_closed_and_kept(tmp_path: Path) -> None:
    books = Books()
    recorder = Recorder(tmp_path, books.keep)
    speak(recorder)
    ((name, log),) = books.wait(1)
    recorder.stop()
    assert name == "7.burst" and log.messages == SAID and log.meta == META
    assert log.end == {"why": "released", "dropped": 0, "at_ms": 400}
    assert [path.name for path in tmp_path.glob("*/*")] == ["7.kept"]
    assert [seq for seq, _ in log.packets] == list(range(15))


def test_what_a_killed_process_left_is_kept_by_the_next_as_far_as_it_goes(tmp_path: Path) -> None:
    day = tmp_path / "20261122"
    day.mkdir()
    whole = burstlog.head(META) + b"".join(burstlog.record(at_ms, data) for at_ms, data in SAID)
    (day / "7.open").write_bytes(whole[:-9])  # the last message was torn
    (day / "8.open").write_bytes(b"ECCT")  # killed before the head was written
    books = Books()
    Recorder(tmp_path, books.keep).stop()
    ((_, log),) = books.kept
    assert log.messages == SAID[:-1] and log.end is None
    assert sorted(path.name for path in day.glob("*")) == ["7.kept", "8.empty"]


def test_a_database_that_is_away_holds_nothing_up_and_gets_the_burst_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime.talk.recorder.AGAIN_S", 0.05)
    books = Books()
    books.away.set()
    recorder = Recorder(tmp_path, books.keep)
    began = time.monotonic()
    speak(recorder)
    assert time.monotonic() - began < 0.1
    time.sleep(0.2)
    assert books.kept == [] and [path.name for path in tmp_path.glob("*/*")] == ["7.burst"]
    books.away.clear()
    books.wait(1)
    recorder.stop()


def test_a_message_that_was_changed_left_out_or_put_in_shows_in_the_hash(tmp_path: Path) -> None:
    def digest(messages: list[tuple[int, bytes]], meta: dict[str, Any] = META) -> str:
        path = tmp_path / "x"
        path.write_bytes(burstlog.head(meta) + b"".join(burstlog.record(*message) for message in messages))
        return burstlog.read(path).sha256

    true = digest(SAID)
    changed = [(at, data[:-1] + b"!") if at == 120 else (at, data) for at, data in SAID]
    later = [(at + (at == 120), data) for at, data in SAID]
    wrong = [digest(changed), digest(later), digest(SAID[1:]), digest([*SAID, SAID[-1]]), digest(SAID, META | {"actor": "user:4"})]
    assert true not in wrong and len({true, *wrong}) == 6


def test_a_disk_that_does_not_keep_up_loses_messages_and_says_how_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime.talk.recorder.MOST_WAITING", 2)
    books, slow = Books(), threading.Event()
    real = Recorder._begin

    def begin(self: Recorder, *given: Any) -> None:
        slow.wait(5)
        real(self, *given)

    monkeypatch.setattr(Recorder, "_begin", begin)
    recorder = Recorder(tmp_path, books.keep)
    speak(recorder)
    slow.set()
    ((_, log),) = books.wait(1)
    recorder.stop()
    assert log.end is not None and log.end["dropped"] >= 1
    assert len(log.messages) + log.end["dropped"] == len(SAID)
