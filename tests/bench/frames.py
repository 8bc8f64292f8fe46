"""Picture frames as a gateway would publish them, straight onto the bus: for figures that measure the hub alone."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

import numpy as np
import redis

from devices.picture_table import TICK_S
from realtime.positions import FRAME_HEADER, ROW_DTYPE
from tests.bench.ingest import DISTRICTS
from tests.bench.packets import DEVICES
from tests.bench.publishing import spawn

FIRST_SUBJECT = 1_000_000  # of nobody
SHARD = 900


def ticks(rows_per_tick: int, count: int, epoch: int) -> list[bytes]:
    """One bus message a tick; round robin over 22,000 subjects (or as many as a tick has rows), each district's subjects in one frame."""
    dice = np.random.default_rng(1)
    subjects = max(DEVICES, rows_per_tick)
    district = np.arange(subjects) % len(DISTRICTS)
    previous, made, at = dict.fromkeys(DISTRICTS, 0), [], 0
    for number in range(count):
        chosen = (at + np.arange(rows_per_tick)) % subjects
        at = (at + rows_per_tick) % subjects
        rows = np.zeros(rows_per_tick, ROW_DTYPE)
        rows["subject"] = FIRST_SUBJECT + chosen
        rows["lat"] = 230_000_000 + dice.integers(0, 5_000_000, rows_per_tick)
        rows["lon"] = 1_131_000_000 + dice.integers(0, 5_000_000, rows_per_tick)
        rows["speed"] = dice.integers(0, 500, rows_per_tick)
        rows["heading"] = dice.integers(0, 36_000, rows_per_tick)
        parts = []
        for index, code in enumerate(DISTRICTS):
            mine = rows[district[chosen] == index]
            parts.append(FRAME_HEADER.pack(code, SHARD, 0, epoch, number + 1, previous[code], len(mine)) + mine.tobytes())
            previous[code] = number + 1
        made.append(b"".join(parts))
    return made


class Player:
    """A child process that publishes ready-made ticks on `ecc:frames`, one every 250 ms, over and over until told to stop."""

    def __init__(self, url: str, rows_per_tick: int, every_s: float = TICK_S) -> None:
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_play, args=(theirs, url, rows_per_tick, every_s), daemon=True)
        self.process.start()
        self.pipe.recv()

    def stop(self) -> None:
        self.process.kill()
        self.process.join(5)


def _play(pipe: Connection, url: str, rows_per_tick: int, every_s: float) -> None:
    client = redis.Redis.from_url(url)
    epoch, tick, due = int(time.time()), 0, time.monotonic()
    size = 16
    stock = ticks(rows_per_tick, size, epoch)
    pipe.send("ready")
    while True:
        if tick and tick % size == 0:  # fresh numbers on the same rows
            stock = [_renumbered(data, size) for data in stock]
        client.publish("ecc:frames", stock[tick % size])
        tick += 1
        due = max(due + every_s, time.monotonic() - every_s)
        time.sleep(max(0.0, due - time.monotonic()))


def _renumbered(data: bytes, by: int) -> bytes:
    changed, at = bytearray(data), 0
    while at < len(changed):
        district, shard, zero, epoch, tick, previous, rows = FRAME_HEADER.unpack_from(changed, at)
        FRAME_HEADER.pack_into(changed, at, district, shard, zero, epoch, tick + by, previous + by, rows)
        at += FRAME_HEADER.size + rows * ROW_DTYPE.itemsize
    return bytes(changed)
