"""B7: from an event's commit to 50 sockets that also carry 22,000 positions a second."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.bench.live import RATE, TIMED, chain, until_moving
from tests.bench.report import Goal, Result, median, percentile
from tests.bench.stage import Stage
from tests.system.centre import ROOT

PAUSE_S = 0.0531  # about 19 a second, out of step with the tick
MEASURE_S = 9.0
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


def measure(stage: Stage) -> list[Result]:
    result = Result("B7", "event commit → socket under 22,000/s telemetry: p99", "ms", [], Goal(50, 15))
    middle: list[float] = []
    quiet: list[float] = []
    stage.gateway()
    incident = stage.officer.post("/api/incidents", FIRE).json()["id"]
    stream = f"incident:{incident}"
    count = int(stage.seconds(MEASURE_S) / PAUSE_S)
    with chain(stage, 1, stream) as (publisher, timed, others):
        for farm in (timed, others):
            farm.ask("follow", stream)
        publisher.start(RATE, 2.0)
        until_moving(timed)
        publisher.result()
        quiet = _once(stage, incident, count // 2, timed)
        for _ in range(stage.runs()):
            publisher.start(RATE, count * PAUSE_S + 4.0)
            late = _once(stage, incident, count, timed)
            publisher.result()
            result.runs.append(percentile(late, 0.99))
            middle.append(percentile(late, 0.5))
    result.notes.append(
        f"p50 {median(middle):.1f} ms; without telemetry p50 {percentile(quiet, 0.5):.1f} ms, p99 {percentile(quiet, 0.99):.1f} ms;"
        f" {count} commits × {TIMED} of 50 sockets, timed from the return of COMMIT"
    )
    return [result]


def _once(stage: Stage, incident: int, count: int, timed: object) -> list[float]:
    from tests.bench.sockets import Farm

    assert isinstance(timed, Farm)
    words = [sys.executable, "-m", "tests.bench.committing", str(incident), str(count), str(PAUSE_S)]
    env = stage.centre.env | {"DJANGO_SETTINGS_MODULE": "command.settings"}
    child = subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "ready\n"
        head = stage.centre.query("SELECT head FROM log_stream WHERE name = %s", f"incident:{incident}")[0][0]
        child.stdin.write("go\n")
        child.stdin.flush()
        committed = json.loads(child.stdout.readline())
    finally:
        child.kill()
        child.wait()
    events = timed.ask("seen")[1]
    late = [(at - committed[seq - head - 1]) * 1000 for seq in range(head + 1, head + 1 + count) for at in events.get(seq, [])]
    assert len(late) == count * TIMED, f"{count * TIMED - len(late)} of {count * TIMED} events did not arrive"
    return [max(0.0, value) for value in late]
