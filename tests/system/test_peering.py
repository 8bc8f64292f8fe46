"""Two whole installations – a city and its province – on one machine, with a road between them that cuts, repeats and delays."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from command.peering.signing import headers
from tests.system.centre import Centre, Officer, wait_until
from tests.system.test_wire import FIRE

pytestmark = [pytest.mark.faults, pytest.mark.nightly]  # two whole centres
PASSES = ("X-ECC-", "Content-Type")


class Road:
    """A proxy before one centre's door. It may be shut, lose the answer after the request went through, bring a request twice, or be slow."""

    def __init__(self, to: str) -> None:
        self.to, self.open, self.slow = to, True, 0.0
        self.lose, self.twice = 0, 0  # how many of the next answers are lost, requests brought twice
        self.passed = 0
        road = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                road.carry(self)

            do_GET = do_POST

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def carry(self, door: BaseHTTPRequestHandler) -> None:
        content = door.rfile.read(int(door.headers.get("Content-Length") or 0))
        if not self.open:
            self._break(door)
            return
        time.sleep(self.slow)
        given = {name: value for name, value in door.headers.items() if name.startswith(PASSES)}
        answer = requests.request(door.command, self.to + door.path, data=content, headers=given, timeout=20)
        self.passed += 1
        message = door.path.endswith("/messages")
        if message and self.twice > 0:  # the copy comes after the first; what it is answered nobody hears
            self.twice -= 1
            requests.request(door.command, self.to + door.path, data=content, headers=given, timeout=20)
        if message and self.lose > 0:
            self.lose -= 1
            self._break(door)
            return
        door.send_response(answer.status_code)
        door.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
        door.send_header("Content-Length", str(len(answer.content)))
        door.end_headers()
        door.wfile.write(answer.content)

    @staticmethod
    def _break(door: BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            door.connection.shutdown(socket.SHUT_RDWR)


class Pair:
    """`city` tells the `province`; each knows the other by a road of its own."""

    def __init__(self, scratch: Path) -> None:
        for name in ("city", "province"):
            (scratch / name).mkdir()
        self.city, self.province = Centre(scratch / "city", own_broker=False), Centre(scratch / "province", own_broker=False)
        for one in (self.city, self.province):
            one.query("UPDATE rules_rule SET value = '2' WHERE name = 'peering.retry_most_s'")  # tests do not wait two minutes
        self.city.start_web("web")
        self.province.start_web("web")
        self.up, self.down = Road(self.province.url("web")), Road(self.city.url("web"))
        self.mayor, self.governor = Officer(self.city.url("web"), "zhibanzhang"), Officer(self.province.url("web"), "zhibanzhang")
        self.above = self._enter(self.mayor, "gd", "广东省应急指挥平台", "above", "gz", self.up.url)
        self.below = self._enter(self.governor, "gz", "广州市应急指挥平台", "below", "gd", self.down.url)
        self.keys = [self.rotate()]
        for one in (self.city, self.province):
            one.start("worker")
        self.city.start("worker-2", "worker")  # a second one never sends what the first does

    @staticmethod
    def _enter(officer: Officer, code: str, name: str, level: str, known_as: str, url: str) -> int:
        body = {"code": code, "name": name, "level": level, "area": "4401", "known_as": known_as, "url": url}
        answer = officer.post("/api/peers", body)
        assert answer.status_code == 201, answer.text
        number: int = answer.json()["id"]
        return number

    def rotate(self) -> dict[str, str]:
        """The province makes a key; somebody carries it to the city."""
        made: dict[str, str] = self.governor.post(f"/api/peers/{self.below}/keys").json()
        assert self.mayor.post(f"/api/peers/{self.above}/keys/enter", made).status_code == 200
        return made

    def stop(self) -> None:
        self.city.stop()
        self.province.stop()

    def logs(self) -> str:
        return self.city.log("worker") + self.province.log("worker") + self.province.log("web")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    made = Pair(tmp_path_factory.mktemp("platforms"))
    yield made
    made.stop()


def settled(centre: Centre) -> bool:
    """Nothing waits any more."""
    return centre.query("SELECT 1 FROM peering_outgoing WHERE state IN ('waiting', 'received') LIMIT 1") == []


ITEM = "SELECT body->>'place', revision, state FROM peering_item WHERE kind = 'incident' AND subject = %s"


def test_what_is_known_here_is_known_there_once_whatever_the_road_does(pair: Pair) -> None:
    city, province, mayor, governor = pair.city, pair.province, pair.mayor, pair.governor
    wait_until(lambda: mayor.get(f"/api/peers/{pair.above}")["link"] == "ok", 30, pair.logs)

    # Up: an incident; while the road loses answers, repeats and is slow
    pair.up.lose, pair.up.twice, pair.up.slow = 2, 3, 0.05
    incident = mayor.post("/api/incidents", FIRE | {"place": "石岭"}).json()["id"]
    wait_until(lambda: province.query(ITEM, str(incident)) == [("石岭", 1, "opened")], 30, pair.logs)

    # Cut: both go on; the desk says so
    pair.up.open = pair.down.open = False
    for number in range(4):
        assert mayor.post(f"/api/incidents/{incident}/notes", {"text": f"第{number}次通报"}).status_code < 300
    assert mayor.post(f"/api/incidents/{incident}/phase", {"phase": "on_scene"}).status_code < 300
    wait_until(lambda: mayor.get(f"/api/peers/{pair.above}")["link"] == "failing", 30, pair.logs)
    line = mayor.get(f"/api/peers/{pair.above}")
    assert line["waiting"] >= 1 and line["waiting_since"] and "网络不通" in line["error"]
    (item,) = [row["id"] for row in governor.get("/api/peers/items") if row["kind"] == "incident"]
    order = governor.post(f"/api/peers/{pair.below}/directives", {"text": "确保扑救人员安全,两小时一报", "item": item}).json()[
        "instruction"
    ]

    # Joined: it is all there, and an order comes down with its clock
    pair.up.lose, pair.down.lose, pair.down.twice = 2, 1, 2
    pair.up.open = pair.down.open = True
    wait_until(lambda: [row[2] for row in province.query(ITEM, str(incident))] == ["on_scene"], 30, pair.logs)
    ours = wait_until(
        lambda: city.query("SELECT id, incident_id, leader_name, due_at IS NOT NULL FROM instructions_instruction"), 30, pair.logs
    )
    assert [row[1:] for row in ours] == [(incident, "广东省应急指挥平台 陈班长", True)]
    assert (
        mayor.post(f"/api/instructions/{ours[0][0]}/feedback", {"name": "市森防办", "text": "人员已撤至安全区", "done": True}).status_code
        < 300
    )
    wait_until(lambda: province.query("SELECT state FROM instructions_instruction WHERE id = %s", order) == [("done",)], 30, pair.logs)
    assert [row[0] for row in province.query("SELECT text FROM instructions_feedback WHERE instruction_id = %s", order)] == [
        "人员已撤至安全区"
    ]

    # At rest both hold the same, and each message was handled once
    wait_until(lambda: settled(city) and settled(province), 30, pair.logs)
    for here, there in ((city, province), (province, city)):
        told = here.query("SELECT message, state FROM peering_outgoing WHERE state <> 'superseded' ORDER BY message")
        taken = dict(there.query("SELECT message, state FROM peering_incoming WHERE state <> 'new'"))
        assert [one for one in told if taken.get(one[0]) not in ("accepted", "older")] == []
        assert there.query("SELECT message FROM peering_incoming GROUP BY message HAVING count(*) > 1") == []
        assert there.query("SELECT kind, reason FROM peering_incoming WHERE state IN ('refused', 'failed')") == []
        newest = here.query(
            "SELECT DISTINCT ON (kind, subject) kind, subject, revision FROM peering_outgoing ORDER BY kind, subject, revision DESC"
        )
        held = {(kind, subject): revision for kind, subject, revision in there.query("SELECT kind, subject, revision FROM peering_item")}
        assert {(kind, subject): revision for kind, subject, revision in newest} == held
    assert (
        province.query("SELECT count(*) FROM instructions_feedback") == city.query("SELECT count(*) FROM instructions_feedback") == [(1,)]
    )
    # Told again from the beginning, nothing is new to them
    before = city.query("SELECT count(*) FROM peering_outgoing")
    assert mayor.post(f"/api/peers/{pair.above}/again").status_code == 200
    wait_until(lambda: city.query("SELECT 1 FROM peering_peer WHERE whole_at IS NOT NULL"), 20, "held against what it was told")
    assert city.query("SELECT count(*) FROM peering_outgoing") == before


def test_a_platform_whose_backup_was_restored_is_heard_again(pair: Pair) -> None:
    """It counts its words anew from where the backup stood; the other has later ones of the same thing and must not stay with them."""
    city, province, mayor = pair.city, pair.province, pair.mayor
    incident = mayor.post("/api/incidents", FIRE | {"place": "吕田"}).json()["id"]
    wait_until(lambda: settled(city) and province.query(ITEM, str(incident)) != [], 30, pair.logs)
    assert mayor.post(f"/api/incidents/{incident}/phase", {"phase": "on_scene"}).status_code < 300
    wait_until(lambda: [row[2] for row in province.query(ITEM, str(incident))] == ["on_scene"] and settled(city), 30, pair.logs)
    held = province.query(ITEM, str(incident))[0][1]
    assert held > 1
    city.query("DELETE FROM peering_outgoing WHERE kind = 'incident' AND subject = %s AND revision > 1", str(incident))
    assert mayor.post(f"/api/incidents/{incident}/change", {"changes": {"place": {"from": "吕田", "to": "吕田镇"}}}).status_code < 300
    wait_until(lambda: [row[0] for row in province.query(ITEM, str(incident))] == ["吕田镇"], 30, pair.logs)
    assert province.query(ITEM, str(incident))[0][1] == held + 1


def test_what_is_lent_is_known_on_both_sides_step_by_step_over_a_road_that_is_cut(pair: Pair) -> None:
    """Asked → granted with what is lent → on the way → arrived → going home → back; each side says its own part, whatever the road does."""
    city, province, mayor, governor = pair.city, pair.province, pair.mayor, pair.governor
    body = {
        "area": "4401",
        "force": "neighbour",
        "to": "广东省应急管理厅",
        "what": "救生衣 12 件、抢险队 1 支",
        "place": "良口镇政府",
        "people": 30,
    }
    asked = mayor.post("/api/agreements/requests", body).json()["id"]
    leader = Officer(city.url("web"), "daiban")
    assert leader.post(f"/api/agreements/requests/{asked}/sign", {"pin": "2468"}).status_code == 200
    assert mayor.post(f"/api/agreements/requests/{asked}/send", {"way": "system"}).status_code == 200
    found = wait_until(lambda: [row for row in governor.get("/api/peers/items") if row["kind"] == "support"], 30, pair.logs)
    item, at = found[0]["id"], f"/api/peers/items/{found[0]['id']}/loan"
    unit = province.query("SELECT subject_id FROM teams_unit WHERE exercise_id IS NULL AND status_id = 'ready' ORDER BY code LIMIT 1")[0][0]
    stock, before = province.query("SELECT id, on_hand FROM supplies_stock WHERE exercise_id IS NULL AND on_hand - reserved > 20 LIMIT 1")[
        0
    ]

    def stages() -> tuple[str | None, str | None]:
        ours, theirs = mayor.get(f"/api/agreements/requests/{asked}"), governor.get(f"/api/peers/items/{item}")
        return ours["loan"], theirs["loan"]

    # Granted with what is lent; answers are lost and requests come twice
    pair.down.lose, pair.down.twice = 2, 3
    assert governor.post(at, {"teams": [unit], "stock": [{"stock": stock, "count": 12}], "note": "半小时出发"}).status_code == 200
    assert governor.post(at, {"teams": [unit], "stock": []}).status_code == 409, "lent already"
    wait_until(lambda: stages() == ("promised", "promised"), 40, pair.logs)
    # Cut: it leaves, and nobody there knows yet
    pair.up.open = pair.down.open = False
    assert governor.post(f"{at}/leave", {}).status_code == 200
    assert province.query("SELECT on_hand, reserved FROM supplies_stock WHERE id = %s", stock) == [(before - 12, 0)]
    assert stages() == ("promised", "on_the_way")
    # It is there before the word of its leaving is
    assert mayor.post(f"/api/agreements/requests/{asked}/arrived").status_code == 200
    pair.up.lose, pair.up.twice, pair.down.twice = 1, 2, 2
    pair.up.open = pair.down.open = True
    wait_until(lambda: stages() == ("arrived", "arrived"), 40, pair.logs)
    assert mayor.post(f"/api/agreements/requests/{asked}/home").status_code == 200
    wait_until(lambda: stages() == ("going_home", "going_home"), 40, pair.logs)
    pair.down.open = False
    assert governor.post(f"{at}/return", {"back": [{"line": 1, "count": 10}]}).status_code == 200
    pair.down.open = True
    wait_until(lambda: stages() == ("returned", "returned"), 40, pair.logs)
    assert province.query("SELECT on_hand, reserved FROM supplies_stock WHERE id = %s", stock) == [(before - 2, 0)], (
        "two were used up, once"
    )
    assert province.query("SELECT status_id FROM teams_unit WHERE subject_id = %s", unit) == [("ready",)]
    lines = mayor.get(f"/api/agreements/requests/{asked}")["lent"]["lines"]
    assert [(line["kind"], line["back"]) for line in lines] == [("team", None), ("stock", 10)]
    wait_until(lambda: settled(city) and settled(province), 30, pair.logs)


def test_a_key_takes_the_others_place_without_a_message_lost(pair: Pair) -> None:
    city, province, mayor, governor = pair.city, pair.province, pair.mayor, pair.governor
    old = pair.keys[-1]["name"]
    new = pair.rotate()
    incident = mayor.post("/api/incidents", FIRE | {"place": "换钥期间"}).json()["id"]
    wait_until(lambda: province.query(ITEM, str(incident)), 30, pair.logs)
    wait_until(
        lambda: province.query("SELECT 1 FROM peering_key WHERE name = %s AND proven", new["name"]), 30, "the city has signed with it"
    )
    for officer, peer in ((mayor, pair.above), (governor, pair.below)):
        key = next(one["id"] for one in officer.get(f"/api/peers/{peer}")["keys"] if one["name"] == old)
        assert officer.post(f"/api/peers/keys/{key}/end").status_code == 200
    later = mayor.post("/api/incidents", FIRE | {"place": "换钥之后"}).json()["id"]
    wait_until(lambda: province.query(ITEM, str(later)), 30, pair.logs)
    refused = stranger(pair, "POST", "/api/exchange/v1/hello", {}, pair.keys[-1])
    assert refused.status_code == 401
    pair.keys.append(new)
    assert city.query("SELECT count(*) FROM peering_key WHERE ended_at IS NULL") == [(1,)]
    for secret in (pair.keys[0]["secret"], new["secret"]):
        assert all(secret not in path.read_text(errors="replace") for one in (city, province) for path in one.scratch.glob("*.log"))


def stranger(pair: Pair, method: str, path: str, body: Any, key: dict[str, str]) -> requests.Response:
    """A program of somebody else that has the city's key."""
    content = json.dumps(body, ensure_ascii=False).encode()
    signed = headers(peer="gz", key=key["name"], secret=key["secret"], now=time.time(), method=method, path=path, body=content)
    return requests.request(
        method, pair.province.url("web") + path, data=content, headers=signed | {"Content-Type": "application/json"}, timeout=10
    )


def test_a_platform_of_1_9_is_understood_and_of_2_is_told_which_is_spoken(pair: Pair) -> None:
    key = pair.keys[-1]
    letter = {
        "version": "ecc-exchange/1.9", "id": str(uuid4()), "kind": "incident", "from": "gz", "area": "440117", "made_at": "2026-11-22T10:00:00+08:00",
        "subject": "skew", "revision": 1, "drill": False, "priority": "high", "body": {"number": "S-1", "place": "新字段", "smoke": {"density": 3}},
    }  # fmt: skip
    taken = stranger(pair, "POST", "/api/exchange/v1/messages", letter, key)
    assert (taken.status_code, taken.json()["state"]) == (200, "accepted"), taken.text
    assert pair.province.query("SELECT body->'smoke'->>'density' FROM peering_item WHERE subject = 'skew'") == [("3",)]
    newer = stranger(pair, "POST", "/api/exchange/v2/messages", letter | {"version": "ecc-exchange/2.0", "id": str(uuid4())}, key)
    assert (newer.status_code, newer.json()["code"], newer.json()["where"]) == (400, "exchange_version", ["ecc-exchange/1.0"])
    assert "不支持大版本 2" in newer.json()["detail"]


def test_a_peer_of_another_major_is_shown_as_such(pair: Pair) -> None:
    with other_major() as url:
        number = Pair._enter(pair.mayor, "future", "新一代平台", "beside", "gz", url)
        assert pair.mayor.post(f"/api/peers/{number}/keys/enter", {"name": "k1", "secret": "x" * 43}).status_code == 200
        wait_until(lambda: pair.mayor.get(f"/api/peers/{number}")["link"] == "version", 20, pair.logs)
        assert "ecc-exchange/2.0" in pair.mayor.get(f"/api/peers/{number}")["error"]


@contextlib.contextmanager
def other_major() -> Iterator[str]:
    """Answers every hello with versions of its own."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            content = json.dumps({"name": "新一代平台", "versions": ["ecc-exchange/2.0"], "kinds": [], "time": ""}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
