"""A receiver that is stuck, the interval a terminal really keeps, and drones that land by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from devices import handlers
from devices.inbox.models import Inbox
from devices.readings import Fix, Source, Text
from devices.terminals.models import Subject, Terminal
from devices.tracks.doubting import find_stuck, learn_intervals
from devices.tracks.models import LastFix
from devices.tracks.writer import Batch, Writer, write
from dispatch.alarms.models import Alarm
from realtime import clock
from realtime.database import conninfo
from realtime.rules.models import Rule
from realtime.snapshots import snapshot


@pytest.fixture
def radio(city: None) -> Terminal:
    subject = Subject.objects.create(kind="radio", area="440117", label="一号台")
    return Terminal.objects.create(adapter="radio", external_id="R1", subject=subject, area="440117", kind="radio")


def last(radio: Terminal, **given: Any) -> LastFix:
    now = clock.now()
    facts = {"fixed_at": now, "received_at": now, "lon": 113.58, "lat": 23.54, "source": "radio"} | given
    return LastFix.objects.update_or_create(subject=radio.subject, defaults=facts)[0]


@pytest.mark.django_db
def test_a_receiver_that_says_it_moves_and_does_not_is_told_once(radio: Terminal) -> None:
    since = clock.now() - timedelta(minutes=11)
    last(radio, still_since=since, speed=0.0)
    assert find_stuck() == 0, "standing still is no fault"
    last(radio, still_since=since, speed=6.0)
    assert (find_stuck(), find_stuck()) == (1, 0)
    alarm = Alarm.objects.get()
    assert "定位卡死" in alarm.text and alarm.urgency == "normal"


@pytest.mark.django_db
def test_who_fell_silent_is_not_stuck_and_a_row_may_keep_the_bell_still(radio: Terminal) -> None:
    old = clock.now() - timedelta(minutes=11)
    last(radio, still_since=old, speed=6.0, received_at=old)
    assert find_stuck() == 0
    Rule.objects.create(name="gps.stuck_alarm", area="440117", value=False, source="本区")
    last(radio, still_since=old, speed=6.0)
    assert find_stuck() == 1 and not Alarm.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_gateway_counts_from_when_the_position_no_longer_changes(radio: Terminal) -> None:
    at = int(clock.now().timestamp() * 1000)

    def fix(database: psycopg.Connection[Any], ms: int, lat: float) -> LastFix:
        reading = Fix(Source("radio", "R1"), ms, ms, lat, 113.5, speed=6.0)
        write(database, Batch(latest=[(radio.subject_id, ms, 0, reading, "radio", 0, 0)]))
        return LastFix.objects.get()

    with Writer(conninfo)._connect() as database:
        fix(database, at, 23.5)
        assert fix(database, at + 20_000, 23.5000001).still_since is None
        second = fix(database, at + 40_000, 23.5000001)
        assert second.still_since is not None and second.every_s == pytest.approx(20)
        assert fix(database, at + 60_000, 23.5000001).still_since == second.still_since
        LastFix.objects.update(stuck_at=clock.now())
        moved = fix(database, at + 80_000, 23.6)
        assert (moved.still_since, moved.stuck_at) == (None, None)
        long_gone = fix(database, at + 80_000 + 7_200_000, 23.7)
        assert long_gone.every_s == pytest.approx(20), "two hours off are no interval"


@pytest.mark.django_db
def test_a_terminal_is_expected_as_often_as_it_reports_unless_somebody_said_otherwise(radio: Terminal) -> None:
    last(radio, every_s=60.0)
    assert (learn_intervals(), learn_intervals()) == (1, 0)
    row = snapshot("area:4401")["state"]["subjects"][str(radio.subject_id)]
    assert row["every"] == 60
    Terminal.objects.update(expected_interval_s=5)
    last(radio, every_s=300.0)
    assert learn_intervals() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "rings"), [("11", True), ("12", True), ("9", False), ("14", False)])
def test_which_of_a_drones_states_ring_is_a_row(mode: str, rings: bool, radio: Terminal) -> None:
    reading = Text(
        source=Source("dji", "D1"), received_ms=int(clock.now().timestamp() * 1000), message_id="m", text=mode, topic="mode", level=2
    )
    handlers.handle(reading, radio, Inbox(received_at=clock.now()))
    assert Alarm.objects.exists() == rings
    radio.refresh_from_db()
    assert radio.meta["health"][0]["code"] == mode, "the card shows it in any case"
