"""Stands in for a carrier in the demo and in tests: one JSON line a job, everybody counted as reached. Refused on duty."""

from __future__ import annotations

import json

from django.conf import settings

from dispatch.broadcast.carriers.known import Counts, Job
from realtime.clock import iso

PER_AREA = 10_000  # persons a recorded job pretends to find in each area


class RecordCarrier:
    name = "record"

    def ready(self) -> bool:
        return bool(settings.MODE == "demo")

    def submit(self, job: Job) -> str:
        self._write({"job": job.id, "text": job.text, "areas": job.areas, "polygon": job.polygon, "until": iso(job.valid_until)})
        return f"record-{max(1, len(job.areas))}-{job.id}"

    def report(self, provider: str) -> tuple[Counts, bool]:
        found = int(provider.split("-")[1]) * PER_AREA
        return {"targeted": found, "sent": found, "delivered": found * 97 // 100, "failed": found - found * 97 // 100}, True

    def cancel(self, provider: str) -> None:
        self._write({"cancel": provider})

    def _write(self, line: dict[str, object]) -> None:
        with (settings.DATA_DIR / "area_jobs.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
