"""M1: 22,000 moving units on the real map: frame cost over the empty map, beside MapLibre's own `setData` once a second, in one page; and the memory of eight hours."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from tests.bench.packets import DEVICES
from tests.bench.pixels import browser
from tests.bench.report import Goal, Result, median, percentile
from tests.bench.stage import WEB, Stage

WIDTH, HEIGHT = 480, 270  # fill costs little here, so that the units are what is measured without a graphics card
ZOOM = 12.2  # every unit is drawn, no name is written
RUN_S = 6.0
UPDATES_A_SECOND = 4  # the wire's tick: a quarter of the units each
SOAK_UPDATES = 8 * 3600 * UPDATES_A_SECOND
FEED = Path(__file__).with_name("m01_units.js")


def measure(stage: Stage) -> list[Result]:
    cost = Result(
        "M1", f"{DEVICES:,} moving units: frame cost over the empty map, {WIDTH}×{HEIGHT}", "ms", [], Goal(0.45, 0.30), "ms, setData 1 Hz"
    )
    work = Result("M1", "main-thread work per update of a quarter of them: median", "ms", [], Goal(2, 1))
    memory = Result("M1", "JavaScript heap after 8 h of updates (as fast as they go)", "MB more", [], Goal(5, 1))
    centre = stage.centre
    token = (centre.scratch / "demo_wall_token").read_text()
    with browser() as page:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.goto(f"{centre.url(WEB)}/wall/?token={token}")
        page.locator(".command-map-canvas[data-ready]").wait_for(timeout=60_000)
        # The map alone in the window: everything else of the wall would be painted into the figure
        page.evaluate(
            "([width, height]) => Object.assign(document.querySelector('.command-map').style,"
            " { position: 'fixed', inset: 0, width: `${width}px`, height: `${height}px`, zIndex: 99 })",
            [WIDTH, HEIGHT],
        )
        page.evaluate(FEED.read_text(encoding="utf-8"))
        page.evaluate("zoom => window.bench.prepare(zoom)", ZOOM)
        units = max(100, int(DEVICES * min(1.0, stage.scale)))
        for _ in range(stage.runs()):
            found: dict[str, Any] = page.evaluate("([units, seconds]) => window.bench.run(units, seconds)", [units, stage.seconds(RUN_S)])
            empty, peer, ours = (median(found[name]["frames"]) for name in ("empty", "peer", "ours"))
            cost.runs.append(max(0.0, ours - empty))
            cost.peer_runs.append(max(0.1, peer - empty))
            work.runs.append(median(found["ours"]["work"]))
            cost.notes.append(
                f"frames: empty {empty:.0f} ms, ours {ours:.0f} (p95 {percentile(found['ours']['frames'], 0.95):.0f}), "
                f"setData {peer:.0f} (p95 {percentile(found['peer']['frames'], 0.95):.0f}); positions shown a second: ours {found['ours']['shown']:,.0f}, setData {found['peer']['shown']:,.0f}"
            )
            work.notes.append(f"p95 {percentile(found['ours']['work'], 0.95):.2f} ms of {len(found['ours']['work'])} updates")
        memory.runs.append(_soak(page, units, max(UPDATES_A_SECOND, int(SOAK_UPDATES * min(1.0, stage.scale))), memory))
    return [cost, work, memory]


def _soak(page: Any, units: int, updates: int, result: Result) -> float:
    """Heap after minus before, rubbish collected; units come and go as they do over a day."""
    inspector = page.context.new_cdp_session(page)

    def heap() -> float:
        inspector.send("HeapProfiler.collectGarbage")
        return float(inspector.send("Runtime.getHeapUsage")["usedSize"]) / 1e6

    page.evaluate("([units, updates]) => window.bench.soak(units, updates)", [units, 400])  # tables grow to their size once
    before, taken, highest = heap(), 0, -math.inf
    while taken < updates:
        part = min(4000, updates - taken)
        page.evaluate("([units, updates]) => window.bench.soak(units, updates)", [units, part])
        taken += part
        highest = max(highest, heap())
    after = heap()
    result.notes.append(f"{before:.1f} MB before, {after:.1f} after {updates:,} updates, highest in between {highest:.1f}")
    return after - before
