"""实时监控 in a real browser: data that stay away change a light, a river that rises stands first, a group of cameras plays on desk and wall."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import CHROMIUM, Screens, picture
from tests.e2e.media import MediaServer, Publisher
from tests.system.centre import Centre, Officer, wait_until


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


def page_of(desk: Page, key: str) -> None:
    desk.locator("[data-test=fn-monitoring]").click()
    desk.locator(f"[data-test=monitoring-{key}]").click()


def put(officer: Officer, scene: dict[str, Any]) -> None:
    officer.post("/api/walls/scene", {"area": "4401", "scene": scene})


def drop(centre: Centre, rows: list[dict[str, Any]]) -> None:
    """Laid into the folder of the gauges whole, and old enough to be read at once."""
    place = Path(centre.env["DATA_DIR"]) / "feeds" / "demo-gauges"
    half = place / "more.json.part"
    half.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    os.utime(half, (time.time() - 10, time.time() - 10))
    half.replace(place / "more.json")


def river(level: float, minutes: int = 0) -> list[dict[str, Any]]:
    at = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    return [
        {
            "kind": "river",
            "code": "e2e-river",
            "name": "太平场试验站",
            "lon": 113.497,
            "lat": 23.445,
            "at": at,
            "level_m": level,
            "warn_m": 33.5,
            "sure_m": 35,
        }
    ]


def test_data_that_stay_away_change_the_light_and_a_river_that_rises_stands_first(
    screens: Screens, centre: Centre, tidying: tuple[Officer, Officer]
) -> None:
    chief, _ = tidying
    feeds = {feed["code"]: feed for feed in chief.get("/api/feeds")["feeds"]}
    late = feeds["demo-grid"]
    wait_until(lambda: centre.query("SELECT ok_at FROM feeds_feed WHERE id = %s", late["id"])[0][0], 60, "the demo's first files are read")
    patience = {name: late[name] for name in ("name", "kind", "url", "every_s", "options", "enabled")}
    # Just late, however long this centre has been up: what is late for long is red and no longer amber
    age = int(centre.query("SELECT extract(epoch FROM clock_timestamp() - ok_at) FROM feeds_feed WHERE id = %s", late["id"])[0][0])
    chief.post(f"/api/feeds/{late['id']}", patience | {"late_after_s": max(60, age + 30)})
    put(chief, {"kind": "monitoring"})
    wall = screens.wall(width=1920, height=1080, map_drawn=False)
    expect(wall.locator("[data-test=panel-stations] li").first).to_be_visible(timeout=30_000)
    for minutes, level in ((50, 30.5), (25, 32.0), (0, 33.8)):
        drop(centre, river(level, minutes))
        wait_until(
            lambda level=level: centre.query(
                "SELECT 1 FROM features_feature WHERE code = 'e2e-river' AND (attributes->>'level_m')::float = %s", level
            ),
            40,
            "the gauge is read",
        )
    rows = wall.locator("[data-test=panel-stations] li")
    risen = rows.filter(has_text="太平场试验站")
    expect(risen).to_contain_text("警戒水位", timeout=60_000)
    stages = [row.get_attribute("data-stage") for row in rows.all()]
    assert "" in stages and "warn" not in stages[stages.index("") :], "who is beyond a threshold stands before all that are not"
    expect(wall.locator("[data-test=panel-stations] [data-test=panel-age]")).to_be_visible()
    expect(wall.locator("[data-test=panel-goals] [data-test=goal]").first).to_be_visible()
    expect(wall.locator("[data-test=panel-goals] [data-test=panel-age]")).to_be_visible()

    desk = screens.desk("zhibanzhang")
    page_of(desk, "stations")
    row = desk.locator("[data-test=stations] tbody tr", has_text="太平场试验站")
    expect(row).to_have_attribute("data-stage", "warn", timeout=30_000)
    picture(desk, "desk-stations")
    row.locator("button").click()
    expect(desk.locator("[data-test=station-curve]")).to_be_visible()
    picture(desk, "desk-station-curve")

    page_of(desk, "data")
    light = desk.locator("[data-test=departments] > li", has_text="气象局")
    expect(light).to_have_attribute("data-lamp", "amber", timeout=90_000)
    light.locator(".department-head").click()
    expect(light.locator("[data-test=outages]").first).to_contain_text("超时未更新")
    picture(desk, "desk-departments")
    panel = wall.locator("[data-test=panel-departments] li", has_text="气象局")
    expect(panel).to_have_attribute("data-lamp", "amber", timeout=90_000)
    expect(panel).to_contain_text("格点气象")
    picture(wall, "wall-monitoring")
    wall.set_viewport_size({"width": 5760, "height": 1080})
    expect(wall.locator("[data-test=monitoring-wall] > section")).to_have_count(6)
    picture(wall, "wall-monitoring-5760")
    chief.post(f"/api/feeds/{late['id']}", patience | {"late_after_s": 86_400})
    expect(panel).to_have_attribute("data-lamp", "green", timeout=30_000)


def test_a_group_of_cameras_plays_on_the_desk_and_over_a_wall_and_stops_with_it(
    screens: Screens, centre: Centre, media: MediaServer, camera: Publisher, tidying: tuple[Officer, Officer]
) -> None:
    chief, _ = tidying
    given = {"area": "440117", "provider": "direct"}
    lens = chief.post("/api/video/streams", given | {"name": "良口大坝", "address": {"whep": f"{media.url}/lens/whep"}}).json()["id"]
    deaf = chief.post("/api/video/streams", given | {"name": "街口大桥", "address": {"hls": f"{media.url}/nowhere.m3u8"}}).json()["id"]
    group = chief.post(
        "/api/monitoring/groups", {"area": "4401", "name": "流溪河沿线", "tiles": 4, "streams": [lens, deaf], "drones": False}
    ).json()["id"]
    desk = screens.desk("zhibanzhang")
    page_of(desk, "cameras")
    expect(desk.locator(f"[data-stream='{lens}'] .video-tile[data-shown=moving]")).to_be_visible(timeout=30_000)
    expect(desk.locator(f"[data-stream='{deaf}'] .video-word")).to_be_visible()
    picture(desk, "desk-cameras")
    wall = screens.wall(width=1280, height=720, map_drawn=False)
    desk.locator("button", has_text="上大屏").first.click()
    expect(wall.locator(f"[data-test=wall-cameras] [data-stream='{lens}'] .video-tile[data-shown=moving]")).to_be_visible(timeout=30_000)
    picture(wall, "wall-cameras")
    page_of(desk, "arrange")
    picture(desk, "desk-arrange")
    chief.post(f"/api/monitoring/groups/{group}/remove", {})
    expect(wall.locator(".wall[data-scene=daily]")).to_be_visible(timeout=20_000)
    wait_until(
        lambda: centre.query("SELECT state FROM video_stream WHERE id = %s", lens)[0][0] == "off",
        90,
        "the camera stops when nobody watches",
    )
    chief.post(f"/api/video/streams/{lens}/remove", {})
    chief.post(f"/api/video/streams/{deaf}/remove", {})
