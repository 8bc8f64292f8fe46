"""A centre that works is backed up; what happened later is lost by the restore and no screen shows it; nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from tests.system.centre import ROOT, Centre, Officer, Screen

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    pair = pyrage.x25519.Identity.generate()
    path = tmp_path_factory.mktemp("safe") / "key.txt"
    path.write_text(f"# made for this test\n{pair}\n")
    return path, str(pair.to_public())


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, key: tuple[Path, str]) -> Iterator[Centre]:
    centre = Centre(tmp_path_factory.mktemp("backed-up"))
    centre.env |= {"BACKUP_RECIPIENT": key[1], "BACKUP_DIR": str(centre.scratch / "backups")}
    try:
        centre.start_web("web")
        yield centre
    finally:
        centre.stop()


def fire(officer: Officer, place: str) -> int:
    answer = officer.post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": place})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def attach(officer: Officer, incident: int) -> int:
    answer = officer.http.post(
        f"{officer.url}/api/incidents/{incident}/attachments", files={"file": ("fire.png", PICTURE, "image/png")},
        headers=officer._headers(), timeout=10,
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    return int(answer.json()["file"]["id"])


def said(centre: Centre, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=centre.env, capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout + done.stderr


def quiet(centre: Centre) -> None:
    """As Ctrl-C does, and until the last beat is old."""
    web = centre.processes.pop("web")
    web.send_signal(signal.SIGTERM)
    web.wait(20)
    centre.query("UPDATE health_beat SET at = at - interval '1 min'")


def test_a_restore_brings_back_the_hour_of_the_backup_and_every_screen_begins_anew(centre: Centre, key: tuple[Path, str]):
    officer = Officer(centre.url("web"), "zhiban")
    before = fire(officer, "良口镇石明村")
    file = attach(officer, before)
    made = centre.manage("backup").split()[0]
    assert "完好" in centre.manage("backup", "--check", made, "--key", str(key[0]))
    assert PICTURE not in Path(made).read_bytes()

    later = fire(officer, "吕田镇莲麻村")
    screen = Screen(officer)
    assert {str(before), str(later)} <= set(screen.state["incidents"])
    code, words = said(centre, "restore", made, "--key", str(key[0]), "--replace")
    assert code and "web" in words  # it works: nobody takes its database away
    quiet(centre)
    code, words = said(centre, "restore", made, "--key", str(key[0]))
    assert code and "--replace" in words
    stored = next((centre.scratch / "files").glob("[0-9a-f][0-9a-f]/*"))
    stored.unlink()  # a disk that lost what people gave

    centre.manage("restore", made, "--key", str(key[0]), "--replace")
    assert "完好" in centre.manage("verify_log")
    centre.start_web("web")
    again = Officer(centre.url("web"), "zhiban")
    assert again.http.get(f"{again.url}/api/files/{file}", timeout=10).content == PICTURE
    epoch, cursor = screen.epoch, dict(screen.cursor)
    screen = Screen(again)
    assert screen.epoch != epoch
    assert str(before) in screen.state["incidents"] and str(later) not in screen.state["incidents"]  # no ghost
    screen.epoch, screen.cursor = epoch, cursor  # a wall that slept through all of it
    screen.connect()
    assert screen.resets
    assert fire(again, "鳌头镇") > 0  # numbers go on
    kept = centre.query("SELECT datname FROM pg_database WHERE datname LIKE %s", f"{centre.name}_before_%")
    assert len(kept) == 1  # what was there is put aside, not thrown away
    quiet(centre)
    centre.query(f'DROP DATABASE "{kept[0][0]}"')


def test_a_changed_byte_a_wrong_key_and_a_cut_file_are_refused_and_touch_nothing(centre: Centre, key: tuple[Path, str], tmp_path: Path):
    made = Path(centre.manage("backup").split()[0])
    whole = made.read_bytes()
    epoch = centre.query("SELECT value FROM log_epoch")
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    middle = len(whole) // 2
    for name, content, with_key, reason in (
        ("changed.tar.age", whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], key[0], "损坏"),
        ("cut.tar.age", whole[: len(whole) - 70_000], key[0], "损坏"),
        ("whole.tar.age", whole, other, "密钥"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        code, words = said(centre, "restore", str(path), "--key", str(with_key), "--replace")
        assert code and reason in words and "Traceback" not in words, words
    assert centre.query("SELECT value FROM log_epoch") == epoch
    assert centre.query("SELECT datname FROM pg_database WHERE datname LIKE %s", f"{centre.name}_restore_%") == []
    assert not list(centre.scratch.glob("restore-*"))


def test_two_backups_at_once_are_one(centre: Centre):
    environment = os.environ | centre.env
    folder = centre.scratch / "backups"
    before = set(folder.glob("*.age"))
    both = [
        subprocess.Popen([sys.executable, "manage.py", "backup"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    end = time.monotonic() + 120
    words = [one.communicate(timeout=max(1, end - time.monotonic()))[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], words
    assert not list(folder.glob("*.part")) and not list(folder.glob("dump-*"))
    fresh = set(folder.glob("*.age")) - before
    assert 1 <= len(fresh) <= 2 and all(f"{path}.sha256" for path in fresh)
