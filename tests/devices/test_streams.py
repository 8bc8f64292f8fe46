"""Video streams: they run while somebody watches, one hand moves a camera, and what the media server says reaches the officer. Real HTTP servers stand in for foreign ones."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from devices.video import driving, moving, watching
from devices.video.actions import add_link
from devices.video.asking import ask
from devices.video.models import Job, Stream, Viewing
from devices.video.providers import provider
from devices.video.providers.known import BadAddress, PtzCommand, by_of
from devices.video.registry import add_stream, remove_stream
from realtime import clock
from realtime.codes import Problem

pytestmark = pytest.mark.django_db
DEVICE, CHANNEL = "44010000002000000001", "44010000001310000001"
WVP_PLAY = {
    "app": "rtp", "stream": f"{DEVICE}_{CHANNEL}", "flv": "http://zlm.test/rtp/x.live.flv", "ws_flv": "ws://zlm.test/rtp/x.live.flv",
    "https_flv": "https://zlm.test/rtp/x.live.flv", "wss_flv": "wss://zlm.test/rtp/x.live.flv", "hls": "http://zlm.test/rtp/x/hls.m3u8",
}  # fmt: skip


class Platform:
    """A small wvp and MediaMTX in one: notes what it was asked for, answers as told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.answers: dict[str, tuple[int, Any]] = {}
        platform = self

        class Door(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                words = {name: value[0] for name, value in parse_qs(parts.query).items()} | (json.loads(body) if body else {})
                platform.asked.append((self.command, parts.path, words))
                fits = [start for start in platform.answers if parts.path.startswith(start)]
                status, found = platform.answers[max(fits, key=len)] if fits else (200, {"code": 0, "data": {}})
                data = json.dumps(found).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = do_DELETE = _answer

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def platform(settings: Any) -> Iterator[Platform]:
    found = Platform()
    settings.WVP_URL = settings.MEDIAMTX_API_URL = found.url
    settings.MEDIAMTX_WHEP_URL, settings.MEDIAMTX_HLS_URL, settings.MEDIA_TLS = "http://media.test:8889", "", False
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def camera(city: None) -> Stream:
    return add_stream(
        actor="user:1", name="良口瞭望塔", area="440117", provider="gb28181", address={"device": DEVICE, "channel": CHANNEL}, ptz=True
    )


def work() -> list[Job]:
    """What the worker's threads do, one after the other."""
    return [driving.carry_out(number) for number in driving.take_due()]


def all_gone(stream: Stream) -> None:
    Viewing.objects.filter(stream=stream).update(until=clock.now() - timedelta(seconds=1))
    watching.idle(stream.pk)


def test_the_first_tile_starts_a_stream_and_the_second_only_watches(platform: Platform, camera: Stream, agrees: Any) -> None:
    platform.answers["/api/play/start/"] = (200, {"code": 0, "data": WVP_PLAY})
    with agrees():
        assert watching.watch(actor="user:1", stream_id=camera.pk, key="a").state == "starting"
        watching.watch(actor="user:2", stream_id=camera.pk, key="a")
        assert [job.state for job in work()] == ["done"]
    camera.refresh_from_db()
    assert camera.state == "on"
    assert camera.ways == [{"by": "flv", "url": WVP_PLAY["ws_flv"], "sub": False}, {"by": "hls", "url": WVP_PLAY["hls"], "sub": False}]
    assert [path for _, path, _ in platform.asked] == [f"/api/play/start/{DEVICE}/{CHANNEL}"]


def test_a_stream_stops_when_the_last_tile_is_gone_and_not_before(platform: Platform, camera: Stream, agrees: Any) -> None:
    platform.answers["/api/play/start/"] = (200, {"code": 0, "data": WVP_PLAY})
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    watching.watch(actor="wall:1", stream_id=camera.pk, key="b")
    work()
    watching.leave(actor="user:1", stream_id=camera.pk, key="a")
    watching.idle(camera.pk)
    camera.refresh_from_db()
    assert camera.state == "on"
    with agrees():
        all_gone(camera)
    work()
    camera.refresh_from_db()
    assert (camera.state, camera.ways) == ("off", [])
    assert platform.asked[-1][1] == f"/api/play/stop/{DEVICE}/{CHANNEL}"


def test_who_came_back_before_the_stop_was_carried_out_keeps_the_picture(platform: Platform, camera: Stream) -> None:
    platform.answers["/api/play/start/"] = (200, {"code": 0, "data": WVP_PLAY})
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    work()
    all_gone(camera)
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    work()
    camera.refresh_from_db()
    assert camera.state == "on"
    assert not [path for _, path, _ in platform.asked if "/stop/" in path]


def test_what_the_platform_says_is_shown_and_the_next_look_tries_anew(platform: Platform, camera: Stream, agrees: Any) -> None:
    platform.answers["/api/play/start/"] = (200, {"code": 100, "msg": "设备离线"})
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    with agrees():
        work()
    camera.refresh_from_db()
    assert (camera.state, camera.error) == ("failed", "国标平台:设备离线")
    platform.answers["/api/play/start/"] = (200, {"code": 0, "data": WVP_PLAY})
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    work()
    camera.refresh_from_db()
    assert (camera.state, camera.error) == ("on", "")


def test_a_platform_that_is_away_is_said_with_its_address(camera: Stream, settings: Any) -> None:
    settings.WVP_URL = "http://127.0.0.1:9"
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    (job,) = work()
    assert job.state == "failed"
    assert "没有应答" in job.error and "127.0.0.1:9" in job.error


def test_rtsp_becomes_whep_by_a_path_that_a_dead_worker_may_have_left(platform: Platform, city: None) -> None:
    stream = add_stream(
        actor="user:1",
        name="水库",
        area="440117",
        provider="mediamtx",
        address={"source": "rtsp://10.0.0.9/1", "source_sub": "rtsp://10.0.0.9/2"},
    )
    platform.answers["/v3/config/paths/add/"] = (400, {"error": "path already exists"})
    watching.watch(actor="user:1", stream_id=stream.pk, key="a")
    work()
    stream.refresh_from_db()
    assert [way["url"] for way in stream.ways] == [
        f"http://media.test:8889/ecc-{stream.pk}/whep",
        f"http://media.test:8889/ecc-{stream.pk}-sub/whep",
    ]
    assert [(method, words.get("source")) for method, _, words in platform.asked] == [
        ("POST", "rtsp://10.0.0.9/1"), ("PATCH", "rtsp://10.0.0.9/1"), ("POST", "rtsp://10.0.0.9/2"), ("PATCH", "rtsp://10.0.0.9/2"),
    ]  # fmt: skip


def test_a_second_hand_on_the_camera_is_told_who_holds_it(platform: Platform, camera: Stream, agrees: Any) -> None:
    left = PtzCommand("left", 100)
    with agrees():
        moving.move(actor="user:1", name="张值班", rank=1, stream_id=camera.pk, command=left)
    with pytest.raises(Problem, match="张值班") as refused:
        moving.move(actor="user:2", name="李值班", rank=1, stream_id=camera.pk, command=left)
    assert (refused.value.code, refused.value.holder["name"]) == ("conflict", "张值班")
    with agrees():
        moving.move(actor="user:3", name="王值班长", rank=2, stream_id=camera.pk, command=left)
    with pytest.raises(Problem, match="王值班长"):
        moving.move(actor="user:1", name="张值班", rank=1, stream_id=camera.pk, command=left)
    work()
    assert [path for _, path, _ in platform.asked] == [f"/api/front-end/ptz/{DEVICE}/{CHANNEL}"] * 2


def test_a_camera_nobody_moves_any_more_is_free(camera: Stream, agrees: Any) -> None:
    moving.move(actor="user:1", name="张值班", rank=1, stream_id=camera.pk, command=PtzCommand("left", 100))
    Stream.objects.update(held_until=clock.now() - timedelta(seconds=1))
    with agrees():
        moving.let_go(camera.pk)
    moving.move(actor="user:2", name="李值班", rank=1, stream_id=camera.pk, command=PtzCommand("left", 100))


def test_a_camera_whose_hand_never_let_go_is_told_to_stop(platform: Platform, camera: Stream) -> None:
    for last, sent in (("left", ["left", "stop"]), ("stop", ["stop"])):
        platform.asked.clear()
        moving.move(actor="user:1", name="张值班", rank=1, stream_id=camera.pk, command=PtzCommand(last, 100))
        Stream.objects.update(held_until=clock.now() - timedelta(seconds=1))
        moving.let_go(camera.pk)
        work()
        assert [words["command"] for _, _, words in platform.asked] == sent


def test_what_is_taken_out_of_use_stops_at_the_camera_too(platform: Platform, camera: Stream, agrees: Any) -> None:
    platform.answers["/api/play/start/"] = (200, {"code": 0, "data": WVP_PLAY})
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    work()
    with agrees():
        remove_stream(actor="user:1", stream_id=camera.pk)
    work()
    camera.refresh_from_db()
    assert (camera.active, camera.state, camera.ways, camera.viewings.count()) == (False, "off", [], 0)
    assert platform.asked[-1][1] == f"/api/play/stop/{DEVICE}/{CHANNEL}"
    with pytest.raises(Problem, match="已停用"):
        watching.watch(actor="user:1", stream_id=camera.pk, key="a")


def test_a_stream_put_on_the_wall_twice_is_one_link(camera: Stream, agrees: Any) -> None:
    with agrees():
        links = [add_link(actor="user:1", kind="video", label="瞭望塔", url="", area="440117", stream=camera) for _ in range(2)]
    assert links[0].pk == links[1].pk


def test_a_late_swing_is_dropped_but_a_late_stop_is_carried_out(platform: Platform, camera: Stream) -> None:
    moving.move(actor="user:1", name="张值班", rank=1, stream_id=camera.pk, command=PtzCommand("left", 100))
    moving.move(actor="user:1", name="张值班", rank=1, stream_id=camera.pk, command=PtzCommand("stop", 100))
    Job.objects.update(at=clock.now() - timedelta(seconds=10))
    assert [job.state for job in work()] == ["failed", "done"]
    assert [words["command"] for _, _, words in platform.asked] == ["stop"]


def test_the_catalogue_adds_renames_and_refuses_by_number(platform: Platform, camera: Stream) -> None:
    platform.answers["/api/device/query/devices"] = (200, {"code": 0, "data": {"list": [{"deviceId": DEVICE}]}})
    platform.answers[f"/api/device/query/devices/{DEVICE}/channels"] = (
        200,
        {"code": 0, "data": {"list": [
            {"deviceId": CHANNEL, "name": "良口瞭望塔 1 号", "ptzType": 1, "longitude": 113.72, "latitude": 23.75, "status": "ON"},
            {"deviceId": "44010000001310000002", "name": "温泉镇河道", "ptzType": 3, "longitude": 0, "latitude": 0, "status": "OFF"},
            {"deviceId": "12", "name": "错误编号"},
        ]}},
    )  # fmt: skip
    ask(Job.CATALOGUE, None, actor="user:1", provider="gb28181", payload={"area": "4401"})
    (job,) = work()
    assert job.result == {"added": 1, "changed": 1, "refused": 1}
    camera.refresh_from_db()
    assert (camera.name, camera.lon) == ("良口瞭望塔 1 号", 113.72)
    assert Stream.objects.get(name="温泉镇河道").ptz is False


def test_the_picture_says_its_own_codec_so_that_a_tile_can_say_why_it_stays_dark(platform: Platform, camera: Stream, agrees: Any) -> None:
    platform.answers["/api/play/start/"] = (200, {"code": 0, "data": WVP_PLAY | {"mediaInfo": {"videoCodec": "H265", "width": 2560}}})
    watching.watch(actor="user:1", stream_id=camera.pk, key="a")
    with agrees():
        work()
    camera.refresh_from_db()
    assert (camera.state, camera.codec) == ("on", "h265")


def test_recordings_are_listed_played_back_by_time_and_steered(platform: Platform, camera: Stream) -> None:
    span = {"start": "2026-11-21T08:00:00+08:00", "end": "2026-11-21T09:00:00+08:00"}
    listed = [{"name": "良口", "startTime": "2026-11-21 08:00:00", "endTime": "2026-11-21 08:30:00"}]
    platform.answers["/api/gb_record/query/"] = (200, {"code": 0, "data": {"recordList": listed}})
    playing = {"stream": "rec_1", "ws_flv": WVP_PLAY["ws_flv"], "mediaInfo": {"videoCodec": "H264"}}
    platform.answers["/api/playback/start/"] = (200, {"code": 0, "data": playing})
    asks = [span | {"play": False}, span | {"play": True}]
    asks += [
        {"playing": "rec_1", "do": do, "value": value} for do, value in (("seek", 90.0), ("speed", 4.0), ("pause", 0.0), ("stop", 0.0))
    ]
    for payload in asks:
        ask(Job.RECORDS, camera, actor="user:1", payload=payload)
    first, second, *rest = work()
    assert first.result == [{"name": "良口", "start": "2026-11-21 08:00:00", "end": "2026-11-21 08:30:00"}]
    assert second.result == {"playing": "rec_1", "ways": [{"by": "flv", "url": WVP_PLAY["ws_flv"], "sub": False}], "codec": "h264"}
    assert {job.state for job in rest} == {"done"}
    assert [path for _, path, _ in platform.asked][2:] == [
        "/api/playback/seek/rec_1/90000", "/api/playback/speed/rec_1/4", "/api/playback/pause/rec_1",
        f"/api/playback/stop/{DEVICE}/{CHANNEL}/rec_1",
    ]  # fmt: skip
    assert platform.asked[1][2] == {"startTime": "2026-11-21 08:00:00", "endTime": "2026-11-21 09:00:00"}


def test_an_address_without_what_its_provider_needs_is_refused_by_field(city: None) -> None:
    for name, address, field in [
        ("gb28181", {"device": "1", "channel": CHANNEL}, "device"),
        ("mediamtx", {"source": "javascript:alert(1)"}, "source"),
        ("direct", {"hls": "ftp://x/y.m3u8"}, "hls"),
    ]:
        with pytest.raises(BadAddress, match=field):
            provider(name).checked(address)
    with pytest.raises(Problem, match="没有这种接入方式"):
        add_stream(actor="user:1", name="x", area="4401", provider="rtmp", address={})


def test_how_an_address_is_played_is_read_from_its_spelling() -> None:
    assert by_of("http://h:8889/p/whep") == "whep"
    assert by_of("https://h/live/1.live.flv?token=x") == "flv"
    assert by_of("http://h:8888/p/index.m3u8") == "hls"
