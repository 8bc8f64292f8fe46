"""The database's disk is full: commands are refused in words, nothing is done by half, and room is all it takes to go on (fault 15)."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.system.calling import CALL, all_there, calls_coming_in
from tests.system.centre import Officer, wait_until
from tests.system.linked import LinkedCentre, Own

pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # a small file system is root's to make
SIZE = "1500m"


@pytest.fixture
def small() -> Iterator[Path]:
    """A file system of its own, in memory."""
    folder = Path(tempfile.mkdtemp(prefix="small-"))
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"no small file system can be made here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture
def cramped(small: Path, tmp_path: Path) -> Iterator[LinkedCentre]:
    (small / "postgres").mkdir()
    running = LinkedCentre(tmp_path, own=Own(small / "postgres"))
    try:
        running.start_web("web-1")
        yield running
    finally:
        (small / "ballast").unlink(missing_ok=True)
        running.stop()


def fill(small: Path) -> None:
    with (small / "ballast").open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(bytes(1 << 16))


def test_a_full_disk_refuses_in_words_and_room_is_all_it_takes(cramped: LinkedCentre, small: Path) -> None:
    officer = Officer(cramped.url("web-1"), "zhiban")
    with calls_coming_in(officer, every_s=0.02) as answers:
        wait_until(lambda: len(answers) > 5, 20)
        fill(small)
        full = len(answers)
        wait_until(lambda: any(answer.status == 503 for answer in answers[full:]), 120, lambda: f"{len(answers)} answers, none refused")
        wait_until(lambda: len([answer for answer in answers[full:] if answer.status != 201]) > 20, 120, "it stays refused")
        (small / "ballast").unlink()
        if not cramped.own.serves("database"):
            cramped.own.start("database")  # as the supervisor and systemd do
        mark, roomy = len(answers), time.monotonic()
        wait_until(lambda: any(answer.status == 201 for answer in answers[mark:]), 20, "commands are taken again")
        assert time.monotonic() - roomy <= 10
    refused = [answer for answer in answers if answer.status != 201]
    assert {answer.status for answer in refused} <= {503, 0}, [answer.body for answer in refused if answer.status not in (503, 0)][:3]
    assert {answer.body["code"] for answer in refused if answer.status == 503} == {"unavailable"}
    assert any("磁盘" in answer.body["detail"] for answer in refused if answer.status == 503)
    for answer in refused[:5]:  # the same key again, as its detail says
        assert officer.post("/api/alarms", CALL, key=answer.key).status_code in (200, 201)
    all_there(cramped, answers)
    assert os.statvfs(small).f_bavail > 0
