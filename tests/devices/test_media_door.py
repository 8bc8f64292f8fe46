"""Who may send or see a path of the media server: its documented question, answered by our rights of this moment."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from devices.doors.credentials import digest_of
from devices.terminals.actions import register_terminal, revoke_terminal, set_credential
from devices.terminals.models import Terminal
from devices.video import tickets
from devices.video.live import asked
from devices.video.models import Stream
from devices.video.registry import add_stream
from realtime.accounts.models import User
from tests.conftest import person

pytestmark = pytest.mark.django_db
SECRET = "s3cret-of-the-media-server"


@pytest.fixture
def secret(settings: Any) -> None:
    settings.MEDIAMTX_SECRET = SECRET


@pytest.fixture
def camera(city: None, secret: None) -> Stream:
    return add_stream(actor="user:1", name="良口瞭望塔", area="440117", provider="mediamtx", address={"source": "rtsp://cam.test/1"})


@pytest.fixture
def drone(city: None, secret: None) -> Terminal:
    return register_terminal(actor="system", adapter="dji", external_id="SN1", kind="uav", area="440117", label="无人机")


def says(key: str = SECRET, **given: str) -> int:
    """As MediaMTX asks: every field, empty where it has nothing."""
    fields = dict.fromkeys(("user", "password", "token", "ip", "action", "path", "protocol", "id", "query"), "")
    body = fields | {"ip": "10.0.0.7", "protocol": "webrtc", "id": "9a3f…"} | given
    return Client().post(f"/media/auth?key={key}", json.dumps(body), content_type="application/json").status_code


def seen_by(user: User, camera: Stream) -> str:
    return f"ticket={tickets.issue('read', f'ecc-{camera.pk}', user.actor)}"


def test_who_may_read_the_area_sees_the_lens_and_nobody_else(camera: Stream, people: SimpleNamespace) -> None:
    path = f"ecc-{camera.pk}"
    assert says(action="read", path=path) == 401, "asked for a password first, as RTSP clients want it"
    assert says(action="read", path=path, query=seen_by(people.wang, camera)) == 200
    assert says(action="read", path=f"{path}-sub", query=seen_by(people.huang, camera)) == 200, "its smaller picture too"
    assert says(action="read", path=path, query=seen_by(people.nansha, camera)) == 403, "another district"
    other = add_stream(actor="user:1", name="别处", area="440115", provider="mediamtx", address={"source": "rtsp://cam.test/2"})
    assert says(action="read", path=f"ecc-{other.pk}", query=seen_by(people.wang, camera)) == 403, "a ticket is for one path"
    assert says(action="publish", path=path, query=seen_by(people.wang, camera)) == 403, "and for one thing"
    assert says(action="read", path=path, user="wang", password="demo-2026-ecc") == 403, "people's passwords are not for media servers"


def test_a_right_that_was_taken_away_closes_the_door_at_the_next_connection(camera: Stream) -> None:
    user = person("leaves", "离岗", "duty_officer", "440117")
    query = seen_by(user, camera)
    assert says(action="read", path=f"ecc-{camera.pk}", query=query) == 200
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert says(action="read", path=f"ecc-{camera.pk}", query=query) == 403


def test_a_ticket_is_ours_and_of_today(camera: Stream, people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    query, path = seen_by(people.wang, camera), f"ecc-{camera.pk}"
    assert seen_by(people.wang, camera) == query, "a tile that asks again does not start its player anew"
    assert says(action="read", path=path, query=query[:-2] + "xx") == 403
    later = tickets.time.time() + 2 * tickets.SLOT_S
    monkeypatch.setattr(tickets, "time", SimpleNamespace(time=lambda: later))
    assert says(action="read", path=path, query=query) == 403


def test_an_aircraft_is_told_where_to_push_with_what_opens_it(drone: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIA_PUSH_URL", "rtmp://media.test:1935/live/{id}")
    monkeypatch.setenv("MEDIA_WATCH_URL", "http://media.test:8889/live/{id}/whep")
    url = urlsplit(asked(drone, {}, "user:1")["url"])
    assert url.path == "/live/SN1"
    query = f"ticket={parse_qs(url.query)['ticket'][0]}"
    assert says(action="publish", path="live/SN1", protocol="rtmp", query=query) == 200
    assert says(action="publish", path="live/SN2", protocol="rtmp", query=query) == 403
    assert says(action="read", path="live/SN1", query=query) == 403
    revoke_terminal(actor="user:1", terminal=drone)
    assert says(action="publish", path="live/SN1", protocol="rtmp", query=query) == 403, "lost or stolen"


def test_a_body_camera_sends_as_itself_with_its_secret(city: None, secret: None) -> None:
    worn = register_terminal(
        actor="system", adapter="gb28181", external_id="44011700001320000001", kind="person", area="440117", label="记录仪"
    )
    path = "live/44011700001320000001"
    assert says(action="publish", path=path, protocol="rtsp", user=worn.external_id, password="") == 403, "who was given no secret has none"
    set_credential(actor="system", terminal=worn, digest=digest_of("gb28181", "its-own-secret"))
    assert says(action="publish", path=path, protocol="rtsp", user=worn.external_id, password="its-own-secret") == 200
    assert says(action="publish", path="live/other", protocol="rtsp", user=worn.external_id, password="its-own-secret") == 403


def test_its_api_is_for_us_alone_and_a_stranger_learns_nothing(camera: Stream, people: SimpleNamespace, settings: Any) -> None:
    assert says(action="api", user="ecc", password=SECRET) == 200
    assert says(action="api", user="ecc", password="guess") == 401
    for action in ("metrics", "pprof", "", "anything"):
        assert says(action=action, user="ecc", password=SECRET) == 403
    query = seen_by(people.wang, camera)
    assert says(key="wrong", action="read", path=f"ecc-{camera.pk}", query=query) == 403
    for body in (b"", b"[]", b"null", b'{"action": {"a": 1}}', b"[" * 5000, b"\xff"):
        assert Client().post(f"/media/auth?key={SECRET}", body, content_type="application/json").status_code == 403
    settings.MEDIAMTX_SECRET = ""
    assert says(key="", action="read", path=f"ecc-{camera.pk}", query=query) == 403, "without a secret the door stays shut"


def test_a_tile_is_given_its_ticket_where_the_media_server_asks(
    camera: Stream, people: SimpleNamespace, as_user: Any, settings: Any
) -> None:
    desk = as_user(people.wang)
    told = desk.send(f"/api/video/streams/{camera.pk}/watch", {"key": "a"}).json()
    assert says(action="read", path=f"ecc-{camera.pk}", query=f"ticket={told['ticket']}") == 200
    settings.MEDIAMTX_SECRET = ""
    assert desk.send(f"/api/video/streams/{camera.pk}/watch", {"key": "a"}).json()["ticket"] == ""
