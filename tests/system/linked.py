"""A centre with a PostgreSQL and a Valkey of its own, every process on links of its own: what can be killed, frozen and cut without touching anybody else's.

web ── database, redis      gateway ── database, redis, broker      clerk, worker, voice ── database, redis, broker
screen ── web               terminal ── broker
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from command.supervisor import postgres, valkey
from command.supervisor.layout import from_environment
from command.supervisor.ports import doors
from command.supervisor.services import Service, embedded_urls
from tests.system.centre import Centre, wait_until
from tests.system.link import Link

SERVICES = {"database": "DATABASE_URL", "redis": "REDIS_URL", "broker": "MQTT_URL"}


class Own:
    """PostgreSQL and Valkey in a folder that the account `nobody` can enter; they start at the same address each time."""

    def __init__(self, cluster: Path | None = None) -> None:
        """`cluster`: where PostgreSQL's folder shall really lie (a small file system, say)."""
        self.folder = Path(tempfile.mkdtemp(prefix="own-"))
        self.folder.chmod(0o755)
        self.layout = dataclasses.replace(from_environment(self.folder), database_url=None, redis_url=None, mqtt_url=None, tls=False)
        self.layout.logs.mkdir()
        if cluster is not None:
            (self.folder / "postgres").symlink_to(cluster)
        if kept := os.environ.get("TEST_CLUSTER"):  # every migration already (command/supervisor/migrated.py)
            subprocess.run(["cp", "-a", f"{kept}/.", str(cluster or self.folder / "postgres")], check=True)
        found = doors(self.folder, ("postgres", "valkey"))
        self.services = {
            "database": Service(*postgres.service(self.layout, found["postgres"], dict(os.environ))),
            "redis": Service(*valkey.service(self.layout, found["valkey"], dict(os.environ))),
        }
        self.urls = embedded_urls(self.layout, fresh_ports=False)
        for name in self.services:
            self.start(name)

    def start(self, name: str) -> None:
        service = self.services[name]
        service.start()
        service.wait(lambda: False)

    def kill(self, name: str) -> None:
        """-9 of the server; PostgreSQL's own children notice and end, as after a crash of the postmaster."""
        family = self._family(name)
        process = self.services[name].child.process
        assert process is not None
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in family), 20, f"{name} is wholly gone")

    def restart(self, name: str) -> None:
        """As an administrator does: every client is let go, then it serves again."""
        process = self.services[name].child.process
        assert process is not None
        process.send_signal(self.services[name].child.stop_signal)
        process.wait(20)
        self.start(name)

    def freeze(self, name: str) -> None:
        for one in self._family(name):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        for one in self._family(name):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)

    def serves(self, name: str) -> bool:
        child = self.services[name].child
        return child.running

    def _family(self, name: str) -> list[int]:
        """The server first, then its children; a backend leads a group of its own."""
        process = self.services[name].child.process
        assert process is not None
        said = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
        return [process.pid, *(int(word) for word in said.split())]

    def stop(self) -> None:
        for name, service in self.services.items():
            if service.child.running:
                self.thaw(name)
                service.child.process.send_signal(service.child.stop_signal)
        for service in self.services.values():
            if service.child.process is not None:
                try:
                    service.child.process.wait(15)
                except subprocess.TimeoutExpired:
                    service.child.process.kill()
                    service.child.process.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)


class LinkedCentre(Centre):
    """As `Centre`; `links["gateway", "broker"]` is the wire between these two, `links["screens", "web-1"]` that of everybody who opens web-1."""

    def __init__(self, scratch: Path, *, own: Own | None = None) -> None:
        self.own = own or Own()
        self.links: dict[tuple[str, str], Link] = {}
        self.beside: dict[str, dict[str, str]] = {}  # what one process alone has in its environment
        try:
            super().__init__(scratch, services=self.own.urls)
        except BaseException:
            self.own.stop()
            raise

    def link(self, one: str, other: str) -> Link:
        """The wire from a process (or `terminals`, `screens`) to a service or a web; made when it is first asked for."""
        if (one, other) not in self.links:
            url = urlsplit(self.env[SERVICES[other]]) if other in SERVICES else urlsplit(super().url(other))
            assert url.hostname and url.port
            self.links[one, other] = Link(url.hostname, url.port, name=f"{one}↔{other}")
        return self.links[one, other]

    def start(self, name: str, *words: str) -> None:
        kept = self.env
        through = {variable: self.link(name, service).url(kept[variable]) for service, variable in SERVICES.items()}
        self.env = kept | through | self.beside.get(name, {})
        try:
            super().start(name, *words)
        finally:
            self.env = kept

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.link('screens', name).port}"

    def alive_now(self, name: str) -> bool:
        """It answers; one that has just been killed and is started again by somebody else is only not there yet."""
        return self.processes[name].poll() is None and self.alive(name)

    def wires_to(self, service: str) -> list[Link]:
        return [link for (_, other), link in self.links.items() if other == service]

    def heal(self) -> None:
        for link in self.links.values():
            link.heal()

    def serving(self) -> bool:
        """The database itself, not by way of anybody's link."""
        with suppress(psycopg.Error):
            return self.query("SELECT 1") == [(1,)]
        return False

    def stop(self) -> None:
        self.heal()
        for name in ("database", "redis"):
            with suppress(AssertionError):
                self.own.thaw(name)
            if not self.own.serves(name):
                self.own.start(name)
        super().stop()
        for link in self.links.values():
            link.close()
        self.own.stop()
