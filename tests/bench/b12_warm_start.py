"""B12, B11, B8 on one installation made by `make run`: warm start to the first wall pixel, memory at rest, alarm to wall pixel.

Three figures in one file because they need the same three minutes of starting; each is measured by its own module.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from tests.bench import b08_alarm, b11_memory
from tests.bench.installation import COLD_S, WARM_S, Installation
from tests.bench.pixels import HEIGHT, WIDTH, Camera, browser, decode
from tests.bench.report import Goal, Result
from tests.bench.stage import Stage

COLOURS = 24  # of the map's middle: background alone has one, an empty page too


def measure(stage: Stage) -> list[Result]:
    result = Result("B12", "warm make run → first wall pixel", "s", [], Goal(20, 8))
    installation = Installation(stage.scratch / "installation")
    with browser() as page:
        try:
            began = installation.start()
            installation.wait(COLD_S)
            result.notes.append(f"cold start in the same checkout (new database, seeded city): {time.monotonic() - began:.1f} s")
            for _ in range(stage.runs()):
                installation.stop()
                page.goto("about:blank")
                began = installation.start()
                _first_pixel(installation, page)
                result.runs.append(time.monotonic() - began)
                installation.wait(WARM_S)
            found = [result]
            for module in (b11_memory, b08_alarm):
                found.append(module.measure(stage, installation, page))
            return found
        finally:
            installation.stop()


def _first_pixel(installation: Installation, page: Any) -> None:
    """The map of the wall is drawn: many colours in its middle."""
    end = time.monotonic() + WARM_S
    while not installation.answers():
        assert time.monotonic() < end, "the centre does not answer"
        time.sleep(0.02)
    page.goto(installation.wall, wait_until="commit")
    camera = Camera(page, WIDTH * 0.2, HEIGHT * 0.2, 160, 160)
    while time.monotonic() < end:
        image = decode(camera.shot())
        if len(np.unique(image.reshape(-1, image.shape[2]), axis=0)) >= COLOURS:
            return
    raise AssertionError("no map on the wall")
