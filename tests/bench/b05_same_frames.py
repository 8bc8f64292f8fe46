"""B5: CPU of the web process, beside Mosquitto carrying the very same frames over TCP to as many receivers: the fair physical limit."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

from devices.mqtt import wire
from devices.picture_table import TICK_S
from tests.bench.frames import Player, ticks
from tests.bench.processes import cpu_seconds
from tests.bench.publishing import mqtt_socket, spawn
from tests.bench.report import Goal, Result, median
from tests.bench.sockets import Farm, Plan
from tests.bench.stage import WEB, Missing, Mosquitto, Stage, settle

SOCKETS = 50
ROWS_PER_TICK = 5_500  # 22,000 a second
MEASURE_S, WARM_S = 6.0, 2.0


def measure(stage: Stage) -> list[Result]:
    result = Result(
        "B5", "CPU of the web process, 22,000 updates/s to 50 sockets", "% of a core", [], Goal(5, 2), "%, Mosquitto TCP, same frames"
    )
    rows: list[float] = []
    for _ in range(stage.runs()):
        share, rate = _ours(stage)
        result.runs.append(share)
        rows.append(rate)
        try:
            with stage.mosquitto() as peer:
                result.peer_runs.append(_mosquitto(stage, peer))
        except Missing as missing:
            result.skipped = str(missing)
    result.notes.append(
        f"{median(rows):,.0f} updates/s delivered; ours also merges the frames for late joiners, reads 200 acknowledgements/s and polls the log"
    )
    return [result]


def _ours(stage: Stage) -> tuple[float, float]:
    centre = stage.without_gateway()
    farm = Farm(Plan("centre", centre.ports[WEB], stage.tickets(SOCKETS)))
    player = Player(centre.env["REDIS_URL"], ROWS_PER_TICK)
    try:
        settle(WARM_S)
        seconds = stage.seconds(MEASURE_S)
        before, began = cpu_seconds(stage.pid()), time.monotonic()
        rate = farm.rate("rows", seconds)
        return (cpu_seconds(stage.pid()) - before) / (time.monotonic() - began) * 100, rate
    finally:
        player.stop()
        farm.stop()


def _mosquitto(stage: Stage, peer: Mosquitto) -> float:
    farm = Farm(Plan("mqtt-tcp", peer.tcp, [""] * SOCKETS))
    theirs, pipe = spawn.Pipe()
    player = spawn.Process(target=_publish, args=(pipe, peer.url), daemon=True)
    player.start()
    theirs.recv()
    try:
        settle(WARM_S)
        seconds = stage.seconds(MEASURE_S)
        before, began = cpu_seconds(peer.process.pid), time.monotonic()
        rate = farm.rate("bytes", seconds)
        used = (cpu_seconds(peer.process.pid) - before) / (time.monotonic() - began) * 100
        expected = ROWS_PER_TICK * 24 / TICK_S * SOCKETS
        assert rate > expected * 0.9, f"Mosquitto delivered only {rate / expected:.0%} of the frames"
        return used
    finally:
        player.kill()
        player.join(5)
        farm.stop()


def _publish(pipe: Connection, url: str) -> None:
    link = mqtt_socket(url, "bench-frames")
    stock = [wire.publish("frames", data) for data in ticks(ROWS_PER_TICK, 16, 1)]
    pipe.send("ready")
    due, number = time.monotonic(), 0
    while True:
        link.sendall(stock[number % 16])
        number, due = number + 1, due + TICK_S
        time.sleep(max(0.0, due - time.monotonic()))
