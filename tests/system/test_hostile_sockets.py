"""Screens', conferences' and talk's sockets of running processes under somebody who means harm: the process lives, and nobody beside them notices."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from realtime.protocol import MAX_FRAME
from realtime.talk.management.commands.voice import MOST_HEARD
from tests.system.centre import Centre, Officer, Screen, wait_until
from tests.system.talking import Talker, talks

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
CALL = {"urgency": "urgent", "source": "call", **FIRE}
MALFORMED, TOO_MANY, TOO_LARGE = 4400, 4029, 1009
LARGEST = {"/ws/": MAX_FRAME, "/ws/rtc/": MAX_FRAME, "/ws/talk/": MOST_HEARD}  # a frame; larger ones are dropped with their connection
HOSTILE: dict[str, str | bytes | list[str]] = {
    "binary": bytes(range(256)) * 4,
    "empty": "",
    "no JSON": "{",
    "deep": "[" * 30_000,
    "deep objects": '{"t":' * 10_000,
    "other types": '{"t":"subscribe","scopes":{"0":"area:4401"},"epoch":1,"cursor":[]}',
    "an unknown word": '{"t":"become","actor":"user:1"}',
    "a number beyond all": '{"t":"got","n":' + "9" * 5_000 + "}",
    "not a number": '{"t":"tick","n":NaN}',
    "the server's own word": '{"t":"events","s":"area:4401","e":[]}',
    "a scope nobody has": '{"t":"subscribe","scopes":["root:4401"]}',
    "a stream not for screens": '{"t":"subscribe","scopes":["security:4401"]}',
    "a pattern for a scope": '{"t":"subscribe","scopes":["area:%"]}',
    "SQL for a scope": '{"t":"subscribe","scopes":["area:4401\' OR 1=1 --"]}',
    "NUL": '{"t":"subscribe","scopes":["area:4401\\u0000"]}',
    "half a character": '{"t":"subscribe","scopes":["area:\\ud800"]}',
    "fifty-one scopes": json.dumps({"t": "subscribe", "scopes": [f"incident:{n}" for n in range(51)]}),
    "fragments that together are too much": ["中" * 1000] * (MAX_FRAME // 3000 + 1),  # fewer characters than bytes are allowed
}


@cache
def signed_in(url: str) -> Officer:
    return Officer(url, "conghua")


def a_screens(centre: Centre) -> ClientConnection:
    mallory = signed_in(centre.url("web-1"))
    ticket = mallory.post("/api/ticket").json()["ticket"]
    socket = connect(f"{mallory.url.replace('http', 'ws')}/ws/?ticket={ticket}", origin=mallory.url, compression=None)  # type: ignore[arg-type]
    socket.recv(10)
    return socket


def a_talkers(centre: Centre) -> ClientConnection:
    wait_until(lambda: talks(centre), 60, "voice listens")
    mallory = signed_in(centre.url("web-1"))
    group = mallory.get("/api/talk/groups")[0]["id"]
    return Talker(mallory, [group], join=False).socket


def a_conferences(centre: Centre) -> ClientConnection:
    mallory = signed_in(centre.url("web-1"))
    incident = mallory.post("/api/incidents", FIRE).json()["id"]
    opened = mallory.post("/api/conferences", {"incident": incident, "purpose": "会商", "provider": "mesh"})
    assert opened.status_code == 201, opened.text
    entry = mallory.post(f"/api/conferences/{opened.json()['id']}/join").json()
    address = f"{mallory.url.replace('http', 'ws')}{entry['socket']}?ticket={entry['ticket']}"
    return connect(address, origin=mallory.url, compression=None)  # type: ignore[arg-type]


DOORS: dict[str, Callable[[Centre], ClientConnection]] = {"/ws/": a_screens, "/ws/talk/": a_talkers, "/ws/rtc/": a_conferences}


def said_to(socket: ClientConnection) -> list[dict[str, Any]]:
    """Every frame that still comes, until nobody says anything or it ends."""
    heard: list[dict[str, Any]] = []
    with suppress(TimeoutError, ConnectionClosed):
        while len(heard) < 50:
            frame = socket.recv(0.3)
            if isinstance(frame, str):
                heard.append(json.loads(frame))
    return heard


@pytest.fixture
def beside(centre: Centre) -> Iterator[Screen]:
    """Another officer's screen on the same process, open through all of a test."""
    screen = Screen(Officer(centre.url("web-1"), "zhibanzhang"))
    screen.connect()
    yield screen
    screen.close()


def reads_on(screen: Screen) -> None:
    """Whoever does not acknowledge is let go, and rightly."""
    screen.drain(0.01)
    assert screen.socket is not None
    screen.socket.send(json.dumps({"t": "got", "n": screen.seen}))


def goes_on(centre: Centre, beside: Screen) -> None:
    """The processes are the same ones, and what is done next reaches the other's screen whole and in order."""
    assert all(centre.processes[name].poll() is None for name in ("web-1", "voice"))
    alarm = Officer(centre.url("web-1"), "zhiban").post("/api/alarms", CALL).json()["id"]
    beside.read_until(lambda _: any(event[3].get("id") == alarm for event in beside.events))
    assert beside.gaps() == []


@pytest.mark.parametrize("door", DOORS)
def test_no_frame_ends_the_process_or_is_answered_with_more_than_an_error(door: str, centre: Centre, beside: Screen):
    for what, frame in HOSTILE.items():
        socket = DOORS[door](centre)
        with suppress(ConnectionClosed):
            socket.send(frame)
        heard = said_to(socket)
        told = {one["t"] for one in heard} - {"beat", "hello", "peers", "welcome", "joined", "room"}
        assert told <= {"error", "picture"}, (what, heard)
        pieces = frame if isinstance(frame, list) else [frame]
        largest = max(len(piece if isinstance(piece, bytes) else piece.encode()) for piece in pieces)
        dropped = socket.close_code == 1006 and largest > LARGEST[door]
        assert dropped or socket.close_code in (None, MALFORMED, TOO_MANY, TOO_LARGE), (what, socket.close_code)
        socket.close()
        reads_on(beside)
    goes_on(centre, beside)


@pytest.mark.parametrize("door", DOORS)
def test_a_frame_larger_than_any_word_ends_its_own_connection(door: str, centre: Centre, beside: Screen):
    socket = DOORS[door](centre)
    with pytest.raises(ConnectionClosed):
        socket.send('{"t":"' + "x" * (4 * MAX_FRAME) + '"}')
        while True:
            socket.recv(10)
    goes_on(centre, beside)


@pytest.mark.parametrize("door", DOORS)
def test_a_flood_ends_its_own_connection(door: str, centre: Centre, beside: Screen):
    socket = DOORS[door](centre)
    with pytest.raises(ConnectionClosed) as closed:
        for _ in range(5_000):
            socket.send('{"t":"got","n":1}')
        while True:
            socket.recv(10)
    assert closed.value.rcvd is None or closed.value.rcvd.code in (TOO_MANY, MALFORMED), closed.value
    goes_on(centre, beside)


@pytest.mark.parametrize("path", ["/ws/", "/ws/rtc/", "/ws/talk/"])
def test_every_socket_wants_our_page_and_a_ticket(path: str, centre: Centre, beside: Screen):
    wait_until(lambda: talks(centre), 60, "voice listens")
    web = centre.url("web-1")
    base = (f"http://127.0.0.1:{centre.env['VOICE_PORT']}" if path == "/ws/talk/" else web).replace("http", "ws")
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{base}{path}?ticket=x", origin="https://evil.example")  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    for query in ("", "?ticket=", "?ticket=x", "?ticket=%00", "?ticket=" + "x" * 5_000):
        with connect(f"{base}{path}{query}", origin=web) as socket, pytest.raises(ConnectionClosed) as closed:  # type: ignore[arg-type]
            socket.recv(10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401, query
    goes_on(centre, beside)


def test_an_address_that_opens_sockets_too_fast_waits_and_no_other_does(centre: Centre):
    """At a process of its own, which takes two a second of each address and believes a proxy who asked."""
    kept = dict(centre.env)
    centre.env |= {"HANDSHAKES_PER_S": "2", "TRUST_PROXY": "1"}
    try:
        centre.start_web("web-narrow")
        url = centre.url("web-narrow")

        def knock(address: str) -> bool:
            """Was it let as far as the question whose ticket it is?"""
            try:
                with connect(f"{url.replace('http', 'ws')}/ws/?ticket=x", origin=url, additional_headers={"X-Forwarded-For": address}):  # type: ignore[arg-type]
                    return True
            except InvalidHandshake:
                return False

        answers = [knock("203.0.113.7") for _ in range(120)]
        assert all(answers[:20]) and not all(answers)
        assert knock("203.0.113.8")
    finally:
        centre.env = kept
        if process := centre.processes.pop("web-narrow", None):
            process.terminate()
            process.wait(10)
