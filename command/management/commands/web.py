"""`manage.py web`: Daphne with our hub, on HOST:PORT."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import get_resolver

from command.seeding.mode import refuse_demo_on_duty
from realtime.allocator import keep_freed_memory
from realtime.draining import Drain
from realtime.files.door import BUFFER, guard_door
from realtime.health.beat import start_beat
from realtime.hub import hub
from realtime.protocol import MAX_FRAME
from realtime.roles import become_application
from realtime.serving import Adopting, endpoint, handed_over, scheme

# Autobahn refuses to send larger messages as well: a whole city of 22,000 subjects is 528 kB. What clients say is bounded by the frame.
MAX_MESSAGE = 16 * 1024 * 1024
# Twisted writes 128 KiB and waits for the next round of the loop; a tick of 22,000 positions a second is 132 kB, so each one took two rounds.
# With uvloop: a third less CPU for 50 sockets (make bench, B5).
MOST_PER_WRITE = 1024 * 1024


class Command(BaseCommand):
    help = "Serve pages, the API and the sockets."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        keep_freed_memory()
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # before Daphne makes its loop
        from daphne import server as daphne  # installs the asyncio reactor, so it comes before anything of Twisted's
        from twisted.internet import reactor
        from twisted.internet.abstract import FileDescriptor

        FileDescriptor.SEND_LIMIT = MOST_PER_WRITE
        guard_door(settings.UPLOAD_LIMIT_MB * 1024 * 1024)

        from command.asgi import application

        len(get_resolver().reverse_dict)  # reads every address now: the first request would do it for three seconds, and hold up everybody
        become_application()
        refuse_demo_on_duty()
        start_beat("web").says = lambda: {"screens": len(hub().screens)}
        if fds := handed_over():
            described = daphne.serverFromString
            daphne.serverFromString = lambda reactor, text: described(Adopting(reactor, fds), text)
        server = daphne.Server(
            application=application,
            endpoints=[endpoint(host, port), *([f"tcp:{settings.HTTP_PORT}:interface={host}"] if settings.TLS_CERT else [])],
            signal_handlers=False,  # ours: who is here is answered first
            websocket_timeout=-1,  # walls stay for months; we have our own heartbeat
            websocket_max_message_size=MAX_MESSAGE,
            websocket_max_frame_size=MAX_FRAME,
            websocket_handshake_timeout=10,
            server_name="ecc",
            request_buffer_size=BUFFER,
            ready_callable=lambda: print(f"web: {scheme()}://{host}:{port}/", file=sys.stderr, flush=True),
        )
        Drain(server, reactor).watch()
        server.run()
        # The loop is gone; a request that was still under way would wait for it for ever, and the interpreter for the request
        logging.shutdown()
        sys.stderr.flush()
        os._exit(0)
