"""What the last run of each lane said, kept so that `make proof` can print it: which commit, which machine, what became of each file."""

from __future__ import annotations

import json
import os
import pathlib
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from command.supervisor.layout import Layout
from command.supervisor.scores import Score


def keep(layout: Layout, lane: str, score: Score, words: list[str], told: Mapping[str, Any] | None = None) -> None:
    """`.data/results/<lane>.json`; a run of chosen words (`make faults ARGS`, `-m nightly`) is a lane of its own name. `told`: what it says beside."""
    folder = layout.data / "results"
    folder.mkdir(parents=True, exist_ok=True)
    said = {
        "lane": " ".join([lane, *words]),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git(layout, "rev-parse", "HEAD"),
        "changed": _git(layout, "status", "--porcelain", "--untracked-files=no") != "",
        "machine": f"{_model()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "passed": score.passed,
        "failed": score.failed,
        "skipped": score.skipped,
        "files": score.files,
    } | dict(told or {})
    name = "-".join([lane, *(word.strip("-").replace("/", "_") for word in words)])
    (folder / f"{name}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _git(layout: Layout, *words: str) -> str:
    """Nothing where there is no git: a bundle's host."""
    try:
        return subprocess.run(["git", *words], cwd=layout.root, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _model() -> str:
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
