"""The supervisor with real processes: what is killed comes back, what is stopped leaves nothing, what cannot start says why in one line."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import pytest

from command.supervisor.beside import PLACES
from command.supervisor.ports import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: PostgreSQL runs as nobody then")

# A child with a child of its own that ignores polite signals and is in a session of its own: the worst an application can do
STUBBORN = "import signal,os,time; os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(300)"
PARENT = f"import subprocess,sys,time; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); time.sleep(300)"
CENTRE = f"""
from command.supervisor.keeper import Keeper
from command.supervisor.layout import from_environment
with Keeper(from_environment(), lambda text: print(text, flush=True)) as keeper:
    keeper.start_services()
    keeper.start_child("parent", ["python", "-c", {PARENT!r}])
    print("up", flush=True)
    keeper.run()
"""


class Run:
    """One supervisor in a data directory of its own, with everything it started recognisable by its environment."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.data = folder / "数据 dir"  # Chinese and a space, as somebody's checkout will have
        self.mqtt = free_port()
        self.env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "MQTT_URL", "MAKELEVEL")}
        self.env |= {"DATA_DIR": str(self.data), "MQTT_PORT": str(self.mqtt), "PORT": str(free_port()), "TRIAL": folder.name}
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CENTRE], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "up\n"

    def of(self, name: str) -> list[int]:
        """Living processes of this run whose command line holds the name."""
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (folder / "stat").read_text().rpartition(")")[2].split()[0] in ("Z", "X"):
                    continue
                words = (folder / "cmdline").read_bytes()
                mine = f"TRIAL={self.env['TRIAL']}".encode() in (folder / "environ").read_bytes() or str(self.data).encode() in words
                mine = mine or self.valkey in words
                if mine and name.encode() in words:
                    found.append(int(folder.name))
        return found

    def named(self) -> dict[int, str]:
        """Who still lives, for whoever reads the failure."""
        found = {}
        for pid in self.of(""):
            with contextlib.suppress(OSError):
                found[pid] = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200]
        return found

    @property
    def valkey(self) -> bytes:
        """Its title, which it writes over its environment."""
        with contextlib.suppress(OSError):
            return f"valkey-server 127.0.0.1:{self.door('valkey')}".encode()
        return b"not started"

    def parents(self) -> list[int]:
        """The application process: its program is also part of the supervisor's own command line."""
        return [pid for pid in self.of("subprocess.Popen") if pid not in self.of("keeper.run")]

    def postmaster(self) -> int:
        with contextlib.suppress(OSError):
            lines = (self.data / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return int(lines[0])
        return 0

    def door(self, name: str) -> int:
        return int(json.loads((self.data / "ports.json").read_text())[name]["port"])


def until(what: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return bool(what())


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def run() -> Iterator[Run]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="supervisor-"))
    folder.chmod(0o755)  # PostgreSQL enters as nobody
    made = Run(folder)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    until(lambda: not made.of(""), 6)
    for pid in made.of(""):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def refused(run: Run, **env: str) -> str:
    """What `make run`'s program says when it will not start; it must be one line and no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "command.supervisor", "run"],
        cwd=ROOT,
        env=run.env | env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_everything_is_gone_three_seconds_after_kill_9_even_a_stubborn_grandchild(run: Run) -> None:
    run.start()
    assert run.process is not None
    assert until(lambda: run.of("SIG_IGN"), 5)
    os.killpg(run.process.pid, signal.SIGKILL)
    assert until(lambda: not run.of(""), 4), run.of("")


def test_a_killed_make_takes_the_supervisor_and_everything_along(run: Run) -> None:
    run.env["MAKELEVEL"] = "1"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CENTRE!r}])"
    run.process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=run.env, stdout=subprocess.PIPE, text=True)
    assert run.process.stdout is not None
    assert run.process.stdout.readline() == "up\n"
    run.process.kill()
    run.process.wait()
    assert until(lambda: not run.of(""), 8), run.of("")


def test_a_process_that_ends_is_started_again(run: Run) -> None:
    run.start()
    assert until(run.parents, 5)
    (first,) = run.parents()
    os.kill(first, signal.SIGKILL)
    assert until(lambda: run.parents() not in ([], [first]), 5)


def test_the_next_start_after_kill_9_recovers_at_once(run: Run) -> None:
    run.start()
    assert run.process is not None
    ports = (run.data / "ports.json").read_text()
    run.process.kill()
    run.process.wait()
    run.start()  # waits by itself until the guardian has tidied up
    assert run.postmaster()
    assert (run.data / "ports.json").read_text() == ports


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_polite_signal_stops_everything_within_seconds(run: Run, number: signal.Signals) -> None:
    run.start()
    assert run.process is not None
    assert until(lambda: sum(os.getsid(pid) == pid for pid in run.of("SIG_IGN")) == 3, 10)  # we, the guardian, and the stubborn one
    run.process.send_signal(number)
    assert run.process.wait(8) == 0
    assert until(lambda: not run.of(""), 3), run.named()
    assert not (run.data / "postgres" / "data" / "postmaster.pid").exists()  # a clean stop, no recovery next time


def test_a_killed_postmaster_is_started_again_and_so_are_valkey_and_the_broker(run: Run) -> None:
    run.start()
    first = run.postmaster()
    os.kill(first, signal.SIGKILL)
    assert until(lambda: run.postmaster() not in (0, first), 10)
    for name, port in (("valkey-server", run.door("valkey")), ("broker_process", run.mqtt)):
        (old,) = run.of(name)
        os.kill(old, signal.SIGKILL)
        assert until(lambda name=name, old=old, port=port: run.of(name) not in ([], [old]) and listens(port), 10), name  # type: ignore[misc]


BESIDE = "from command.supervisor.beside import borrow_environment as b; import os, json; b(); print(json.dumps(dict(os.environ)))"


def beside(run: Run, **given: str) -> dict[str, str]:
    """What a command typed in another window would work with: that window knows nothing but, at most, where the data are."""
    bare = {name: value for name, value in os.environ.items() if name not in (*PLACES, "TRIAL")}
    env = bare | {"DATA_DIR": str(run.data)} | given
    done = subprocess.run([sys.executable, "-c", BESIDE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=20, check=True)
    return {name: value for name, value in json.loads(done.stdout).items() if name in PLACES}


def test_a_command_typed_beside_a_running_centre_finds_it_and_only_it(run: Run) -> None:
    assert beside(run) == {}
    run.start()
    found = beside(run)
    assert f":{run.door('postgres')}/" in found["DATABASE_URL"] and f":{run.door('valkey')}" in found["REDIS_URL"]
    assert (found["PORT"], found["MQTT_PORT"]) == (run.env["PORT"], run.env["MQTT_PORT"])
    assert listens(run.door("postgres")) and listens(run.mqtt)
    other = "postgres://else@db.example:5432/other"
    assert beside(run, DATABASE_URL=other) == {"DATABASE_URL": other}  # whoever names a database means that one
    assert run.process is not None
    run.process.terminate()
    run.process.wait(10)
    assert beside(run) == {}  # its lock is gone, and with it everything it said


def test_a_second_start_on_the_same_data_is_refused_and_names_the_first(run: Run) -> None:
    run.start()
    assert run.process is not None
    assert str(run.process.pid) in refused(run)
    assert run.postmaster()


@pytest.mark.parametrize("name", ["PORT", "MQTT_PORT"])
def test_a_taken_port_is_named_in_one_line(run: Run, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(run, **{name: port})
    assert port in said
    assert name in said


def test_a_port_that_is_no_number_is_named(run: Run) -> None:
    assert "PORT=abc" in refused(run, PORT="abc")


def test_a_data_directory_that_cannot_be_made_is_named(run: Run) -> None:
    assert "DATA_DIR" in refused(run, DATA_DIR="/proc/nowhere")


@ROOT_ONLY
def test_a_data_directory_that_nobody_cannot_enter_is_named_before_initdb(run: Run) -> None:
    run.data.parent.chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-m", "command.supervisor", "exec", "true"], cwd=ROOT, env=run.env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "nobody" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_service_of_yours_that_does_not_answer_is_named(run: Run) -> None:
    where = f"127.0.0.1:{free_port()}"
    done = subprocess.run(
        [sys.executable, "-m", "command.supervisor", "exec", "true"],
        cwd=ROOT,
        env=run.env | {"DATABASE_URL": f"postgres://ecc@{where}/ecc"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert where in done.stderr


def test_ports_and_passwords_are_readable_by_their_owner_only(run: Run) -> None:
    run.start()
    assert (run.data / "ports.json").stat().st_mode & 0o777 == 0o600


def test_a_lost_ports_file_costs_no_data(run: Run) -> None:
    def ask(statement: str) -> str:
        code = (
            f"import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute({statement!r}).statusmessage)"
        )
        done = subprocess.run(
            [sys.executable, "-m", "command.supervisor", "exec", "python", "-c", code],
            cwd=ROOT,
            env=run.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    ask("CREATE TABLE kept AS SELECT 1")
    (run.data / "ports.json").unlink()
    assert ask("SELECT * FROM kept") == "SELECT 1"
