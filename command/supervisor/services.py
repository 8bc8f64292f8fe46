"""The three embedded services as one list: which of them we start, and under which addresses everybody reaches all three."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from command.supervisor import broker, postgres, valkey
from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout
from command.supervisor.ports import doors
from command.supervisor.processes import Child

START_WITHIN_S = 60.0  # crash recovery on a slow disk may take its time


@dataclass(slots=True)
class Service:
    """A child and the question whether it serves yet."""

    child: Child
    ready: Callable[[], bool]
    before_start: Callable[[], None]

    def start(self) -> None:
        self.before_start()
        self.child.start()

    def wait(self, stopping: Callable[[], bool]) -> None:
        """Until it serves; a service that cannot start is a complaint with its own last words."""
        deadline = time.monotonic() + START_WITHIN_S
        while not self.ready():
            if not self.child.running:
                raise Complaint(f"{self.child.name} 启动失败：{self.child.last_words()} （日志 {self.child.log}）")
            if time.monotonic() > deadline:
                raise Complaint(f"{self.child.name} 在 {START_WITHIN_S:.0f} s 内没有就绪（日志 {self.child.log}）")
            if stopping():
                raise KeyboardInterrupt
            time.sleep(0.02)


def urls(layout: Layout, embedded: dict[str, str]) -> dict[str, str]:
    """What every process of ours gets: your URL where you set one, ours otherwise."""
    return {
        "DATABASE_URL": layout.database_url or embedded["DATABASE_URL"],
        "REDIS_URL": layout.redis_url or embedded["REDIS_URL"],
        "MQTT_URL": layout.mqtt_url or f"mqtt://{layout.own_address}:{layout.mqtt_port}",
    }


def embedded_urls(layout: Layout, fresh_ports: bool = True) -> dict[str, str]:
    """The addresses of our own PostgreSQL and Valkey; with `fresh_ports` taken ports are replaced (before a start only)."""
    names = tuple(n for n, given in (("postgres", layout.database_url), ("valkey", layout.redis_url)) if not given)
    found = doors(layout.data, names if fresh_ports else ())
    result = {}
    if "postgres" in found:
        result["DATABASE_URL"] = f"postgres://{postgres.ROLE}:{found['postgres']['password']}@127.0.0.1:{found['postgres']['port']}/ecc"
    if "valkey" in found:
        result["REDIS_URL"] = f"redis://:{found['valkey']['password']}@127.0.0.1:{found['valkey']['port']}/0"
    return result


def assemble(layout: Layout, env: dict[str, str]) -> list[Service]:
    """The services we have to run, in the order of their start; yours are only knocked at."""
    found = doors(layout.data, ())
    services = []
    if layout.database_url:
        knock("DATABASE_URL", layout.database_url, 5432)
    else:
        services.append(Service(*postgres.service(layout, found["postgres"], env)))
    if layout.redis_url:
        knock("REDIS_URL", layout.redis_url, 6379)
    else:
        services.append(Service(*valkey.service(layout, found["valkey"], env)))
    if layout.mqtt_url:
        knock("MQTT_URL", layout.mqtt_url, 1883)
    else:
        services.append(Service(*broker.service(layout, env)))
    return services


def knock(name: str, url: str, default: int) -> None:
    """A service of yours that does not answer is named before anything is started."""
    place = urlsplit(url).netloc.rpartition("@")[2]
    for one in place.split(","):  # a primary and its standby: one of them is enough to begin
        parts = urlsplit(f"//{one}")
        if not parts.hostname:
            return  # a socket path; the processes will say
        with contextlib.suppress(OSError), socket.create_connection((parts.hostname, parts.port or default), timeout=3):
            return
        place = place if "," in place else f"{parts.hostname}:{parts.port or default}"
    raise Complaint(f"{name} 指向的 {place} 没有应答。 Nothing answers at {place} ({name}).")
