"""B14: what one message of each protocol costs the gateway – decoded, identified, judged, ordered – and how many a core could take; one row an adapter."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import NamedTuple

from devices import adapters
from devices.adapters import mapped
from devices.adapters.known import Facts
from devices.adapters.mapped_rows import Mapping
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Undecodable
from devices.tracking import Entry
from realtime.positions import KIND_CODE
from tests.bench.report import Goal, Result
from tests.bench.stage import Stage
from tests.fuzz.decoders import ROW, Frame, all_of_them, corpora

AT_MS = 1_793_664_931_000  # the day of the corpus, so that its fixes are of now
MEASURE_S = 1.0  # CPU time an adapter and run
GOAL = Goal(500, 50)  # µs: 2,000 a second on one core; the city's 22,000 on one
MOST_BURST = 200  # frames between two looks at the clock


class Cost(NamedTuple):
    us: float
    readings: float  # a message, on average
    size: float  # bytes a message


def measure(stage: Stage) -> list[Result]:
    logging.getLogger("devices.strangers").setLevel(logging.ERROR)  # the corpus has frames that must be refused; they are sorted out first
    results = []
    for name, corpus in corpora().items():
        frames = _readable(name, corpus)
        if not frames:
            continue
        costs = [_through_the_line(name, frames, stage.seconds(MEASURE_S)) for _ in range(stage.runs())]
        results.append(_row(f"adapter {name}", costs, f"{len(frames)} frames of the corpus through the pipeline"))
    for decoder in all_of_them():
        if decoder.name.endswith(" stream"):
            read = decoder.made()
            whole = [frame for frame in decoder.corpus if read(*frame, AT_MS)]
            costs = [_cost(lambda frame, read=read: read(*frame, AT_MS) or 0, whole, stage.seconds(MEASURE_S)) for _ in range(stage.runs())]
            results.append(_row(f"framing {decoder.name}", costs, "cut out of the stream, escapes and checksums; added to its adapter's"))
    return results


def _row(what: str, costs: list[Cost], how: str) -> Result:
    result = Result("B14", f"CPU per message, {what}", "µs", [cost.us for cost in costs], GOAL)
    middle = costs[0]
    result.notes.append(
        f"{what}: {1e6 / result.value:,.0f} messages/s a core; {middle.size:.0f} bytes and {middle.readings:.1f} readings a message; {how}"
    )
    return result


def _line(name: str, frames: list[Frame]) -> Pipeline:
    """A pipeline that knows the corpus' devices."""
    line = Pipeline(PictureTable(0, 1), lambda: AT_MS)
    rows: tuple[Mapping, ...] = (ROW,) if name == "mapped" else ()
    facts = Facts(mapped=mapped.made_ready(list(rows), adapters.OWNED_ROOTS))
    sources = {}
    line.learn([], facts)
    for topic, payload in frames:
        try:
            readings, _, _ = line.read(topic.encode(), payload, False)
        except Undecodable:
            continue
        for reading in readings:
            sources.setdefault(reading.source, len(sources) + 1)
    line.learn([Entry(source, n, n, 440117, KIND_CODE["radio"], False) for source, n in sources.items()], facts)
    for bucket in line.buckets.values():
        bucket.left = 1e12  # one device speaks for thousands here; what is dropped for its pace costs nothing
    return line


def _readable(name: str, corpus: list[Frame]) -> list[Frame]:
    """Without what is in the corpus because it must be refused."""
    line, found = _line(name, corpus), []
    for topic, payload in corpus:
        try:
            readings, replies, _ = line.read(topic.encode(), payload, False)
        except Undecodable:
            continue
        if readings or replies:
            found.append((topic, payload))
    return found


def _through_the_line(name: str, frames: list[Frame], seconds: float) -> Cost:
    line = _line(name, frames)
    encoded = {topic: topic.encode() for topic, _ in frames}

    def once(frame: Frame) -> int:
        topic, payload = frame
        readings, _, _ = line.read(encoded[topic], payload, False)
        line.apply(encoded[topic], payload, readings)
        return len(readings)

    return _cost(once, frames, seconds, after=lambda: _let_go(line))


def _let_go(line: Pipeline) -> None:
    """As the gateway's tick and its writer would."""
    line.table.frames(AT_MS)
    line.history, line.latest, line.changed, line.targets, line.learned = [], {}, {}, {}, []
    line.strangers.hand_over()


def _cost(once: Callable[[Frame], int], frames: list[Frame], seconds: float, after: Callable[[], None] = lambda: None) -> Cost:
    for frame in frames:
        once(frame)  # routes are learned, tables made
    count = readings = size = 0
    began = time.process_time()
    while (spent := time.process_time() - began) < seconds:
        for n in range(MOST_BURST):
            frame = frames[n % len(frames)]
            readings += once(frame)
            size += len(frame[1])
        count += MOST_BURST
        after()
    return Cost(spent / count * 1e6, readings / count, size / count)
