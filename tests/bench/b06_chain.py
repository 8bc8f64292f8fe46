"""B6: MQTT → gateway → Redis → hub → 50 sockets at 22,000 messages a second: what is lost, and how old a position is when it arrives."""

from __future__ import annotations

import numpy as np

from devices.picture_table import TICK_S
from tests.bench.live import RATE, SOCKETS, TIMED, chain, until_moving
from tests.bench.packets import DEVICES
from tests.bench.processes import cpu_seconds
from tests.bench.publishing import Sent
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Stage, settle

WARM_S, MEASURE_S = 3.0, 8.0
AFTER_S = 1.0  # the last round's way to the sockets


def measure(stage: Stage) -> list[Result]:
    tick = TICK_S * 1000
    result = Result("B6", "whole chain MQTT → socket, 22,000/s × 50: p99", "ms", [], Goal(tick + 100, tick + 30))
    lost: list[float] = []
    passed: list[float] = []
    middle: list[float] = []
    shares: list[dict[str, float]] = []
    turns = int(stage.seconds(MEASURE_S))
    with chain(stage, turns + 20) as (publisher, timed, others):
        publisher.start(RATE, 2.0)
        until_moving(timed)
        publisher.result()
        for _ in range(stage.runs()):
            settle()
            publisher.start(RATE, WARM_S)
            begun = publisher.result().slices[-1][0] + 1  # timing begins with a full round
            for farm in (timed, others):
                farm.ask("track", begun)
            pids = {name: stage.pid(name) for name in ("web", "gateway")}
            before = {name: cpu_seconds(pid) for name, pid in pids.items()}
            publisher.start(RATE, turns + 1.0)
            sent = publisher.result()
            shares.append({name: (cpu_seconds(pid) - before[name]) / (turns + 1) * 100 for name, pid in pids.items()})
            settle(AFTER_S)
            ages, missing, overtaken = _compare(sent, begun, turns, [timed.ask("seen")[0], others.ask("seen")[0]])
            result.runs.append(float(np.quantile(ages, 0.99)) * 1000)
            middle.append(float(np.quantile(ages, 0.5)) * 1000)
            lost.append(missing)
            passed.append(overtaken)
    loss = max(lost)
    result.notes.append(
        f"lost: {loss:.6f} of {turns} rounds × {DEVICES:,} devices × {SOCKETS} sockets (goal 0); p50 {median(middle):.0f} ms; tick {tick:.0f} ms;"
        f" ages on {TIMED} sockets in a process of their own, losses on all {SOCKETS}"
    )
    result.notes.append(", ".join(f"{name} {median([share[name] for share in shares]):.1f} % of a core" for name in ("gateway", "web")))
    if loss > 0:
        result.failed = True
        result.notes.append(
            f"positions did not arrive: missed whatever the age; {max(passed):.6f} were overtaken by a newer one of the same device"
        )
    return [result]


def _compare(sent: Sent, begun: int, turns: int, arrivals: list[np.ndarray]) -> tuple[np.ndarray, float, float]:  # type: ignore[type-arg]
    """(ages in s on the first farm; share of positions that did not arrive, on all farms; share where a newer one of the device did)."""
    left = np.full((turns, DEVICES), np.nan)
    for turn, first, last, at in sent.slices:
        if begun <= turn < begun + turns:
            left[turn - begun, first:last] = at
    known = ~np.isnan(left)
    ages, missing, overtaken, expected = [], 0, 0, 0
    for number, arrival in enumerate(arrivals):
        came = arrival[:, :turns, :]
        expected += int(known.sum()) * len(came)
        gone = (came == 0) & known
        missing += int(gone.sum())
        newest = turns - 1 - np.argmax(came[:, ::-1, :] > 0, axis=1)  # the last round that arrived, by socket and device
        overtaken += int((gone & (np.arange(turns)[None, :, None] < newest[:, None, :])).sum())
        if number == 0:
            ages = [(socket - left)[known & (socket > 0)] for socket in came]
    return np.concatenate(ages), missing / expected, overtaken / expected
