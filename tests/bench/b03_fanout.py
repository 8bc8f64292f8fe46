"""B3: position updates delivered a second to 50 sockets, beside Mosquitto's own WebSocket fan-out of single messages, both saturated."""

from __future__ import annotations

from devices.picture_table import TICK_S
from tests.bench.frames import Player
from tests.bench.packets import DEVICES, SIZE
from tests.bench.processes import cpu_seconds
from tests.bench.publishing import Publisher
from tests.bench.report import Goal, Result, median
from tests.bench.sockets import Farm, Plan
from tests.bench.stage import WEB, Loads, Missing, Mosquitto, Stage, settle

SOCKETS = 50
MEASURE_S, WARM_S = 4.0, 1.5
# Each side is offered two loads and gets the better one
ROWS_PER_TICK = (DEVICES, 3 * DEVICES)  # ours: 88,000 and 264,000 updates/s in
OFFERED = (6_000.0, 22_000.0)  # Mosquitto: messages/s in
WEBSOCKET_HEAD = 4  # bytes before a frame of 126…65535


def measure(stage: Stage) -> list[Result]:
    result = Result(
        "B3",
        "position updates delivered/s to 50 sockets",
        "/s",
        [],
        Goal(5, 20, at_most=False),
        "/s, Mosquitto WebSocket, one message a position",
    )
    our_loads, peer_loads = Loads(ROWS_PER_TICK), Loads(OFFERED)
    costs: list[float] = []
    peer_costs: list[float] = []
    for _ in range(stage.runs()):
        rate, cost = our_loads.best(lambda rows: ours(stage, int(rows)))
        result.runs.append(rate)
        costs.append(cost)
        try:
            with stage.mosquitto() as peer:
                rate, cost = peer_loads.best(lambda offered, peer=peer: _mosquitto(stage, peer, offered))
            result.peer_runs.append(rate)
            peer_costs.append(cost)
        except Missing as missing:
            result.skipped = str(missing)
    result.notes += [
        "ours: frames on the bus at the protocol's tick of 250 ms, every subject new in each (22,000 or 66,000 subjects, the better of the two);"
        " every socket acknowledges; a coalesced update is up to one tick old, a single message is not",
        f"at 22,000 subjects: {our_loads.first[DEVICES][0]:,.0f}/s",
        f"CPU a delivered update: web process {median(costs) * 1e6:.3f} µs, Mosquitto {median(peer_costs) * 1e6:.2f} µs",
    ]
    return [result]


def ours(stage: Stage, rows_per_tick: int) -> tuple[float, float]:
    """(rows delivered a second, CPU seconds of the web process a row)."""
    centre = stage.without_gateway()
    farm = Farm(Plan("centre", centre.ports[WEB], stage.tickets(SOCKETS)))
    player = Player(centre.env["REDIS_URL"], rows_per_tick)
    try:
        settle(WARM_S)
        before = cpu_seconds(stage.pid())
        seconds = round(stage.seconds(MEASURE_S) / TICK_S) * TICK_S
        rate = farm.rate("rows", seconds)
        return rate, (cpu_seconds(stage.pid()) - before) / (rate * seconds)
    finally:
        player.stop()
        farm.stop()


def _mosquitto(stage: Stage, peer: Mosquitto, offered: float) -> tuple[float, float]:
    farm = Farm(Plan("mqtt-ws", peer.web, [""] * SOCKETS))
    publisher = Publisher(peer.url)
    try:
        seconds = stage.seconds(MEASURE_S)
        publisher.start(offered, WARM_S + seconds + 0.5)
        settle(WARM_S)
        before = cpu_seconds(peer.process.pid)
        rate = farm.rate("bytes", seconds) / (SIZE + WEBSOCKET_HEAD)
        return rate, (cpu_seconds(peer.process.pid) - before) / (rate * seconds)
    finally:
        publisher.stop()
        farm.stop()
