"""From a plain MQTT client to a socket and back: positions, SOS, orders to a radio and its answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from realtime.positions import ROW_DTYPE, read_message
from tests.system.centre import Centre, Officer, Screen, wait_until

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


def ms() -> int:
    """Device time as our radio JSON spells it."""
    return round(time.time() * 1000)


@contextmanager
def terminal(centre: Centre, *topics: str) -> Iterator[tuple[mqtt.Client, list[tuple[str, Any]]]]:
    """A client with no code of ours: publishes, and keeps what it hears."""
    url = urlsplit(centre.env["MQTT_URL"])
    heard: list[tuple[str, Any]] = []
    ready = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"t-{uuid4().hex[:8]}")
    if url.username:
        client.username_pw_set(url.username, url.password)
    client.on_message = lambda _c, _u, message: heard.append((message.topic, json.loads(message.payload)))
    client.on_connect = lambda *_: client.subscribe([(topic, 1) for topic in topics]) if topics else ready.set()
    client.on_subscribe = lambda *_: ready.set()
    client.connect(url.hostname or "127.0.0.1", url.port or 1883)
    client.loop_start()
    assert ready.wait(10)
    try:
        yield client, heard
    finally:
        client.disconnect()
        client.loop_stop()


def publish(client: mqtt.Client, topic: str, body: Any, qos: int = 1) -> None:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    client.publish(topic, payload, qos).wait_for_publish(10)


def a_radio(centre: Centre) -> tuple[str, int, int]:
    """(external id, terminal, subject) of a registered radio that speaks for a free unit, and that no other test has had.

    What one test made it say, another would find: a last position is in everybody's first picture.
    """
    found = centre.query(
        "SELECT t.external_id, t.id, t.subject_id FROM terminals_terminal t JOIN teams_unit u ON u.subject_id = t.subject_id"
        " WHERE t.adapter = 'radio' AND t.revoked_at IS NULL AND u.status_id = 'ready' AND u.exercise_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM orders_assignment a WHERE a.unit_id = t.subject_id AND a.state = 'open')"
        " AND NOT EXISTS (SELECT 1 FROM tracks_lastfix f WHERE f.subject_id = t.subject_id) AND t.id <> ALL(%s) ORDER BY t.id DESC LIMIT 1",
        centre.given,
    )[0]
    centre.given.append(found[1])
    return found


def picture_of(screen: Screen, subject: int, seconds: float = 10) -> Any:
    """The next row of this subject on the picture lane."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        frame = screen.read(1)
        if frame is None or frame["t"] != "picture":
            continue
        tick, _, frames = read_message(frame["data"])
        screen.socket.send(json.dumps({"t": "tick", "n": tick}))
        for found in frames:
            rows = np.frombuffer(found.rows, ROW_DTYPE)
            if subject in rows["subject"]:
                return rows[rows["subject"] == subject][0]
    raise AssertionError(f"subject {subject} did not appear")


def watching(centre: Centre, web: str = "web-2") -> Screen:
    screen = Screen(Officer(centre.url(web), "zhibanzhang"))
    screen.connect()
    screen.socket.send(json.dumps({"t": "picture", "areas": ["4401"], "every": 1}))
    return screen


@pytest.fixture
def gateway(centre: Centre) -> None:
    centre.beating("gateway")


def test_a_fix_published_by_a_plain_client_is_on_the_socket(centre: Centre, gateway: None):
    name, _, subject = a_radio(centre)
    screen = watching(centre)
    with terminal(centre) as (radio, _):
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.61, "lon": 113.61, "at": ms(), "spd": 1.5, "bat": 80}, qos=0)
        row = picture_of(screen, subject)
    assert (row["lat"], row["lon"], row["speed"], row["battery"]) == (236100000, 1136100000, 150, 80)
    screen.close()


def test_an_older_fix_never_moves_the_marker_back(centre: Centre, gateway: None):
    name, _, subject = a_radio(centre)
    screen = watching(centre)
    now = ms()
    with terminal(centre) as (radio, _):
        for lat, at in ((23.70, now), (23.60, now - 60_000), (0.0, now + 1000), (23.50, now + 3_600_000)):
            publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": lat, "lon": 113.6 if lat else 0.0, "at": at}, qos=0)
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.71, "lon": 113.6, "at": now + 2000}, qos=0)
        seen = [picture_of(screen, subject)["lat"]]
        while seen[-1] != 237100000:
            seen.append(picture_of(screen, subject)["lat"])
    assert set(seen) <= {237000000, 237100000}
    screen.close()


def test_garbage_goes_to_quarantine_and_the_next_frame_is_processed(centre: Centre, gateway: None):
    name, _, subject = a_radio(centre)
    screen = watching(centre)
    with terminal(centre) as (radio, _):
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", b"\xff\x00 not json", qos=0)
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.62, "lon": 113.62, "at": ms()}, qos=0)
        assert picture_of(screen, subject)["lat"] == 236200000
    wait_until(lambda: centre.query("SELECT 1 FROM inbox_quarantine WHERE topic LIKE %s", f"%{name}/pos"), 10, "quarantine row")
    screen.close()


def test_an_sos_is_an_alarm_on_every_console_within_two_seconds(centre: Centre, gateway: None):
    name, _, subject = a_radio(centre)
    screen = watching(centre, "web-1")
    with terminal(centre) as (radio, _):
        began = time.monotonic()
        body = {"active": True, "mid": uuid4().hex, "lat": 23.63, "lon": 113.63, "at": ms()}
        publish(radio, f"ecc/v1/440117/radio/{name}/sos", body)
        screen.read_until(lambda frame: any(kind == "alarm.raised" and row["subject"] == subject for _, _, kind, row in screen.events))
        assert time.monotonic() - began < 2
        publish(radio, f"ecc/v1/440117/radio/{name}/sos", body)  # the broker may deliver twice
    raised = [row for _, _, kind, row in screen.events if kind == "alarm.raised" and row["subject"] == subject]
    assert [(row["source"], row["urgency"]) for row in raised] == [("sos", "critical")]
    assert centre.query("SELECT count(*) FROM inbox_inbox WHERE topic LIKE %s", f"%/{name}/sos") == [(1,)]
    screen.close()


def test_an_unknown_radios_sos_is_an_alarm_all_the_same(centre: Centre, gateway: None):
    screen = watching(centre)
    name = f"X{uuid4().hex[:6]}"
    with terminal(centre) as (radio, _):
        publish(radio, f"ecc/v1/440117/radio/{name}/sos", {"active": True, "mid": "1", "lat": 23.64, "lon": 113.64})
        screen.read_until(lambda frame: any(kind == "alarm.raised" and name in row["place"] for _, _, kind, row in screen.events))
    screen.close()


def test_an_unregistered_radio_is_listed_and_adopted_with_one_click(centre: Centre, gateway: None):
    officer = Officer(centre.url("web-1"), "zhiban")
    name = f"N{uuid4().hex[:6]}"
    screen = watching(centre)
    with terminal(centre) as (radio, _):
        topic = f"ecc/v1/440117/radio/{name}/pos"
        publish(radio, topic, {"lat": 23.65, "lon": 113.65, "at": ms()}, qos=0)

        def listed() -> Any:
            return next((row for row in officer.get("/api/devices/unknown")["items"] if row["external_id"] == name), None)

        unknown = wait_until(listed, 10, "listed as unknown")
        answer = officer.post(f"/api/devices/unknown/{unknown['id']}/adopt", {"label": "新电台", "kind": "radio", "area": "440117"})
        assert answer.status_code == 201, answer.text
        subject = answer.json()["subject"]

        def moves() -> Any:
            publish(radio, topic, {"lat": 23.66, "lon": 113.66, "at": ms()}, qos=0)
            try:
                return picture_of(screen, subject, 2)
            except AssertionError:
                return None

        row = wait_until(moves, 20, "its marker moves")
    assert row["lat"] == 236600000
    screen.close()


def test_an_order_goes_to_the_radio_and_its_answers_come_back(centre: Centre, gateway: None):
    officer = Officer(centre.url("web-1"), "zhiban")
    name, _, unit = a_radio(centre)
    incident = officer.post("/api/incidents", FIRE).json()
    screen = watching(centre)
    with terminal(centre, f"ecc/v1/+/+/{name}/cmd") as (radio, heard):
        answer = officer.post(f"/api/incidents/{incident['id']}/assignments", {"unit": unit, "task": "扑救火线东侧"})
        assert answer.status_code == 201, answer.text
        order = answer.json()["order"]["id"]
        topic, command = wait_until(lambda: heard and heard[0], 10, "the order on the radio")
        assert (command["order"], command["body"]["task"]) == (order, "扑救火线东侧")
        for kind in ("delivered", "read", "accepted", "accepted"):
            publish(radio, topic.replace("/cmd", "/ack"), {"order": order, "kind": kind, "mid": kind, "at": ms()})
        screen.read_until(lambda frame: any(k == "order.accepted" and row["id"] == order for _, _, k, row in screen.events))
    kinds = [kind for stream, _, kind, row in screen.events if row.get("id") == order and kind.startswith("order.")]
    assert kinds[0] == "order.issued"
    assert kinds.count("order.accepted") == 1
    wait_until(lambda: centre.query("SELECT state FROM orders_order WHERE id = %s", order) == [("accepted",)], 5)
    screen.close()


def test_a_slow_client_gets_at_most_two_pictures_unacknowledged(centre: Centre, gateway: None):
    """Two come; then nothing more for as long as eight would have taken."""
    name, _, subject = a_radio(centre)
    screen = watching(centre)
    pictures: list[bytes] = []
    with terminal(centre) as (radio, _):
        begun, quiet = time.monotonic(), 0.0
        while quiet < 2 and time.monotonic() - begun < 30:
            publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.67, "lon": 113.67, "at": ms()}, qos=0)
            frame = screen.read(0.2)
            if frame is not None and frame["t"] == "picture":
                pictures.append(frame["data"])
            if len(pictures) == 2:
                quiet += 0.2
        last = pictures[-1]
        assert len(pictures) == 2
        tick, _, _ = read_message(last)
        screen.socket.send(json.dumps({"t": "tick", "n": tick}))
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.68, "lon": 113.68, "at": ms()}, qos=0)
        assert picture_of(screen, subject)["lat"] in (236700000, 236800000)
    screen.close()


def test_a_district_screen_gets_only_its_districts_rows(centre: Centre, gateway: None):
    """The outsider speaks first each time: when the insider's row is there, the other's would be."""
    inside, outside = (
        centre.query(
            "SELECT t.external_id, t.subject_id FROM terminals_terminal t WHERE t.adapter = 'radio' AND t.area LIKE %s LIMIT 1", prefix
        )[0]
        for prefix in ("440117%", "440115%")
    )
    screen = Screen(Officer(centre.url("web-1"), "conghua"), "area:440117")
    screen.connect()
    screen.socket.send(json.dumps({"t": "picture", "areas": ["4401", "440117"], "every": 1}))
    seen: set[int] = set()
    with terminal(centre) as (radio, _):
        rounds, end = 0, time.monotonic() + 20
        while (rounds < 10 or inside[1] not in seen) and time.monotonic() < end:
            rounds += 1
            for name, _ in (outside, inside):
                publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.6, "lon": 113.6, "at": ms()}, qos=0)
            frame = screen.read(0.4)
            if frame is not None and frame["t"] == "picture":
                tick, _, frames = read_message(frame["data"])
                screen.socket.send(json.dumps({"t": "tick", "n": tick}))
                assert {found.district for found in frames} <= {440117}
                seen |= {int(value) for found in frames for value in np.frombuffer(found.rows, ROW_DTYPE)["subject"]}
    assert inside[1] in seen
    assert outside[1] not in seen
    screen.close()
