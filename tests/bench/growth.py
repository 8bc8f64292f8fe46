"""`python -m command.supervisor test-services python -m tests.bench.growth`: what one more unit, screen and event costs (docs/sizing.md).

Writes docs/benchmarks/<date>-growth.json. Whole numbers of a machine that others use are the worst case, sizes on disk are exact.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from uuid import uuid4

from tests.system.centre import ROOT, Centre, Officer, Screen

SCREENS, EVENTS = 90, 1000  # one actor may have 100 sockets here
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


def pss(pid: int) -> float:
    """kB of this process, shared pages by their share."""
    return float(next(line.split()[1] for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")))


def cpu(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    rows: list[dict[str, object]] = []

    def say(name: str, what: str, value: float, unit: str) -> None:
        rows.append({"id": name, "what": what, "value": round(value, 3), "unit": unit})
        print(f"{name:4} {what}: {value:.2f} {unit}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(Path(folder))
        try:
            for name in ("gateway", "clerk"):
                centre.start(name)
            centre.start_web("web-1")
            pid = centre.processes["web-1"].pid
            officer = Officer(centre.url("web-1"), "zhiban")
            size = "SELECT pg_total_relation_size('log_event'), count(*) FROM log_event"
            bytes_before, count_before = centre.query(size)[0]
            wal = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
            wal_before, cpu_before, began = float(centre.query(wal)[0][0]), cpu(pid), time.monotonic()
            for _ in range(EVENTS):
                assert officer.post("/api/alarms", {"urgency": "normal", "source": "call", **FIRE}, key=uuid4().hex).status_code == 201
            lasted = time.monotonic() - began
            bytes_after, count_after = centre.query(size)[0]
            made = count_after - count_before
            say("G1", "events an alarm that is entered makes", made / EVENTS, "events")
            say("G2", "disk of an event, indexes included", (bytes_after - bytes_before) / made, "B")
            say("G3", "write-ahead log of a command (alarm, event, answer)", (float(centre.query(wal)[0][0]) - wal_before) / EVENTS, "B")
            say("G4", "web CPU of a command", 1000 * (cpu(pid) - cpu_before) / EVENTS, "ms")
            say("G5", "commands a second of one hand, one after the other", EVENTS / lasted, "1/s")
            before = pss(pid)
            screens = [Screen(officer)]
            screens += [_twin(screens[0]) for _ in range(SCREENS - 1)]
            for screen in screens:
                screen.connect()
            time.sleep(3)
            say("G6", "web memory of a screen that follows the city", (pss(pid) - before) / len(screens), "kB")
            rest = cpu(pid)
            time.sleep(10)
            say("G7", "web CPU of a screen while nothing happens", 100_000 * (cpu(pid) - rest) / 10 / len(screens), "millionths of a core")
            busy = cpu(pid)
            for _ in range(100):
                officer.post("/api/alarms", {"urgency": "normal", "source": "call", **FIRE}, key=uuid4().hex)
            time.sleep(2)
            say(
                "G8",
                "web CPU of an event to one screen",
                1e6 * (cpu(pid) - busy - 100 * float(next(r["value"] for r in rows if r["id"] == "G4")) / 1000) / 100 / len(screens),
                "µs",
            )  # type: ignore[arg-type]
            say("G9", "web, memory before any screen", before / 1024, "MB")
            for screen in screens:
                screen.close()
        finally:
            centre.stop()
    machine = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), platform.machine()
    )
    load = subprocess.run(["cat", "/proc/loadavg"], capture_output=True, text=True, check=False).stdout.split()[:3]
    file = ROOT / "docs" / "benchmarks" / f"{date.today().isoformat()}-growth.json"
    about = {"machine": f"{machine}, {os.cpu_count()} cores", "python": sys.version.split()[0], "load": load}
    file.write_text(json.dumps(about | {"rows": rows}, indent=1, ensure_ascii=False) + "\n")


def _twin(first: Screen) -> Screen:
    """Another screen of the same place without a snapshot of its own."""
    twin = Screen.__new__(Screen)
    twin.__dict__.update(first.__dict__)
    twin.open, twin.socket, twin.events, twin.resets = ExitStack(), None, [], []
    twin.cursor = dict(first.cursor)
    return twin


if __name__ == "__main__":
    main()
