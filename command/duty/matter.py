"""One open matter as both providers of them say it."""

from __future__ import annotations

from datetime import datetime

from command.duty.rows import Matter
from realtime.clock import iso

MOST = 50  # of one kind; a list nobody can read hands nothing over


def matter(kind: str, number: int, text: str, since: datetime | None, due: datetime | None = None, *, blocks: bool = False) -> Matter:
    return {"kind": kind, "id": number, "text": text[:120], "since": iso(since), "due_at": iso(due), "blocks": blocks}
