"""`manage.py simulate --devices N --rate R --seed S`: the registered terminals, played over the real broker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devices.doors.report import told_doors
from devices.simulator.city import Actor, cast_roles, play
from devices.simulator.outside import observe
from devices.simulator.radio import ANSWER_S
from devices.simulator.roster import Role, roster
from devices.simulator.wires.faults import Faults, parsed
from realtime.health.beat import start_beat

log = logging.getLogger(__name__)

ASK_AGAIN_S = 5  # the seed may still be at work
DOORS_WITHIN_S = 10  # the gateway tells with its second beat which doors are open


def pair(text: str) -> tuple[float, float]:
    first, second = text.split(",")
    return float(first), float(second)


def wrong_ones(text: str) -> Faults:
    try:
        return parsed(text)
    except ValueError as why:
        raise ArgumentTypeError(str(why)) from None


class Command(BaseCommand):
    help = "模拟已登记的终端:无人机、机库、电台、手机,经真实 MQTT 服务器和网关的各个接入口发送真实协议"
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--devices", type=int, default=300, help="at most so many registered terminals")
        parser.add_argument("--rate", type=float, default=None, help="messages a second of all together (default: each kind's own pace)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed moves everybody the same way")
        parser.add_argument(
            "--faults", type=wrong_ones, default=Faults(), metavar="all|late=0.1,…",
            help="seeded faults of the terminals that only report: duplicate, reorder, late, future, zero, garbage, burst, will",
        )  # fmt: skip
        parser.add_argument("--mqtt", default=None, metavar="URL", help="mqtt://user:password@host:port (default: MQTT_URL)")
        parser.add_argument(
            "--answer-after", type=pair, default=ANSWER_S, metavar="LOW,HIGH", help="seconds until a radio marked auto accepts an order"
        )
        parser.add_argument(
            "--fire", type=pair, default=None, metavar="LON,LAT", help="a fire here; drones passing within 1.5 km see its heat"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "duty":
            raise CommandError("MODE=duty:正式值守不允许运行模拟器")
        start_beat("simulator")
        roles = _wait_for_roles(options["devices"])
        actors = cast_roles(
            roles,
            options["mqtt"] or settings.MQTT_URL,
            rate=options["rate"],
            seed=options["seed"],
            answer_s=options["answer_after"],
            fire=options["fire"],
            doors=_open_doors(),
            token=settings.DOOR_HTTP_TOKEN,
            faults=options["faults"],
        )
        log.info("simulator: %s terminals on %s connections", len(roles), len(actors))
        uvloop.run(_until_told(actors))


def _wait_for_roles(limit: int) -> list[Role]:
    while not (roles := roster(limit)):
        log.info("simulator: no registered terminals yet")
        time.sleep(ASK_AGAIN_S)
    return roles


def _open_doors() -> dict[str, tuple[str, int]]:
    """As the gateway itself tells: a port of the settings may be another program's."""
    everywhere = settings.DOOR_HOST in ("", "0.0.0.0", "::")
    host = settings.DOOR_ADDRESS or ("127.0.0.1" if everywhere else settings.DOOR_HOST)
    deadline = time.monotonic() + DOORS_WITHIN_S
    while settings.DOORS and time.monotonic() < deadline:
        if found := {door.name: (host, door.port) for door in told_doors() if door.open and door.port}:
            return found
        time.sleep(1)
    return {}


async def _until_told(actors: list[Actor]) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    jobs = [asyncio.create_task(play(actors)), asyncio.create_task(observe(Path(settings.DATA_DIR) / "feeds"))]
    await stop.wait()
    for job in jobs:
        job.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await job
