"""A child of B7 with Django in it: commits timeline entries to one incident and says when each commit was back."""

from __future__ import annotations

import json
import sys
import time


def main(incident: int, count: int, pause_s: float) -> None:
    import django

    django.setup()
    from dispatch.incidents.actions import note_incident

    note_incident(actor="system", incident_id=incident, text="预热")  # connections and caches
    print("ready", flush=True)
    sys.stdin.readline()
    times, due = [], time.monotonic()
    for number in range(count):
        note_incident(actor="system", incident_id=incident, text=f"压测 {number}")
        times.append(time.monotonic())
        due += pause_s
        time.sleep(max(0.0, due - time.monotonic()))
    time.sleep(0.5)  # the bell has a thread of its own
    print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
