"""`manage.py clerk`: what must happen when nobody does anything."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from realtime.clerk.loop import run_for_ever
from realtime.health.beat import start_beat
from realtime.roles import become_application


class Command(BaseCommand):
    help = "Run deadlines as they fall due."
    requires_system_checks: Any = []  # they load every URL, two seconds of a core at each start; `make run` has migrated and with it checked

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        become_application()
        start_beat("clerk")
        run_for_ever(stop)
