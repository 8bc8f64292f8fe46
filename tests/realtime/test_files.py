"""Files from anybody: known by their bytes, named harmlessly, kept once, read only by who may, served as nothing a browser would run."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.incidents.actions import close_incident, open_incident
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Attachment
from dispatch.orders.actions import assign_unit
from realtime.files.door import guard_door
from realtime.files.models import File
from realtime.files.naming import safe_name
from realtime.files.sending import PART, FileParts, part_of, read_part
from realtime.files.sniff import JPEG, KINDS, M4A, MP4, OGG, PDF, PNG, WEBP, pixels, sniff
from realtime.files.store import path_of, root, sweep
from realtime.rules.models import Rule


def png(width: int = 4, height: int = 3) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + b"IDAT"


def jpeg(width: int = 4, height: int = 3, before: bytes = b"\xff\xe1\x00\x04xx") -> bytes:
    return b"\xff\xd8" + before + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\x00" * 9


def webp(form: bytes = b"VP8X", width: int = 4, height: int = 3) -> bytes:
    body = {
        b"VP8X": b"\x00" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
        b"VP8L": b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little") + b"\x00" * 5,
        b"VP8 ": b"\x00\x00\x00\x9d\x01\x2a" + width.to_bytes(2, "little") + height.to_bytes(2, "little"),
    }[form]
    return b"RIFF\x00\x00\x00\x00WEBP" + form + b"\x0a\x00\x00\x00" + body


def mp4(brand: bytes = b"isom", size: int = 40) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * (size - 12)


# What it is


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (jpeg(), JPEG), (png(), PNG), (webp(), WEBP), (b"%PDF-1.7\n", PDF), (mp4(), MP4), (mp4(b"M4A "), M4A), (b"OggS\x00\x02opus", OGG),
        (b"<!doctype html><script>alert(1)</script>", None), (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", None), (b"MZ\x90\x00", None),
        (b"PK\x03\x04", None), (b"GIF89a", None), (b"#!/bin/sh", None), (mp4(b"qt  "), None), (mp4(b"heic"), None), (b"", None), (b"\xff\xd8", None),
    ],
)  # fmt: skip
def test_a_file_is_what_its_first_bytes_say(data, kind):
    assert sniff(data) is kind


@given(st.binary(max_size=300))
def test_any_bytes_are_looked_at_without_harm(data):
    for head in (data, jpeg()[:6] + data, png()[:16] + data, webp()[:16] + data, mp4()[:8] + data):
        kind = sniff(head)
        assert kind is None or kind in KINDS
        if kind is not None and kind.family == "image":
            assert pixels(kind, head) is None or pixels(kind, head) >= 1


@pytest.mark.parametrize(
    "data", [jpeg(60_000, 50_000), png(60_000, 50_000), *(webp(form, 16_000, 12_000) for form in (b"VP8X", b"VP8L", b"VP8 "))]
)
def test_a_picture_says_its_size_before_anybody_opens_it(data):
    kind = sniff(data)
    assert kind is not None
    assert pixels(kind, data) in (60_000 * 50_000, 16_000 * 12_000)


def test_a_picture_cut_off_before_its_size_has_none():
    for data in (jpeg()[:8], png()[:20], webp()[:20], b"\xff\xd8\xff" + b"\x00" * 99):
        kind = sniff(data)
        assert kind is not None and pixels(kind, data) is None


# What it is called


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("现场照片 3.JPG", "现场照片 3.jpg"), ("../../etc/passwd", "passwd.jpg"), ("..\\..\\windows\\win.ini", "win.jpg"), ("page.html", "page.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie x.jpg"), ("\u202egpj.exe", "gpj.jpg"), ("....", "附件.jpg"), ("", "附件.jpg"), (".htaccess", "htaccess.jpg"),
        ("火" * 300 + ".jpg", "火" * 80 + ".jpg"), ('x"; filename="evil.html', "x; filename=evil.jpg"), ("COM1:|<>?*.jpg", "COM1.jpg"),
    ],
)  # fmt: skip
def test_a_senders_name_is_made_harmless(given_name, name):
    assert safe_name(given_name, "jpg") == name


@settings(max_examples=50)  # drawing any Unicode text is slow
@given(st.text(max_size=60))
def test_no_name_reaches_outside_or_hides_its_ending(text):
    name = safe_name(text, "png")
    assert name.endswith(".png") and not name.startswith(".") and 5 <= len(name) <= 84
    assert not set(name) & set('/\\\x00\r\n":<>|?*')


@given(st.text("bytes=-0123456789, ", max_size=24), st.integers(1, 9 * PART))
def test_a_part_lies_in_the_file_or_is_none(asked, size):
    found = part_of(asked, size)
    assert found is None or 0 <= found[0] <= found[1] < size


@pytest.mark.parametrize(
    ("asked", "span"), [("bytes=0-99", (0, 99)), ("bytes=900-", (900, 999)), ("bytes=-100", (900, 999)), ("bytes=1000-", None), ("bytes=0-1,5-6", None)]
)  # fmt: skip
def test_a_player_gets_the_part_it_asks_for(asked, span):
    assert part_of(asked, 1000) == span


# On an incident


@pytest.fixture
def incident(city, settings: Any, tmp_path: Path) -> Incident:
    settings.DATA_DIR = tmp_path
    return open_incident(actor="user:1", type="11G01", lon=113.7712, lat=23.7423, place="良口镇")


def give(client: Client, incident: Incident, data: bytes, name: str = "现场.jpg", key: str = "", **about: Any) -> Any:
    return client.post(
        f"/api/incidents/{incident.pk}/attachments",
        {"file": SimpleUploadedFile(name, data, content_type="text/html")} | about,
        headers={"Idempotency-Key": key or str(uuid4())},
    )


def on_disk() -> list[Path]:
    return [path for path in root().rglob("*") if path.is_file()]


@pytest.mark.django_db
class TestUpload:
    def test_a_picture_arrives_with_time_place_and_words(self, agrees: Any, as_user: Any, people: SimpleNamespace, incident: Incident):
        with agrees():
            answer = give(
                as_user(people.wang), incident, jpeg(), text="火头东侧", occurred_at="2026-11-22T01:00:00+08:00", lon="113.77", lat="23.74"
            )
        assert answer.status_code == 201
        row = answer.json()
        assert (row["file"]["mime"], row["file"]["name"], row["text"], row["lon"], row["by_name"]) == (
            "image/jpeg", "现场.jpg", "火头东侧", 113.77, "王值班",
        )  # fmt: skip
        told = as_user(people.chen).get(f"/api/incidents/{incident.pk}").json()
        assert told["attachments"] == [row]
        assert (told["entries"][-1]["kind"], told["entries"][-1]["text"], told["entries"][-1]["late"]) == (
            "incident.attached",
            "火头东侧",
            True,
        )

    def test_the_bytes_come_back_as_what_they_are_and_as_nothing_that_runs(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        data = jpeg() + b"<script>alert(1)</script>"
        file = give(as_user(people.wang), incident, data, "攻击.html").json()["file"]
        answer = as_user(people.huang).get(f"/api/files/{file['id']}")
        assert b"".join(answer) == data
        assert (answer["Content-Type"], answer["X-Content-Type-Options"], file["name"]) == ("image/jpeg", "nosniff", "攻击.jpg")
        assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E6%94%BB%E5%87%BB.jpg"
        paper = give(as_user(people.wang), incident, b"%PDF-1.7 x", "方案.pdf").json()["file"]
        assert as_user(people.wang).get(f"/api/files/{paper['id']}")["Content-Disposition"].startswith("attachment")

    def test_a_video_is_read_in_parts(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        data = mp4(size=5000)
        client = as_user(people.wang)
        path = f"/api/files/{give(client, incident, data, 'v.mp4').json()['file']['id']}"
        whole = client.get(path)
        assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Length"]) == (200, "bytes", "5000")
        part = client.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part["Content-Range"], b"".join(part)) == (206, "bytes 100-199/5000", data[100:200])
        assert client.get(path, headers={"Range": "bytes=9000-"}).status_code == 416
        assert client.get(path, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200
        assert client.get(path, headers={"If-None-Match": whole["ETag"]}).status_code == 304

    def test_the_same_bytes_lie_on_the_disk_once(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        client = as_user(people.wang)
        ids = {give(client, incident, jpeg(), f"{number}.jpg").json()["file"]["id"] for number in range(3)}
        assert (len(ids), len(on_disk()), File.objects.count()) == (3, 1, 3)

    def test_sent_twice_with_one_key_it_is_one_picture(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        client = as_user(people.wang)
        answers = [give(client, incident, jpeg(), key="k1", text="火头") for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert Attachment.objects.count() == 1
        other = give(client, incident, png(), key="k1", text="火头")
        assert (other.status_code, other.json()["code"]) == (422, "key_reused")
        assert len(on_disk()) == 1

    @pytest.mark.parametrize(
        ("data", "status", "code"),
        [
            (b"<html><script>alert(1)</script>", 415, "file_kind"), (b"", 415, "file_kind"), (jpeg()[:8], 415, "file_kind"),
            (png(60_000, 60_000), 413, "too_large"), (jpeg() + b"\x00" * (1024 * 1024), 413, "too_large"),
        ],
    )  # fmt: skip
    def test_what_is_refused_leaves_nothing(
        self, as_user: Any, people: SimpleNamespace, incident: Incident, data: bytes, status: int, code: str
    ):
        Rule.objects.filter(name="files.image_mb").update(value=1)
        answer = give(as_user(people.wang), incident, data)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert (on_disk(), File.objects.count(), Attachment.objects.count()) == ([], 0, 0)

    def test_an_upload_whose_action_fails_leaves_nothing_and_spares_a_twins_bytes(
        self, as_user: Any, people: SimpleNamespace, incident: Incident
    ):
        closed = open_incident(actor="user:1", type="11G01", lon=113.7712, lat=23.7423)
        Rule.objects.filter(name="incident.four_ones").update(value="off")
        close_incident(actor="user:1", incident_id=closed.pk, note="结束")
        client = as_user(people.wang)
        assert give(client, closed, jpeg()).json()["code"] == "wrong_state"
        assert on_disk() == []
        give(client, incident, jpeg())
        assert give(client, closed, jpeg()).json()["code"] == "wrong_state"
        assert len(on_disk()) == 1

    def test_a_broken_field_names_itself(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        for about, where in (
            ({"lon": "east"}, "lon"),
            ({"lat": "91"}, "lat"),
            ({"nonsense": "x"}, "nonsense"),
            ({"text": "x" * 501}, "text"),
        ):
            answer = give(as_user(people.wang), incident, jpeg(), **about)
            assert (answer.status_code, any(where in line for line in answer.json()["where"])) == (422, True), about
        assert (
            as_user(people.wang).post(f"/api/incidents/{incident.pk}/attachments", {}, headers={"Idempotency-Key": "k"}).status_code == 422
        )
        assert give(as_user(people.wang), incident, jpeg(), file=[SimpleUploadedFile("a.jpg", jpeg()) for _ in range(2)]).status_code == 422
        assert on_disk() == []

    def test_a_full_disk_is_said_and_nothing_is_half_kept(self, as_user: Any, people: SimpleNamespace, incident: Incident, tmp_path: Path):
        (tmp_path / "files").write_text("no room for a folder here")
        answer = give(as_user(people.wang), incident, jpeg())
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert not File.objects.exists()

    def test_what_a_killed_process_left_behind_is_swept_away(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        kept = path_of(give(as_user(people.wang), incident, jpeg()).json()["file"]["sha256"])
        for name in ("incoming/abc", "ff/" + "f" * 64):
            path = root() / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x")
        assert sweep() == 0  # young: an upload may be going on
        for path in on_disk():
            os.utime(path, (0, 0))
        assert sweep() == 2
        assert on_disk() == [kept]


@pytest.mark.django_db
class TestWhoMay:
    def test_field_people_called_there_give_and_read_wherever_they_come_from(
        self, as_user: Any, people: SimpleNamespace, incident: Incident, unit: Any
    ):
        away = open_incident(actor="user:1", type="11G01", lon=113.525, lat=22.802, area="440115")
        assert give(as_user(people.ho), away, jpeg()).status_code == 404  # nobody called them
        assign_unit(actor="user:1", name="王值班", incident_id=away.pk, unit_id=unit.pk, task="增援")
        answer = give(as_user(people.ho), away, jpeg())
        assert answer.status_code == 201
        path = f"/api/files/{answer.json()['file']['id']}"
        assert as_user(people.liang).get(path).status_code == 200  # called as well
        assert as_user(people.nansha).get(path).status_code == 200  # its area
        assert as_user(people.huang).get(path).status_code == 404
        assert Client().get(path).status_code == 401

    def test_a_locked_seat_gives_nothing(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        client = as_user(people.wang)
        client.send("/api/session/lock")
        assert give(client, incident, jpeg()).json()["code"] == "locked"
        assert on_disk() == []

    def test_without_a_key_nothing_is_taken(self, as_user: Any, people: SimpleNamespace, incident: Incident):
        answer = as_user(people.wang).post(f"/api/incidents/{incident.pk}/attachments", {"file": SimpleUploadedFile("a.jpg", jpeg())})
        assert (answer.status_code, answer.json()["code"], on_disk()) == (400, "key_missing", [])


async def test_under_asgi_a_large_file_is_streamed_not_gathered(tmp_path: Path):
    data = mp4(size=1_000_000)
    path = tmp_path / "video"
    path.write_bytes(data)
    pieces = [piece async for piece in FileParts(read_part(path, 0, len(data) - 1))]
    assert (b"".join(pieces), len(pieces)) == (data, 4)


def test_a_body_larger_than_anything_we_take_is_not_kept_and_its_sender_hears_why(monkeypatch: pytest.MonkeyPatch):
    from daphne.http_protocol import HTTPFactory, WebRequest
    from twisted.internet.testing import StringTransport

    for name in ("requestReceived", "handleContentChunk"):  # put back afterwards
        monkeypatch.setattr(WebRequest, name, getattr(WebRequest, name))
    guard_door(2 * 1024 * 1024)
    idle = SimpleNamespace(protocol_connected=lambda _: None, protocol_disconnected=lambda _: None)
    channel, transport = HTTPFactory(idle).buildProtocol(None), StringTransport()
    channel.makeConnection(transport)
    channel.dataReceived(b"POST /api/incidents/1/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: 3145728\r\n\r\n")
    request = channel._channel.requests[0]
    for _ in range(3):
        assert transport.value() == b""
        channel.dataReceived(b"x" * 1024 * 1024)
        assert request.content is None or request.content.tell() <= 2 * 1024 * 1024
    assert b"413" in transport.value() and b'"code": "too_large"' in transport.value()
    channel._channel.setTimeout(None)
