"""B2: the same as B1 with messages coming as fast as the broker hands them over."""

from __future__ import annotations

from tests.bench.b01_ingest import figure
from tests.bench.report import Goal, Result
from tests.bench.stage import Stage


def measure(stage: Stage) -> list[Result]:
    return [figure(stage, "B2", "gateway CPU per telemetry message, in bulk", None, Goal(1 / 10, 1 / 15))]
