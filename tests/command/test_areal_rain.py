"""面雨量: what the gauges mean for the ground of a district – and that a silent gauge is not a dry one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from math import cos, hypot, radians

import numpy as np
import pytest
import shapely
from django.conf import settings
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from command.alerts.records import Proposal
from command.alerts.values import take_observations
from command.figures.actions import enter_reported
from command.figures.models import ReportedFigure
from command.figures.periods import month_end
from command.figures.showing import figures
from command.monitoring.areal import Gauge, Mean, ground_of, joined, mean_of
from command.monitoring.rain import areal_rain
from command.monitoring.rain_days import tell_rain_days
from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation
from dispatch.features.models import Feature
from realtime import clock
from realtime.areas.models import Area
from realtime.log.models import Event

SQUARE = shapely.box(113.0, 23.0, 113.2, 23.2)
gauges = st.lists(
    st.builds(Gauge, st.floats(112.9, 113.3), st.floats(22.9, 23.3), st.tuples(st.one_of(st.none(), st.floats(0, 200)))), min_size=1, max_size=9
)  # fmt: skip


@given(gauges)
def test_it_is_what_a_count_of_the_ground_by_hand_says(found):
    ground = ground_of(SQUARE)
    mean = mean_of(ground, found, 0, reach_km=1000, least=0.5)
    speaking = [one for one in found if one.values[0] is not None]
    if not speaking:
        assert mean == Mean(None, 0.0, 0)
        return
    squeeze = cos(radians(float(ground.lat.mean())))
    rain = []
    for lon, lat in zip(ground.lon, ground.lat, strict=True):
        nearest = min(speaking, key=lambda one: hypot((lon - one.lon) * squeeze, lat - one.lat))
        rain.append(nearest.values[0])
    assert mean.mm == pytest.approx(sum(rain) / len(rain), abs=0.06) and mean.covered == 1.0
    values = [one.values[0] for one in speaking]
    assert min(values) - 0.06 <= mean.mm <= max(values) + 0.06, "never wetter than the wettest nor drier than the driest"


def test_ground_out_of_reach_counts_for_nothing_and_too_little_is_no_figure():
    ground, west = ground_of(SQUARE), Gauge(113.0, 23.1, (40.0,))
    near = mean_of(ground, [west], 0, reach_km=10, least=0.6)
    assert near.mm is None and 0.2 < near.covered < 0.6
    assert mean_of(ground, [west], 0, reach_km=10, least=0.2).mm == 40.0
    both = mean_of(ground, [west, Gauge(113.2, 23.1, (0.0,))], 0, reach_km=100, least=0.6)
    assert both.mm == pytest.approx(20, abs=1) and both.gauges == 2


def test_a_narrow_area_has_ground_too_and_a_city_is_its_districts_by_size():
    sliver = ground_of(shapely.box(113.0, 23.0, 113.00001, 23.00001))
    assert len(sliver.lon) >= 1 and np.isfinite(sliver.lat).all()
    parts = [(300.0, Mean(10.0, 1.0, 3)), (100.0, Mean(50.0, 1.0, 1)), (50.0, Mean(None, 0.0, 0))]
    assert joined(parts, least=0.6).mm == 20.0 and joined(parts, least=0.95).mm is None


@pytest.fixture
def district(city) -> Area:
    one = Area.objects.get(pk="440117")
    one.boundary = shapely.to_geojson(SQUARE)
    one.save()
    return one


def gauge(name: str, lon: float, lat: float, mm: float, minutes: float = 5) -> Feature:
    return Feature.objects.create(
        layer="rain_gauge", code=name, name=name, area="440117", lon=lon, lat=lat, attributes={"mm_1h": mm, "mm_3h": mm, "mm_24h": mm},
        observed_at=clock.now() - timedelta(minutes=minutes),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_late_gauge_gives_its_ground_to_the_next_and_is_named_as_silent(district, as_user, people):
    gauge("西", 113.05, 23.1, 10), gauge("东", 113.15, 23.1, 50)
    (row,) = [one for one in areal_rain([settings.CITY])["areas"] if one["area"] == "440117"]
    assert (row["mm_3h"], row["gauges"], row["silent"]) == (pytest.approx(30, abs=1.5), 2, 0)
    Feature.objects.filter(code="东").update(observed_at=clock.now() - timedelta(hours=5))
    shown = as_user(people.wang).get("/api/monitoring/rain").json()
    (row,) = [one for one in shown["areas"] if one["area"] == "440117"]
    assert (row["mm_3h"], row["gauges"], row["silent"], row["covered"]) == (10.0, 1, 1, 1.0)
    Feature.objects.update(observed_at=clock.now() - timedelta(hours=5))
    (row,) = [one for one in areal_rain(["440117"])["areas"] if one["area"] == "440117"]
    assert (row["mm_3h"], row["covered"], row["silent"], row["oldest"]) == (None, 0.0, 2, None), "nobody speaks: that is not dry"


@pytest.mark.django_db
def test_rain_on_the_whole_district_proposes_a_warning_and_one_wet_gauge_does_not(district):
    feed = Feed.objects.first() or Feed.objects.create(code="rain-x", name="雨量", kind="gauges", area=settings.CITY)

    def speak() -> None:
        rows = Feature.objects.filter(layer="rain_gauge")
        take_observations(
            feed, [Observation("rain_gauge", row.code, row.name, row.lon, row.lat, row.observed_at, row.attributes) for row in rows]
        )

    places = [(113.03, 23.03), (113.17, 23.03), (113.03, 23.17), (113.17, 23.17)]
    rows = [gauge(f"站{n}", lon, lat, 45 if n == 0 else 2) for n, (lon, lat) in enumerate(places)]
    speak()
    assert not Proposal.objects.exists(), "45 at one gauge, 13 on the whole"
    for row in rows[1:]:
        row.attributes |= {"mm_3h": 40}
        row.save()
    speak()
    (found,) = Proposal.objects.filter(area="440117")  # its neighbours' ground is as wet as its gauges say
    assert (found.area, found.hazard_id, found.colour) == ("440117", "rainstorm", "yellow")
    assert "面雨量" in found.evidence[0]["name"] and found.evidence[0]["value"] > 30


@pytest.fixture
def yesterday(district, monkeypatch) -> date:
    """Half past one at night of a day on which the gauges of the district spoke ten minutes before midnight."""
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    Feature.objects.filter(layer="rain_gauge").delete()
    for name, lon, mm in (("西", 113.05, 10.0), ("东", 113.15, 50.0)):
        at = midnight - timedelta(minutes=10)
        Feature.objects.create(
            layer="rain_gauge", code=name, name=name, area="440117", lon=lon, lat=23.1, attributes={"mm_24h": mm}, observed_at=at
        )
    monkeypatch.setattr(clock, "now", lambda: midnight + timedelta(minutes=90))
    with connection.cursor() as cursor:  # the map has known them since the evening
        cursor.execute("UPDATE features_feature SET since = %s WHERE layer = 'rain_gauge'", [midnight - timedelta(minutes=9)])
    return (midnight - timedelta(days=1)).date()


def told() -> dict[tuple[str, date], float]:
    rows = ReportedFigure.objects.filter(key="rain_mm").standing()
    return {(row.area, row.first): float(row.value) for row in rows if row.first == row.last}


@pytest.mark.django_db
def test_a_day_that_is_over_is_a_row_of_each_district_that_was_spoken_for_and_a_number_of_the_statistics(yesterday):
    assert tell_rain_days() >= 1
    found = told()
    assert found["440117", yesterday] == pytest.approx(30, abs=1.5)
    assert all(mm > 0 for mm in found.values()) and {day for _, day in found} == {yesterday}, "who has no gauge within reach has no row"
    assert ("440115", yesterday) not in found, "the south is out of reach of both"
    row = ReportedFigure.objects.get(area="440117", key="rain_mm", first=yesterday)
    assert (row.entered_by, row.unit) == ("rule:areal-rain", "毫米") and "2 站" in row.note
    value = {one["key"]: one["value"] for one in figures("440117", yesterday, yesterday)["figures"]}
    assert value["rain_mm"] == float(row.value)
    (event,) = Event.objects.filter(kind="reported_figure.imported")
    assert json.loads(event.body)["rows"] == len(found), "one event for the city's day"
    assert tell_rain_days() == 0 and told() == found


@pytest.mark.django_db
def test_what_a_person_said_of_a_day_stays_and_stands_before_ours(yesterday, people):
    by_hand = {"area": "440117", "key": "rain_mm", "first": yesterday, "last": yesterday, "source": "区气象局"}
    first = enter_reported(actor=people.chen.actor, name="陈值班", value=77.7, **by_hand)
    tell_rain_days()
    assert told()["440117", yesterday] == 77.7
    enter_reported(actor=people.chen.actor, name="陈值班", value=70, corrects=first.pk, **by_hand)
    tell_rain_days()
    assert told()["440117", yesterday] == 70
    month = {"first": yesterday.replace(day=1), "last": month_end(yesterday)}
    enter_reported(actor=people.chen.actor, name="陈值班", area="440117", key="rain_mm", value=200, source="区气象局月报", **month)
    shown = {one["key"]: one["value"] for one in figures("440117", *month.values())["figures"]}
    assert shown["rain_mm"] == 200, "the month's row holds its days"


@pytest.mark.django_db
def test_a_day_is_not_told_before_a_late_gauge_may_have_spoken_and_not_of_words_from_the_day_before(yesterday, monkeypatch):
    then = clock.now()
    monkeypatch.setattr(clock, "now", lambda: then - timedelta(minutes=60))  # half past midnight
    assert tell_rain_days() == 0
    monkeypatch.setattr(clock, "now", lambda: then + timedelta(days=1))  # they have been silent all the next day
    assert tell_rain_days() >= 1
    assert {day for _, day in told()} == {yesterday}, "a silent day has no row, never nought"


@pytest.mark.django_db
def test_what_a_gauge_says_after_midnight_does_not_change_the_day_that_was(yesterday):
    Feature.objects.filter(code="东").update(
        attributes={"mm_24h": 0.0}, observed_at=clock.now() - timedelta(minutes=5)
    )  # the past is kept beside
    tell_rain_days()
    assert told()["440117", yesterday] == pytest.approx(30, abs=1.5)
