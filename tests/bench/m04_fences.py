"""M4: 22,000 units a second against 500 fences at the gateway, as a share of one core; beside it an index of shapes asked for every fix."""

from __future__ import annotations

import time
from math import pi
from typing import Any

import numpy as np
import shapely

from devices.fences import Read, Watch
from devices.fencing import Fence, Manners, prepare
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Fix, Source
from devices.tracking import Entry
from realtime.positions import KIND_CODE
from tests.bench.ingest import DISTRICTS, Ticks, city
from tests.bench.packets import DEVICES, Packets, external_id
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Stage

FENCES, SECONDS, TICKS = 500, 20.0, 4
WEST, SOUTH, WIDE, HIGH = 113.0, 22.6, 0.8, 1.2  # the city's box
EAST_M, NORTH_M = 102_000.0, 111_320.0
WALK, DRIVE, JITTER = 1.4, 14.0, 3.0  # m/s, m/s, metres of a receiver's wobble
ROUNDS = 6
EVERY = 0xFFFF


def measure(stage: Stage) -> list[Result]:
    result = Result(
        "M4", f"geofences: {DEVICES:,} units/s × {FENCES} fences, share of one core", "%", [], Goal(30, 8), "%, STRtree of shapes for every fix",
        by_value=True,
    )  # fmt: skip
    fences = [Fence(number, 1, shape, EVERY) for number, shape in enumerate(shapes(FENCES), 1)]
    looks = crossings = 0.0
    for run in range(stage.runs()):
        walk = Walk(run)
        share, looks, crossings = _ours(walk, fences, stage.seconds(SECONDS))
        result.runs.append(share)
        result.peer_runs.append(_peer(walk, fences))
    result.notes.append(
        f"{looks:,.0f} of {DEVICES:,} fixes a second needed the real shapes; {crossings:,.0f} crossings a second;"
        f" half walk, half drive, {JITTER:g} m wobble, {Manners().band_m:g} m band; from the tick's fixes to the crossings"
    )
    with_fences, without = _pipeline(fences)
    result.notes.append(
        f"pipeline a message without fences {without:.2f} µs, with them {with_fences:.2f} µs (frames' tick and the look at the fences included)"
    )
    return [result]


def shapes(count: int) -> list[Any]:
    dice = np.random.default_rng(4)
    found = []
    for _ in range(count):
        turn = np.linspace(0, 2 * pi, 24, endpoint=False)
        size = dice.uniform(300, 2800) * (0.6 + 0.4 * dice.random(24))
        x, y = WEST + WIDE * dice.random(), SOUTH + HIGH * dice.random()
        found.append(shapely.Polygon(np.c_[x + size * np.cos(turn) / EAST_M, y + size * np.sin(turn) / NORTH_M]))
    return found


class Walk:
    """Everybody on their way; `second` gives four ticks of fixes."""

    def __init__(self, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        self.lon, self.lat = WEST + WIDE * self.dice.random(DEVICES), SOUTH + HIGH * self.dice.random(DEVICES)
        self.speed = np.where(self.dice.random(DEVICES) < 0.5, WALK, DRIVE)
        self.way = self.dice.random(DEVICES) * 2 * pi
        self.ms = 1_790_000_000_000

    def second(self) -> tuple[Any, Any]:
        self.ms += 1000
        self.way += self.dice.normal(0, 0.2, DEVICES)
        self.lon += self.speed * np.cos(self.way) / EAST_M
        self.lat += self.speed * np.sin(self.way) / NORTH_M
        return self.lon + self.dice.normal(0, JITTER, DEVICES) / EAST_M, self.lat + self.dice.normal(0, JITTER, DEVICES) / NORTH_M


def _ours(walk: Walk, fences: list[Fence], seconds: float) -> tuple[float, float, float]:
    """(percent of a core, looks a second, crossings a second), after everybody was looked at once."""
    line = Pipeline(PictureTable(0, 1), lambda: walk.ms)
    sources = [Source("radio", external_id(n)) for n in range(DEVICES)]
    line.learn([Entry(sources[n], n + 1, n + 1, DISTRICTS[n % 11], KIND_CODE["radio"], False) for n in range(DEVICES)], None)
    kept: list[Any] = []
    watch = Watch(line, kept.append)
    watch.learn(Read(prepare(fences, Manners()), {}))
    spent, whole = 0.0, max(2, round(seconds))
    looks = crossed = 0
    for second in range(whole + 1):
        lon, lat = walk.second()
        for tick in range(TICKS):
            line.fresh = [
                (line.tracks[n + 1], Fix(sources[n], walk.ms, walk.ms, float(lat[n]), float(lon[n]), accuracy=6.0))
                for n in range(tick, DEVICES, TICKS)
            ]
            began = time.process_time()
            watch.tick()
            spent += (time.process_time() - began) if second else 0.0
        if second == 0:
            looks, crossed = watch.engine.looks, sum(len(one.crossed) for one in kept)
    return 100 * spent / whole, (watch.engine.looks - looks) / whole, (sum(len(one.crossed) for one in kept) - crossed) / whole


def _peer(walk: Walk, fences: list[Fence]) -> float:
    """Every fix asked of an index of the shapes, in one call a tick: what shapely offers by itself."""
    drawn = np.array([fence.shape for fence in fences])
    shapely.prepare(drawn)
    tree = shapely.STRtree(drawn)
    lon, lat = walk.second()
    began = time.process_time()
    for tick in range(TICKS):
        near, which = tree.query(shapely.points(lon[tick::TICKS], lat[tick::TICKS]))
        shapely.intersects_xy(drawn[which], lon[tick::TICKS][near], lat[tick::TICKS][near])
    return 100 * (time.process_time() - began)


def _pipeline(fences: list[Fence]) -> tuple[float, float]:
    """B1's own packets through the whole pipeline, with and without fences in turn: µs a message."""
    found: dict[bool, list[float]] = {True: [], False: []}
    lines = {fenced: city() for fenced in (True, False)}
    watch = Watch(lines[True], lambda crossings: None)
    watch.learn(Read(prepare(fences, Manners()), {}))
    packets = Packets(DEVICES)
    ticks = {fenced: Ticks(lines[fenced]) for fenced in lines}
    for turn in range(ROUNDS):
        matrix = packets.take(0, DEVICES, turn, int(time.time() * 1000) + turn * 1000)
        messages = [_parts(matrix[at : at + packets.matrix.shape[1]]) for at in range(0, len(matrix), packets.matrix.shape[1])]
        for fenced, line in lines.items():
            began = time.process_time()
            for at, (topic, payload) in enumerate(messages):
                line.take(topic, payload)
                if at % (DEVICES // TICKS) == 0:
                    ticks[fenced].due = 0.0
                    ticks[fenced]()
                    if fenced:
                        watch.tick()
            if turn:
                found[fenced].append((time.process_time() - began) / len(messages) * 1e6)
    return median(found[True]), median(found[False])


def _parts(packet: bytes) -> tuple[bytes, bytes]:
    """Topic and payload of one PUBLISH: two bytes of length follow the first, two the topic's."""
    size = packet[3] << 8 | packet[4]
    return packet[5 : 5 + size], packet[5 + size :]
