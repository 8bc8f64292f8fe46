"""B9: how much the web process grows when 20 of 40 screens stop reading for 8 s while the whole city moves."""

from __future__ import annotations

import time

from tests.bench.frames import Player
from tests.bench.processes import rss
from tests.bench.report import Goal, Result, median
from tests.bench.sockets import Farm, Plan
from tests.bench.stage import WEB, Stage, settle

SOCKETS, STUCK = 40, 20
ROWS_PER_TICK = 5_500
WARM_S, STUCK_S = 4.0, 8.0


def measure(stage: Stage) -> list[Result]:
    result = Result("B9", "RSS growth of the web process, 20 stuck of 40 sockets, 8 s", "MB", [], Goal(25, 5))
    live: list[float] = []
    for _ in range(stage.runs()):
        grown, rate = _once(stage)
        result.runs.append(grown)
        live.append(rate)
    result.notes.append(
        f"meanwhile each of the 20 others got {median(live):,.0f} updates/s (offered 22,000); Daphne without our limit of two unacknowledged frames: +364 MB"
        " (measured before the first line was written)"
    )
    return [result]


def _once(stage: Stage) -> tuple[float, float]:
    centre = stage.fresh_web()
    farm = Farm(Plan("centre", centre.ports[WEB], stage.tickets(SOCKETS), stuck=STUCK))
    player = Player(centre.env["REDIS_URL"], ROWS_PER_TICK)
    try:
        settle(WARM_S)
        before = rss(stage.pid())
        farm.ask("freeze")
        most, rows = before, farm.ask("count")["rows"]
        began = time.monotonic()
        while time.monotonic() - began < STUCK_S:
            time.sleep(0.25)
            most = max(most, rss(stage.pid()))
        rate = (farm.ask("count")["rows"] - rows) / (time.monotonic() - began) / (SOCKETS - STUCK)
        return (most - before) / 2**20, rate
    finally:
        player.stop()
        farm.stop()
