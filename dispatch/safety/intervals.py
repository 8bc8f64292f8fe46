"""Rules that differ by event type: a JSON object from the beginning of a code to a number. No Django."""

from __future__ import annotations

from collections.abc import Mapping


def by_type(table: Mapping[str, float], code: str) -> float:
    """The entry with the longest key that `code` begins with; "" fits every code."""
    fitting = [key for key in table if code.startswith(key)]
    if not fitting:
        raise LookupError(f"no entry fits event type {code!r} and there is none for all others")
    return table[max(fitting, key=len)]
