"""`manage.py edge`: exchanges with the core for as long as it is there, and waits for it when it is not. Only where EDGE_OF is set."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from command.edge.exchanging import Refused, round_trip
from command.edge.parcel import NotGenuine
from realtime.database import conninfo
from realtime.health.beat import start_beat
from realtime.leadership import Leadership

log = logging.getLogger(__name__)

EVERY_S = 2.0
CUT_S = 5.0  # between two tries while the core is not there
EDGE_LOCK = 0x6563_6501  # "ece"


class Command(BaseCommand):
    help = "前置节点:与中心交换数据"
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="只交换一次:恢复备份之后、启动其他进程之前")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if not settings.EDGE_OF or not settings.EDGE_SECRET:
            raise CommandError("EDGE_OF、EDGE_SECRET 未设置:中心的地址和本节点的密钥(中心上 manage.py edge_add 给出)")
        if once:
            if why := _once():
                raise CommandError(why)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        start_beat("edge")
        leadership = Leadership(conninfo, EDGE_LOCK, "edge")
        leadership.start()
        cut = ""
        while not stop.is_set() and not leadership.lost.is_set():
            if not leadership.won.is_set():
                stop.wait(0.2)
                continue
            why = _once()
            if why != cut:
                self.stderr.write(f"edge: {f'与中心的联系中断:{why}' if why else '与中心已接通'}")
            cut = why
            stop.wait(CUT_S if why else EVERY_S)
        leadership.stop()


def _once() -> str:
    """Why nothing was exchanged, or nothing."""
    try:
        while round_trip():
            continue  # more is waiting
    except (requests.RequestException, Refused, NotGenuine, DatabaseError, InterfaceError, ValueError) as error:
        if not isinstance(error, requests.RequestException):
            log.warning("edge: %s", error)
        return f"{type(error).__name__}: {error}"[:200]
    finally:
        close_old_connections()
    return ""
