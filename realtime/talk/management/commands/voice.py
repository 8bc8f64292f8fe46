"""`manage.py voice`: push-to-talk on VOICE_PORT, and nothing else. A second one waits for the first to die before it listens."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from realtime.database import conninfo
from realtime.health.beat import start_beat
from realtime.leadership import Leadership
from realtime.roles import become_application
from realtime.serving import endpoint, scheme

VOICE_LOCK = 0x6563_7601  # "ecv"
MOST_HEARD = 2048  # from a client: an audio message has 1,624 bytes at most
MOST_SAID = 256 * 1024  # Autobahn bounds what we send by the same setting: `who` of a thousand listeners


class Command(BaseCommand):
    help = "对讲:话权、转发与录音"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.VOICE_PORT)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        become_application()
        start_beat("voice")  # a standby beats too: it is alive and ready
        leadership = Leadership(conninfo, VOICE_LOCK, "voice")
        leadership.start()
        if not _won(leadership):
            return
        serve(host, port, leadership)


def _won(leadership: Leadership) -> bool:
    """Nobody listens on VOICE_PORT but the one that works, so that a client never reaches a floor that is not the floor."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    while not leadership.won.wait(0.1):
        if ending.is_set():
            leadership.stop()
            return False
    return not ending.is_set()


def serve(host: str, port: int, leadership: Leadership) -> None:
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # before Daphne makes its loop
    from daphne.server import Server  # installs the asyncio reactor, so it comes before anything of Twisted's
    from twisted.internet import reactor as installed
    from twisted.internet.defer import Deferred

    from realtime.doorway import unhurried
    from realtime.talk.app import TalkApplication
    from realtime.talk.voice import Voice, watch

    reactor: Any = installed
    voice = Voice()

    def begun(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            print(f"voice: cannot start: {error}", file=sys.stderr, flush=True)
            reactor.stop()

    def end() -> Any:
        return Deferred.fromFuture(asyncio.ensure_future(voice.stop()))

    def begin() -> None:
        if not server.listening_addresses:
            sys.exit(f"voice: cannot listen on {host}:{port} (VOICE_PORT)")  # Daphne would stay, and keep the lock
        reactor.addSystemEventTrigger("before", "shutdown", end)
        asyncio.ensure_future(voice.start()).add_done_callback(begun)
        watch(leadership.lost, lambda: reactor.callFromThread(reactor.stop))
        print(f"voice: {scheme()}://{host}:{port}/ws/talk/", file=sys.stderr, flush=True)

    server = Server(
        application=unhurried(TalkApplication(voice)),
        endpoints=[endpoint(host, port)],
        signal_handlers=True,
        websocket_timeout=-1,  # a watch lasts twelve hours
        websocket_max_message_size=MOST_SAID,
        websocket_max_frame_size=MOST_HEARD,
        websocket_handshake_timeout=10,
        server_name="ecc",
        ready_callable=begin,
    )
    server.run()
