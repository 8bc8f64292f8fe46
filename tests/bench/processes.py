"""What a process cost: CPU seconds, resident memory, and the tree under it. Read from /proc, so nothing is added to what is measured."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads. `schedstat` counts nanoseconds, `stat` hundredths of a second."""
    total, tasks = 0, 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError, IndexError, ValueError):
            total += int((task / "schedstat").read_text().split()[0])
            tasks += 1
    if tasks and total:
        return total / 1e9
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICK


def _field(pid: int, file: str, name: str) -> int:
    for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0


def busy_share(seconds: float = 1.0) -> float:
    """How much of the whole machine is used while we do nothing: what others take from the figure that follows."""

    def look() -> tuple[int, int]:
        words = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        return sum(words), words[3] + words[4]

    total, idle = look()
    time.sleep(seconds)
    after, idle_after = look()
    return 1 - (idle_after - idle) / max(1, after - total)


def rss(pid: int) -> int:
    """Resident bytes."""
    return _field(pid, "status", "VmRSS:")


def pss(pid: int) -> int:
    """Bytes, with what is shared divided among its sharers; the resident size where PSS may not be read."""
    try:
        return _field(pid, "smaps_rollup", "Pss:")
    except OSError:
        return rss(pid)


def name(pid: int) -> str:
    """A short word for a table."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    for known in (
        "postgres",
        "valkey",
        "broker_process",
        "simulate",
        "gateway",
        "clerk",
        "worker",
        "manage.py web",
        "guardian",
        "supervisor",
    ):
        if known in words:
            return known.removeprefix("manage.py ")
    return words[:30].strip() or "?"


def tree(root: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        grown = bool(more)
        found |= more
    return sorted(found)
