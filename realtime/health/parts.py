"""The single checks behind `/healthz`: each answers for one part and none may hold the others up."""

from __future__ import annotations

import secrets
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.conf import settings

from realtime.bell import client as bell_client
from realtime.database import conninfo

# The simulator is a demonstration, its absence is no fault; the telephone runs where there is an exchange, the radio where channels are joined, the edge where there is a core.
PROCESSES = (
    "web", "voice", "gateway", "clerk", "worker",
    *(("phone",) if settings.SIP_URL else ()), *(("radio",) if settings.RADIO_BIND else ()), *(("edge",) if settings.EDGE_OF else ()),
)  # fmt: skip
FRESH_S = 6.0  # three beats
ANSWER_WITHIN_S = 1.5  # `/healthz` itself answers within two seconds whatever hangs

Part = dict[str, Any]


def database() -> dict[str, Part]:
    """The database, and the age of each process's last beat by its clock."""
    with psycopg.connect(conninfo(), autocommit=True, connect_timeout=2) as connection:
        connection.execute("SET statement_timeout = '1s'")
        rows = connection.execute(
            "SELECT process, min(extract(epoch FROM clock_timestamp() - at))::float8,"
            " count(*) FILTER (WHERE at > clock_timestamp() - make_interval(secs => %s)),"
            # of the freshest instance that has anything to say: a standby's doors are closed
            " (array_agg(says ORDER BY at > clock_timestamp() - make_interval(secs => %s) DESC, says = '{}', at DESC))[1]"
            " FROM health_beat GROUP BY process",
            (FRESH_S, FRESH_S),
        ).fetchall()
    beats = {process: (age, instances, says) for process, age, instances, says in rows}
    parts: dict[str, Part] = {"database": {"up": True}}
    for process in PROCESSES:
        if process not in beats:
            parts[process] = {"up": False, "detail": "尚未启动"}
            continue
        age, instances, says = beats[process]
        parts[process] = {"up": age <= FRESH_S, "age_s": round(age, 1), "instances": instances} | (says if age <= FRESH_S else {})
    return parts


def bell() -> dict[str, Part]:
    """Redis answers a PING."""
    with bell_client(1.0, 1.0, retry=None) as client:
        client.ping()
    return {"redis": {"up": True}}


def tracks() -> dict[str, Part]:
    """The database of the history, where it is one of its own."""
    with psycopg.connect(conninfo("tracks"), autocommit=True, connect_timeout=2) as connection:
        connection.execute("SELECT 1")
    return {"tracks": {"up": True}}


def broker() -> dict[str, Part]:
    """The broker lets a client in: CONNECT is answered with CONNACK 0 (an open port alone proves nothing)."""
    url = urlsplit(settings.MQTT_URL)
    secure = url.scheme in ("mqtts", "ssl")
    with socket.create_connection((url.hostname or "127.0.0.1", url.port or (8883 if secure else 1883)), timeout=1.0) as plain:
        connection = ssl.create_default_context().wrap_socket(plain, server_hostname=url.hostname) if secure else plain
        connection.settimeout(1.0)
        connection.sendall(_connect_packet(unquote(url.username or ""), unquote(url.password or "")))
        answer = connection.recv(4)
        connection.sendall(b"\xe0\x00")  # DISCONNECT, so that the broker logs no lost client
    if len(answer) < 4 or answer[0] != 0x20:
        return {"broker": {"up": False, "detail": "没有 MQTT 应答"}}
    return {"broker": {"up": answer[3] == 0} | ({"detail": f"拒绝登录 (CONNACK {answer[3]})"} if answer[3] else {})}


def _connect_packet(user: str, password: str) -> bytes:
    def text(value: str) -> bytes:
        data = value.encode()
        return struct.pack("!H", len(data)) + data

    flags = 0x02 | (0x80 if user else 0) | (0x40 if user and password else 0)
    # Keep-alive 30 s, not 0: rumqttd refuses clients that never ping
    body = text("MQTT") + bytes([4, flags]) + struct.pack("!H", 30) + text(f"health-{secrets.token_hex(4)}")
    if user:
        body += text(user) + (text(password) if password else b"")
    length, size = len(body), bytearray()
    while True:
        length, digit = divmod(length, 128)
        size.append(digit | (0x80 if length else 0))
        if not length:
            return b"\x10" + bytes(size) + body


class Check:
    """Runs one check on a thread of its own; while one hangs no second is started, so nothing piles up."""

    def __init__(self, names: tuple[str, ...], look: Callable[[], dict[str, Part]]) -> None:
        self.names, self.look = names, look
        self._lock = threading.Lock()
        self._done: threading.Event | None = None
        self._began = 0.0
        self._found: dict[str, Part] = {}

    def start(self) -> threading.Event:
        with self._lock:
            if self._done is None or self._done.is_set():
                self._done, self._began = threading.Event(), time.monotonic()
                threading.Thread(target=self._run, args=(self._done,), name=f"health-{self.names[0]}", daemon=True).start()
            return self._done

    def _run(self, done: threading.Event) -> None:
        try:
            self._found = self.look()
        except Exception as error:  # whatever it is, the part is down; the text must not carry a password
            self._found = self.down(type(error).__name__)
        finally:
            done.set()

    def down(self, reason: str) -> dict[str, Part]:
        return {name: {"up": False, "detail": reason if name == self.names[0] else "未知"} for name in self.names}

    def result(self, done: threading.Event, deadline: float) -> dict[str, Part]:
        if done.wait(max(0.0, deadline - time.monotonic())):
            return self._found
        return self.down(f"{time.monotonic() - self._began:.0f} s 无应答")


CHECKS = (
    Check(("database", *PROCESSES), database),
    Check(("redis",), bell),
    Check(("broker",), broker),
    *((Check(("tracks",), tracks),) if settings.TRACKS_URL else ()),
)


def look() -> dict[str, Part]:
    """All parts, checked side by side."""
    deadline = time.monotonic() + ANSWER_WITHIN_S
    started = [(check, check.start()) for check in CHECKS]
    parts: dict[str, Part] = {}
    for check, done in started:
        parts |= check.result(done, deadline)
    return parts
