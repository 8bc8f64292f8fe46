"""The units of deploy/systemd run exactly the processes of the Procfile, and systemd itself understands them."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess

import pytest

from command.supervisor import procfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
PROCESSES = {name: command for name, command in procfile.read(ROOT / "Procfile").items() if name != "simulator"}
TWICE = {"web", "gateway", "clerk", "worker"}


def _unit(name: str) -> str:
    return (UNITS / f"ecc-{name}{'@' if name in TWICE else ''}.service").read_text()


@pytest.mark.parametrize("name", PROCESSES)
def test_each_process_has_a_unit_that_starts_it_again_and_gives_it_time_to_end(name: str) -> None:
    text = _unit(name)
    assert f"ExecStart=/opt/ecc/current/.venv/bin/{' '.join(PROCESSES[name])}\n" in text
    for line in (
        "Type=notify",
        "Restart=always",
        "StartLimitIntervalSec=0",
        "TimeoutStopSec=15",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
    ):
        assert line in text.splitlines(), line


def test_there_is_no_unit_of_something_else() -> None:
    found = {re.sub(r"^ecc-|@?\.service$", "", path.name) for path in UNITS.glob("*.service")}
    assert found == set(PROCESSES) | {"migrate", "all-in-one"}


def test_the_target_wants_two_of_what_may_run_twice_and_the_web_processes_share_a_socket() -> None:
    target = (UNITS / "ecc.target").read_text()
    for name in TWICE:
        assert f"ecc-{name}@1.service" in target
        assert f"ecc-{name}@2.service" in target
    assert "Sockets=ecc-web.socket" in _unit("web")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_every_unit(tmp_path: pathlib.Path) -> None:
    for path in UNITS.iterdir():
        text = re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", path.read_text(), flags=re.M)
        text = text.replace("User=ecc\nGroup=ecc\n", "")  # who is made when it is installed
        (tmp_path / path.name).write_text(text)
    files = [str(path) for path in tmp_path.iterdir() if "@" not in path.name] + [
        str(tmp_path / f"ecc-{name}@1.service") for name in sorted(TWICE)
    ]
    for name in TWICE:
        (tmp_path / f"ecc-{name}@1.service").write_text((tmp_path / f"ecc-{name}@.service").read_text())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    mine = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "ecc" in line]
    assert (done.returncode, mine) == (0, [])
