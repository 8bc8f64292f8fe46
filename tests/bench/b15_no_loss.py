"""B15: 22,000 messages a second at QoS 0 from a publisher of ours, through the broker, counted at the gateway: what this machine loses."""

from __future__ import annotations

import time

from tests.bench.live import RATE
from tests.bench.processes import cpu_seconds
from tests.bench.publishing import Publisher
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Stage, settle

WARM_S, MEASURE_S = 2.0, 20.0
BEAT_S = 2.0  # the gateway tells how many it took with each beat of its heart
PATIENCE_S = 20.0  # for a backlog to be worked off


def measure(stage: Stage) -> list[Result]:
    result = Result("B15", "messages lost at QoS 0, 22,000/s, publisher → broker → gateway", "", [], Goal(0, 0))
    reached: list[float] = []
    behind: list[float] = []
    share: list[float] = []
    gateway = stage.gateway()
    publisher = Publisher(stage.url)
    try:
        publisher.start(RATE, WARM_S)
        publisher.result()
        for _ in range(stage.runs()):
            before = _rested(stage)
            cpu, seconds = cpu_seconds(gateway), stage.seconds(MEASURE_S)
            publisher.start(RATE, seconds)
            sent = publisher.result()
            spent = sent.slices[-1][3] - sent.slices[0][3]
            ended = time.monotonic()
            heard = _rested(stage) - before
            behind.append(max(0.0, time.monotonic() - ended - 2 * BEAT_S))
            share.append((cpu_seconds(gateway) - cpu) / seconds * 100)
            reached.append(sent.count / max(spent, 0.001))
            result.runs.append(float(sent.count - heard))
    finally:
        publisher.stop()
        settle()
    result.notes.append(
        f"sent {median(reached):,.0f}/s for {stage.seconds(MEASURE_S):.0f} s, packets of 339 bytes; gateway {median(share):.0f} % of a core with history and last"
        f" fixes written; all were counted within {max(behind):.0f} s of the last"
    )
    if median(reached) < 0.99 * RATE:
        result.failed = True
        result.notes.append("the publisher itself did not reach 22,000/s on this machine: missed, whatever was lost")
    return [result]


def _taken(stage: Stage) -> int:
    pid = stage.pid("gateway")
    rows = stage.centre.query(
        "SELECT (says->>'frames')::bigint FROM health_beat WHERE process = 'gateway' AND instance LIKE %s", f"%-{pid}"
    )
    return int(rows[0][0] or 0) if rows else 0


def _rested(stage: Stage) -> int:
    """How many it has taken once two beats say the same, so that nothing is on the way any more."""
    last, end = -1, time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        now = _taken(stage)
        if now == last:
            return now
        last = now
        time.sleep(BEAT_S + 0.3)
    return last
