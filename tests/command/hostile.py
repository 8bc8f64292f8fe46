"""Requests an attacker or a broken program would send: one that is right, injured in one place. Deterministic, so that a failure can be asked again."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

DEEP: Any = None
for _ in range(300):
    DEEP = [DEEP]
ODD_VALUES: list[Any] = [
    None, True, -1, 0, 2**31, 2**63, -(2**63) - 1, 10**40, 1e308, 0.5, "", " ", "0", "\x00", "a\x00b", "\ud800", "\u202e倒", "𠮷" * 5_000, "x" * 70_000,
    "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "%s%n", "../../etc/passwd", "http://127.0.0.1:1/", "file:///etc/passwd", "ws://[",
    "http://[", "9999-99-99T99:99:99Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "4401", "440117", "١٢٣", "²", "NaN", "=1+1",
    [], {}, [None], [[]], {"": None}, {"$ref": "x"}, [2**63], ["x" * 300], [0] * 2_000, DEEP,
]  # fmt: skip
ODD_WORDS = [
    "", "\x00", "-1", "0", "1e400", "NaN", "inf", str(2**31), str(2**63), str(10**40), "²", "١٢٣", "x" * 5_000, "𠮷" * 300, "' OR 1=1 --", "[", "{}", "%",
    "440117", "4401", "../x", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-11-01T00:00:00", "113,22,114", "nan,nan,nan,nan",
    "1e308,1e308,1e308,1e308", "area:", "area:4401\x00", "incident:99999999999999999999", "\ud800",
]  # fmt: skip
ODD_BODIES = [
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"{",
    b"\xff\xfe",
    b"[" * 20_000,
    b'{"a":' * 20_000,
    b'{"a":1e999}',
    b'{"a":NaN}',
    b"1" * 5_000,
]
NUMBER = re.compile(r"(?<=/)\d+(?=/|$|\?)")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value, the root left out."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def injured(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """A copy with `odd` at `path`; `KeyError` says: left out."""
    found = holder = copy.deepcopy(value)
    for key in path[:-1]:
        holder = holder[key]
    if odd is KeyError:
        del holder[path[-1]]
    else:
        holder[path[-1]] = odd
    return found


def bad_bodies(body: Any, unsaid: list[str]) -> Iterator[bytes]:
    """`unsaid`: fields its description knows and this example does not give."""
    yield from ODD_BODIES
    full = body if isinstance(body, dict) else {}
    for path in places(full):
        for odd in [*ODD_VALUES, KeyError]:
            yield json.dumps(injured(full, path, odd)).encode()
    for name in sorted(set(unsaid) - set(full)):
        for odd in ODD_VALUES:
            yield json.dumps(full | {name: odd}).encode()
    yield json.dumps(full | {"nobody_knows_me": 1}).encode()


def bad_paths(path: str, parameters: list[str]) -> Iterator[str]:
    """Its numbers, then its query: what it asks with, and what it might."""
    address = urlsplit(path)
    asked = dict(parse_qsl(address.query, keep_blank_values=True))
    for found in NUMBER.finditer(address.path):
        for odd in ("0", "-1", str(2**31), str(2**63), "9" * 40, "x", "%00", "%ED%A0%80", "..", "²"):
            changed = address.path[: found.start()] + odd + address.path[found.end() :]
            yield changed + (f"?{address.query}" if address.query else "")
    for name in sorted({*asked, *parameters}):
        for odd in ODD_WORDS:
            yield f"{address.path}?{urlencode(asked | {name: odd}, errors='surrogatepass')}"
        if name in asked:
            yield f"{address.path}?{urlencode({key: value for key, value in asked.items() if key != name})}"
