"""Power fails between any two lines of an upgrade, and of the way back: the centre is the old one or the new one, never half, and the same command finishes."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
SHELL = ["sh", "-x"]  # says each line before it is run


def bundle(folder: Path, version: str) -> Path:
    """As `make bundle` makes it, with a program of one file and an installer of packages that has nothing to do."""
    here = folder / f"bundle-{version}"
    (here / "app" / "requirements").mkdir(parents=True)
    (here / "app" / "requirements" / "run.lock").touch()
    (here / "app" / "version").write_text(version)
    for part in ("command", "dispatch", "devices", "realtime"):
        (here / "app" / part).mkdir()
    (here / "wheels").mkdir()
    with zipfile.ZipFile(here / "wheels" / "pip-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("pip/__init__.py", "")
        wheel.writestr("pip/__main__.py", "")
    for name in ("install.sh", "ecc.sh"):
        shutil.copy(ROOT / "deploy" / "bundle" / name, here / name)
    about = {"version": version, "commit": "c0ffee", "arch": platform.machine(), "pythons": [PYTHON]}
    (here / "BUNDLE.json").write_text(json.dumps(about, indent=1))
    files = sorted(path for path in here.rglob("*") if path.is_file())
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  ./{path.relative_to(here)}\n" for path in files)
    (here / "SHA256SUMS").write_text(sums)
    return here


class Host:
    """A machine with version 1 and its database, as often as it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.target = folder, folder / "ecc"
        self.old, self.new = bundle(folder, "1"), bundle(folder, "2")
        self.env = os.environ | {"PYTHON": sys.executable, "HOME": str(folder)}
        self.env.pop("DATABASE_URL", None)
        self.run(self.old / "install.sh", str(self.target))
        self.write("of version 1")
        shutil.copytree(self.target, folder / "as-it-was", symlinks=True)

    def again(self) -> None:
        shutil.rmtree(self.target)
        shutil.copytree(self.folder / "as-it-was", self.target, symlinks=True)

    def write(self, words: str) -> None:
        database = self.target / "data" / "postgres"
        database.mkdir(parents=True, exist_ok=True)
        (database / "made").write_text("x")
        (database / "rows").write_text(words)

    def rows(self) -> str:
        return (self.target / "data" / "postgres" / "rows").read_text()

    def run(self, script: Path, *words: str) -> list[str]:
        """Its lines, as it said them."""
        done = subprocess.run([*SHELL, script, *words], env=self.env, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr[-1500:]
        return [line for line in done.stderr.splitlines() if line.startswith("+")]

    def broken(self, line: int, script: Path, *words: str) -> None:
        """Killed as soon as it says that it comes to this line, with everything it has started."""
        process = subprocess.Popen(
            [*SHELL, script, *words], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stderr is not None
        said = 0
        for text in process.stderr:
            said += text.startswith("+")
            if said >= line:
                break
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stderr.close()

    def stands(self) -> tuple[str, str]:
        """(version of the program, of its database), of a centre that could be started this moment."""
        release = self.target / "current"
        assert (release / ".complete").exists() and (release / ".venv" / "bin" / "python").exists(), "half a program"
        back = self.target / "data" / "postgres.back"
        database = self.target / "data" / "postgres"
        if not database.exists():  # what `ecc start` does first
            back.rename(database)
        assert {path.name for path in database.iterdir()} == {"made", "rows"}, "half a database"
        return (release / "version").read_text(), self.rows()


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_an_upgrade_broken_off_at_any_line_is_the_old_or_the_new_and_the_same_command_finishes(host: Host) -> None:
    said = host.run(host.new / "install.sh", str(host.target))
    lines, first = (
        len(said),
        next(number for number, text in enumerate(said, 1) if text.endswith("ecc stop")),
    )  # the old one is first touched
    seen = set()
    for line in (*range(1, first, 12), *range(first, lines + 1)):
        host.again()
        host.broken(line, host.new / "install.sh", str(host.target))
        version, rows = host.stands()
        assert rows == "of version 1"
        seen.add(version)
        host.run(host.new / "install.sh", str(host.target))
        assert host.stands() == ("2", "of version 1")
        host.write("of version 2")
        host.run(host.target / "bin" / "ecc", "rollback")
        assert host.stands() == ("1", "of version 1"), f"the way back after line {line}"
    assert seen == {"1", "2"}


def test_the_way_back_broken_off_at_any_line_loses_no_database(host: Host) -> None:
    host.run(host.new / "install.sh", str(host.target))
    host.write("of version 2")
    shutil.rmtree(host.folder / "as-it-was")
    shutil.copytree(host.target, host.folder / "as-it-was", symlinks=True)
    lines = len(host.run(host.target / "bin" / "ecc", "rollback"))
    for line in range(1, lines + 1):
        host.again()
        host.broken(line, host.target / "bin" / "ecc", "rollback")
        version, rows = host.stands()
        assert rows in ("of version 1", "of version 2")
        assert version == "2" or rows == "of version 1", "the old program never meets the new database"
        if version == "2":
            host.run(host.target / "bin" / "ecc", "rollback")
        assert host.stands() == ("1", "of version 1")
        asides = [path / "rows" for path in (host.target / "data").glob("postgres.after-*")]
        assert "of version 2" in [aside.read_text() for aside in asides], "what was written since the upgrade is kept"
