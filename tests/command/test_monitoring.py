"""实时监控: whose data are late and since when, which station is nearest to its threshold, which pictures stand together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.monitoring import departments, stations
from command.monitoring.arranging import arrange_panels, remove_group, save_group
from command.monitoring.departments import remove_department, save_department
from command.monitoring.keeping import forget_values
from command.monitoring.models import Department, DepartmentFeed, SensorPast, SensorValue
from command.monitoring.standing import Limit, closeness, first, stage_at, thinned
from command.monitoring.station_kinds import BY_KEY, KINDS, kind_of_quantity, kind_of_sensor
from command.people.actions import issue_wall
from command.wall.actions import show_scene
from command.wall.models import Wall
from command.wall.scene import DAILY
from devices.feeds.actions import add_feed, change_feed, take_failure, take_reading, take_unchanged
from devices.feeds.models import Feed, FeedOutage
from devices.feeds.outages import forget_outages
from devices.feeds.readers import sensors
from devices.feeds.readers.reading import Observation, Options, Read, Unreadable, options_of
from devices.handlers import handle
from devices.inbox.models import Inbox
from devices.readings import Measurement, Source
from devices.terminals.actions import register_terminal
from devices.terminals.models import Terminal
from devices.video.models import Stream
from dispatch.alarms.models import Alarm, Threshold
from dispatch.contacts.models import Person
from dispatch.features.actions import add_feature
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.snapshots import table

CONGHUA = (113.586, 23.548)
values = st.integers(-1000, 1000).map(float)  # a threshold is written with few digits; differences of 1e-156 are no stage
limits = st.lists(st.builds(Limit, st.sampled_from(["warn", "sure"]), st.just("警戒"), values, st.booleans()), max_size=3)


# --- without a database


@given(values, limits)
def test_a_station_is_at_a_stage_exactly_when_it_is_as_near_as_can_be(value: float, rows: list[Limit]):
    close = closeness(value, rows, 5.0)
    assert (close is None) == (not rows)
    assert bool(stage_at(value, rows)) == (close is not None and max(1 - (gap(value, row) / 5.0) for row in rows) >= 1)


def gap(value: float, row: Limit) -> float:
    return value - row.value if row.below else row.value - value


@given(st.integers(0, 49), st.integers(0, 49))
def test_who_is_nearer_to_the_threshold_stands_first_and_beyond_it_before_all(one: int, other: int):
    rule = [Limit("warn", "短时强降雨", 50)]
    order = [first(stage_at(value, rule), closeness(value, rule, None)) for value in (60.0, max(one, other), min(one, other))]
    assert order == sorted(order)
    assert first("", None) >= order[-1], "without a threshold last"


@given(st.lists(st.integers(), max_size=300), st.integers(1, 60))
def test_a_thinned_line_keeps_its_newest_point_and_its_order(points: list[int], most: int):
    kept = thinned(list(enumerate(points)), most)
    assert len(kept) <= most and kept == sorted(kept)
    assert not points or kept[-1] == (len(points) - 1, points[-1])


def test_each_quantity_has_its_kind_and_what_nobody_knows_is_other():
    assert kind_of_quantity("water_level").key == "river"
    assert kind_of_quantity("displacement_mm").key == "geology"
    assert kind_of_quantity("gas_lel").key == "gas"
    assert kind_of_quantity("voltage").key == "other"
    assert (kind_of_sensor("累计位移").key, kind_of_sensor("可燃气体").key, kind_of_sensor("车流量").key) == ("geology", "gas", "other")
    assert len(BY_KEY) == len(KINDS)


def test_a_bad_row_of_a_sensor_file_names_its_fault_and_costs_no_other():
    good = '{"code":"s1","name":"米埗边坡","measures":"累计位移","unit":"mm","value":9.5,"limit":30,"lon":113.7,"lat":23.7,"at":"2026-11-22T10:00:00+08:00"}'
    read = sensors.read(f'[{good},{{"code":"s2","lon":113.7,"lat":23.7,"at":"2026-11-22T10:00:00+08:00"}}]'.encode(), options())
    assert [(one.layer, one.attributes["value"], one.attributes["limit"]) for one in read.observations] == [("sensor", 9.5, 30.0)]
    assert [(one.row, one.detail) for one in read.refused] == [(2, "s2:没有监测项")]


def options() -> Options:
    from datetime import UTC, datetime

    return options_of({}, now=datetime(2026, 11, 22, 3, tzinfo=UTC))


# --- feeds and departments


@pytest.fixture
def gauges(city: None) -> Feed:
    return add_feed(actor="system", code="gauges-x", name="水雨情", kind="gauges", late_after_s=600)


def river(level: float, **given: Any) -> Observation:
    said = {"level_m": level, "warn_m": 33.5, "sure_m": 35.0}
    return Observation(
        "river_gauge", given.get("code", "81203"), given.get("name", "太平场"), *CONGHUA, given.get("at") or clock.now(), said
    )


def heard(feed: Feed, *rows: Observation) -> None:
    take_reading(feed.pk, Read(observations=list(rows)))


@pytest.mark.django_db
def test_a_department_shows_its_feeds_and_who_is_called_and_the_rest_belong_to_none(gauges: Feed, people: SimpleNamespace):
    other = add_feed(actor="system", code="wind-x", name="格点风", kind="grid")
    person = Person.objects.create(name="何联络", org="市水务局", title="值班员", role_id="liaison", area="4401")
    made = save_department(actor=people.chen.actor, name="测试水务", order=1, keeper=person.pk, feeds=[gauges.pk])
    page = departments.page(["4401"])
    ours, rest = page["departments"][0], page["departments"][-1]
    assert (ours["id"], ours["keeper"], [one["id"] for one in ours["feeds"]]) == (
        made.pk, {"id": person.pk, "name": "何联络", "org": "市水务局", "title": "值班员"}, [gauges.pk],
    )  # fmt: skip
    assert (rest["id"], [one["id"] for one in rest["feeds"]]) == (0, [other.pk])
    assert departments.page(["440117"])["departments"][0]["id"] == made.pk, "a district sees what the city watches for it"
    with pytest.raises(Problem, match="已有名为"):
        save_department(actor=people.chen.actor, name="测试水务", order=2, keeper=None, feeds=[])
    with pytest.raises(Problem, match="数据源") as refused:
        save_department(actor=people.chen.actor, name="测试二", order=2, keeper=None, feeds=[gauges.pk, 10**9])
    assert refused.value.where == ["feeds"]
    taken = save_department(actor=people.chen.actor, name="测试三", order=2, keeper=None, feeds=[gauges.pk])
    assert DepartmentFeed.objects.get(feed=gauges).department_id == taken.pk, "a feed has one department"
    remove_department(actor=people.chen.actor, department_id=taken.pk)
    assert Feed.objects.filter(pk=gauges.pk).exists() and not Department.objects.filter(pk=taken.pk).exists()


@pytest.mark.django_db
def test_failures_are_one_outage_that_ends_with_the_next_good_word(gauges: Feed):
    heard(gauges, river(30))
    for words in ("连接超时", "连接超时", "口令有误"):
        take_failure(gauges.pk, Unreadable("timeout", words))
    (lasting,) = departments.outages(Feed.objects.get(pk=gauges.pk))
    assert (lasting["cause"], lasting["words"], lasting["failures"], lasting["until"]) == ("failing", "口令有误", 3, None)
    take_unchanged(gauges.pk)
    (over,) = departments.outages(Feed.objects.get(pk=gauges.pk))
    assert over["until"] is not None
    FeedOutage.objects.update(until=clock.now() - timedelta(days=401))
    assert forget_outages() == 1


@pytest.mark.django_db
def test_data_that_stayed_away_are_an_outage_while_it_lasts_and_afterwards(gauges: Feed):
    heard(gauges, river(30))
    Feed.objects.filter(pk=gauges.pk).update(ok_at=clock.now() - timedelta(seconds=1600))
    (lasting,) = departments.outages(Feed.objects.get(pk=gauges.pk))
    assert (lasting["cause"], lasting["until"]) == ("late", None)
    heard(gauges, river(30.1))
    (over,) = FeedOutage.objects.filter(feed=gauges)
    assert over.until is not None and 990 <= (over.until - over.since).total_seconds() <= 1060
    assert [one["until"] is not None for one in departments.outages(Feed.objects.get(pk=gauges.pk))] == [True]


@pytest.mark.django_db
def test_a_feed_switched_off_is_in_no_outage(gauges: Feed):
    take_failure(gauges.pk, Unreadable("timeout", "连接超时"))
    changed = change_feed(actor="system", feed_id=gauges.pk, enabled=False)
    assert [one["until"] is not None for one in departments.outages(changed)] == [True]


# --- stations


@pytest.mark.django_db
def test_a_river_that_rises_stands_first_with_its_stage_and_the_line_of_its_hours(gauges: Feed):
    at = clock.now() - timedelta(hours=2)
    heard(gauges, river(30, at=at), river(31, code="81204", name="街口", at=at))
    assert [one["name"] for one in stations.page(["4401"], limit=9)["stations"]] == ["街口", "太平场"], "who is nearer to its level"
    heard(gauges, river(32, at=at + timedelta(hours=1)))
    heard(gauges, river(33.6))
    page = stations.page(["4401"], limit=9)
    top = page["stations"][0]
    assert (top["name"], top["stage"], top["stage_name"], top["value"], page["beyond"]) == ("太平场", "warn", "警戒水位", 33.6, 1)
    assert [one["value"] for one in top["trend"]] == [30, 32, 33.6]
    assert top["closeness"] is not None and top["closeness"] >= 1
    assert Alarm.objects.count() == 1, "the list says what the alarm said"
    heard(gauges, river(33.45))  # within the dead band: the alarm stands, and so does the stage
    assert stations.page(["4401"], limit=1)["stations"][0]["stage"] == "warn"
    assert stations.page(["440115"], limit=9)["stations"] == [], "another district's"
    (kind,) = page["kinds"]
    assert (kind["kind"], kind["stations"], kind["beyond"], kind["newest_at"]) == ("river", 2, 1, top["at"])
    whole = stations.whole(top["key"], 1)
    assert [one["value"] for one in whole["trend"]] == [33.6, 33.45]
    with pytest.raises(Problem, match="没有这个测站"):
        stations.whole("f:999999999", 1)


@pytest.mark.parametrize("stage", [{}, {"stage": "very high"}])
def test_a_reservoir_entered_by_hand_over_its_limit_is_over_it_although_no_gauge_said_so(city: None, stage: dict[str, Any]):
    for name, level in (("流溪河水库", 236.2), ("黄龙带水库", 148.0)):
        values = {"level_m": level, "limit_m": 235.0, **stage}
        add_feature(actor="system", layer="reservoir", name=name, lon=113.7, lat=23.7, attributes=values, observed_at=clock.now())
    page = stations.page(["4401"], limit=9)
    assert [(one["name"], one["stage"]) for one in page["stations"]] == [("流溪河水库", "warn"), ("黄龙带水库", "")]
    assert page["beyond"] == 1


def sensor() -> Terminal:
    return register_terminal(actor="system", kind="sensor", external_id="GEO-1", adapter="sensor", label="米埗边坡位移计", area="440117")


def says(terminal: Terminal, value: float, minutes: float = 0, quantity: str = "displacement_mm") -> None:
    now = clock.now()
    at_ms = int((now - timedelta(minutes=minutes)).timestamp() * 1000)
    source = Source("sensor", "GEO-1")
    reading = Measurement(source=source, at_ms=at_ms, received_ms=int(now.timestamp() * 1000), message_id=f"m{value}{minutes}", quantity=quantity, value=value, unit="mm")  # fmt: skip
    with act("system"):
        handle(reading, terminal, Inbox())


@pytest.mark.django_db
def test_a_registered_sensor_is_a_station_with_its_own_thresholds_and_its_past_is_kept_thinned(city: None):
    row = {"quantity": "displacement_mm", "side": "above", "unit": "mm", "area": "440117", "source": "试验"}
    Threshold.objects.create(name="位移预警", value=20, urgency="urgent", **row)
    Threshold.objects.create(name="位移告警", value=30, urgency="critical", **row)
    one = sensor()
    for minutes, value in (
        (50, 10.0),
        (49.5, 10.2),
        (30, 14.0),
        (0, 24.0),
        (40, 99.0),
    ):  # half a minute is too soon to keep, an older one too late
        says(one, value, minutes)
    (station,) = stations.page(["440117"], limit=9)["stations"]
    assert (station["kind"], station["value"], station["stage"], station["stage_name"]) == ("geology", 24.0, "warn", "位移预警")
    assert [point["value"] for point in station["trend"]] == [10.0, 14.0, 24.0]
    assert SensorValue.objects.count() == 1
    SensorPast.objects.update(at=clock.now() - timedelta(days=91))
    assert forget_values() == 3


@pytest.mark.django_db
def test_a_value_nobody_set_a_threshold_for_and_of_no_kind_is_no_station(city: None):
    says(sensor(), 3.9, quantity="voltage")
    assert stations.page(["4401"], limit=9)["total"] == 0


# --- what a wall shows


def camera(name: str, area: str = "440117") -> Stream:
    return Stream.objects.create(name=name, area=area, provider="direct", address={"hls": "https://media/a.m3u8"})


@pytest.mark.django_db
def test_a_group_of_pictures_is_on_the_board_and_a_wall_shows_it_until_it_is_gone(people: SimpleNamespace, agrees: Callable[..., Any]):
    token, _ = issue_wall(actor=people.admin.actor, name="指挥大厅主屏", area="4401")
    wall = Wall.objects.get(token=token)
    one, two = camera("流溪河大坝"), camera("街口大桥")
    given: dict[str, Any] = {"area": "440117", "name": "流溪河沿线", "tiles": 9, "turn_s": 15, "drones": True}
    with agrees():
        group = save_group(actor=people.wang.actor, streams=[two.pk, one.pk, two.pk], **given)
    assert table("area:440117", "camera_groups")[str(group.pk)]["streams"] == [two.pk, one.pk]
    with agrees():
        show_scene(actor=people.wang.actor, name="王值班", wall_id=wall.pk, scene={"kind": "cameras", "group": group.pk})
    wall.refresh_from_db()
    assert wall.scene["group"] == group.pk
    with pytest.raises(Problem, match="须指明画面组"):
        show_scene(actor=people.wang.actor, name="王值班", wall_id=wall.pk, scene={"kind": "cameras"})
    with pytest.raises(Problem, match="视频源") as refused:
        save_group(actor=people.wang.actor, streams=[camera("南沙", "440115").pk], **given | {"name": "别区"})
    assert refused.value.where == ["streams"]
    with agrees():
        remove_group(actor=people.wang.actor, group_id=group.pk)
    wall.refresh_from_db()
    assert wall.scene == DAILY


@pytest.mark.django_db
def test_the_walls_panels_are_arranged_once_per_area_in_their_order(people: SimpleNamespace, agrees: Callable[..., Any]):
    with agrees():
        arrange_panels(actor=people.wang.actor, area="4401", panels=["goals", "stations", "goals"])
    with agrees():
        arrange_panels(actor=people.wang.actor, area="4401", panels=["departments", "stations"])
    (row,) = table("area:4401", "panel_sets").values()
    assert row["panels"] == ["departments", "stations"]
