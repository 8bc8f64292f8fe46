"""Video recorded for an incident: the media server is told, its files come home with their digests, and stay as long as they must."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from devices.video import driving
from devices.video.models import Stream, Viewing
from devices.video.registry import add_stream
from dispatch.footage.actions import start_footage, stop_footage
from dispatch.footage.models import Footage, FootagePart
from dispatch.footage.tending import begun_of, sweep_footage, tend_footage
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Attachment
from realtime import clock
from realtime.codes import Problem
from realtime.files.store import path_of

pytestmark = pytest.mark.django_db
SECRET = "s3cret"
FILM = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"a night on the hill" * 500


class MediaServer:
    """The part of MediaMTX's API v3 that is asked here, as its documentation has it: a path is added once, and patched only while it is there."""

    def __init__(self) -> None:
        self.paths: dict[str, dict[str, Any]] = {}
        self.refuses = ""
        media = self

        class Door(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                proof = base64.b64decode(self.headers.get("Authorization", "Basic ").partition(" ")[2]).decode()
                verb, _, name = self.path.removeprefix("/v3/config/paths/").partition("/")
                status, said = media.does(verb, name, body) if proof == f"ecc:{SECRET}" else (401, {"error": "authentication error"})
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_PATCH = do_DELETE = _answer

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def does(self, verb: str, name: str, body: dict[str, Any]) -> tuple[int, dict[str, str]]:
        if self.refuses and "record" in body:
            return 400, {"error": self.refuses}
        if verb == "add" and name in self.paths:
            return 400, {"error": "path already exists"}
        if verb in ("patch", "delete") and name not in self.paths:
            return 404, {"error": "path configuration not found"}
        if verb == "delete":
            del self.paths[name]
        else:
            self.paths.setdefault(name, {}).update(body)
        return 200, {"status": "ok"}


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Iterator[MediaServer]:
    found = MediaServer()
    settings.MEDIAMTX_API_URL = f"http://127.0.0.1:{found.server.server_address[1]}"
    settings.MEDIAMTX_WHEP_URL, settings.MEDIAMTX_HLS_URL, settings.MEDIAMTX_SECRET = "http://media.test:8889", "", SECRET
    settings.MEDIAMTX_REC_DIR, settings.DATA_DIR = str(tmp_path / "rec"), str(tmp_path / "data")
    (tmp_path / "rec").mkdir()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def camera(city: None) -> Stream:
    return add_stream(actor="user:1", name="良口瞭望塔", area="440117", provider="mediamtx", address={"source": "rtsp://cam.test/1"})


@pytest.fixture
def fire(people: SimpleNamespace) -> Incident:
    return open_incident(actor=people.wang.actor, type="11G01", lon=113.77, lat=23.74, place="良口镇")


def work() -> None:
    """What the worker does: its threads, then its chores."""
    for number in driving.take_due():
        driving.carry_out(number)


@pytest.fixture
def going(media: MediaServer, camera: Stream, fire: Incident, people: SimpleNamespace) -> Footage:
    footage = start_footage(actor=people.wang.actor, name="王值班", incident_id=fire.pk, stream_id=camera.pk)
    for _ in range(3):  # the stream starts, the server is told, its answer is read
        work()
        tend_footage()
    footage.refresh_from_db()
    return footage


def film(footage: Footage, name: str = "2026-11-22_08-30-00-000000.mp4", data: bytes = FILM) -> Path:
    from django.conf import settings

    place = Path(settings.MEDIAMTX_REC_DIR) / footage.path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


def tells(footage: Footage, file: str, key: str = SECRET) -> int:
    return Client().post(f"/media/segment?key={key}", {"path": footage.path, "file": file, "duration": "60.0"}).status_code


def test_a_lens_is_recorded_though_nobody_watches_and_let_go_when_it_ends(going: Footage, media: MediaServer, camera: Stream) -> None:
    path = f"ecc-{camera.pk}"
    assert (going.state, going.path, media.paths[path]["record"]) == ("going", path, True)
    assert Viewing.objects.get(stream=camera).actor == "clerk"
    stop_footage(actor="user:1", footage_id=going.pk)
    work()
    assert media.paths[path]["record"] is False
    assert not Viewing.objects.filter(stream=camera).exists()
    assert stop_footage(actor="user:2", footage_id=going.pk).stopped_at == Footage.objects.get().stopped_at, "ended twice is ended once"


def test_a_stream_that_began_anew_is_recorded_on(going: Footage, media: MediaServer, camera: Stream) -> None:
    media.paths[f"ecc-{camera.pk}"]["record"] = False  # the media server was started anew and has forgotten
    Stream.objects.filter(pk=camera.pk).update(since=clock.now() + timedelta(seconds=1))
    tend_footage()
    work()
    assert media.paths[f"ecc-{camera.pk}"]["record"] is True


def test_its_files_come_home_with_their_digest_once_and_hang_on_the_incident(
    going: Footage, fire: Incident, agrees: Callable[..., Any]
) -> None:
    place = film(going)
    tend_footage()
    assert not FootagePart.objects.exists(), "still being written"
    assert tells(going, f"/recordings/{going.path}/{place.name}", key="wrong") == 403
    assert tells(going, f"/recordings/{going.path}/{place.name}") == 204, "by the server's own folder"
    with agrees(f"incident:{fire.pk}"):
        tend_footage()
    tend_footage()
    (part,) = FootagePart.objects.all()
    assert (part.sha256, part.size) == (sha256(FILM).hexdigest(), len(FILM))
    assert part.begun_at == begun_of("2026-11-22_08-30-00-000000")
    assert path_of(part.sha256).read_bytes() == FILM
    assert part.file is not None and part.file.mime == "video/mp4"
    assert part.sha256 in Attachment.objects.get(incident=fire).text


def test_a_file_nobody_told_of_is_found_when_it_has_rested(going: Footage) -> None:
    place = film(going)
    old = clock.now().timestamp() - 60
    os.utime(place, (old, old))
    Footage.objects.update(started_at=clock.now() - timedelta(minutes=5))
    stop_footage(actor="user:1", footage_id=going.pk)
    tend_footage()
    assert FootagePart.objects.get().size == len(FILM)


@pytest.mark.parametrize("file", ["/etc/passwd", "../../etc/passwd", "", "\x00", "/recordings/none.mp4"])
def test_no_other_file_of_this_machine_is_ever_taken(going: Footage, file: str) -> None:
    assert tells(going, file) == 404
    assert not FootagePart.objects.exists()


def test_what_the_media_server_refuses_is_said_in_its_words(media: MediaServer, camera: Stream, fire: Incident) -> None:
    media.refuses = "no space left on device"
    footage = start_footage(actor="user:1", name="王值班", incident_id=fire.pk, stream_id=camera.pk)
    for _ in range(3):
        work()
        tend_footage()
    footage.refresh_from_db()
    assert footage.state == "failed" and "no space left on device" in footage.why


def test_one_lens_records_for_one_incident_and_only_where_it_can(going: Footage, fire: Incident, camera: Stream, settings: Any) -> None:
    again = start_footage(actor="user:2", name="陈班长", incident_id=fire.pk, stream_id=camera.pk)
    assert (again.pk, again.by_name) == (going.pk, "王值班"), "pressed twice is begun once"
    other = open_incident(actor="user:1", type="11G01", lon=113.6, lat=23.6, place="别处")
    with pytest.raises(Problem, match=fire.number):
        start_footage(actor="user:1", name="王值班", incident_id=other.pk, stream_id=camera.pk)
    foreign = add_stream(actor="user:1", name="外链", area="440117", provider="direct", address={"hls": "https://v.test/1.m3u8"})
    with pytest.raises(Problem, match="录像机"):
        start_footage(actor="user:1", name="王值班", incident_id=fire.pk, stream_id=foreign.pk)
    settings.MEDIAMTX_REC_DIR = ""
    stop_footage(actor="user:1", footage_id=going.pk)
    with pytest.raises(Problem, match="MEDIAMTX_REC_DIR"):
        start_footage(actor="user:1", name="王值班", incident_id=fire.pk, stream_id=camera.pk)


def test_it_is_swept_after_its_term_but_not_while_the_incident_is_open(going: Footage, fire: Incident) -> None:
    tells(going, str(film(going)))
    tend_footage()
    stop_footage(actor="user:1", footage_id=going.pk)
    Footage.objects.update(stopped_at=clock.now() - timedelta(days=400))
    assert sweep_footage() == 0
    Incident.objects.filter(pk=fire.pk).update(phase="closed")
    assert sweep_footage() == 1
    part = FootagePart.objects.select_related("file").get()
    assert part.swept_at is not None and part.file is not None and part.file.swept_at is not None
    assert part.sha256 == sha256(FILM).hexdigest(), "what it was can still be proved"


def test_an_ended_incident_ends_its_recording(going: Footage, fire: Incident) -> None:
    Incident.objects.filter(pk=fire.pk).update(phase="closed")
    tend_footage()
    assert (Footage.objects.get().state, Footage.objects.get().why) == ("stopped", "事件已结束")


def test_who_may_note_on_the_incident_records_and_who_reads_it_sees(
    media: MediaServer, camera: Stream, fire: Incident, people: SimpleNamespace, as_user: Callable[..., Any], agrees: Callable[..., Any]
) -> None:
    desk = as_user(people.huang)
    with agrees(f"incident:{fire.pk}"):
        made = desk.send(f"/api/video/streams/{camera.pk}/record", {"incident": fire.pk})
    assert made.status_code == 201, made.content.decode()
    assert [row["name"] for row in desk.get(f"/api/video/footages?incident={fire.pk}").json()] == ["良口瞭望塔"]
    assert as_user(people.nansha).send(f"/api/video/streams/{camera.pk}/record", {"incident": fire.pk}).status_code == 404
    assert as_user(people.nansha).get(f"/api/video/footages?incident={fire.pk}").status_code == 404
    assert desk.send(f"/api/video/footages/{made.json()['id']}/stop").json()["state"] == "stopped"
