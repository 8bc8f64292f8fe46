"""A whole centre of real processes on free ports, for tests that kill parts of it. Databases and brokers come from the environment."""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg
import requests
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from websockets.sync.client import ClientConnection, connect

from command.supervisor.broker import CONFIGURATION
from command.supervisor.ports import free_port, is_free

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-2026-ecc"
WALL_TOKEN = "demo_wall_token"
LOADED_S = 120  # until a process that lives has loaded the program; one that ended is not waited for


def wait_until(condition: Callable[[], Any], seconds: float = 20, what: str | Callable[[], str] = "") -> Any:
    """The first truthy answer; fails by name after `seconds`. A log is asked for when it has failed, not before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {(what() if callable(what) else what) or condition}")


class Model(NamedTuple):
    """A database nobody works in, and the wall token that was seeded with it."""

    name: str
    wall_token: str


MODELS: dict[str, Model] = {}  # by the server they are on


def _drop(admin: str, name: str) -> None:
    """Sessions of processes that have just ended may still be there, and those of the application's role are not the owner's to end."""
    until = time.monotonic() + 10
    while True:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(admin, autocommit=True) as connection,
        ):  # a server of the run's own is gone by then
            try:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            except psycopg.errors.InsufficientPrivilege:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
                continue
        return


class Centre:
    """web, gateway, clerk and worker on a database of their own."""

    def __init__(self, scratch: Path, *, own_broker: bool = True, services: dict[str, str] | None = None) -> None:
        """`services`: addresses that go before those of the environment."""
        self.scratch = scratch
        self.name = f"system_{uuid4().hex[:8]}"
        given = dict(os.environ) | (services or {})
        self.admin = admin = given["DATABASE_URL"]
        parts = conninfo_to_dict(admin) | {"dbname": self.name}
        self.conninfo = make_conninfo(**parts)
        self.env = given | {
            "DATABASE_URL": f"postgres://{parts['user']}:{parts.get('password', '')}@{parts['host']}:{parts['port']}/{self.name}",
            "DATA_DIR": str(scratch),
            "BASEMAP_DIR": os.environ.get("BASEMAP_DIR", str(ROOT / ".data" / "basemap")),
            "MODE": "demo",
            "SECRET_KEY": "tests-only",
            "SOCKETS_PER_ACTOR": "100",
            "VOICE_PORT": str(free_port()),
            # A conference service that stands where nobody serves until a story does
            "JITSI_URL": f"http://127.0.0.1:{free_port()}", "JITSI_APP_ID": "tests", "JITSI_APP_SECRET": "tests-only-secret-of-32-characters",
        }  # fmt: skip
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.ports: dict[str, int] = {}
        self.handed: tuple[int, ...] = ()  # sockets that listen already, for every process of ours
        self.given: list[int] = []  # radios that belong to one test alone
        if own_broker:
            self._start_broker()
        self._fill(admin)

    def _fill(self, admin: str) -> None:
        """As every installation starts. Migrated and seeded once in a run; the next centre gets a copy of both, and its own from there on."""
        model = MODELS.get(admin)
        template = model.name if model else os.environ.get("TEST_TEMPLATE", "template1")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')
        if model:
            (self.scratch / WALL_TOKEN).write_text(model.wall_token)
            return
        self.manage("migrate", "-v0")
        self.manage("seed")
        MODELS[admin] = model = Model(f"{self.name}_model", (self.scratch / WALL_TOKEN).read_text())
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{model.name}" TEMPLATE "{self.name}"')
        atexit.register(_drop, admin, model.name)

    def _start_broker(self) -> None:
        """A broker of its own: what one centre of a test run hears, another must not."""
        port = free_port()
        (self.scratch / "broker.toml").write_text(CONFIGURATION.format(listen=f"127.0.0.1:{port}"))
        self.env |= {"MQTT_URL": f"mqtt://127.0.0.1:{port}", "MQTT_PORT": str(port)}
        self._run_broker()
        wait_until(lambda: not is_free("127.0.0.1", port), 20, "the broker listens")

    def _run_broker(self) -> None:
        with (self.scratch / "broker.log").open("ab") as log:
            script = str(ROOT / "command" / "supervisor" / "broker_process.py")
            self.processes["broker"] = subprocess.Popen(
                [sys.executable, "-P", script, str(self.scratch / "broker.toml")], env=self.env, stdout=log, stderr=log
            )

    @contextmanager
    def broker_kept(self) -> Iterator[None]:
        """As a supervisor does: a broker that ends is started again, at the same address."""
        done = threading.Event()

        def keep() -> None:
            while not done.wait(0.1):
                if self.processes["broker"].poll() is not None:
                    self._run_broker()

        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join(10)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self, name: str, *words: str) -> None:
        """`start("web-1", "web", "--port", …)`; logs go to the scratch folder."""
        with (self.scratch / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "manage.py", *(words or (name,))], cwd=ROOT, env=self.env, stdout=log, stderr=log, pass_fds=self.handed
            )

    def start_web(self, *names: str) -> None:
        """All at once, and then until each answers: to load the program is minutes of work for a machine that does much else."""
        for name in names:
            self.ports.setdefault(name, free_port())
            self.start(name, "web", "--port", str(self.ports[name]))
        for name in names:
            wait_until(lambda name=name: self.alive(name), LOADED_S, lambda name=name: f"{name} answers; {self.log(name)}")
            requests.get(f"{self.url(name)}/desk/", timeout=LOADED_S)  # the first page loads the rest; nobody's own patience is for that

    def alive(self, name: str) -> bool:
        assert self.processes[name].poll() is None, f"{name} ended; {self.log(name)}"
        try:
            return requests.get(f"{self.url(name)}/livez", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def beating(self, name: str) -> None:
        """This very process has beaten, not the one that was killed a second ago under the same name."""
        instance = f"%-{self.processes[name].pid}"
        beats = "SELECT 1 FROM health_beat WHERE instance LIKE %s AND at > clock_timestamp() - interval '5 s'"
        wait_until(lambda: self.query(beats, instance), LOADED_S, lambda: f"{name} beats; {self.log(name)}")

    def log(self, name: str) -> str:
        path = self.scratch / f"{name}.log"
        return path.read_text(errors="replace")[-1500:] if path.exists() else ""

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def kill(self, name: str) -> None:
        """-9, as a power cut would."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        _drop(self.admin, self.name)

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            done = connection.execute(sql, values)
            return done.fetchall() if done.description else []


class Officer:
    """A person at a browser: session, CSRF, JSON, a fresh key per command."""

    def __init__(self, url: str, username: str) -> None:
        self.url, self.username = url, username
        self.http = requests.Session()
        self.http.get(f"{url}/desk/", timeout=10)
        answer = self.http.post(
            f"{url}/api/session/sign-in", json={"username": username, "password": PASSWORD}, headers=self._headers(), timeout=10
        )
        assert answer.status_code == 200, answer.text
        self.me = answer.json()

    def _headers(self, key: str = "") -> dict[str, str]:
        return {"X-CSRFToken": self.http.cookies.get("csrftoken", ""), "Idempotency-Key": key or str(uuid4()), "Origin": self.url}

    def post(self, path: str, body: Any = None, *, key: str = "", url: str = "") -> requests.Response:
        base = url or self.url
        return self.http.post(f"{base}{path}", json=body or {}, headers=self._headers(key) | {"Origin": base}, timeout=10)

    def get(self, path: str) -> Any:
        answer = self.http.get(f"{self.url}{path}", timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()


class Screen:
    """A client written from docs/protocol.md: snapshot, ticket, socket, cursor, resume."""

    def __init__(self, officer: Officer, scope: str = "area:4401") -> None:
        self.officer, self.scope = officer, scope
        first = officer.get(f"/api/snapshot?scope={scope}")
        self.epoch, self.cursor, self.state = first["epoch"], dict(first["heads"]), first["state"]
        self.start = dict(self.cursor)
        self.events: list[tuple[str, int, str, dict[str, Any]]] = []  # (stream, seq, kind, body)
        self.resets: list[dict[str, Any]] = []
        self.seen = 0
        self.open = ExitStack()
        self.socket: ClientConnection | None = None

    def connect(self) -> None:
        ticket = self.officer.post("/api/ticket").json()["ticket"]
        address = re.sub("^http", "ws", self.officer.url) + f"/ws/?ticket={ticket}"
        self.close()
        options = {"origin": self.officer.url, "open_timeout": 10, "max_size": None, "compression": None}
        self.socket = self.open.enter_context(connect(address, **options))  # type: ignore[arg-type]
        self.seen = 0
        self.socket.send(json.dumps({"t": "subscribe", "scopes": [self.scope], "epoch": self.epoch, "cursor": self.cursor}))
        self.read_until(lambda frame: frame["t"] in ("subscribed", "reset"))

    def read_until(self, condition: Callable[[dict[str, Any]], bool], seconds: float = 15) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while True:
            frame = self.read(max(0.01, end - time.monotonic()))
            if frame is not None and condition(frame):
                return frame
            assert time.monotonic() < end, f"the frame did not come; last events {self.events[-3:]}"

    def read(self, seconds: float) -> dict[str, Any] | None:
        assert self.socket is not None
        try:
            message = self.socket.recv(timeout=seconds)
        except TimeoutError:
            return None
        if isinstance(message, bytes):
            return {"t": "picture", "data": message}
        self.seen += 1
        frame: dict[str, Any] = json.loads(message)
        if frame["t"] == "events":
            for event in frame["e"]:
                self.events.append((frame["s"], event["seq"], event["kind"], event["body"]))
                self.cursor[frame["s"]] = event["seq"]
        elif frame["t"] == "reset":
            self.resets.append(frame)
        return frame

    def state_there(self) -> dict[str, Any]:
        """A new snapshot of the very moment at which this screen stands: taken again while something was told in between."""

        def level() -> dict[str, Any] | None:
            self.drain(0.3)
            now = self.officer.get(f"/api/snapshot?scope={self.scope}")
            found: dict[str, Any] = now["state"]
            return found if all(self.cursor.get(stream, 0) == head for stream, head in now["heads"].items()) else None

        state: dict[str, Any] = wait_until(level, 30, lambda: f"the screen at {self.cursor} meets a snapshot")
        return state

    def drain(self, seconds: float = 0.3) -> None:
        while self.read(seconds) is not None:
            pass

    def close(self) -> None:
        self.open.close()
        self.socket = None

    def gaps(self) -> list[str]:
        """Every event once and in order, per stream, from where the snapshot stood (checker of P7)."""
        wrong = []
        at = dict(self.start)
        for stream, seq, kind, _ in self.events:
            if seq != at.get(stream, 0) + 1:
                wrong.append(f"{stream}: {at.get(stream, 0)} → {seq} ({kind})")
            at[stream] = seq
        return wrong
