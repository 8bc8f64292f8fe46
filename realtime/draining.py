"""SIGTERM → **draining** → a web process that ends without a caller noticing.

It says so at `/livez` (a proxy sends nobody here any more), stops listening, sends every socket away with 4013 (its page comes back after a random
wait, to another process), finishes what it was asked, and lets waiting connections go with their next answer (`Connection: close`).
"""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from realtime.codes import CLOSE
from realtime.health.notice import notify

SOCKETS_S = 4.0  # until a page has heard the goodbye; one that hangs is not waited for longer
IDLE_S = 1.5  # an open connection over which nobody asks anything; whoever does until then is answered
BUSY_S = 8.0  # the longest answer; the supervisor waits 10 s, containers 15 s
LOOK_S = 0.05

draining = False  # read by /livez


class Drain:
    """Of one Daphne server; `watch()` once its reactor runs."""

    def __init__(self, server: Any, reactor: Any) -> None:
        self.server, self.reactor = server, reactor
        # Seconds between the word at /livez and the closed door: as long as the proxy in front takes to look there (DRAIN_S)
        self.notice = float(os.environ.get("DRAIN_S") or 0)
        self.closed_at = 0.0
        self.told: set[Any] = set()  # sockets

    def watch(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked)

    def _asked(self, *_: Any) -> None:
        self.reactor.callFromThread(self._again if draining else self._begin)

    def _again(self) -> None:
        self.reactor.stop()  # asked twice: at once

    def _begin(self) -> None:
        global draining
        draining = True
        notify("STOPPING=1")
        self.reactor.callLater(self.notice, self._close_the_door)

    def _close_the_door(self) -> None:
        from twisted.web import http

        channel: Any = http.HTTPChannel
        self.closed_at = time.monotonic()
        for listening in self.server.listeners:
            listening.addCallback(lambda port: port.stopListening())
        channel.checkPersistence = _last_answer
        self._look()

    def _look(self) -> None:
        """Ends when nobody waits any more."""
        from twisted.internet.tcp import Server as Connection

        waited = time.monotonic() - self.closed_at
        sockets = [one for one, facts in self.server.connections.items() if hasattr(one, "serverClose") and "disconnected" not in facts]
        # Also what nobody waits for any more: its thread is in the middle of an action
        works = [facts.get("application_instance") for one, facts in self.server.connections.items() if not hasattr(one, "serverClose")]
        asked = any(work is not None and not work.done() for work in works)
        for socket in sockets:  # also one that was on its way in when the door was closed
            if socket not in self.told and socket.state == socket.STATE_OPEN:
                self.told.add(socket)
                socket.serverClose(CLOSE["restart"].status)
        idle = any(isinstance(reader, Connection) for reader in self.reactor.getReaders())
        if waited > BUSY_S or not (asked or (sockets and waited < SOCKETS_S) or (idle and waited < IDLE_S)):
            self.reactor.stop()
        else:
            self.reactor.callLater(LOOK_S, self._look)


def _last_answer(channel: Any, request: Any, version: bytes) -> bool:
    """Instead of `HTTPChannel.checkPersistence`: whoever still asks over an open connection is answered, and told not to ask here again."""
    request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
    return False
