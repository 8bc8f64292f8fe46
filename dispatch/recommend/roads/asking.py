"""One HTTP question to a road engine, answered by a fixed instant or not at all. No Django."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

LARGEST = 4_000_000  # bytes; a table of a hundred places is a few kilobytes


class NoAnswer(Exception):
    """Late, away, or not what the engine's documentation promises."""


def ask(url: str, until: float, *, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """GET, or POST of a JSON body. Every wait is cut to what is left until `until` (monotonic seconds)."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_left(until))
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        text = None if body is None else json.dumps(body)
        connection.request("GET" if text is None else "POST", path, text, {"Content-Type": "application/json"} if text else {})
        answer = connection.getresponse()
        read = b""
        while part := answer.read1(65_536):
            read += part
            if len(read) > LARGEST:
                raise NoAnswer("answer too large")
            if connection.sock is not None:
                connection.sock.settimeout(_left(until))
        found = json.loads(read)
        if not isinstance(found, dict):
            raise NoAnswer("answer is no object")
        return found
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NoAnswer("out of time")
    return left


def legs_of(seconds: Any, metres: Any, scale: float, wanted: int) -> list[tuple[float, float | None] | None]:
    """Two columns of an answer; null = no road. Anything else than `wanted` numbers is no answer."""
    if not isinstance(seconds, list) or len(seconds) != wanted:
        raise NoAnswer(f"{wanted} times expected")
    if not isinstance(metres, list) or len(metres) != wanted:
        metres = [None] * wanted
    legs: list[tuple[float, float | None] | None] = []
    for second, metre in zip(seconds, metres, strict=True):
        if second is not None and (not isinstance(second, int | float) or second < 0):
            raise NoAnswer(f"a time is {second!r}")
        legs.append(None if second is None else (float(second), float(metre) * scale if isinstance(metre, int | float) else None))
    return legs
