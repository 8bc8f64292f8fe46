"""Cameras in a real browser: a picture plays on the desk and on the wall, stops when nobody watches, and is greyed when its signal is lost."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import CHROMIUM, Screens, picture
from tests.e2e.media import MediaServer, Publisher
from tests.system.centre import Centre, Officer, wait_until

FRAMES = "selector => document.querySelector(selector + ' video').getVideoPlaybackQuality().totalVideoFrames"


@pytest.fixture(scope="module")
def media(centre: Centre) -> Iterator[MediaServer]:
    port = urlsplit(centre.env["MEDIA_ORIGINS"]).port
    assert port is not None
    server = MediaServer(port)
    yield server
    server.close()


@pytest.fixture
def camera(media: MediaServer, browser: Browser) -> Iterator[Publisher]:
    publisher = media.publish(browser, CHROMIUM)
    yield publisher
    publisher.close()


def open_on_desk(desk: Page, stream: int) -> str:
    desk.locator("[data-test=tool-video]").click()
    desk.locator(f"[data-test=stream-{stream}]").click()
    return f"[data-test=tile-{stream}]"


def test_a_picture_plays_goes_to_the_wall_is_greyed_when_lost_and_stops_when_nobody_watches(
    screens: Screens, centre: Centre, media: MediaServer, camera: Publisher, tidying: tuple[Officer, Officer]
) -> None:
    chief, _ = tidying
    stream = chief.post(
        "/api/video/streams",
        {
            "name": "良口瞭望塔 1 号",
            "area": "440117",
            "provider": "direct",
            "address": {"whep": f"{media.url}/lens/whep"},
            "lon": 113.72,
            "lat": 23.75,
        },
    ).json()["id"]
    desk = screens.desk()
    tile = open_on_desk(desk, stream)
    expect(desk.locator(f"{tile} .video-tile[data-shown=moving]")).to_be_visible(timeout=30_000)
    seen = desk.evaluate(FRAMES, tile)
    wait_until(lambda: desk.evaluate(FRAMES, tile) > seen + 10, 30, "the picture moves")
    picture(desk, "desk-video")

    desk.locator(f"{tile} button", has_text="上大屏").click()
    wall = screens.wall(width=1280, height=720, map_drawn=False)
    expect(wall.locator(".wall-tile .video-tile[data-shown=moving]")).to_be_visible(timeout=30_000)
    picture(wall, "wall-video")
    assert len(media.viewers) == 2

    camera.close()
    expect(desk.locator(f"{tile} .video-word")).to_contain_text("信号中断 00:", timeout=30_000)
    expect(desk.locator(f"{tile} canvas")).to_be_visible()
    picture(desk, "desk-video-lost")

    (link,) = centre.query("SELECT id FROM video_videolink WHERE stream_id = %s AND active", stream)[0]
    chief.post(f"/api/links/{link}/close")
    desk.locator("[data-test=close-videos]").click()
    watching = "SELECT actor, key, until - clock_timestamp() FROM video_viewing WHERE stream_id = %s"
    wait_until(
        lambda: centre.query("SELECT state FROM video_stream WHERE id = %s", stream) == [("off",)], 60,
        lambda: f"nobody watches, nothing runs; still there: {centre.query(watching, stream)}; {centre.log('clerk')[-500:]}",
    )  # fmt: skip


def test_an_hls_recording_plays_in_the_same_tile(
    screens: Screens, centre: Centre, media: MediaServer, camera: Publisher, tidying: tuple[Officer, Officer]
) -> None:
    chief, _ = tidying
    url = media.keep_recording(b64decode(camera.page.evaluate("() => window.record(4)")))
    stream = chief.post(
        "/api/video/streams", {"name": "温泉镇河道", "area": "440117", "provider": "direct", "address": {"hls": url}, "codec": "h264"}
    ).json()["id"]
    desk = screens.desk()
    tile = open_on_desk(desk, stream)
    expect(desk.locator(f"{tile} .video-tile[data-shown=moving]")).to_be_visible(timeout=30_000)
    wait_until(lambda: desk.evaluate(FRAMES, tile) > 5, 30, "frames are shown")


def test_a_live_flv_picture_plays_in_the_same_tile_and_is_greyed_when_the_camera_ends(
    screens: Screens, centre: Centre, media: MediaServer, camera: Publisher, tidying: tuple[Officer, Officer]
) -> None:
    chief, _ = tidying
    url = media.film(b64decode(camera.page.evaluate("() => window.record(12)")))
    body = {"name": "木筏渡口", "area": "440117", "provider": "direct", "address": {"flv": url}, "codec": "h264"}
    stream = chief.post("/api/video/streams", body).json()["id"]
    desk = screens.desk()
    tile = open_on_desk(desk, stream)
    expect(desk.locator(f"{tile} .video-tile[data-shown=moving]")).to_be_visible(timeout=30_000)
    seen = desk.evaluate(FRAMES, tile)
    wait_until(lambda: desk.evaluate(FRAMES, tile) > seen + 10, 30, "the picture moves")
    picture(desk, "desk-video-flv")
    media.films.clear()  # it is not there when the page asks again
    expect(desk.locator(f"{tile} .video-word")).to_contain_text("信号中断", timeout=30_000)
