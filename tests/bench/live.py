"""The whole chain under load, for B6 and B7: 22,000 radios a second through broker, gateway, bus and hub to 50 sockets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.bench.packets import DEVICES
from tests.bench.publishing import Publisher
from tests.bench.sockets import Farm, Plan
from tests.bench.stage import WEB, Stage

SOCKETS, TIMED = 50, 5  # the timed ones live in a process of their own, so that the reader's own work is not in the figure
RATE = float(DEVICES)


class Chain(NamedTuple):
    publisher: Publisher
    timed: Farm
    others: Farm


@contextmanager
def chain(stage: Stage, turns: int, stream: str = "") -> Iterator[Chain]:
    """Everything connected and quiet; the caller starts the publisher."""
    stage.gateway()
    port, first = stage.centre.ports[WEB], stage.radios()
    farms: list[Farm] = []
    publisher = Publisher(stage.url)
    try:
        for count in (TIMED, SOCKETS - TIMED):
            farms.append(Farm(Plan("centre", port, stage.tickets(count), first_subject=first, turns=turns, stream=stream)))
        yield Chain(publisher, *farms)
    finally:
        publisher.stop()
        for farm in farms:
            farm.stop()


def until_moving(farm: Farm, seconds: float = 20) -> None:
    """Rows of the load arrive: the gateway knows the radios."""
    end = time.monotonic() + seconds
    before = farm.ask("count")["rows"]
    while time.monotonic() < end:
        time.sleep(0.5)
        now = farm.ask("count")["rows"]
        if now - before > DEVICES * TIMED / 4:
            return
        before = now
    raise AssertionError("no positions come through the chain")
