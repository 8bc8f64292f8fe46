"""action → **telling** → log: an event's body is what changed in the row that screens hold, so that reducing gives the row again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from realtime.log import Log

Row = Mapping[str, Any]  # a TypedDict of some app's rows.py


def changed(before: Row | None, after: Row) -> dict[str, Any]:
    """Fields that differ, with `id` and `area` always; everything when there was no row before."""
    if before is None:
        return dict(after)
    always = {name: after[name] for name in ("id", "area") if name in after}
    return always | {name: value for name, value in after.items() if before.get(name) != value}


def tell(log: Log, streams: Iterable[str], kind: str, before: Row | None, after: Row, *, area: str) -> None:
    """Append one event to each stream. Nothing changed = nothing told."""
    if before is not None and all(before.get(name) == value for name, value in after.items()):
        return
    body = changed(before, after)
    for stream in dict.fromkeys(streams):
        log.append(stream, kind, body, area=None if stream.startswith(("user:", "wall:")) else area)
