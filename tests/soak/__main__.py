"""`make soak`: the whole centre under a city's load for an hour, and a fault every 30 to 120 s; at the end every promise is judged.

SOAK_MIN=60 minutes, SOAK_SCALE=… of the full load (default: what this machine's cores bear), SOAK_SEED=…: the same faults again.
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from command.supervisor.layout import from_environment
from command.supervisor.results import keep
from command.supervisor.scores import Score
from tests.soak.load import Load
from tests.soak.memory import FLAT_MIB_H, rss, slope
from tests.soak.nemesis import Kept, Nemesis
from tests.system.centre import ROOT, wait_until
from tests.system.crowd import Crowd, Handset, Watcher, registered, until_in_step
from tests.system.history import History, judged
from tests.system.linked import LinkedCentre
from tests.system.test_crowd_faults import teams_of, watchers_of

SCREENS, TERMINALS, EVERY_S, EVENTS_S, ORDERS_S, REPORTS_S = 300, 1000, 5.0, 20.0, 1.0, 50 / 60  # a city at its worst
CORES = 8  # what carries that beside its own clients
FAULT_EVERY_S = (30.0, 120.0)
REST_S = 120
SAMPLE_S = 5.0
PROCESSES = ("web-1", "web-2", "gateway", "clerk", "worker")


class Memory(threading.Thread):
    """RSS of every process of the centre, by the life it belongs to."""

    def __init__(self, centre: LinkedCentre) -> None:
        super().__init__(daemon=True)
        self.centre, self.over = centre, threading.Event()
        self.lives: defaultdict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
        self.born: dict[tuple[str, int], float] = {}

    def run(self) -> None:
        while not self.over.wait(SAMPLE_S):
            for name in PROCESSES:
                process = self.centre.processes.get(name)
                if process is not None and (mib := rss(process.pid)) is not None:
                    born = self.born.setdefault((name, process.pid), time.monotonic())
                    self.lives[name, process.pid].append((time.monotonic() - born, mib))


def main() -> int:
    minutes = float(os.environ.get("SOAK_MIN") or 60)
    scale = float(os.environ.get("SOAK_SCALE") or min(1.0, (os.cpu_count() or 1) / CORES))
    seed = int(os.environ.get("SOAK_SEED") or random.randrange(1_000_000))
    print(
        f"soak: {minutes:g} min, scale {scale:.2f} ({os.cpu_count()} cores): {round(SCREENS * scale)} screens, {round(TERMINALS * scale)} terminals"
        f" at {EVERY_S:g} s, {EVENTS_S * scale:.1f} events/s, {ORDERS_S * scale * 60:.0f} orders/min, {REPORTS_S * scale * 60:.0f} reports/min; seed {seed}",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        Path(folder).chmod(0o755)
        centre = LinkedCentre(Path(folder))
        try:
            return soak(centre, minutes, scale, seed)
        finally:
            centre.stop()


def soak(centre: LinkedCentre, minutes: float, scale: float, seed: int) -> int:
    for name in ("gateway", "clerk", "worker"):
        centre.start(name)
    centre.start_web("web-1", "web-2")
    centre.beating("gateway")
    names = registered(centre, round(TERMINALS * scale), "Z-")
    # As many teams as orders are under way at once, and some to spare
    units = teams_of(centre, names[: max(10, round(60 * scale))])
    broker = centre.link("terminals", "broker").url(centre.env["MQTT_URL"])
    handsets = [Handset(broker, name, every_s=EVERY_S) for name in names]
    half = round(SCREENS * scale / 2)
    screens: list[Watcher] = [*watchers_of(centre, "web-1", half, pictures=True), *watchers_of(centre, "web-2", half, pictures=True)]
    history, nemesis, kept, memory = History(), Nemesis(centre, seed), Kept(centre), Memory(centre)
    with Crowd() as crowd:
        crowd.add(*screens, *handsets)
        until_in_step(centre, screens, 180, "the screens came")
        wait_until(lambda: all(one.came for one in handsets), 180, "the terminals came")
        load = Load(centre, history, crowd, handsets, units, seed)
        # Orders are four events each; calls make up what is missing to the events wanted
        calls_s = max(0.2, (EVENTS_S - 8 * ORDERS_S - REPORTS_S) * scale / 2)
        load.start(orders_s=ORDERS_S * scale, calls_s=calls_s, presses_s=REPORTS_S * scale)
        kept.start()
        memory.start()
        began, broken = time.monotonic(), list[str]()
        luck = random.Random(seed)
        while (left := minutes * 60 - (time.monotonic() - began)) > 0:
            time.sleep(min(left, luck.uniform(*FAULT_EVERY_S)))
            if time.monotonic() - began < minutes * 60:
                fault, seconds = nemesis.next()
                nemesis.run(fault, seconds)
                print(
                    f"{time.monotonic() - began:7.0f} s  {nemesis.told[-1]}; {len(history.issues)} orders, {len(history.calls)} calls tried",
                    flush=True,
                )
        load.stop()
        centre.heal()
        rows: list[dict[str, Any]] = []
        try:
            took = until_in_step(centre, screens, REST_S, "in step after the last fault")
            rows.append(_row("screens in step with the log after the load", took, "s", f"≤ {REST_S} s", True))
        except AssertionError as error:
            broken.append(str(error))
            rows.append(_row("screens in step with the log after the load", REST_S, "s", f"≤ {REST_S} s", False))
        new = "SELECT count(*) FROM inbox_inbox WHERE state = 'new'"
        try:
            wait_until(lambda: centre.query(new) == [(0,)], REST_S)
        except AssertionError:
            broken.append(f"{centre.query(new)[0][0]} promises were not worked off")
        kept.end()
        memory.over.set()
        verdicts = judged(centre, history, handsets, screens)
    rows += _rows(verdicts, load, nemesis, kept, memory, history, screens, time.monotonic() - began)
    for what, wrong in verdicts.items():
        broken += [f"{what}: {words}" for words in wrong[:10]]
    _say(rows, broken)
    score = Score(
        passed=sum(row.get("ok") is True for row in rows), failed=sum(row.get("ok") is False for row in rows) or int(bool(broken))
    )
    layout = dataclasses.replace(from_environment(), root=ROOT, data=ROOT / ".data")
    keep(
        layout,
        "soak",
        score,
        [],
        told={"rows": rows, "seed": seed, "scale": scale, "minutes": minutes, "faults": nemesis.told, "broken": broken},
    )
    print(score.line())
    return score.code


def _rows(
    verdicts: dict[str, list[str]],
    load: Load,
    nemesis: Nemesis,
    kept: Kept,
    memory: Memory,
    history: History,
    screens: list[Watcher],
    seconds: float,
) -> list[dict[str, Any]]:
    rows = [_row(what, len(wrong), "", "0", not wrong) for what, wrong in verdicts.items()]
    ended = Counter(one.end for one in [*history.issues, *history.calls])
    rows += [_row(f"tries that ended {end}", count, "", "") for end, count in sorted(ended.items())]
    rows += [_row(what, count, "", "") for what, count in sorted(load.counted.items())]
    rows.append(_row("commands answered at once, 99th percentile, faults included", _percentile(load.took, 0.99), "s", ""))
    rows.append(_row("events on all screens", sum(len(one.seen) for one in screens) / max(1, len(screens)) / seconds, "/s on each", ""))
    rows += [_row(f"fault: {fault}", count, "", "") for fault, count in sorted(nemesis.counted.items())]
    rows += [_row(f"started again: {name}", count, "", "") for name, count in sorted(kept.restarted.items())]
    for name in PROCESSES:
        found = [one for (whose, _), samples in memory.lives.items() if whose == name and (one := slope(samples)) is not None]
        if not found:
            rows.append(_row(f"memory of {name}: no life was long enough to be judged", 0, "MiB/h", f"≤ {FLAT_MIB_H:g}"))
        else:
            longest = max(found, key=lambda one: one.seconds)
            what = f"memory of {name}, its longest life: {longest.seconds:.0f} s at {longest.at_mib:.0f} MiB, slope ± {longest.bound:.0f}"
            rows.append(_row(what, longest.mib_h, "MiB/h", f"≤ {FLAT_MIB_H:g}", longest.flat))
    return rows


def _row(what: str, value: float, unit: str, target: str, ok: bool | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {"id": "S", "what": what, "value": round(float(value), 3), "unit": unit, "target": target}
    return row if ok is None else row | {"ok": ok}


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def _say(rows: list[dict[str, Any]], broken: list[str]) -> None:
    for row in rows:
        verdict = {True: "ok", False: "BROKEN", None: ""}[row.get("ok")]
        print(f"{row['what']:<100} {row['value']:>10} {row['unit']:<12} {row['target']:<8} {verdict}")
    for words in broken:
        print(words)
    print(json.dumps({"broken": len(broken)}))


if __name__ == "__main__":
    sys.exit(main())
