"""registry → **keeping** → broker: a thread of the working gateway that lets in who was enrolled and shuts out who was revoked, within seconds.

Mosquitto with its plugin is told by commands (MQTT_CONTROL_URL). EMQX asks us (EMQX_SECRET, devices/doors/http/emqx.py), so the rights only have
to be at hand. What the broker has is asked for anew now and then: it may have lost its file, or somebody may have been at it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, close_old_connections, connection

from devices.wire.control import Away, Control
from devices.wire.dynsec import changes
from devices.wire.reading import fingerprint, password_of, read_rights
from devices.wire.rights import Found

log = logging.getLogger(__name__)

POLL_S = 5.0  # a bell that was lost costs at most this
LOOK_AGAIN_S = 300.0
AWAY_S = 2.0


class Keeping(threading.Thread):
    """``rang`` is set when the registry changed; ``tell`` gets the rights each time they are read."""

    def __init__(self, url: str, tell: Callable[[Found], None]) -> None:
        super().__init__(name="broker-rights", daemon=True)
        self.url, self.tell = url, tell
        self.rang, self.ending = threading.Event(), threading.Event()
        self.found = Found({}, [])
        self.seen: tuple[Any, ...] | None = None
        self.applied: tuple[Any, ...] | None = None  # fingerprint of what the broker has
        self.looked_at = 0.0
        self.trouble = ""

    def stop(self, timeout: float = 3.0) -> None:
        self.ending.set()
        self.rang.set()
        if self.is_alive():
            self.join(timeout)

    def run(self) -> None:
        while not self.ending.is_set():
            try:
                close_old_connections()
                self.look()
                self._told("")
            except DatabaseError as error:
                self._told("数据库暂时不可用", error)
            except Away as error:
                self._told("消息服务没有应答,或不接受管理账号", error)
                self.applied = None
                self.ending.wait(AWAY_S)
                continue
            except Exception:
                log.exception("broker rights: going on after an error of our own")
                self.applied = None
            self.rang.wait(POLL_S)
            self.rang.clear()
        connection.close()

    def look(self) -> int:
        """Once: read, tell, and bring the broker to it; the number of changes it took."""
        seen = fingerprint()
        if seen != self.seen:
            self.found, self.seen = read_rights(), seen
            for clash in self.found.clashes:
                log.warning("broker rights: %s", clash)
            self.tell(self.found)
        if not self.url or (seen == self.applied and time.monotonic() - self.looked_at < LOOK_AGAIN_S):
            return 0
        return self._bring(seen)

    def _bring(self, seen: tuple[Any, ...]) -> int:
        control = Control(self.url)
        try:
            control.open()
            groups = changes(self.found.rights, control.held(), password_of)
            refused = control.apply(groups)
        finally:
            control.close()
        self.applied, self.looked_at = (seen if not refused else None), time.monotonic()
        if groups:
            log.info("broker rights: %s users brought up to date, %s commands refused", len(groups), refused)
        return len(groups)

    def _told(self, trouble: str, error: Exception | None = None) -> None:
        if error is not None and trouble != self.trouble:
            log.warning("broker rights: %s", _first_line(error))
        self.trouble = trouble

    def says(self) -> dict[str, Any]:
        """For the page of health: no names of devices."""
        return {"users": len(self.found.rights), "clashes": len(self.found.clashes), "trouble": self.trouble}


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
