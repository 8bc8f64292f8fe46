"""Whatever carries a conference: signed tokens, rooms made by the worker, a dead server found and said, relay passwords that expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.utils import timezone

from command.supervisor.ports import free_port
from dispatch.conferences import janus_files, working
from dispatch.conferences.actions import end_conference, open_conference, use_talk_group
from dispatch.conferences.ice import ice_servers
from dispatch.conferences.joining import join_conference
from dispatch.conferences.models import Conference
from dispatch.conferences.providers import PROVIDERS
from dispatch.conferences.recordings import start_recording, stop_recording
from dispatch.conferences.records import Recording
from dispatch.conferences.systems import Health, Work
from realtime.accounts.may import caller_of_user

pytestmark = pytest.mark.django_db


class JanusDouble(BaseHTTPRequestHandler):
    """The REST interface of Janus as far as we use it."""

    rooms: dict[int, dict[str, Any]] = {}
    asked: list[dict[str, Any]] = []

    def log_message(self, *_: Any) -> None:
        return

    def answer(self, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self) -> None:
        self.answer({"janus": "server_info", "plugins": {"janus.plugin.videoroom": {}}})

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if said["janus"] in ("create", "attach"):
            return self.answer({"janus": "success", "data": {"id": 7}})
        if said["janus"] != "message":
            return self.answer({"janus": "success"})
        body = said["body"]
        self.asked.append(body)
        data: dict[str, Any] = {"videoroom": "success", "room": body["room"]}
        if body["request"] == "create":
            if body["admin_key"] != "key":
                data = {"videoroom": "event", "error_code": 433, "error": "Unauthorized"}
            elif body["room"] in self.rooms:
                data = {"videoroom": "event", "error_code": 427, "error": "exists"}
            else:
                self.rooms[body["room"]] = body
        elif self.rooms.get(body["room"], {}).get("secret") != body["secret"]:
            data = {"videoroom": "event", "error_code": 426, "error": "No such room"}
        elif body["request"] == "destroy":
            del self.rooms[body["room"]]
        self.answer({"janus": "success", "plugindata": {"data": data}})
        return None


@pytest.fixture
def janus(settings: Any, tmp_path: Any) -> Iterator[type[JanusDouble]]:
    JanusDouble.rooms, JanusDouble.asked = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), JanusDouble)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.JANUS_URL, settings.JANUS_WS_URL = f"http://127.0.0.1:{server.server_port}/janus", "wss://media.example/janus"
    settings.JANUS_ADMIN_KEY, settings.JANUS_REC_DIR, settings.DATA_DIR = "key", str(tmp_path / "recorded"), tmp_path
    yield JanusDouble
    server.shutdown()


def open_on(provider: str, people: SimpleNamespace, **given: Any) -> Conference:
    return open_conference(
        actor=people.wang.actor, name="王值班", area="440117", purpose="会商", provider=provider, users=[people.chen], **given
    )


def come(conference: Conference, user: Any) -> Any:
    return join_conference(who=caller_of_user(user), conference_id=conference.pk, how="screen", video=False)


def test_every_provider_has_a_name_of_its_own_and_words():
    assert len({provider.name for provider in PROVIDERS}) == len(PROVIDERS) == 5
    assert all(provider.words for provider in PROVIDERS)


def test_the_worker_makes_the_room_and_removes_it_and_both_may_be_asked_twice(people: SimpleNamespace, janus: type[JanusDouble]):
    conference = open_on("janus", people)
    assert janus.rooms == {}  # nothing of the network in the request
    while working.work_once():
        pass
    room = janus.rooms[conference.room["room"]]
    assert (room["pin"], room["is_private"], room["permanent"]) == (conference.room["pin"], True, False)
    entry = come(conference, people.chen)
    assert (entry["url"], entry["room"], entry["pin"]) == (
        "wss://media.example/janus",
        str(conference.room["room"]),
        conference.room["pin"],
    )
    assert conference.room["secret"] not in json.dumps(entry)
    Work.objects.update(done_at=None, due_at=timezone.now())
    assert working.work_once() and Work.objects.get().error == ""
    end_conference(actor=people.wang.actor, conference_id=conference.pk)
    while working.work_once():
        pass
    assert janus.rooms == {} and not Work.objects.filter(done_at=None).exists()


def test_a_dead_server_is_said_on_the_board_and_the_talk_group_takes_the_same_people(
    people: SimpleNamespace, settings: Any, agrees: Any, unit: Any
):
    settings.JANUS_URL, settings.JANUS_WS_URL = f"http://127.0.0.1:{free_port()}/janus", "ws://127.0.0.1:1"
    conference = open_on("janus", people, units=[unit])
    with agrees():
        assert working.work_once()
    conference.refresh_from_db()
    assert conference.provider_state == "down" and "没有应答" in Health.objects.get(provider="janus").why
    assert Work.objects.get().done_at is None  # tried again
    with agrees():
        use_talk_group(actor=people.wang.actor, name="王值班", conference_id=conference.pk)
    conference.refresh_from_db()
    assert conference.talk_group is not None
    again = open_conference(actor=people.wang.actor, name="王值班", area="440117", purpose="另一个")
    assert again.provider == "mesh"


def test_one_failed_probe_is_none_two_are_and_one_answer_makes_it_well(people: SimpleNamespace, janus: type[JanusDouble], settings: Any):
    good, conference = settings.JANUS_URL, open_on("janus", people)
    while working.work_once():
        pass

    def probe(url: str) -> str | None:
        settings.JANUS_URL = url
        Health.objects.update(checked_at=None)
        working.probe_due()
        conference.refresh_from_db()
        return conference.provider_state

    dead = f"http://127.0.0.1:{free_port()}/janus"
    assert [probe(good), probe(dead), probe(dead), probe(good)] == ["up", "up", "down", "up"]


def test_a_livekit_token_lets_one_person_into_one_room(people: SimpleNamespace, settings: Any):
    settings.LIVEKIT_URL, settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = "wss://live.example", "key", "s" * 32
    settings.LIVEKIT_MEET_URL = "https://meet.example/custom?liveKitUrl={url}&token={token}"
    conference = open_on("livekit", people)
    entry = come(conference, people.chen)
    claims = jwt.decode(entry["token"], "s" * 32, algorithms=["HS256"])
    assert (claims["iss"], claims["name"], claims["video"]["room"], claims["video"]["roomJoin"]) == (
        "key",
        "陈班长",
        conference.number,
        True,
    )
    assert claims["exp"] > time.time()
    page = parse_qs(urlsplit(entry["url"]).query)
    assert (page["liveKitUrl"], page["token"]) == (["wss://live.example"], [entry["token"]])
    assert entry["token"] not in json.dumps(conference.row())


def test_a_jitsi_token_says_who_is_moderator(people: SimpleNamespace, settings: Any):
    settings.JITSI_URL, settings.JITSI_APP_ID, settings.JITSI_APP_SECRET = "https://meet.example", "ecc", "t" * 32
    conference = open_on("jitsi", people)
    assert conference.row()["url"] == f"https://meet.example/{conference.number}"
    claims = {
        one.name: jwt.decode(come(conference, one)["token"], "t" * 32, algorithms=["HS256"], audience="jitsi", issuer="ecc")
        for one in (people.wang, people.chen)
    }
    assert claims["王值班"]["context"]["user"]["moderator"] is True and claims["陈班长"]["context"]["user"]["moderator"] is False
    assert {one["room"] for one in claims.values()} == {conference.number} and claims["王值班"]["sub"] == "meet.example"


def test_the_relays_password_is_coturns_and_expires(settings: Any):
    settings.TURN_URL, settings.TURN_SECRET = ["stun:turn.example:3478", "turn:turn.example:3478?transport=udp"], "north"
    stun, turn = ice_servers(5)
    assert stun == {"urls": ["stun:turn.example:3478"]}
    until, who = turn["username"].split(":")
    assert who == "leg-5" and 0 < int(until) - time.time() < 7 * 3600
    expected = hmac.new(b"north", turn["username"].encode(), hashlib.sha1).digest()
    assert turn["credential"] == base64.b64encode(expected).decode()
    settings.TURN_URL = []
    assert ice_servers(5) == []


def test_what_janus_records_is_packed_digested_and_kept(people: SimpleNamespace, janus: type[JanusDouble], settings: Any, tmp_path: Any):
    working.on_settled(janus_files.hear_settled)
    conference = open_on("janus", people)
    while working.work_once():
        pass
    recording = start_recording(actor=people.wang.actor, name="王值班", conference_id=conference.pk)
    assert recording.how == "janus" and working.work_once()
    folder = tmp_path / "recorded" / str(conference.room["room"])
    folder.mkdir(parents=True)
    (folder / "videoroom-audio.mjr").write_bytes(b"MJR00002" * 100)
    stop_recording(actor=people.wang.actor, recording_id=recording.pk)
    assert working.work_once()
    kept = Recording.objects.get(pk=recording.pk)
    assert [one["request"] for one in janus.asked] == ["create", "enable_recording", "enable_recording"]
    assert (kept.state, len(kept.sha256)) == ("kept", 64) and kept.file is not None and kept.file.name.endswith(".tar")
