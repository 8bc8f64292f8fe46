"""The same web under Django's own ASGI handler, a thread and a connection for each request: the peer of B17. `python -m tests.bench.plain_web PORT`."""

from __future__ import annotations

import sys
from typing import Any

from channels.routing import ProtocolTypeRouter
from django.core.handlers.asgi import ASGIHandler
from django.core.management import call_command
from django.core.signals import request_finished
from django.db import connections

import command.asgi


def let_go(**_: Any) -> None:
    """Nobody comes back to the connection of a thread that ends; kept, two hundred wait for the rubbish collector."""
    connections.close_all()


if __name__ == "__main__":
    request_finished.connect(let_go)
    command.asgi.application = ProtocolTypeRouter({"http": ASGIHandler(), "websocket": command.asgi.sockets})  # type: ignore[arg-type]
    call_command("web", port=int(sys.argv[1]))
