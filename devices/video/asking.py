"""action → **asking** → worker: a job for a media server, stored with what caused it and begun when that is committed."""

from __future__ import annotations

from typing import Any

from django.db import connection

from devices.video.models import Job, Stream

NOTIFY = "video"


def ask(kind: str, stream: Stream | None, *, actor: str, provider: str = "", payload: dict[str, Any] | None = None) -> Job:
    """NOTIFY is delivered at commit; the worker that sleeps through it looks each second."""
    job = Job.objects.create(
        kind=kind, stream=stream, provider=provider or (stream.provider if stream else ""), payload=payload or {}, actor=actor
    )
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {NOTIFY}")
    return job
