"""What several figures stand on: scale, scratch folder, a centre of real processes, radios in its database, sockets, Mosquitto."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.packets import DEVICES, external_id
from tests.system.centre import Centre, Officer, free_port, wait_until

WEB = "web"


class Missing(Exception):
    """This figure cannot be measured here; the text says why."""


class Stage:
    """Made once; the centre starts when the first figure asks for it and everything ends with `close`."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.url = os.environ["MQTT_URL"]
        self.scratch = Path(tempfile.mkdtemp(prefix="bench-", dir=os.environ.get("DATA_DIR")))
        self.scratch.chmod(0o755)  # PostgreSQL of a started installation enters as nobody
        self._centre: Centre | None = None
        self._first_subject: int | None = None
        self.officer: Officer

    def seconds(self, full: float) -> float:
        return max(1.0, full * self.scale)

    def runs(self, full: int = 3) -> int:
        return max(1, round(full * min(1.0, self.scale * 2)))

    @property
    def centre(self) -> Centre:
        """A web process on a database of its own; the gateway joins when a figure needs it."""
        if self._centre is None:
            folder = self.scratch / "centre"
            folder.mkdir()
            self._centre = Centre(folder, own_broker=False)  # the figures publish to the broker of the environment
            self._centre.start_web(WEB)
            self.officer = Officer(self._centre.url(WEB), "zhibanzhang")
        return self._centre

    def pid(self, name: str = WEB) -> int:
        return self.centre.processes[name].pid

    def tickets(self, count: int) -> list[str]:
        self.centre  # noqa: B018 – starts it
        return [self.officer.post("/api/ticket").json()["ticket"] for _ in range(count)]

    def radios(self) -> int:
        """22,000 registered radios; the subject id of the first, the others follow."""
        if self._first_subject is None:
            districts = [
                row[0] for row in self.centre.query("SELECT DISTINCT area FROM terminals_subject WHERE length(area) = 6 ORDER BY area")
            ]
            (first,) = self.centre.query("SELECT coalesce(max(id), 0) + 1 FROM terminals_subject")[0]
            self.centre.query(
                "INSERT INTO terminals_subject (id, kind, area, label) SELECT %s::int + n, 'radio', (%s::text[])[1 + n %% %s], 'B' || n"
                " FROM generate_series(0, %s) AS n RETURNING 1",
                first, districts, len(districts), DEVICES - 1,
            )  # fmt: skip
            self.centre.query("SELECT setval(pg_get_serial_sequence('terminals_subject', 'id'), (SELECT max(id) FROM terminals_subject))")
            self.centre.query(
                "INSERT INTO terminals_terminal (adapter, external_id, subject_id, area, kind, credential, meta)"
                " SELECT 'radio', 'B' || lpad((id - %s::int)::text, 5, '0'), id, area, kind, '', '{}' FROM terminals_subject"
                " WHERE id >= %s AND id < %s RETURNING 1",
                first, first, first + DEVICES,
            )  # fmt: skip
            assert self.centre.query("SELECT count(*) FROM terminals_terminal WHERE external_id = %s", external_id(DEVICES - 1)) == [(1,)]
            self._first_subject = first
        return self._first_subject

    def gateway(self) -> int:
        """A running gateway that knows the radios; its process id."""
        self.radios()
        if "gateway" not in self.centre.processes:
            self.centre.start("gateway")
            wait_until(lambda: "telemetry lane connected" in self.centre.log("gateway"), 40, "gateway connects")
            wait_until(lambda: "promise lane connected" in self.centre.log("gateway"), 40, "gateway connects")
        return self.pid("gateway")

    def without_gateway(self) -> Centre:
        """For figures that feed the hub themselves."""
        if "gateway" in self.centre.processes:
            self.centre.kill("gateway")
        return self.centre

    def fresh_web(self) -> Centre:
        """A web process whose memory no other figure has stretched."""
        centre = self.without_gateway()
        centre.kill(WEB)
        centre.start_web(WEB)
        return centre

    def close(self) -> None:
        if self._centre is not None:
            self._centre.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)

    @contextmanager
    def mosquitto(self) -> Iterator[Mosquitto]:
        peer = Mosquitto(self.scratch)
        try:
            yield peer
        finally:
            peer.stop()


class Loads:
    """Both sides of a ratio are offered several loads; the first round finds the one that suits a side best, the later rounds use it."""

    def __init__(self, loads: Iterable[float]) -> None:
        self.loads = list(loads)
        self.first: dict[float, tuple[float, float]] = {}

    def best(self, once: Callable[[float], tuple[float, float]]) -> tuple[float, float]:
        """(rate, CPU seconds each) under the best load."""
        reached = {load: once(load) for load in self.loads}
        self.first = self.first or reached
        load = max(reached, key=lambda given: reached[given][0])
        self.loads = [load]
        return reached[load]


class Mosquitto:
    """The peer: TCP and WebSocket listeners on free ports, queues as large as it may want them."""

    def __init__(self, scratch: Path) -> None:
        path = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
        if path is None:
            raise Missing("Mosquitto is not installed (apt-get install mosquitto)")
        self.tcp, self.web = free_port(), free_port()
        configuration = scratch / f"mosquitto-{self.tcp}.conf"
        user = "user root\n" if os.geteuid() == 0 else ""
        configuration.write_text(
            f"{user}allow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\nlog_type error\n"
            f"listener {self.tcp} 127.0.0.1\nlistener {self.web} 127.0.0.1\nprotocol websockets\n"
        )
        self.log = scratch / "mosquitto.log"
        with self.log.open("ab") as out:
            self.process = subprocess.Popen([path, "-c", str(configuration)], stdout=out, stderr=out)
        self.url = f"mqtt://127.0.0.1:{self.tcp}"
        try:
            wait_until(lambda: listens(self.tcp) and listens(self.web), 10, "Mosquitto listens")
        except AssertionError:
            self.stop()
            raise Missing(f"Mosquitto has no WebSocket listener here: {self.log.read_text()[-200:]}") from None

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def settle(seconds: float = 0.5) -> None:
    """Let what was started or stopped just before come to rest."""
    time.sleep(seconds)
