"""A core and its edge on one machine: orders down, answers, calls for help and positions up; cut off, both act; joined again, nothing is lost or twice."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.system.centre import Centre, Officer, wait_until
from tests.system.test_wire import FIRE, ms, publish, terminal

AREA = "440117"
pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # two whole centres


class Road:
    """The one port between edge and core; `open` False: nothing goes through, and what was open breaks."""

    def __init__(self, port: int) -> None:
        self.to, self.open = port, True
        self.pairs: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.open = False
        for one in self.pairs:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()

    def join(self) -> None:
        self.open = True

    def _accept(self) -> None:
        while True:
            near, _ = self.listening.accept()
            if not self.open:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            self.pairs += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if not self.open:
                    break
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Pair:
    """The edge begins as a copy of the core, as it would from last night's backup."""

    def __init__(self, scratch: Path) -> None:
        for name in ("core", "edge"):
            (scratch / name).mkdir()
        self.core, self.edge = Centre(scratch / "core", own_broker=False), Centre(scratch / "edge")
        self.core.start_web("web")
        self.road = Road(self.core.ports["web"])
        number, self.secret = self.core.manage("edge_add", "从化前指", AREA).split()
        assert number == "1"
        self.edge.env |= {"EDGE_OF": self.road.url, "EDGE_SECRET": self.secret}
        self.edge.query("INSERT INTO clerk_deadline (kind, object_id, due_at, attempts) VALUES ('order.escalate', 7, now(), 0)")
        self.edge.manage("edge", "--once")
        assert self.edge.query("SELECT 1 FROM clerk_deadline") == [], "what the copy had begun is the core's alone"
        self.edge.start("gateway")
        self.edge.start("edge")
        self.edge.start_web("web")
        self.edge.beating("gateway")
        assert self.edge.query("SELECT number FROM edge_standing WHERE hashes ? 'order'") == [(1,)]

    def stop(self) -> None:
        self.edge.stop()
        self.core.stop()

    def both(self, sql: str, *values: Any) -> tuple[list[Any], list[Any]]:
        return self.core.query(sql, *values), self.edge.query(sql, *values)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    made = Pair(tmp_path_factory.mktemp("pair"))
    yield made
    made.stop()


def radios(centre: Centre) -> list[tuple[str, int, int]]:
    """(external id, terminal, unit) of free teams of the district with a radio."""
    return centre.query(
        "SELECT t.external_id, t.id, t.subject_id FROM terminals_terminal t JOIN teams_unit u ON u.subject_id = t.subject_id"
        " WHERE t.adapter = 'radio' AND t.revoked_at IS NULL AND u.status_id = 'ready' AND u.exercise_id IS NULL AND u.area LIKE %s"
        " AND NOT EXISTS (SELECT 1 FROM orders_assignment a WHERE a.unit_id = t.subject_id AND a.state = 'open') ORDER BY t.id DESC",
        f"{AREA}%",
    )


def sent(officer: Officer, incident: int, unit: int) -> int:
    answer = officer.post(f"/api/incidents/{incident}/assignments", {"unit": unit, "task": "出动"})
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["order"]["id"]
    return number


ORDER = "SELECT state FROM orders_order WHERE id = %s"
ACKS = "SELECT principal, kind FROM orders_ack WHERE order_id = %s ORDER BY 1, 2"


def test_cut_off_both_act_and_joined_again_nothing_is_lost_or_twice(pair: Pair, tmp_path: Path) -> None:
    core, edge = pair.core, pair.edge
    chief, forward, leader = (
        Officer(core.url("web"), "zhibanzhang"),
        Officer(edge.url("web"), "conghua"),
        Officer(edge.url("web"), "duizhang"),
    )
    (own_unit,) = core.query("SELECT unit_id FROM teams_member WHERE user_id = %s", leader.me["user"]["id"])[0]
    (name, box, by_radio), (_, _, by_edge), *_ = [one for one in radios(core) if one[2] != own_unit]
    incident = chief.post("/api/incidents", FIRE).json()["id"]

    with terminal(edge, f"ecc/v1/+/+/{name}/cmd") as (radio, heard):
        # Down: an order of the core reaches the radio on the edge's broker and the leader's page at the edge
        first, to_leader = sent(chief, incident, by_radio), sent(chief, incident, own_unit)
        wait_until(lambda: any(body["order"] == first for _, body in heard), 60, lambda: edge.log("edge") + edge.log("gateway"))
        wait_until(lambda: edge.query(ORDER, to_leader), 30, "the leader's order is at the edge")

        # Cut off: everybody goes on
        pair.road.cut()
        wait_until(lambda: "中断" in edge.log("edge"), 60, "the edge says that it is cut off")
        mid = uuid4().hex
        up = f"ecc/v1/{AREA}/radio/{name}"
        publish(radio, f"{up}/ack", {"order": first, "kind": "accepted", "mid": uuid4().hex, "at": ms()})
        for _ in range(2):
            publish(radio, f"{up}/sos", {"mid": mid, "at": ms(), "active": True, "lat": 23.61, "lon": 113.61})
        publish(radio, f"{up}/pos", {"lat": 23.62, "lon": 113.62, "at": ms()}, qos=0)
        assert leader.post(f"/api/orders/{to_leader}/acks", {"kind": "accepted"}).status_code == 200
        assert leader.post("/api/field/sos", {"active": True, "message_id": uuid4().hex, "lat": 23.63, "lon": 113.63}).status_code == 201
        own_incident = forward.post("/api/incidents", FIRE | {"place": "前指自行立案"}).json()["id"]
        own_order = sent(forward, own_incident, by_edge)
        for path, body in (
            ("notes", {"text": "东侧便道塌方,改走西侧"}),
            ("figures", {"measure": "burned_ha", "value": 1.5}),
            ("phase", {"phase": "on_scene"}),
        ):
            assert (answer := forward.post(f"/api/incidents/{incident}/{path}", body)).status_code < 300, answer.text
        later = chief.post("/api/incidents", FIRE | {"place": "断联期间"}).json()["id"]
        sos = "SELECT device FROM alarms_alarm WHERE source = 'sos' ORDER BY 1"
        wait_until(lambda: len(edge.query(sos)) == 2, 20, lambda: edge.log("gateway"))
        wait_until(lambda: edge.query(ORDER, first) == [("accepted",)], 20, "the edge has the radio's answer")
        wait_until(lambda: edge.query("SELECT 1 FROM tracks_trackpoint WHERE terminal = %s", box), 20, "the position is kept at the edge")
        assert core.query(sos) == [] and core.query(ORDER, first) != [("accepted",)]

        # A stick, carried to the core and back, while the road is still closed
        stick = tmp_path / "up.ecc"
        edge.manage("edge_export", str(stick))
        assert "不能并入 0 条" in core.manage("edge_import", str(stick))
        said = core.query("SELECT count(*) FROM edge_taken")
        core.manage("edge_import", str(stick))
        assert core.query("SELECT count(*) FROM edge_taken") == said, "the same stick again does nothing"
        spoilt = tmp_path / "spoilt.ecc"
        spoilt.write_bytes(stick.read_bytes().replace(b'"kind":"sos"', b'"kind":"ack"'))
        with pytest.raises(AssertionError, match="签名"):
            core.manage("edge_import", str(spoilt))

        pair.road.join()
        wait_until(lambda: edge.query("SELECT 1 FROM incidents_incident WHERE id = %s", later), 60, lambda: edge.log("edge"))
        wait_until(lambda: core.query(ORDER, first) == core.query(ORDER, to_leader) == [("accepted",)], 30, lambda: core.log("web"))
        wait_until(lambda: core.query("SELECT 1 FROM tracks_lastfix WHERE subject_id = %s", by_radio), 30, "the position is at the core")

    # Everything is there once, on both sides
    assert [len(rows) for rows in pair.both(sos)] == [2, 2]
    for order in (first, to_leader, own_order):
        here, there = pair.both(ACKS, order)
        assert here == there, order
    for table, key in (("incidents_incident", own_incident), ("orders_order", own_order)):
        here, there = pair.both(f"SELECT number FROM {table} WHERE id = %s", key)
        assert here == there and len(here) == 1
    assert core.query("SELECT unit_id FROM orders_assignment WHERE order_id = %s", own_order) == [(by_edge,)]
    assert core.query("SELECT kind, key, why FROM edge_taken WHERE why <> ''") == []
    here, there = pair.both("SELECT terminal, fixed_at FROM tracks_trackpoint WHERE terminal = %s ORDER BY 2", box)
    assert here == there and here
    # And it comes to rest: nothing is told again
    told = edge.query("SELECT count(*) FROM edge_sent")
    answered = edge.query("SELECT heard_at FROM edge_standing")
    wait_until(lambda: edge.query("SELECT heard_at FROM edge_standing") != answered, 30, "one more round")
    assert edge.query("SELECT count(*) FROM edge_sent") == told
    said = "SELECT n.text, n.by FROM incidents_note n WHERE n.incident_id = %s AND n.kind = 'note'"
    here, there = pair.both(said, incident)
    assert here == there == [("东侧便道塌方,改走西侧", f"user:{forward.me['user']['id']}")]
    here, there = pair.both("SELECT phase, figures FROM incidents_incident WHERE id = %s", incident)
    assert here == there == [("on_scene", {"burned_ha": 1.5})]
    # The desk at the core has them too
    row = next(one for one in chief.get(f"/api/incidents/{own_incident}")["orders"] if one["id"] == own_order)
    assert row["unit"] == by_edge


def test_without_the_secret_nobody_is_answered(pair: Pair) -> None:
    door = f"{pair.core.url('web')}/edge/exchange"
    for headers in ({}, {"Authorization": "Edge wrong"}, {"Authorization": f"Bearer {pair.secret}"}):
        assert requests.post(door, b"x", headers=headers, timeout=10).status_code == 401
    assert requests.post(door, b"x", headers={"Authorization": f"Edge {pair.secret}"}, timeout=10).status_code == 400
