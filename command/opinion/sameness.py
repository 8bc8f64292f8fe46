"""posts → **sameness** → stories: the same address, or nearly the same words. No Django."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# What says how somebody came to a page, not which page it is
TRACKING = re.compile(r"^(utm_.*|spm|from|share.*|scene|wfr|isappinstalled|timestamp|_t)$", re.IGNORECASE)
MARKS = re.compile(r"[\W_]+", re.UNICODE)
FORWARDED = re.compile(r"(转发微博|//@[^:：]{1,30}[:：]|@\S{1,30}|#|回复)")
GRAM = 2  # characters: a Chinese word
SHORTEST = 8  # grams; shorter texts are the same only when they are equal


def address(url: str) -> str:
    """One address for one page: host in lower case, no fragment, no tracking, parameters in order."""
    parts = urlsplit(url.strip())
    query = urlencode(sorted((name, value) for name, value in parse_qsl(parts.query) if not TRACKING.match(name)))
    path = parts.path.rstrip("/") or "/"
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    return f"{host}{port}{path}" + (f"?{query}" if query else "")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> str:
    return MARKS.sub("", FORWARDED.sub("", text)).lower()


def grams(text: str) -> frozenset[str]:
    said = plain(text)
    return frozenset(said[at : at + GRAM] for at in range(max(1, len(said) - GRAM + 1))) if said else frozenset()


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard: 0 nothing in common, 1 the same words."""
    if not a or not b:
        return 0.0
    return len(a & b) / len(a | b)


def same(a: frozenset[str], b: frozenset[str], at_least: float) -> bool:
    if min(len(a), len(b)) < SHORTEST:
        return a == b and bool(a)
    if min(len(a), len(b)) < at_least * max(len(a), len(b)):  # cannot reach it: no need to count
        return False
    return alike(a, b) >= at_least
