"""Free ports and passwords of the embedded services, kept in `ports.json` so that the next start finds the same ones."""

from __future__ import annotations

import errno
import json
import os
import pathlib
import secrets
import socket
from typing import TypedDict

from command.supervisor.complaint import Complaint


class Door(TypedDict):
    """Where a service listens and the word that opens it."""

    port: int
    password: str


# Below the kernel's ephemeral ports (32768 and up): there any outgoing connection could take ours between two starts.
SERVICE_PORTS = range(20_000, 32_000)


def free_port(host: str = "127.0.0.1") -> int:
    for _ in range(200):
        port = secrets.choice(SERVICE_PORTS)
        if is_free(host, port):
            return port
    raise Complaint("找不到空闲端口。 No free port was found.")


def is_free(host: str, port: int) -> bool:
    """Can somebody listen there now?"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRNOTAVAIL, errno.EACCES) or isinstance(error, socket.gaierror):
                raise Complaint(f"不能监听 {host}:{port}（{error.strerror}）。 Cannot listen on {host}:{port}: {error.strerror}.") from None
            return False
    return True


def require_free(host: str, port: int, name: str) -> None:
    if not is_free(host, port):
        raise Complaint(f"端口 {port}（{name}）已被占用，请换一个：{name}=… make run。 Port {port} ({name}) is taken; set {name}.")


def require_distinct(ports: dict[str, int]) -> None:
    """Each is free by itself; two of one number would fight for it for ever."""
    first: dict[int, str] = {}
    for name, port in ports.items():
        if (other := first.setdefault(port, name)) != name:
            raise Complaint(f"{other} 和 {name} 都是 {port}，请换一个。 {other} and {name} are both {port}; change one.")


def doors(data: pathlib.Path, names: tuple[str, ...]) -> dict[str, Door]:
    """The doors of the named services; a port that somebody else has taken meanwhile is replaced."""
    path = data / "ports.json"
    try:
        known: dict[str, Door] = json.loads(path.read_text())
    except (OSError, ValueError):
        known = {}
    before = json.dumps(known)
    for name in names:
        if name not in known:
            known[name] = {"port": free_port(), "password": secrets.token_urlsafe(24)}
        elif not is_free("127.0.0.1", known[name]["port"]):
            known[name]["port"] = free_port()
    if json.dumps(known) == before:
        return known
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(known, out, indent=1)
    part.replace(path)
    return known
