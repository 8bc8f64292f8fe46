"""B11: memory of the whole embedded installation with the demo city running and nobody looking. Measured on B12's installation."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from typing import Any

from tests.bench.installation import Installation
from tests.bench.processes import name, pss, tree
from tests.bench.report import Goal, Result
from tests.bench.stage import Stage

IDLE_S = 15.0


def measure(stage: Stage, installation: Installation, page: Any) -> Result:
    page.goto("about:blank")
    time.sleep(stage.seconds(IDLE_S))
    result = Result("B11", "memory of the whole embedded installation, demo city idle (PSS)", "MB", [], Goal(900, 450))
    parts: dict[str, int] = {}
    for _ in range(3):
        parts = _now(installation)
        result.runs.append(sum(parts.values()) / 2**20)
        time.sleep(2)
    result.notes.append(", ".join(f"{part} {size / 2**20:.0f}" for part, size in sorted(parts.items(), key=lambda item: -item[1])) + " MB")
    return result


def _now(installation: Installation) -> dict[str, int]:
    assert installation.process is not None
    parts: dict[str, int] = defaultdict(int)
    for pid in tree(installation.process.pid):
        with contextlib.suppress(OSError):
            parts[name(pid)] += pss(pid)
    return dict(parts)
