"""The venv and what is in it: made with the standard library, filled from the lock files, untouched while those do not change."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys

from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout, fingerprint

TROUBLE = re.compile(r"ERROR:|Error:|npm error|\[[A-Z][A-Z_]+\]")  # how pip, Python, npm and Vite begin the line that matters
LOCKS = {"run": "build.lock", "dev": "dev.lock"}  # each lock is complete in itself: run < build < dev


def ensure(layout: Layout, group: str = "run") -> None:
    """The venv with every package of the group; seconds when nothing changed, no network then."""
    lock = layout.root / "requirements" / LOCKS[group]
    if not layout.python.exists():
        _make(layout)
    stamps = layout.venv / "stamps"
    if any(_installed(stamps, name) == _wanted(layout, name) for name in {group, "dev"}):
        return
    print(f"安装 Python 包（requirements/{lock.name}，第一次约一分钟）…", flush=True)
    command = [
        str(layout.python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-warn-script-location",
    ]
    quietly(layout, [*command, "--no-cache-dir", "-r", str(lock)], "Python 包安装", "install.log", {})
    stamps.mkdir(exist_ok=True)
    (stamps / group).write_text(_wanted(layout, group) + "\n")


def _wanted(layout: Layout, group: str) -> str:
    """What the stamp must say: this lock under this Python."""
    return fingerprint([layout.root / "requirements" / LOCKS[group]], os.path.realpath(layout.python))


def _installed(stamps: pathlib.Path, group: str) -> str:
    try:
        return (stamps / group).read_text().strip()
    except OSError:
        return ""


def _make(layout: Layout) -> None:
    """A venv by the standard library alone; Debian splits that off into a package, which is then named."""
    shutil.rmtree(layout.venv, ignore_errors=True)
    print("建立 .venv …", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(layout.venv)], capture_output=True, text=True, check=False)
    if done.returncode or not layout.python.exists():
        shutil.rmtree(layout.venv, ignore_errors=True)
        said = (done.stdout + done.stderr).strip().splitlines()
        if "ensurepip" in done.stdout + done.stderr or "No module named venv" in done.stderr:
            version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            raise Complaint(f"这个 Python 不能建 venv：请安装 python3-venv（{version}）。 Install the package python3-venv ({version}).")
        raise Complaint(f"不能建立 {layout.venv}：{said[-1] if said else done.returncode}")


def quietly(layout: Layout, command: list[str], what: str, log: str, env: dict[str, str]) -> None:
    """Runs an installer without its chatter; when it fails, its last error is the one line shown and the log has the rest."""
    scratch = layout.data / "tmp"  # nothing outside the checkout, the installer's scratch files included
    scratch.mkdir(exist_ok=True)
    path = layout.logs / log
    with path.open("wb") as out:
        done = subprocess.run(
            command,
            cwd=layout.root,
            env=os.environ | {"TMPDIR": str(scratch), "PIP_REQUIRE_VIRTUALENV": "0", "NO_COLOR": "1"} | env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
        )
    if done.returncode:
        lines = [line.strip() for line in path.read_text(errors="replace").splitlines() if line.strip()]
        wrong = (
            [line for line in lines if TROUBLE.search(line) and "complete log of this run" not in line]
            or lines
            or [f"exit {done.returncode}"]
        )
        raise Complaint(f"{what}失败：{wrong[-1][:300]} （日志 {path}）")
