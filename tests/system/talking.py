"""A speaker or listener on a real socket, and a voice process around it: for the system tests and the bench."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from realtime.talk.frame import write
from tests.system.centre import Centre, Officer

PACKET = bytes([0x78]) + bytes(60)  # as long as speech at 24 kb/s


class Talker:
    """Signed in as a demo person; joins groups; says and hears."""

    def __init__(self, who: Officer | str, groups: list[int], *, join: bool = True) -> None:
        """`who` is signed in and gets a ticket; or it is the url of a ticket there is."""
        self.url, origin = who if isinstance(who, str) else "", None
        if isinstance(who, Officer):
            ticket = who.post("/api/talk/ticket", {"groups": groups})
            assert ticket.status_code == 201, ticket.text
            self.url, origin = ticket.json()["url"], who.url
        self.open = ExitStack()
        self.socket = self.open.enter_context(connect(self.url, origin=origin, open_timeout=10, compression=None))  # type: ignore[arg-type]
        self.heard: list[tuple[float, bytes]] = []
        self.told: list[dict[str, Any]] = []
        self.rid = 0
        self.wait("hello")
        if join:
            self.say("join", groups=groups)
            for _ in groups:
                self.wait("joined")

    def say(self, t: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"t": t} | fields))

    def take(self, timeout: float = 0.05) -> bool:
        """One message, if there is one."""
        try:
            data = self.socket.recv(timeout)
        except TimeoutError:
            return False
        if isinstance(data, bytes):
            self.heard.append((time.monotonic(), data))
        else:
            self.told.append(json.loads(data))
        return True

    def wait(self, *kinds: str, seconds: float = 5.0) -> dict[str, Any]:
        """The next text frame of one of these kinds; what came before it is forgotten."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while self.told:
                if (frame := self.told.pop(0))["t"] in kinds:
                    return frame
            self.take()
        raise AssertionError(f"no {kinds} within {seconds} s")

    def ask(self, g: int, **more: Any) -> dict[str, Any]:
        self.rid += 1
        self.say("req", g=g, rid=self.rid, **more)
        return self.wait("grant", "deny", "queued")

    def speak(self, burst: int, messages: int, *, start: int = 0, last: bool = True, pace_s: float = 0.0) -> list[bytes]:
        said = [write(burst, start + 3 * n, [PACKET] * 3, last=last and n == messages - 1, clock_ms=n) for n in range(messages)]
        for data in said:
            self.socket.send(data)
            time.sleep(pace_s)
        return said

    def hear(self, count: int, seconds: float = 5.0) -> list[bytes]:
        end = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < end:
            self.take()
        return [data for _, data in self.heard[:count]]

    def closed(self, seconds: float = 10.0) -> int:
        """The close code; whatever else comes is read and forgotten."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.take(0.2)
            except ConnectionClosed as why:
                return why.rcvd.code if why.rcvd else 1006
        raise AssertionError(f"not closed within {seconds} s")

    def __enter__(self) -> Talker:
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()


def tickets(centre: Centre, group: int, count: int, *, priority: int = 5) -> list[str]:
    """For so many terminals at once, each with a name of its own: written as the API writes them."""
    urls = []
    for number in range(count):
        secret, seat = f"{group}-{uuid4().hex}", {"id": group, "name": "", "priority": priority, "speak": True, "because": "area"}
        (token,) = centre.query(
            "INSERT INTO accounts_token (kind, name, area, digest, created_by) VALUES ('terminal', '', '4401', %s, 'test') RETURNING id",
            secret,
        )[0]  # rights of open connections are looked at again
        centre.query(
            "INSERT INTO talk_ticket (digest, actor, name, session, scopes, groups, expires_at)"
            " VALUES (%s, %s, %s, '', %s, %s, clock_timestamp() + interval '60 s') RETURNING 1",
            hashlib.sha256(secret.encode()).hexdigest(), f"terminal:{token}", f"终端{number}", '["4401"]', json.dumps([seat]),
        )  # fmt: skip
        urls.append(f"ws://127.0.0.1:{centre.env['VOICE_PORT']}/ws/talk/?ticket={secret}")
    return urls


def talks(centre: Centre) -> bool:
    """Somebody listens on VOICE_PORT."""
    try:
        return requests.get(f"http://127.0.0.1:{centre.env['VOICE_PORT']}/livez", timeout=1).status_code == 200
    except requests.RequestException:
        return False
