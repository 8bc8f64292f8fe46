"""Ways around what is closed: bent by hand against shapely, by road engines that speak as their documentation promises."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.distance import great_circle_m
from dispatch.plots.actions import draw_plot
from dispatch.plots.making import Circle, make
from dispatch.recommend import roads
from dispatch.recommend.roads.bending import bend
from dispatch.recommend.roads.estimate import Mode
from dispatch.recommend.roads.valhalla import decode
from dispatch.recommend.roads.ways import find_way

ROAD = Mode("road", "公路", 1.4, 55, True)
START, END = (113.70, 23.50), (113.80, 23.50)
WALL = shapely.box(113.74, 23.48, 113.75, 23.51)


def late() -> float:
    return time.monotonic() + 5


def length(line: list[tuple[float, float]]) -> float:
    return sum(great_circle_m(*one, *other) for one, other in pairwise(line))


def test_nothing_in_the_way_is_a_straight_line():
    assert bend(START, END, []) == [START, END]
    assert bend(START, END, [shapely.box(113.74, 23.6, 113.75, 23.7)]) == [START, END]


def test_a_wall_is_passed_on_its_nearer_side():
    line = bend(START, END, [WALL])
    assert line is not None
    assert not shapely.LineString(line).intersects(WALL)
    assert max(lat for _, lat in line) > 23.51, "the northern end is nearer"
    assert length(line) < 1.05 * great_circle_m(*START, *END)


def test_whoever_stands_inside_leaves_the_nearest_way_and_still_keeps_out_of_the_others():
    flood = shapely.Point(START).buffer(0.01)
    line = bend(START, END, [flood, WALL])
    assert line is not None
    assert line[0] == START
    assert not shapely.LineString(line).intersects(WALL)


def test_enclosed_is_no_way():
    ring = shapely.Point(END).buffer(0.02).difference(shapely.Point(END).buffer(0.012))
    assert bend(START, END, [shapely.Polygon(ring.exterior), ring]) is not None, "leaving an area one stands in is no crossing"
    moat = shapely.Polygon(shapely.Point(END).buffer(0.02).exterior.coords, [list(shapely.Point(END).buffer(0.012).exterior.coords)])
    assert bend(START, END, [moat]) is None


boxes = st.tuples(st.floats(113.71, 113.78), st.floats(23.46, 23.53), st.floats(0.002, 0.012), st.floats(0.002, 0.03))


@settings(max_examples=40)
@given(st.lists(boxes, max_size=8))
def test_the_bent_line_runs_through_no_area(found: list[tuple[float, float, float, float]]):
    areas = [shapely.box(x, y, x + wide, y + high) for x, y, wide, high in found]
    areas = [area for area in areas if area.distance(shapely.Point(START)) > 0.002 and area.distance(shapely.Point(END)) > 0.002]
    line = bend(START, END, areas)
    assert line is not None, "boxes beside one another never enclose both ends"
    assert (line[0], line[-1]) == (START, END)
    assert not any(area.intersects(shapely.LineString(line)) for area in areas)


class Engine:
    """OSRM's route and Valhalla's, as documented: `lines` are the roads they know."""

    def __init__(self) -> None:
        self.lines: list[list[tuple[float, float]]] = [[START, END]]
        self.asked: list[Any] = []
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None: ...

            def do_GET(self) -> None:
                engine.asked.append(self.path)
                via = len(self.path.split("/driving/")[1].split("?")[0].split(";")) > 2
                known = engine.lines[-1:] if via else engine.lines
                routes = [{"duration": 600, "distance": 9000, "geometry": {"type": "LineString", "coordinates": line}} for line in known]
                self.say({"code": "Ok", "routes": routes})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                engine.asked.append(body)
                if not engine.lines:
                    self.say({"error_code": 442, "error": "No path could be found for input"})
                    return
                shape = encode(engine.lines[0])
                self.say({"trip": {"legs": [{"shape": shape}], "summary": {"time": 700.5, "length": 9.5}, "units": "kilometers"}})

            def say(self, answer: Any) -> None:
                raw = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


def encode(line: list[tuple[float, float]]) -> str:
    """Google's polyline with six decimals, as Valhalla writes it."""
    text, last = "", (0, 0)
    for lon, lat in line:
        now = (round(lat * 1e6), round(lon * 1e6))
        for delta in (now[0] - last[0], now[1] - last[1]):
            value = ~(delta << 1) if delta < 0 else delta << 1
            while value >= 0x20:
                text += chr((0x20 | (value & 0x1F)) + 63)
                value >>= 5
            text += chr(value + 63)
        last = now
    return text


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    roads.forget_rest()
    yield made
    made.server.shutdown()
    made.server.server_close()
    roads.forget_rest()


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-85, 85)), min_size=1, max_size=6))
def test_polylines_are_read_as_they_are_written(line: list[tuple[float, float]]):
    assert decode(encode(line)) == [pytest.approx(point, abs=6e-7) for point in line]


def test_valhalla_is_told_what_to_keep_out_of(engine: Engine):
    around = [START, (113.745, 23.52), END]
    engine.lines = [around]
    way = find_way(f"valhalla+{engine.base}", START, END, [WALL], ROAD, late())
    assert way is not None
    assert (way.engine, way.seconds, way.metres, way.crossed) == ("valhalla", 700.5, 9500, [])
    assert way.line == around
    (ring,) = engine.asked[0]["exclude_polygons"]
    assert shapely.Polygon(ring).equals(WALL)


def test_of_osrms_roads_the_first_that_crosses_nothing(engine: Engine):
    around = [START, (113.745, 23.52), END]
    engine.lines = [[START, END], around]
    way = find_way(f"osrm+{engine.base}", START, END, [WALL], ROAD, late())
    assert way is not None
    assert (way.engine, way.line) == ("osrm", around)


def test_osrm_is_led_over_the_corners_when_its_own_roads_cross(engine: Engine):
    engine.lines = [[START, END]]
    way = find_way(f"osrm+{engine.base}", START, END, [WALL], ROAD, late())
    assert len(engine.asked) == 2
    assert engine.asked[1].split("/driving/")[1].count(";") >= 2, "asked again by way of the corners"
    assert way is not None
    assert (way.engine, way.crossed) == ("estimate", [0]), "every road crosses: bent around, and said so"
    assert not shapely.LineString(way.line).intersects(WALL)


def test_an_engine_that_is_away_is_left_alone_and_the_answer_is_an_estimate():
    roads.forget_rest()
    way = find_way("valhalla+http://127.0.0.1:9", START, END, [WALL], ROAD, late())
    assert way is not None
    assert way.engine == "estimate"
    assert way.metres == pytest.approx(1.4 * length(way.line))
    assert roads.is_resting("valhalla+http://127.0.0.1:9", late())
    roads.forget_rest()


@pytest.mark.django_db
def test_a_route_keeps_out_of_this_worlds_closed_areas_and_names_them(as_user: Any, people: SimpleNamespace, settings: Any):
    settings.ROUTING_URL = ""
    flood = json.loads(shapely.to_geojson(WALL))
    by = {"actor": "user:1", "name": "王值班"}
    draw_plot(**by, kind="polygon", symbol="flood_area", made=make("polygon", flood), title="派潭河淹没区")
    draw_plot(**by, kind="evacuation", made=make("evacuation", flood))
    draw_plot(**by, kind="cordon", made=make("cordon", None, Circle(113.77, 23.5, 500)), exercise=99)
    path = f"/api/plots/route?from_lon={START[0]}&from_lat={START[1]}&to_lon={END[0]}&to_lat={END[1]}"
    found = as_user(people.wang).get(path).json()
    assert [one["name"] for one in found["avoided"]] == ["派潭河淹没区"], "no exercise's cordon, no area people live in"
    assert (found["engine"], found["crossed"], found["inside"]) == ("estimate", [], [])
    line = shapely.LineString(found["line"]["coordinates"])
    assert not line.intersects(WALL)
    kept = as_user(people.wang).send(
        "/api/plots", {"kind": "route", "symbol": "evac_route", "shape": found["line"], "route": {"seconds": found["seconds"], "engine": "estimate"}}
    )  # fmt: skip
    assert kept.status_code == 201
    assert kept.json()["figures"]["seconds"] == found["seconds"]
