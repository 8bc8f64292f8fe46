"""What a service manager is told (sd_notify): that we are up, and that we still are. Without one (NOTIFY_SOCKET) nothing happens."""

from __future__ import annotations

import contextlib
import os
import socket


def notify(words: str) -> None:
    """`READY=1`, `WATCHDOG=1`, `STOPPING=1`. Never waits, never fails."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as door:
        door.sendto(words.encode(), "\0" + address[1:] if address.startswith("@") else address)
