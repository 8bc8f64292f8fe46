"""B13: the city's mix – radios, and drones that speak the DJI Cloud API – at 2,000 messages a second sustained and 5,000 at the peak: sensor → screen."""

from __future__ import annotations

import json
import threading
import time

import numpy as np

from devices.mqtt import wire
from tests.bench.live import SOCKETS, TIMED, Chain, chain
from tests.bench.packets import DEVICES
from tests.bench.processes import cpu_seconds
from tests.bench.publishing import Sent, mqtt_socket
from tests.bench.report import Goal, Result
from tests.bench.stage import Stage, settle

DRONES, DRONE_HZ = 350, 0.5
SUSTAINED, PEAK = 2_000.0, 5_000.0
MEASURE_S, WARM_S, AFTER_S = 15.0, 3.0, 1.5
LOST_MS = 60_000.0  # a position that never came is as old as this in the quantile, so that losing many is no way to be fast


def measure(stage: Stage) -> list[Result]:
    sustained = Result("B13", "city mix, 2,000 msg/s sustained: sensor → screen p95", "ms", [], Goal(1000, 300))
    peak = Result("B13", "city mix, 5,000 msg/s peak: sensor → screen p95", "ms", [], Goal(1000, 300))
    _drones(stage)
    seconds = stage.seconds(MEASURE_S)
    turns = int(PEAK * (WARM_S + 2 * seconds) * stage.runs() / DEVICES) + 10
    with chain(stage, turns) as link:
        stop = threading.Event()
        flying = threading.Thread(target=_fly, args=(stage.url, stop), daemon=True)
        flying.start()
        try:
            _until_heard(link)
            for _ in range(stage.runs()):
                for result, rate in ((sustained, SUSTAINED), (peak, PEAK)):
                    _once(stage, link, result, rate - DRONES * DRONE_HZ, seconds, turns)
        finally:
            stop.set()
            flying.join(5)
    for result in (sustained, peak):
        result.notes.append(
            f"{DRONES} drones at {DRONE_HZ} Hz of OSD in it, the rest radios; {SOCKETS} sockets, ages on {TIMED} in a process of their own"
        )
    return [sustained, peak]


def _once(stage: Stage, link: Chain, result: Result, rate: float, seconds: float, turns: int) -> None:
    settle()
    link.publisher.start(rate, 0.5)
    begun = link.publisher.result().slices[-1][0]
    for farm in (link.timed, link.others):
        farm.ask("track", begun)
    pids = {name: stage.pid(name) for name in ("web", "gateway")}
    cpu = {name: cpu_seconds(pid) for name, pid in pids.items()}
    link.publisher.start(rate, seconds)
    sent = link.publisher.result()
    settle(AFTER_S)
    spent = {name: (cpu_seconds(pid) - cpu[name]) / seconds * 100 for name, pid in pids.items()}
    ages, lost = _ages(sent, begun, turns, link.timed.ask("seen")[0])
    result.runs.append(float(np.quantile(ages, 0.95)) * 1000)
    result.notes.append(
        f"p50 {np.quantile(ages, 0.5) * 1000:.0f}, p99 {np.quantile(ages, 0.99) * 1000:.0f} ms; {lost:.5f} of the radios' positions were overtaken or lost;"
        f" gateway {spent['gateway']:.0f}, web {spent['web']:.0f} % of a core"
    )


def _ages(sent: Sent, begun: int, turns: int, arrival: np.ndarray) -> tuple[np.ndarray, float]:  # type: ignore[type-arg]
    """Of every position sent, on every timed socket."""
    found, missing = [], 0
    for turn, first, last, at in sent.slices:
        if not begun <= turn < begun + turns:
            continue
        came = arrival[:, turn - begun, first:last]
        there = came > 0
        missing += int((~there).sum())
        found.append(np.where(there, came - at, LOST_MS / 1000).ravel())
    ages = np.concatenate(found)
    return ages, missing / len(ages)


def _until_heard(link: Chain, seconds: float = 30) -> None:
    """The gateway knows the radios, the screens see them move."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = link.timed.ask("count")["rows"]
        link.publisher.start(SUSTAINED, 1.0)
        link.publisher.result()
        settle(0.6)
        if link.timed.ask("count")["rows"] - before > SUSTAINED * TIMED / 2:
            return
    raise AssertionError("no positions come through the chain")


def _drones(stage: Stage) -> None:
    """Registered before the gateway starts or looks again."""
    rows = "SELECT count(*) FROM terminals_terminal WHERE external_id LIKE 'BENCHUAV%%'"
    if stage.centre.query(rows) == [(0,)]:
        stage.centre.query(
            "WITH s AS (INSERT INTO terminals_subject (kind, area, label) SELECT 'uav', '440117', 'U' || n FROM generate_series(0, %s) AS n RETURNING id, label)"
            " INSERT INTO terminals_terminal (adapter, external_id, subject_id, area, kind, credential, meta)"
            " SELECT 'dji', 'BENCHUAV' || substr(label, 2), id, '440117', 'uav', '', '{}' FROM s RETURNING 1",
            DRONES - 1,
        )


def _fly(url: str, stop: threading.Event) -> None:
    """OSD of aircraft, evenly over their interval."""
    link, number = mqtt_socket(url, f"bench-drones-{time.monotonic_ns()}"), 0
    pause = 1 / (DRONES * DRONE_HZ)
    due = time.monotonic()
    while not stop.is_set():
        drone, turn = number % DRONES, number // DRONES
        data = {
            "latitude": 23.5 + drone * 1e-3 + turn * 5e-5, "longitude": 113.5 + drone * 1e-3, "height": 320.5, "elevation": 120.2, "attitude_head": -32.5,
            "horizontal_speed": 8.1, "vertical_speed": 0.0, "mode_code": 5, "position_state": {"is_fixed": 2, "quality": 5, "gps_number": 18, "rtk_number": 20},
            "battery": {"capacity_percent": 71, "remain_flight_time": 1200, "return_home_power": 20, "landing_power": 10},
            "wind_speed": 3.2, "wind_direction": 2, "home_distance": 812.4, "gear": 1,
        }  # fmt: skip
        now = int(time.time() * 1000)
        body = {"tid": f"t{number}", "bid": f"b{number}", "timestamp": now, "gateway": f"BENCHRC{drone}", "data": data}
        link.sendall(wire.publish(f"thing/product/BENCHUAV{drone}/osd", json.dumps(body).encode()))
        number += 1
        due = max(due + pause, time.monotonic() - 1)
        time.sleep(max(0.0, due - time.monotonic()))
    link.close()
