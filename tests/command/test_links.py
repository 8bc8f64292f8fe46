"""The centre about itself: what is bad is on the page, in the metrics and – at the second look – an alarm; what cannot be read costs nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from command.links import reading, watching
from command.links.gauges import GROUPS
from command.links.known import Gauge, one
from command.links.saying import amount
from devices.feeds.models import Feed
from dispatch.alarms.models import Alarm
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.health.models import Beat
from realtime.health.parts import PROCESSES
from tests.conftest import person

pytestmark = pytest.mark.django_db

EVERY = [gauge for _, gauges in GROUPS for gauge in gauges]


@pytest.fixture(autouse=True)
def alive(city: None) -> None:
    watching._before = set()
    Beat.objects.bulk_create(Beat(process=name, instance=f"test-{name}", at=clock.now()) for name in PROCESSES)


def metrics(**headers: str) -> dict[str, dict[str, float]]:
    answer = Client().get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.content
    return {
        family.name: {"/".join(sample.labels.values()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(answer.content.decode())
    }


def test_every_gauge_can_be_read_on_a_new_centre_and_has_a_name_of_its_own():
    assert len({gauge.name for gauge in EVERY}) == len(EVERY)
    for gauge in EVERY:
        assert all(one.state != "unknown" for one in reading.read(gauge)), gauge.name


def test_what_prometheus_reads_is_what_stands_in_the_database():
    Deadline.objects.create(kind="order.rung", object_id=1, due_at=clock.now() - timedelta(seconds=40))
    found = metrics()
    assert 40 <= found["ecc_deadline_lag_seconds"][""] < 60
    assert set(found["ecc_process_beat_age_seconds"]) == set(PROCESSES)
    assert {gauge.name for gauge in EVERY} == set(found)


def test_a_stranger_reads_no_metrics(settings):
    assert Client(REMOTE_ADDR="10.0.0.9").get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 403
    settings.METRICS_TOKEN = "long-and-secret"
    assert Client().get("/metrics").status_code == 403
    assert metrics(Authorization="Bearer long-and-secret")


def test_what_is_bad_at_two_looks_is_one_alarm_and_at_one_look_none():
    silent = Beat.objects.get(process="clerk")
    silent.at = clock.now() - timedelta(minutes=2)
    silent.save()
    watching.watch_links()
    assert not Alarm.objects.filter(source="system").exists()
    watching.watch_links()
    watching.watch_links()
    (alarm,) = Alarm.objects.filter(source="system")
    assert "clerk" in alarm.text and "2 分钟" in alarm.text


def test_a_gauge_that_cannot_be_read_says_so_and_the_others_are_read():
    broken = Gauge("ecc_broken", "坏表", "条", "", one("SELECT 1/0"))
    slow = Gauge("ecc_slow", "慢表", "条", "", one("SELECT pg_sleep(10)"))
    assert [one.state for one in reading.read_group([broken, slow, EVERY[0]])][:2] == ["unknown", "unknown"]
    assert reading.read(EVERY[0])[0].state == "ok"


def test_a_feed_is_late_by_its_own_limit_not_by_one_for_all():
    quick, slow = (Feed.objects.create(code=code, name=code, kind="cap", area="4401") for code in ("warnings", "rain"))
    for feed, late in ((quick, 60), (slow, 86_400)):
        Feed.objects.filter(pk=feed.pk).update(enabled=True, late_after_s=late, ok_at=clock.now() - timedelta(hours=1), words="HTTP 502")
    (gauge,) = [gauge for gauge in EVERY if gauge.name == "ecc_feed_age_seconds"]
    assert {one.sample.of: one.state for one in reading.read(gauge)} == {quick.name: "bad", slow.name: "ok"}


def test_the_page_names_what_is_wrong_to_the_city_and_to_nobody_else():
    Beat.objects.filter(process="worker").delete()
    city, district = Client(), Client()
    city.force_login(person("wang", "王值班", "duty_officer", django_settings.CITY))
    district.force_login(person("li", "李从化", "duty_officer", "440117"))
    page = city.get("/links/").content.decode()
    assert "尚未启动" in page and "1 项异常" in page
    assert district.get("/links/").status_code == 403
    assert Client().get("/links/").status_code == 302


@pytest.mark.parametrize(("unit", "value", "words"), [
    ("秒前", 3.2, "3.2 秒前"), ("秒前", 7300, "2 小时前"), ("秒", 90_000 * 3, "3 天"), ("字节", 5.2e9, "5.2 GB"), ("字节", 12, "12.0 字节"),
    ("条", 12_345, "12,345 条"), ("条", float("nan"), "读不到"),
])  # fmt: skip
def test_a_number_is_said_as_a_person_reads_it(unit: str, value: float, words: str):
    assert amount(Gauge("g", "", unit, "", one("SELECT 1")), value) == words
