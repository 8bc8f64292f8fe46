"""The road engines: what they are asked and how their documented answers are read, against a small server that speaks both."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from dispatch.recommend import roads
from dispatch.recommend.forces import metres
from dispatch.recommend.roads.asking import NoAnswer

ORIGINS = [(113.586, 23.548), (113.811, 23.261), (113.9, 23.0)]
FIRE = (113.7712, 23.7423)


SLOW_S = 3.0  # so long that a busy machine has asked within a third of it


class Engine:
    """Answers as OSRM 5 and Valhalla 3 document it. `how` breaks it."""

    def __init__(self) -> None:
        self.how = ""
        self.asked: list[str] = []
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None: ...

            def do_GET(self) -> None:
                self.say(engine.osrm(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.say(engine.valhalla(self.path, json.loads(body)))

            def say(self, answer: tuple[int, Any]) -> None:
                status, body = answer
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw) + (100 if engine.how == "drips" else 0)))
                self.end_headers()
                with suppress(OSError):  # the asker has gone
                    self.wfile.write(raw)
                if engine.how == "drips":
                    time.sleep(SLOW_S)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def broken(self) -> tuple[int, Any] | None:
        if self.how == "sleeps":
            time.sleep(SLOW_S)
        return {"sleeps": (503, b""), "garbage": (200, b"<html>"), "list": (200, b"[]"), "gone": (503, b"")}.get(self.how)

    def osrm(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        if broken := self.broken():
            return broken
        parts = urlsplit(unquote(path))
        places = parts.path.removeprefix("/table/v1/driving/").split(";")
        query = parse_qs(parts.query, separator="&")
        sources, (target,) = query["sources"][0].split(";"), query["destinations"][0].split(";")
        assert [places[int(at)] for at in sources] == [f"{lon:.6f},{lat:.6f}" for lon, lat in ORIGINS]
        assert places[int(target)] == f"{FIRE[0]:.6f},{FIRE[1]:.6f}"
        if self.how == "mld" and "distance" in query["annotations"][0]:
            return 400, {"code": "NotImplemented", "message": "This algorithm does not support distance annotations."}
        if self.how == "refuses":
            return 400, {"code": "NoTable", "message": "No table found"}
        answer = {"code": "Ok", "durations": [[1500.4], [3600], [None]], "sources": [], "destinations": []}
        if self.how != "mld":
            answer["distances"] = [[31_000.5], [70_000], [None]]
        return 200, answer

    def valhalla(self, path: str, body: Any) -> tuple[int, Any]:
        self.asked.append(path)
        if broken := self.broken():
            return broken
        assert path == "/sources_to_targets"
        assert [(place["lon"], place["lat"]) for place in body["sources"]] == ORIGINS
        assert body["targets"] == [{"lon": FIRE[0], "lat": FIRE[1]}] and body["costing"] == "auto"
        if self.how == "refuses":
            return 400, {"error_code": 442, "error": "No path could be found for input", "status_code": 400}
        if self.how == "concise":
            found: Any = {"distances": [[31.0005], [70], [None]], "durations": [[1500], [3600], [None]]}
        else:
            rows = [(31.0005, 1500), (70, 3600), (None, None)]
            found = [[{"distance": d, "time": t, "to_index": 0, "from_index": n}] for n, (d, t) in enumerate(rows)]
        return 200, {"sources_to_targets": found, "units": "kilometers"}


@pytest.fixture(scope="module")
def running() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.server.shutdown()


@pytest.fixture
def engine(running: Engine) -> Engine:
    running.how, running.asked = "", []
    roads.forget_rest()
    return running


def soon(seconds: float = 1.0) -> float:
    return time.monotonic() + seconds


@pytest.mark.parametrize("name", ["osrm", "valhalla"])
def test_times_and_distances_come_back_in_order_and_no_road_is_nothing(engine: Engine, name: str):
    found = roads.route(f"{name}+{engine.base}", ORIGINS, FIRE, soon())
    assert found is not None and found[0] == name
    assert [leg and (round(leg[0]), round(leg[1] or 0)) for leg in found[1]] == [(1500, 31_000), (3600, 70_000), None]
    assert len(engine.asked) == 1


def test_valhallas_concise_form_is_read_too(engine: Engine):
    engine.how = "concise"
    found = roads.route(f"valhalla+{engine.base}", ORIGINS, FIRE, soon())
    assert found is not None and found[1][0] == (1500.0, 31_000.5)


def test_an_osrm_without_distances_still_gives_times(engine: Engine):
    engine.how = "mld"
    found = roads.route(f"osrm+{engine.base}/", ORIGINS, FIRE, soon())
    assert found is not None and found[1] == [(1500.4, None), (3600.0, None), None]


@pytest.mark.parametrize("how", ["garbage", "list", "gone", "refuses"])
@pytest.mark.parametrize("name", ["osrm", "valhalla"])
def test_whatever_else_it_says_the_caller_estimates(engine: Engine, name: str, how: str):
    engine.how = how
    assert roads.route(f"{name}+{engine.base}", ORIGINS, FIRE, soon()) is None


@pytest.mark.parametrize("how", ["sleeps", "drips"])
def test_a_slow_engine_costs_no_more_than_the_limit_and_is_then_left_alone(engine: Engine, how: str):
    engine.how = how
    url, started = f"osrm+{engine.base}", time.monotonic()
    assert roads.route(url, ORIGINS, FIRE, soon(SLOW_S / 3)) is None
    assert time.monotonic() - started < SLOW_S * 2 / 3  # long before the engine would have said anything
    engine.how = ""
    assert roads.route(url, ORIGINS, FIRE, soon()) is None  # not asked again at once
    assert len(engine.asked) == 1
    roads.forget_rest()
    assert roads.route(url, ORIGINS, FIRE, soon()) is not None


def test_nobody_there_is_no_answer():
    roads.forget_rest()
    assert roads.route("osrm+http://127.0.0.1:9", ORIGINS, FIRE, soon()) is None


def test_a_time_that_is_no_time_is_refused(engine: Engine):
    from dispatch.recommend.roads.asking import legs_of

    for wrong in ([-1.0], ["7"], [], None):
        with pytest.raises(NoAnswer):
            legs_of(wrong, None, 1.0, 1)


@pytest.mark.parametrize("url", ["http://x", "osrm:5000", "google+http://x", "osrm+ftp://x", "osrm+http://x?y=1"])
def test_a_wrong_setting_says_what_is_wanted(url: str):
    with pytest.raises(ValueError, match="osrm, valhalla"):
        roads.parse(url)


def test_the_estimate_is_distance_times_factor_over_speed():
    import numpy as np

    from dispatch.recommend.roads.estimate import estimate, read_modes

    road = read_modes({"road": {"name": "公路", "factor": 1.4, "kmh": 55, "routed": True}})["road"]
    far = metres(np.array([113.586]), np.array([23.548]), *FIRE)
    seconds, travelled = estimate(far, np.array([0]), [road])
    assert 28_000 < far[0] < 29_500 and travelled[0] == pytest.approx(far[0] * 1.4)
    assert seconds[0] == pytest.approx(far[0] * 1.4 / (55 / 3.6)) == road.seconds(far[0])
