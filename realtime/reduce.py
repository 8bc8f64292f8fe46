"""The one rule by which every screen's state follows from events (docs/protocol.md §2.4); the same as frontend/src/live/reduce.ts. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]
State = dict[str, dict[str, Row]]


def reduce(before: Mapping[str, Mapping[str, Row]], events: Iterable[tuple[str, Row]]) -> State:
    """`events` are (kind, body) in order. Returns a new state; `before` is left alone."""
    after: State = {table: dict(rows) for table, rows in before.items()}
    for kind, body in events:
        singular, _, verb = kind.partition(".")
        if verb == "noted" or body.get("id") is None:
            continue
        rows, key = after.setdefault(f"{singular}s", {}), str(body["id"])
        if verb != "left":
            rows[key] = {**rows.get(key, {}), **body}
        elif key in rows and rows[key].get("area") == body.get("area"):
            del rows[key]
    return after
