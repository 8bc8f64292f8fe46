"""positions → **roads** → seconds: one file an engine. Adding one is a file and a line in ENGINES. No Django."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from dispatch.recommend.roads import osrm, valhalla
from dispatch.recommend.roads.asking import NoAnswer

log = logging.getLogger(__name__)

Point = tuple[float, float]  # lon, lat, WGS-84
Leg = tuple[float, float | None]  # seconds, metres where the engine says so


class Engine(Protocol):
    def __call__(self, base: str, origins: Sequence[Point], target: Point, until: float) -> list[Leg | None]:
        """From every origin to the target; None where no road leads. Raises NoAnswer by `until` (monotonic) at the latest."""
        ...


ENGINES: dict[str, Engine] = {
    "osrm": osrm.table,
    "valhalla": valhalla.matrix,
}

URL = re.compile(rf"^({'|'.join(ENGINES)})\+(https?://[^?#\s]+)$")
REST_S = 15.0  # an engine that did not answer is left alone this long, so that not every recommendation waits a second for it

_rest = threading.Lock()
_resting_until: dict[str, float] = {}


def parse(url: str) -> tuple[str, str]:
    """`osrm+http://host:5000` → ("osrm", "http://host:5000"); ValueError says what is wanted."""
    found = URL.match(url)
    if found is None:
        raise ValueError(f"ROUTING_URL is {url!r}; it must be one of {', '.join(ENGINES)} and an address, e.g. osrm+http://127.0.0.1:5000")
    return found[1], found[2].rstrip("/")


def route(url: str, origins: Sequence[Point], target: Point, until: float) -> tuple[str, list[Leg | None]] | None:
    """(engine's name, legs), or None: no engine, or it did not answer in time and the caller estimates."""
    if not url or not origins:
        return None
    name, base = parse(url)
    if is_resting(url, until):
        return None
    try:
        return name, ENGINES[name](base, origins, target, until)
    except NoAnswer as error:
        log.warning("road engine %s: %s; estimating for %.0f s", url, error, REST_S)
        let_rest(url)
        return None


def is_resting(url: str, until: float) -> bool:
    """Left alone for now, or no time left to ask it."""
    now = time.monotonic()
    with _rest:
        return now < _resting_until.get(url, 0.0) or now >= until


def let_rest(url: str) -> None:
    with _rest:
        _resting_until[url] = time.monotonic() + REST_S


def forget_rest() -> None:
    """Ask again at once; for tests and for a changed setting."""
    with _rest:
        _resting_until.clear()
