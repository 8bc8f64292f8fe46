"""History by COPY, last fixes that never go back, partitions by day, positions over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from devices import intake
from devices.inbox.models import Quarantine
from devices.intake import PhoneFix, take_fixes
from devices.readings import Fix, Source, Target
from devices.sane import FUTURE, LATE
from devices.strangers import Refused, Stranger
from devices.terminals.models import Terminal, UnknownDevice
from devices.tracks.models import LastFix, TrackPoint
from devices.tracks.models import Target as TargetRow
from devices.tracks.partitions import drop_partitions, ensure_partitions
from devices.tracks.writer import Batch, Writer, write
from realtime import bus, clock
from realtime.database import conninfo
from realtime.positions import SOS

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = Source("radio", "R1")
HUGE = 1e300


def now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


@pytest.fixture
def database() -> Any:
    writer = Writer(conninfo)
    with writer._connect() as plain:
        yield plain


def fix(at: int, lat: float = 23.5, **more: Any) -> Fix:
    return Fix(SOURCE, at, at + 200, lat, 113.5, **more)


def test_fixes_arrive_as_they_were(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    at = now_ms()
    full = fix(at, alt=56.5, elevation=12, speed=1.25, heading=270, battery=80, link=70, accuracy=6)
    write(database, Batch(history=[(radio.subject_id, radio.id, full, 0), (radio.subject_id, radio.id, fix(at + 1), LATE)]))
    first, second = TrackPoint.objects.order_by("fixed_at")
    assert int(first.fixed_at.timestamp() * 1000) == at
    assert int(first.received_at.timestamp() * 1000) == at + 200
    assert (first.lat, first.lon, first.alt, first.elevation, first.speed, first.heading) == (23.5, 113.5, 56.5, 12, 1.25, 270)
    assert (first.battery, first.link, first.accuracy, first.terminal, first.flags) == (80, 70, 6, radio.id, 0)
    assert (second.alt, second.battery, second.flags) == (None, None, LATE)


def test_values_that_fit_no_column_are_unknown_and_hold_nothing_up(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    mad = fix(now_ms(), alt=HUGE, speed=float("inf"), battery=-5, link=1e9, accuracy=float("nan"))
    write(database, Batch(history=[(radio.subject_id, radio.id, mad, 0)]))
    point = TrackPoint.objects.get()
    assert (point.alt, point.speed, point.battery, point.link, point.accuracy) == (None, None, None, None, None)


def test_the_last_fix_never_goes_back_and_keeps_its_battery(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    at = now_ms()
    for moment, lat, battery in ((at, 23.5, 80), (at - 5000, 23.4, 70), (at + 1000, 23.6, None)):
        write(database, Batch(latest=[(radio.subject_id, moment, 0, fix(moment, lat, battery=battery), "radio", 1, 0)]))
    last = LastFix.objects.get()
    assert (last.lat, last.battery, last.source) == (23.6, 80, "radio")


def test_a_subject_that_was_deleted_meanwhile_costs_nobody_else_his_fix(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    at = now_ms()
    write(database, Batch(latest=[(999_999, at, 0, fix(at), "radio", 1, 0), (radio.subject_id, at, SOS, fix(at), "radio", 1, at + 90_000)]))
    assert LastFix.objects.get().flags == SOS


def test_one_refused_step_leaves_the_others(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    batch = Batch(
        history=[(radio.subject_id, radio.id, fix(now_ms()), 0)],
        strangers={Source("radio", "x" * 500): Stranger("t", 1, "", {})},
        refused={("t", "r"): Refused(3, b"\x00\xff")},
    )
    write(database, batch)
    assert (TrackPoint.objects.count(), UnknownDevice.objects.count(), Quarantine.objects.get().count) == (1, 0, 3)


def test_strangers_and_refusals_are_counted_up(db: None, database: psycopg.Connection[Any]) -> None:
    for n in (2, 3):
        write(
            database,
            Batch(strangers={Source("radio", "X"): Stranger("t", n, "s", {"n": n})}, refused={("t", "r"): Refused(n, bytes([n]))}),
        )
    assert (UnknownDevice.objects.get().frames, UnknownDevice.objects.get().hint) == (5, {"n": 3})
    assert (Quarantine.objects.get().count, bytes(Quarantine.objects.get().first_bytes)) == (5, b"\x03")


def test_what_a_device_says_about_itself_is_kept(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    target = Target(source=SOURCE, at_ms=now_ms(), received_ms=now_ms(), lat=23.6, lon=113.6, distance=412.0)
    write(database, Batch(learned=[(radio.id, {"model": "PDT"}), (radio.id, {"firmware": "2"})], targets=[(radio.subject_id, target)]))
    radio.refresh_from_db()
    assert radio.meta == {"model": "PDT", "firmware": "2"}
    assert TargetRow.objects.get().distance == 412


def test_a_writer_waits_for_a_database_that_is_away(radio: Terminal) -> None:
    broken = {"away": True}

    def reach() -> str:
        return "host=127.0.0.1 port=1 connect_timeout=1" if broken["away"] else conninfo()

    writer = Writer(reach)
    writer.start()
    writer.put(Batch(history=[(radio.subject_id, radio.id, fix(now_ms()), 0)]))
    broken["away"] = False
    writer.stop()
    assert TrackPoint.objects.count() == 1


def test_partitions_are_made_ahead_and_old_days_dropped(db: None) -> None:
    ensure_partitions(2)
    assert ensure_partitions(2) == []
    today = clock.now().astimezone(UTC).date()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"tracks_trackpoint_{today + timedelta(days=2):%Y%m%d}"])
        assert cursor.fetchone()[0] is not None
        cursor.execute(
            "CREATE TABLE tracks_trackpoint_20200101 PARTITION OF tracks_trackpoint FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-01-02 00:00+00')"
        )
    assert drop_partitions(30) == ["tracks_trackpoint_20200101"]


def test_a_row_that_meets_no_partition_is_kept(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    at = int(datetime(2031, 5, 1, tzinfo=UTC).timestamp() * 1000)
    write(database, Batch(history=[(radio.subject_id, radio.id, fix(at), 0)]))
    assert TrackPoint.objects.count() == 1


def test_rows_that_came_before_their_partition_are_moved_into_it(radio: Terminal, database: psycopg.Connection[Any]) -> None:
    """The worker was away over midnight: nothing was lost, and nothing stays where no retention would find it."""
    today = clock.now().astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    for day in (today, today - timedelta(days=400)):
        write(database, Batch(history=[(radio.subject_id, radio.id, fix(int(day.timestamp() * 1000)), 0)]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tracks_trackpoint_default")
        stray = cursor.fetchone()[0]
        ensure_partitions(1)
        cursor.execute("SELECT count(*) FROM tracks_trackpoint_default")
        assert (stray > 0, cursor.fetchone()[0]) == (True, 0)
        cursor.execute(f"SELECT count(*) FROM tracks_trackpoint_{today - timedelta(days=400):%Y%m%d}")
        assert cursor.fetchone()[0] == 1
    assert TrackPoint.objects.count() == 2
    assert f"tracks_trackpoint_{today - timedelta(days=400):%Y%m%d}" in drop_partitions(180)
    assert ensure_partitions(1) == []


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the gateway would hear."""
    heard: list[Any] = []
    monkeypatch.setattr(bus, "publish", lambda channel, data: heard.extend(intake.read(data)) if channel == intake.CHANNEL else None)
    return heard


def phone_fix(seconds: float, lat: float = 23.5, **more: Any) -> PhoneFix:
    return PhoneFix(at=clock.now() + timedelta(seconds=seconds), lat=lat, lon=113.5, **more)


def test_a_phone_pages_backlog_is_stored_and_moves_the_marker_once(radio: Terminal, told: list[Any]) -> None:
    fixes = [phone_fix(-10, 23.52), phone_fix(-30, 23.5), phone_fix(-20, 23.51, battery=55, accuracy=9)]
    assert take_fixes(terminal=radio, fixes=fixes) == {"stored": 3, "flagged": 0, "repeated": 0}
    assert LastFix.objects.get().lat == 23.52
    assert [notice.placed.lat for notice in told] == [23.52]


def test_the_same_upload_again_stores_nothing_twice(radio: Terminal, told: list[Any]) -> None:
    fixes = [phone_fix(-10), phone_fix(-5)]
    take_fixes(terminal=radio, fixes=fixes)
    assert take_fixes(terminal=radio, fixes=fixes) == {"stored": 0, "flagged": 0, "repeated": 2}
    assert TrackPoint.objects.count() == 2


def test_unbelievable_and_late_phone_fixes_are_kept_flagged(radio: Terminal, told: list[Any]) -> None:
    take_fixes(terminal=radio, fixes=[phone_fix(-5, 23.5)])
    answer = take_fixes(terminal=radio, fixes=[phone_fix(60, 23.9), phone_fix(-60, 23.1), PhoneFix(at=clock.now(), lat=0, lon=0)])
    assert answer == {"stored": 3, "flagged": 3, "repeated": 0}
    assert LastFix.objects.get().lat == 23.5
    assert {FUTURE, LATE} <= set(TrackPoint.objects.values_list("flags", flat=True))
    assert len(told) == 1


def test_an_sos_mark_is_kept_and_told(radio: Terminal, told: list[Any]) -> None:
    take_fixes(terminal=radio, fixes=[phone_fix(-5)])
    intake.mark_sos(subject_id=radio.subject_id, active=True)
    assert LastFix.objects.get().flags == SOS
    intake.mark_sos(subject_id=radio.subject_id, active=False)
    assert LastFix.objects.get().flags == 0
    assert [notice.sos for notice in told] == [None, True, False]
