"""B17: requests a second when a room full of screens asks at once, ours on threads that stay beside Django's own of one thread and connection each."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import requests

from tests.bench.report import Goal, Result, percentile
from tests.bench.stage import WEB, Stage
from tests.system.centre import LOADED_S, ROOT, Officer, free_port, wait_until

SCREENS = 100
ASKED = 1200
PATH = "/api/session"  # who am I, what may I: one of the first things every page asks


def measure(stage: Stage) -> list[Result]:
    ours = stage.centre.url(WEB)
    result = Result(
        "B17", f"requests a second, {SCREENS} screens at once", "/s", [], Goal(1.5, 3, at_most=False), peer="Django's own handler"
    )
    with plain(stage) as theirs:
        for _ in range(stage.runs()):
            for url, runs in ((ours, result.runs), (theirs, result.peer_runs)):
                one = asked(url, 1, max(20, int(100 * stage.scale)))
                many = asked(url, SCREENS, max(SCREENS, int(ASKED * stage.scale)))
                runs.append(many.rate)
                side = "ours" if runs is result.runs else "peer"
                result.notes.append(
                    f"{side}: alone p50 {one.p50:.0f} ms; at once p50 {many.p50:.0f}, p95 {many.p95:.0f} ms, answers {dict(many.codes)}"
                )
                result.failed |= side == "ours" and set(many.codes) != {200}
    return [result]


@contextmanager
def plain(stage: Stage) -> Iterator[str]:
    """On the same database, in a process of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (stage.scratch / "plain.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.plain_web", str(port)], cwd=ROOT, stdout=log, stderr=log,
            env=os.environ | stage.centre.env | {"DJANGO_SETTINGS_MODULE": "command.settings"},
        )  # fmt: skip
    try:
        wait_until(lambda: _alive(url), LOADED_S, lambda: (stage.scratch / "plain.log").read_text()[-500:])
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _alive(url: str) -> bool:
    try:
        return requests.get(f"{url}/livez", timeout=2).status_code == 200
    except requests.RequestException:
        return False


class Asked:
    def __init__(self, seconds: float, times: list[float], codes: Counter[int]) -> None:
        self.rate, self.codes = len(times) / seconds, codes
        self.p50, self.p95 = percentile(times, 0.5) * 1000, percentile(times, 0.95) * 1000


def asked(url: str, at_once: int, count: int) -> Asked:
    officer, address = Officer(url, "zhibanzhang"), urlsplit(url)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in officer.http.cookies.items())}
    times: list[float] = []
    codes = Counter[int]()

    def ask() -> None:
        link = HTTPConnection(str(address.hostname), address.port, timeout=60)
        for _ in range(count // at_once):
            began = time.perf_counter()
            link.request("GET", PATH, headers=headers)
            answer = link.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            codes[answer.status] += 1
        link.close()

    screens = [threading.Thread(target=ask) for _ in range(at_once)]
    began = time.perf_counter()
    for screen in screens:
        screen.start()
    for screen in screens:
        screen.join()
    return Asked(time.perf_counter() - began, times, codes)
