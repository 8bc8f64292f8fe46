"""A web keeps as many connections to the database as it has threads for requests, however many ask at once."""

from __future__ import annotations

import threading
from collections import Counter

import requests

from tests.system.centre import Centre, Officer

AT_ONCE, EACH = 120, 3
THREADS = 24  # REQUEST_THREADS of a web unless told otherwise
OTHERS = 8  # beats, health and housekeeping of five processes come and go meanwhile


def test_a_hundred_and_twenty_at_once_are_all_answered_over_as_many_connections_as_there_are_threads(centre: Centre):
    officer, url = Officer(centre.url("web-1"), "zhiban"), centre.url("web-1")
    before = connections(centre)
    codes, most, over = Counter[int](), 0, threading.Event()

    def ask() -> None:
        for _ in range(EACH):
            codes[requests.get(f"{url}/api/session", cookies=officer.http.cookies, timeout=60).status_code] += 1

    def look() -> None:
        nonlocal most
        while not over.wait(0.05):
            most = max(most, connections(centre))

    looking = threading.Thread(target=look)
    looking.start()
    asking = [threading.Thread(target=ask) for _ in range(AT_ONCE)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    over.set()
    looking.join()
    assert codes == {200: AT_ONCE * EACH}
    assert most - before <= THREADS + OTHERS, f"{most} connections, {before} before"


def connections(centre: Centre) -> int:
    return int(centre.query("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", centre.name)[0][0])
