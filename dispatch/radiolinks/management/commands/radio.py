"""`manage.py radio`: joins radio channels to talk groups through their RoIP gateways. Only where RADIO_BIND is set; a second one stands by."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dispatch.radiolinks.opus import OpusMissing, library
from dispatch.radiolinks.running import Radio
from realtime.database import conninfo
from realtime.health.beat import start_beat
from realtime.leadership import Leadership
from realtime.roles import become_application

RADIO_LOCK = 0x6563_7201  # "ecr"


class Command(BaseCommand):
    help = "电台链路:常规电台信道与通话组互通"
    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.RADIO_BIND:
            raise CommandError("RADIO_BIND 未设置:电台网关(RoIP)的 RTP 在哪个地址接收,例如 0.0.0.0")
        try:
            library()
        except OpusMissing as error:
            raise CommandError(str(error)) from None
        become_application()
        start_beat("radio")
        leadership = Leadership(conninfo, RADIO_LOCK, "radio")
        leadership.start()
        asyncio.run(serve(leadership))


async def serve(leadership: Leadership) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not leadership.won.is_set() and not stop.is_set():
        await asyncio.sleep(0.1)
    if not stop.is_set():
        work = asyncio.create_task(Radio(settings.RADIO_BIND).run(stop))
        while not stop.is_set() and not leadership.lost.is_set() and not work.done():
            await asyncio.sleep(0.2)
        stop.set()
        await work
    leadership.stop()
