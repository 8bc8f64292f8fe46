"""From a source outside to the map and the alarm queue: asked politely, believed with reason, its silence seen."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from devices.feeds.actions import add_feed
from devices.feeds.models import Feed
from devices.feeds.polling import claim, poll
from dispatch.alarms.models import Alarm
from dispatch.features.models import Feature
from dispatch.features.observing import clear_passed, wind_at
from realtime import clock
from tests.dispatch.outside_server import Outside, ftp_server, outside_server

pytestmark = pytest.mark.django_db

HEAD = "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight\n"
CONGHUA = (113.586, 23.548)


@pytest.fixture
def outside() -> Iterator[Outside]:
    with outside_server() as found:
        yield found


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path, city: None) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def feed(outside: Outside) -> Callable[..., Feed]:
    def make(kind: str, path: str = "/a", **given: Any) -> Feed:
        url = f"{outside.url}{path}" if path else ""
        return add_feed(actor="system", code=f"{kind}-x", name=f"测试{kind}", kind=kind, url=url, **given)

    return make


def asked(feed: Feed) -> Feed:
    poll(feed)
    feed.refresh_from_db()
    return feed


def pixel(lon: float, lat: float, *, minutes: int = 20, sure: str = "h") -> str:
    at = clock.now() - timedelta(minutes=minutes)
    return f"{lat},{lon},340,0.4,0.4,{at:%Y-%m-%d},{int(f'{at:%H%M}')},N20,VIIRS,{sure},2,296,12,D\n"


def gauge(level: float, *, minutes: int = 5) -> str:
    at = (clock.now() - timedelta(minutes=minutes)).isoformat()
    row = {
        "kind": "river",
        "code": "81203",
        "name": "太平场",
        "lon": CONGHUA[0],
        "lat": CONGHUA[1],
        "at": at,
        "level_m": level,
        "warn_m": 33.5,
        "sure_m": 35,
    }
    return json.dumps([row], ensure_ascii=False)


def test_a_hot_spot_in_the_city_is_on_the_map_and_an_alarm_and_sent_again_the_same(
    outside: Outside, feed: Callable[..., Feed], agrees: Any
):
    made = feed("firms")
    outside.lay("/a", HEAD + pixel(*CONGHUA))
    with agrees():
        asked(made)
    poll(made)
    feature = Feature.objects.get(layer="hotspot")
    assert (feature.area, feature.source, feature.attributes["confidence"]) == ("440117", "feed:firms-x", "高")
    alarm = Alarm.objects.get()
    assert (alarm.source, alarm.area, alarm.type, alarm.reports) == ("satellite", "440117", "11G01", 1)


@pytest.mark.parametrize(
    ("why", "line"),
    [
        ("doubtful", lambda: pixel(*CONGHUA, sure="l")),
        ("of yesterday", lambda: pixel(*CONGHUA, minutes=15 * 60)),
        ("outside the city", lambda: pixel(113.53, 24.9)),
    ],
)
def test_a_hot_spot_that_is_doubtful_old_or_elsewhere_is_on_the_map_only(
    why: str, line: Callable[[], str], outside: Outside, feed: Callable[..., Feed]
):
    outside.lay("/a", HEAD + line())
    asked(feed("firms"))
    assert Feature.objects.filter(layer="hotspot", active=True).count() == 1
    assert not Alarm.objects.exists(), why


def test_what_is_a_continent_away_is_not_kept(outside: Outside, feed: Callable[..., Feed]):
    outside.lay("/a", HEAD + pixel(100.5, 13.7))
    assert asked(feed("firms")).rows == 1 and not Feature.objects.filter(layer="hotspot").exists()


def test_a_river_rings_once_per_stage_louder_at_the_next_and_is_cleared_below_the_dead_band(outside: Outside, feed: Callable[..., Feed]):
    made = feed("gauges")

    def level(metres: float, minutes: int) -> list[tuple[str, str, int]]:
        outside.lay("/a", gauge(metres, minutes=minutes))
        poll(made)
        return [(alarm.urgency, alarm.state, alarm.reports) for alarm in Alarm.objects.order_by("id")]

    assert level(33.0, 60) == []
    assert level(33.5, 50) == [("urgent", "active", 1)], "at the threshold is beyond it"
    assert level(33.8, 40) == [("urgent", "active", 1)], "still the same flood"
    assert level(33.45, 35) == [("urgent", "active", 1)], "on the edge"
    assert level(35.1, 30) == [("critical", "active", 2)]
    assert level(33.2, 10) == [("critical", "cleared", 2)]
    assert Feature.objects.get(layer="river_gauge").attributes == {"level_m": 33.2, "warn_m": 33.5, "sure_m": 35.0}


def test_an_older_reading_that_comes_late_moves_nothing(outside: Outside, feed: Callable[..., Feed]):
    made = feed("gauges")
    outside.lay("/a", gauge(33.0, minutes=5))
    poll(made)
    outside.lay("/a", gauge(36.0, minutes=50))
    poll(made)
    assert Feature.objects.get(layer="river_gauge").attributes["level_m"] == 33.0
    assert not Alarm.objects.exists()


def test_the_wind_of_a_place_is_the_nearest_that_is_fresh(outside: Outside, feed: Callable[..., Feed]):
    def row(lon: float, minutes: int, speed: float) -> dict[str, Any]:
        at = (clock.now() - timedelta(minutes=minutes)).isoformat()
        return {"lon": lon, "lat": 23.54, "at": at, "speed": speed, "direction": 45}

    assert wind_at(*CONGHUA) is None
    outside.lay("/a", json.dumps([row(113.6, 200, 9), row(113.7, 10, 4), row(113.5, 10, 7)]))
    poll(feed("grid"))
    found = wind_at(*CONGHUA)
    assert found is not None and (found.speed_ms, found.from_deg) == (7, 45)
    assert wind_at(115.0, 23.5) is None, "too far to be believed"


def test_a_source_with_nothing_new_answers_in_a_word_and_its_light_stays_on(outside: Outside, feed: Callable[..., Feed]):
    made = feed("firms")
    outside.lay("/a", HEAD + pixel(*CONGHUA), ETag='"1"')
    first = asked(made).ok_at
    second = asked(made)
    assert outside.asked[-1][1]["If-None-Match"] == '"1"'
    assert second.state == Feed.OK and second.ok_at > first and second.rows == 1


@pytest.mark.parametrize(
    ("answer", "error"), [((403, b"no"), "bad_key"), ((500, b"oops"), "http"), ((302, b""), "moved"), ((200, b"<html>"), "unreadable"), ((429, b""), "too_often")]
)  # fmt: skip
def test_a_source_that_fails_is_said_why_and_left_alone_longer_each_time(
    answer: tuple[int, bytes], error: str, outside: Outside, feed: Callable[..., Feed]
):
    made = feed("firms", every_s=60)
    outside.lay("/a", answer[1], status=answer[0])
    first = asked(made)
    assert (first.state, first.error) == (Feed.FAILING, error)
    wait = first.due_at - first.tried_at
    second = asked(made)
    assert second.due_at - second.tried_at == 2 * wait
    outside.lay("/a", HEAD + pixel(*CONGHUA, sure="l"))
    assert (asked(made).state, made.error, made.failures) == (Feed.OK, "", 0)


def test_nobody_there_is_unreachable(feed: Callable[..., Feed]):
    made = feed("firms")
    Feed.objects.update(url="http://127.0.0.1:9/x")
    made.refresh_from_db()
    assert asked(made).error == "unreachable"


def test_a_key_is_in_no_row_no_answer_and_no_words(
    outside: Outside, feed: Callable[..., Feed], monkeypatch: Any, as_user: Any, people: SimpleNamespace
):
    made = feed("firms", path="/api/{key}/x")
    assert asked(made).error == "no_key"
    monkeypatch.setenv("FEED_FIRMS_X_KEY", "geheim7")
    poll(made)
    assert outside.asked[-1][0] == "/api/geheim7/x"
    assert "geheim7" not in as_user(people.admin).get("/api/feeds").content.decode()


def test_many_points_are_asked_one_by_one_and_those_that_answered_are_used(outside: Outside, feed: Callable[..., Feed]):
    points = [[113.5, 23.5], [113.7, 23.7]]
    fields = {"at": "t", "speed": "s", "direction": "d"}
    made = feed("grid", path="/now/{lon},{lat}", options={"points": points, "fields": fields, "units": {"speed": "km/h"}})
    outside.lay("/now/113.5,23.5", json.dumps({"t": clock.now().isoformat(), "s": 36, "d": 90}))
    outside.lay("/now/113.7,23.7", b"", status=500)
    assert asked(made).error == "http"
    assert Feature.objects.get(layer="wind").attributes["speed_ms"] == 10


def test_the_newest_file_of_an_ftp_folder_is_read(feed: Callable[..., Feed], monkeypatch: Any):
    at = clock.now() - timedelta(minutes=20)
    head = (
        f"# Himawari-9 WLF acquired {at:%Y-%m-%d %H:%M} UTC\n# ID,year,month,day,time,lat,lon,area,volcano,level,reliability,FRP,QF,hot\n"
    )
    new = f"{head}1,{at:%Y,%m,%d,%H%M},24.9,113.53,4.1,0,3,5,35.2,0,1\n".encode()
    with ftp_server({"H09_1.csv": b"old", "H09_2.csv": new, "readme.txt": b""}, "pw") as port:
        made = feed("himawari")
        Feed.objects.update(url=f"ftp://me@127.0.0.1:{port}/pub/H09_*.csv")
        made.refresh_from_db()
        assert asked(made).error == "bad_key"
        monkeypatch.setenv("FEED_HIMAWARI_X_KEY", "pw")
        assert (asked(made).state, made.rows) == (Feed.OK, 1)


def drop(feed: Feed, name: str, content: str) -> None:
    feed.folder.mkdir(parents=True, exist_ok=True)
    path = feed.folder / name
    path.write_text(content)
    os.utime(path, (time.time() - 10, time.time() - 10))


def test_dropped_files_are_read_once_a_bad_one_is_set_aside_with_its_reason(feed: Callable[..., Feed]):
    made = feed("firms", path="")
    drop(made, "1.csv", HEAD + pixel(*CONGHUA, sure="l") + "kaputt,113\n")
    drop(made, "2.csv", "Invalid MAP_KEY.")
    drop(made, "3.csv.part", "half")
    found = asked(made)
    assert Feature.objects.filter(layer="hotspot").count() == 1
    assert sorted(path.name for path in made.folder.iterdir()) == ["3.csv.part", "bad", "done"]
    (reason,) = (made.folder / "bad").glob("*.txt")
    assert "MAP_KEY" in reason.read_text()
    assert found.error == "bad_key" and "2.csv" in found.words
    drop(made, "4.csv", HEAD + pixel(*CONGHUA, sure="l") + "kaputt,113\n")
    found = asked(made)
    assert (found.state, found.rows, found.bad, found.problems[0]["row"]) == (Feed.OK, 1, 1, 3)


def test_a_file_still_being_copied_waits(feed: Callable[..., Feed]):
    made = feed("firms", path="")
    made.folder.mkdir(parents=True)
    (made.folder / "1.csv").write_text(HEAD)
    assert asked(made).state == Feed.WAITING


def test_two_workers_never_ask_the_same_feed_at_once(feed: Callable[..., Feed]):
    made = feed("firms")
    first = claim()
    assert first is not None and first.pk == made.pk and claim() is None


def test_what_has_passed_leaves_the_map_and_a_gauge_stays(outside: Outside, feed: Callable[..., Feed], agrees: Any):
    outside.lay("/a", HEAD + pixel(*CONGHUA, minutes=23 * 60))
    poll(feed("firms"))
    outside.lay("/b", gauge(33.0, minutes=50))
    poll(feed("gauges", path="/b"))
    Feature.objects.update(observed_at=clock.now() - timedelta(hours=25))
    with agrees():
        assert clear_passed() == 1
    assert list(Feature.objects.filter(active=True).values_list("layer", flat=True)) == ["river_gauge"]


def test_feeds_are_looked_after_by_who_may_and_each_change_is_told(as_user: Any, people: SimpleNamespace, agrees: Any):
    wang, huang = as_user(people.wang), as_user(people.huang)
    body = {"code": "viirs", "name": "VIIRS", "kind": "firms", "url": "https://firms.example/{key}", "every_s": 900}
    assert huang.send("/api/feeds", body).status_code == 403, "a district's officer does not set the city's sources"
    with agrees():
        made = wang.send("/api/feeds", body)
        number = made.json()["id"]
        assert made.status_code == 201 and made.json()["needs_key"] and not made.json()["key"]
        assert (
            wang.send(f"/api/feeds/{number}", {**{k: v for k, v in body.items() if k != "code"}, "name": "夜间热点"}).json()["name"]
            == "夜间热点"
        )
        assert wang.send(f"/api/feeds/{number}/ask").status_code == 200
    (light,) = huang.get("/api/feeds/above").json()
    assert (light["id"], light["name"], "url" in light) == (number, "夜间热点", False), "what the city watches is on a district's map too"
    assert wang.get("/api/feeds/above").json() == []
    assert wang.send("/api/feeds", body).json()["code"] == "exists"
    for wrong in ({"url": "file:///etc/passwd"}, {"every_s": 20}, {"options": {"datum": "x"}}, {"url": "http://a/{lon}"}, {"kind": "cap"}):
        assert wang.send("/api/feeds", {**body, "code": "b2", **wrong}).status_code == 422, wrong
    with agrees():
        assert wang.send(f"/api/feeds/{number}/remove").status_code == 200
    assert wang.get("/api/feeds").json()["feeds"] == []


def test_the_demo_citys_outside_world_is_on_the_map_and_rings_no_bell(tmp_path: Path):
    from command.seeding.feeds import make_feeds
    from devices.simulator.outside import INVENTED

    make_feeds()
    make_feeds()
    assert Feed.objects.count() == len(INVENTED)
    for made in Feed.objects.all():
        for path in made.folder.iterdir():
            os.utime(path, (time.time() - 10, time.time() - 10))
        assert (asked(made).state, made.bad) == (Feed.OK, 0), made.words
    there = set(Feature.objects.filter(active=True).values_list("layer", flat=True))
    assert there == {"hotspot", "typhoon_track", "rain_gauge", "river_gauge", "reservoir", "wind", "sensor"}
    assert not Alarm.objects.exists()
    assert wind_at(*CONGHUA) is not None
