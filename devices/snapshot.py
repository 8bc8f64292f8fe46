"""The `subjects` table of an area's snapshot: everything that has, or may get, a marker."""

from __future__ import annotations

from devices import freshness
from devices.terminals.models import Subject, Terminal, as_row
from realtime.exercises.snapshot import in_the_world
from realtime.snapshots import register, register_limits


def subjects(prefix: str) -> dict[str, dict[str, object]]:
    speaking: dict[int, Terminal] = {}
    for terminal in Terminal.objects.live().filter(subject__area__startswith=prefix).order_by("-id"):
        speaking[terminal.subject_id] = terminal  # the oldest terminal names the subject's protocol
    rows = Subject.objects.filter(area__startswith=prefix).filter(in_the_world())
    return {str(row.id): as_row(row, terminal=speaking.get(row.id)) for row in rows}


def register_all() -> None:
    register("area", "subjects", subjects)
    register_limits("freshness", freshness.limits)
