"""`make bench`: every figure beside its peer or limit in one run; one table, and docs/benchmarks/<date>.json.

BENCH_ONLY=B1,B2 selects, and is written to a file of its own; BENCH_SCALE=0.1 shrinks, and what is shrunk is only printed.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
import traceback
from datetime import datetime
from pathlib import Path

from tests.bench.processes import busy_share
from tests.bench.report import Result, machine_line, table, write
from tests.bench.stage import Missing, Stage, settle

# In the order of measuring: what feeds the hub itself before what needs the gateway
FIGURES = (
    ("B1", "b01_ingest"),
    ("B2", "b02_bulk"),
    ("B3", "b03_fanout"),
    ("B4", "b04_group_send"),
    ("B5", "b05_same_frames"),
    ("B9", "b09_stuck"),
    ("B10", "b10_tracks"),
    ("B14", "b14_adapters"),
    ("B16", "b16_track_disk"),
    ("B17", "b17_requests"),
    ("B6", "b06_chain"),
    ("B7", "b07_event"),
    ("B13", "b13_city"),
    ("B15", "b15_no_loss"),
    ("D1", "d01_recommend"),
    ("D2", "d02_orders"),
    ("K1", "k01_onekey"),
    ("K2", "k02_talk"),
    ("K3", "k03_broadcast"),
    ("M1", "m01_units"),
    ("M2", "m02_analysis"),
    ("M3", "m03_replay"),
    ("M4", "m04_fences"),
    ("M5", "m05_viewport"),
    ("B12 B11 B8", "b12_warm_start"),
)
DISTURBED = 0.15  # share of the machine
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"


def main() -> int:
    only = {name.strip().upper() for name in os.environ.get("BENCH_ONLY", "").split(",") if name.strip()}
    scale = float(os.environ.get("BENCH_SCALE", "1"))
    machine, at = machine_line(), datetime.now().astimezone()
    print(machine, flush=True)
    results: list[Result] = []
    broken = []
    stage = Stage(scale)
    try:
        for name, module in FIGURES:
            if only and not only & set(name.split()):
                continue
            settle(1.0)  # what the figure before left behind is no disturbance by others
            others = busy_share()
            began = time.monotonic()
            measured = importlib.import_module(f"tests.bench.{module}")
            try:
                found = measured.measure(stage)
            except Missing as missing:
                print(f"  {name}: not measured, {missing}", flush=True)
                continue
            except Exception:  # one figure that breaks must not cost the others
                traceback.print_exc()
                broken.append(name)
                continue
            results += found
            for result in found:
                if others > DISTURBED:
                    result.notes.append(f"others used {others:.0%} of the machine just before: expect worse than true")
                print(f"  {result.id} {result.verdict()} ({time.monotonic() - began:.0f} s)", flush=True)
    finally:
        stage.close()
    results.sort(key=lambda result: (result.id[0], int(result.id[1:])))
    print("\n" + table(results))
    for result in results:
        for note in result.notes:
            print(f"  {result.id}: {note}")
    if broken:
        print(f"broken: {', '.join(broken)}")
    if results and scale >= 1:
        print(
            f"written: {write(results, FOLDER, machine, at, '-'.join(result.id for result in results) if only else '').relative_to(FOLDER.parents[1])}"
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
