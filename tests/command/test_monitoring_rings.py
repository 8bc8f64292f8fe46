"""What others measure and what they fail to send rings the duty desk as our own sensors do: once, and is over when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from command.monitoring.departments import save_department
from command.monitoring.ringing import ring_late_feeds
from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation
from dispatch.alarms.actions import give_verdict
from dispatch.alarms.models import Alarm
from dispatch.features.observing import take_feed
from realtime import clock
from realtime.log import act
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(city) -> Feed:
    made = Feed.objects.create(
        code="slopes", name="边坡位移", kind="sensors", area=settings.CITY, late_after_s=600, ok_at=clock.now(), state=Feed.OK
    )
    save_department(actor="system", name="地质监测中心", order=1, keeper=None, feeds=[made.pk])
    return made


def test_a_departments_data_that_stay_away_ring_once_and_are_cleared_when_they_are_back(feed, agrees):
    assert ring_late_feeds() == 0 and not Alarm.objects.exists()
    Feed.objects.update(ok_at=clock.now() - timedelta(minutes=11))
    with agrees():
        assert ring_late_feeds() == 1
    assert ring_late_feeds() == 0
    (alarm,) = Alarm.objects.all()
    assert (alarm.source, alarm.state, alarm.place) == (
        "system",
        "active",
        "地质监测中心",
    ) and "地质监测中心“边坡位移”超过 10 分钟" in alarm.text
    Feed.objects.update(ok_at=clock.now())
    with agrees():
        ring_late_feeds()
    assert Alarm.objects.get().state == "cleared"
    Alarm.objects.update(received_at=clock.now() - timedelta(hours=1))
    Feed.objects.update(ok_at=clock.now() - timedelta(minutes=11))
    assert ring_late_feeds() == 1, "another outage is another alarm"


def test_an_outage_that_an_officer_has_judged_does_not_ring_again(feed):
    Feed.objects.update(ok_at=clock.now() - timedelta(minutes=11))
    assert ring_late_feeds() == 1
    give_verdict(actor="user:1", name="王值班", alarm_id=Alarm.objects.get().pk, verdict="false_positive", note="对方机房检修")
    assert Alarm.objects.get().state != "active"
    assert ring_late_feeds() == 0 and Alarm.objects.count() == 1


def test_what_is_switched_off_or_nobodys_or_ruled_out_does_not_ring(feed):
    Feed.objects.update(ok_at=clock.now() - timedelta(hours=9), enabled=False)
    Feed.objects.create(
        code="other", name="别的", kind="sensors", area=settings.CITY, late_after_s=60, ok_at=clock.now() - timedelta(hours=1)
    )
    assert ring_late_feeds() == 0
    Feed.objects.update(enabled=True)
    Rule.objects.filter(name="monitoring.ring_late").update(value=False)
    assert ring_late_feeds() == 0
    Rule.objects.filter(name="monitoring.ring_late").update(value=True)
    assert ring_late_feeds() == 1


def test_a_sensor_of_another_department_rings_at_its_own_limit_and_is_cleared_below_it(feed, agrees):
    minute = iter(range(9, 0, -1))

    def says(value: float, **more: Any) -> None:
        attributes = {"measures": "位移", "value": value, "unit": "mm", "limit": 30.0} | more
        at = clock.now() - timedelta(minutes=next(minute))
        with act("rule:feed"):
            take_feed(feed, [Observation("sensor", "S-1", "北坡 1 号", 113.586, 23.548, at, attributes)])

    says(20)
    assert not Alarm.objects.exists()
    with agrees():
        says(30)  # 以上含本数
    (alarm,) = Alarm.objects.all()
    assert (alarm.source, alarm.urgency, alarm.state) == (
        "sensor",
        "urgent",
        "active",
    ) and alarm.text == "北坡 1 号位移 30 mm,达到阈值 30 mm"
    says(34), says(29.8)
    assert Alarm.objects.filter(state="active").count() == 1, "on the edge it rings once"
    says(29)
    assert Alarm.objects.get().state == "cleared"
    says(40, limit=None)
    assert not Alarm.objects.filter(state="active").exists(), "without a limit nobody has said what is too much"
