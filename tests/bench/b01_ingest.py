"""B1: CPU a telemetry message costs the gateway, beside the same pipeline behind a bare paho loop; 22,000 a second."""

from __future__ import annotations

from tests.bench.ingest import Cost, Reader
from tests.bench.publishing import Publisher, Stream
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Stage

RATE = 22_000.0
WARM_S, MEASURE_S = 1.2, 4.0
SIDES = (("lean", True), ("paho", True), ("lean", False), ("paho", False))


def measure(stage: Stage) -> list[Result]:
    return [figure(stage, "B1", "gateway CPU per telemetry message, paced 22,000/s", RATE, Goal(1 / 3, 1 / 4))]


def figure(stage: Stage, name: str, what: str, rate: float | None, goal: Goal) -> Result:
    found: dict[tuple[str, bool], list[Cost]] = {side: [] for side in SIDES}
    for number in range(stage.runs()):
        for side in SIDES:  # in turn, so that a noisy minute meets all of them
            if number and not side[1]:
                continue  # the transport alone is told beside the figure; once is enough
            found[side].append(_once(stage, *side, rate))
    ours, peer = [cost.us for cost in found["lean", True]], [cost.us for cost in found["paho", True]]
    result = Result(name, what, "µs", ours, goal, "µs, paho 2 loop + same pipeline", peer)
    for transport, label in (("lean", "ours"), ("paho", "paho")):
        whole = median([cost.us for cost in found[transport, True]])
        alone = median([cost.us for cost in found[transport, False]])
        handled = median([cost.messages / cost.seconds for cost in found[transport, True]])
        result.notes.append(f"{label}: transport {alone:.1f} µs + pipeline {whole - alone:.1f} µs; {handled:,.0f} messages/s came through")
    way = "straight from a socket that is written as fast as it is read" if rate is None else "through the embedded broker"
    lean, paho = (median([cost.us for cost in found[transport, False]]) for transport in ("lean", "paho"))
    result.notes.append(
        f"transport alone, ours ÷ paho: 1/{paho / lean:.1f}; packets of 339 bytes at QoS 0, {way}; the picture's frames every 250 ms are part of both sides"
    )
    return result


def _once(stage: Stage, transport: str, pipeline: bool, rate: float | None) -> Cost:
    seconds = stage.seconds(MEASURE_S)
    if rate is None:
        source = Stream()
        reader = Reader(transport, pipeline, source.url)
        try:
            reader.measure(WARM_S)
            return reader.measure(seconds)
        finally:
            reader.stop()
            source.stop()
    reader, publisher = Reader(transport, pipeline, stage.url), Publisher(stage.url)
    try:
        publisher.start(rate, WARM_S + seconds + 0.5)
        reader.measure(WARM_S)
        cost = reader.measure(seconds)
        publisher.result()
        return cost
    finally:
        reader.stop()
        publisher.stop()
