"""What the board and the map showed at an instant, as known then and as it happened."""

from __future__ import annotations

import heapq
import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.db import connection
from msgspec.structs import replace

from command.replay.board import board_at
from command.replay.fixes import FIX, Fixes, message, newest
from command.replay.history import moves, positions_at
from command.replay.keyframes import prefixes, take_keyframes
from command.replay.live import LiveRecord, who_of
from devices.picture_table import PictureTable
from devices.pipeline import THIN_DEGREES, THIN_MS, Pipeline
from devices.readings import Fix, Source
from devices.terminals.models import Subject
from devices.tracking import LATE_MS, Entry
from devices.tracks.copying import POINT_COLUMNS, points
from devices.tracks.models import FlagChange, LastFix
from dispatch.alarms.actions import acknowledge_alarm, raise_alarm
from dispatch.incidents.actions import note_incident, open_incident
from dispatch.orders.actions import assign_unit
from realtime import clock
from realtime.areas.models import Area
from realtime.positions import OFFLINE, ROW_DTYPE, SOS, read_message
from realtime.snapshots import snapshot
from tests.conftest import person

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


def live(scope: str) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(json.dumps(snapshot(scope)["state"]))
    return state


def tables(state: dict[str, Any]) -> dict[str, Any]:
    """Without tables that hold nothing: a screen sees no difference."""
    return {name: rows for name, rows in state.items() if rows}


@pytest.mark.django_db
def test_the_board_replayed_is_the_board_that_was_shown(people: SimpleNamespace, make_unit: Callable[..., Any]) -> None:
    unit = make_unit()
    take_keyframes()
    shown = []
    for step in range(3):
        alarm = raise_alarm(actor=people.wang.actor, source="call", urgency="urgent", lon=113.6, lat=23.6, area="440117")
        shown.append((clock.now(), live("area:4401"), live("area:440117")))
        incident = open_incident(actor=people.wang.actor, **FIRE)
        assign_unit(actor=people.wang.actor, name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="出动") if step == 1 else None
        note_incident(actor=people.wang.actor, incident_id=incident.pk, text="火势向北")
        acknowledge_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
        if step == 1:
            take_keyframes()
        shown.append((clock.now(), live("area:4401"), live("area:440117")))
    for at, *states in reversed(shown):
        for prefix, state in zip(("4401", "440117"), states, strict=True):
            board = board_at(prefix, at)
            assert board.complete
            assert tables(json.loads(json.dumps(board.state))) == tables(state)


@pytest.mark.django_db
def test_a_town_that_somebody_watches_has_its_own_board_in_a_replay(people: SimpleNamespace, make_unit: Callable[..., Any]) -> None:
    town = Area.objects.under("440117").exclude(pk="440117").order_by("code")[0].code
    assert town not in prefixes()
    person("town", "镇值班", "duty_officer", town)
    take_keyframes()
    open_incident(actor=people.wang.actor, area=town, **FIRE)
    at, state = clock.now(), live(f"area:{town}")
    assert state["incidents"]
    board = board_at(town, at)
    assert board.complete and tables(json.loads(json.dumps(board.state))) == tables(state)


@pytest.mark.django_db
def test_before_the_first_keyframe_the_board_says_that_it_is_not_whole(people: SimpleNamespace) -> None:
    alarm = raise_alarm(actor="system", source="call", urgency="normal", lon=113.6, lat=23.6, area="440117")
    board = board_at("4401", clock.now())
    assert not board.complete
    assert str(alarm.pk) in board.state["alarms"]


@pytest.mark.django_db
def test_a_late_entry_stands_where_it_happened_only_in_the_replay_as_it_happened(people: SimpleNamespace) -> None:
    take_keyframes()
    then = clock.now()
    alarm = raise_alarm(
        actor="system", source="call", urgency="normal", lon=113.6, lat=23.6, area="440117", occurred_at=then - timedelta(minutes=20)
    )
    assert str(alarm.pk) not in board_at("4401", then).state.get("alarms", {})
    assert str(alarm.pk) in board_at("4401", then, happened=True).state["alarms"]
    record = LiveRecord(["4401"])
    hour = (then - timedelta(hours=1), clock.now())
    assert [one["time"] for one in record.moments(*hour, happened=True).moments if one["kind"] == "alarm.raised"] == [
        clock.iso(then - timedelta(minutes=20))
    ]
    assert record.moments(then - timedelta(hours=1), then, happened=False).moments == []


# -- positions -------------------------------------------------------------------------------------


def store(records: list[tuple[int, int, Fix, int]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY tracks_trackpoint ({POINT_COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(points(records))


def fix(subject: int, at_ms: int, received_ms: int, lat: float, lon: float) -> Fix:
    return Fix(Source("radio", f"R{subject}"), at_ms, received_ms, lat, lon, 20.0, None, 1.5, 90.0, 80.0, 60.0)


def latest(subject: int, last: Fix) -> None:
    LastFix.objects.create(
        subject_id=subject, fixed_at=when(last.at_ms or 0), received_at=when(last.received_ms), lon=last.lon, lat=last.lat, source="radio"
    )


def when(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def shown(table: PictureTable, now_ms: int) -> np.ndarray[Any, Any]:
    """What the gateway's picture says at this instant: a screen that connects now gets it."""
    rows = [np.frombuffer(frame.rows, ROW_DTYPE) for frame in _frames(table.frames(now_ms, everything=True))]
    return np.sort(np.concatenate(rows), order="subject") if rows else np.zeros(0, ROW_DTYPE)


def _frames(data: bytes) -> Any:
    from realtime.positions import read_frames

    return read_frames(data)


DAY_MS = 86_400_000
TOLERANCE_S = (
    THIN_MS + LATE_MS
) / 1000 + 1  # a fix that did not move is stored after so long; where a queue is sent, the one before it counts as late


def drive(pk: int, n: int, start: int, end: int, seed: int) -> Iterator[tuple[int, Fix]]:
    """What one unit sends, and when it arrives. Some stand still, some are out of reach for a while and send what they have afterwards, some
    clocks are behind."""
    dice = random.Random(seed * 100_000 + n)
    lat, lon, t = 23.2 + dice.random() / 3, 113.2 + dice.random() / 2, start + dice.randrange(5000)
    behind, moving, silent_until, every = dice.choice((0, 0, 0, 45_000)), n % 4 != 0, 0, dice.choice((5_000, 10_000, 20_000))
    queued: list[Fix] = []
    while t < end:
        if moving and dice.random() < 0.7:
            lat, lon = lat + dice.uniform(-2e-4, 2e-4), lon + dice.uniform(-2e-4, 2e-4)
        if t >= silent_until and dice.random() < 0.002:
            silent_until = t + dice.randrange(60_000, 1_800_000)
        if t < silent_until:
            queued.append(fix(pk, t - behind, 0, lat, lon))
        else:
            for old in queued:  # its store and forward, oldest first
                yield t, replace(old, received_ms=t)
            queued = []
            yield t, fix(pk, t - behind, t, lat, lon)
        t += every + dice.randrange(300)


def simulate(subjects: int, hours: float, seed: int, instants: int) -> tuple[int, list[tuple[int, np.ndarray[Any, Any]]]]:
    """A day of units through the real pipeline, seeded and at no real time: what it stores goes into the history, what it shows at random
    instants is kept."""
    dice = random.Random(seed)
    start = (int(datetime.now(UTC).timestamp() * 1000) // DAY_MS - 2) * DAY_MS
    end = start + int(hours * 3_600_000)
    table = PictureTable(shard=1, epoch=1)
    now = [start]
    line = Pipeline(table, lambda: now[0])
    ids = [
        subject.pk for subject in Subject.objects.bulk_create(Subject(kind="team", area="440117", label=f"队{n}") for n in range(subjects))
    ]
    line.learn([Entry(Source("radio", f"R{pk}"), pk, pk, 440117, 9, False) for pk in ids], None)
    waiting = iter([*sorted(dice.randrange(start + 60_000, end) for _ in range(instants)), end + 1])
    following = next(waiting)
    kept = []
    for t, reading in heapq.merge(*(drive(pk, n, start, end, seed) for n, pk in enumerate(ids)), key=lambda one: one[0]):
        while following < t:
            kept.append((following, shown(table, following)))
            following = next(waiting)
        now[0] = t
        take(line, reading)
        if len(line.history) > 20_000:
            store(line.history)
            line.history.clear()
    kept += [(at, shown(table, at)) for at in (following, *waiting) if at <= end]
    store(line.history)
    LastFix.objects.bulk_create(
        LastFix(
            subject_id=pk, fixed_at=when(last.at_ms or 0), received_at=when(last.received_ms), lon=last.lon, lat=last.lat, source="radio"
        )
        for pk, (_, last) in line.latest.items()
    )
    return start, kept


def take(line: Pipeline, reading: Fix) -> None:
    from devices.pipeline import Passage

    passage = Passage()
    passage.topic = passage.payload = b""
    passage.readings = [reading]
    line.pass_on(passage)


def agree(at_ms: int, live_rows: np.ndarray[Any, Any], replayed: Fixes, who: Any) -> None:
    """The replay's own message beside the gateway's rows, within the printed tolerance of the history's thinning."""
    _, _, frames = read_message(message(replayed, at_ms, who, happened=False, full=True))
    rows = np.sort(np.concatenate([np.frombuffer(frame.rows, ROW_DTYPE) for frame in frames]), order="subject")
    assert rows["subject"].tolist() == live_rows["subject"].tolist()
    tolerance = round(THIN_DEGREES * 1e7) + 1
    assert np.abs(rows["lat"].astype(int) - live_rows["lat"].astype(int)).max(initial=0) <= tolerance
    assert np.abs(rows["lon"].astype(int) - live_rows["lon"].astype(int)).max(initial=0) <= tolerance
    older = rows["age"].astype(int) - live_rows["age"].astype(int)
    assert older.min(initial=0) >= -1
    assert older.max(initial=0) <= TOLERANCE_S
    assert rows["kind"].tolist() == live_rows["kind"].tolist()


@pytest.mark.django_db
def test_as_known_then_every_marker_stands_where_screens_had_it(city: None) -> None:
    hours = float(
        os.environ.get("REPLAY_HOURS", "0")
    )  # 24: two thousand units and a whole day, minutes of work for whoever changes the history
    instants = 200 if hours else 60
    _, kept = simulate(subjects=2000 if hours else 60, hours=hours or 3, seed=5, instants=instants)
    assert len(kept) == instants
    ids = list(Subject.objects.values_list("pk", flat=True))
    who = dict.fromkeys(ids, (440117, 9))
    for at_ms, rows in kept:
        agree(at_ms, rows, positions_at(ids, when(at_ms)), who)


@pytest.mark.django_db
def test_a_seek_and_what_is_played_after_it_lead_to_the_same_picture(city: None) -> None:
    start, _ = simulate(subjects=30, hours=1, seed=6, instants=0)
    ids = list(Subject.objects.values_list("pk", flat=True))
    since, until = when(start + 600_000), when(start + 1_500_000)
    for happened in (False, True):
        held = positions_at(ids, since, happened=happened)
        for _, tick in moves(ids, since, until, 20, happened=happened):
            held = newest(np.concatenate([held[~np.isin(held["subject"], tick["subject"])], tick]), "received")
        sought = positions_at(ids, until, happened=happened)
        for name in ("subject", "lat", "lon", "fixed"):
            assert held[name].tolist() == np.sort(sought, order="subject")[name].tolist()


@pytest.mark.django_db
def test_as_it_happened_a_fix_that_was_sent_later_counts_from_when_it_was_taken(city: None) -> None:
    pk = Subject.objects.create(kind="team", area="440117", label="队").pk
    start = (int(datetime.now(UTC).timestamp() * 1000) // DAY_MS - 2) * DAY_MS
    known, queued, now = start, start + 60_000, start + 900_000
    last = fix(pk, now, now, 23.3, 113.3)
    store([(pk, 1, fix(pk, known, known, 23.1, 113.1), 0), (pk, 1, fix(pk, queued, now, 23.2, 113.2), 0), (pk, 1, last, 0)])
    latest(pk, last)
    at = when(start + 120_000)
    assert positions_at([pk], at)["lat"].tolist() == [231_000_000]
    assert positions_at([pk], at, happened=True)["lat"].tolist() == [232_000_000]


@pytest.mark.django_db
def test_a_marker_bears_the_marks_it_bore_then(city: None) -> None:
    pk = Subject.objects.create(kind="team", area="440117", label="队").pk
    start = (int(datetime.now(UTC).timestamp() * 1000) // DAY_MS - 1) * DAY_MS
    first, second = fix(pk, start, start, 23.1, 113.1), fix(pk, start + 300_000, start + 300_000, 23.2, 113.2)
    store([(pk, 1, first, 0), (pk, 1, second, 0)])
    latest(pk, second)
    FlagChange.objects.create(subject=pk, at=when(start + 60_000), flags=OFFLINE | SOS)
    marks = [positions_at([pk], when(start + s * 1000))["marks"].tolist() for s in (30, 90, 301)]
    assert marks == [[0], [OFFLINE | SOS], [SOS]]  # the fix that came took only the silence away


def test_a_picture_of_nobody_still_clears_the_map() -> None:
    _, full, frames = read_message(message(np.zeros(0, FIX), 0, {7: (440117, 1)}, happened=False, full=True))
    assert full and [(frame.district, frame.rows) for frame in frames] == [(440117, b"")]


# -- over HTTP -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_person_is_shown_of_yesterday_what_they_may_see_today(people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    take_keyframes()
    raise_alarm(actor="system", source="call", urgency="urgent", lon=113.6, lat=23.6, area="440117")
    at = clock.now().isoformat()
    assert len(as_user(people.huang).get("/api/replay/state", {"at": at}).json()["state"]["alarms"]) == 1
    assert as_user(people.nansha).get("/api/replay/state", {"at": at}).json()["state"]["alarms"] == {}
    refused = as_user(people.nansha).get("/api/replay/state", {"at": at, "areas": "440117"})
    assert (refused.status_code, refused.json()["where"]) == (403, ["areas"])


@pytest.mark.django_db
def test_the_player_gets_board_picture_moves_and_events_of_one_axis(people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    take_keyframes()
    since = clock.now()
    incident = open_incident(actor=people.wang.actor, **FIRE)
    note_incident(actor=people.wang.actor, incident_id=incident.pk, text="火势向北")
    desk, asked = as_user(people.wang), {"from": since.isoformat(), "to": clock.now().isoformat()}
    events = desk.get("/api/replay/events", asked).json()
    assert [(one["kind"], one["text"], one["name"]) for one in events["events"]][-1] == ("incident.written", "火势向北", "王值班")
    axis = desk.get("/api/replay/axis", asked).json()
    assert [mark["lane"] for mark in axis["marks"]] == ["incident", "note"]
    assert sum(axis["bins"]) == len(events["events"])
    assert desk.get("/api/replay/track", asked | {"step": 1}).content == b""
    assert read_message(desk.get("/api/replay/positions", {"at": asked["to"]}).content)[1]
    for wrong in ({"from": asked["to"], "to": asked["from"]}, {"from": "2020-01-01T00:00:00Z", "to": asked["to"]}):
        assert desk.get("/api/replay/track", wrong).status_code == 422
    assert desk.get("/api/replay/state", {"at": (clock.now() + timedelta(hours=1)).isoformat()}).status_code == 422


@pytest.mark.django_db
def test_the_trail_of_one_unit_is_its_way_by_device_time(people: SimpleNamespace, as_user: Callable[..., Any]) -> None:
    pk = Subject.objects.create(kind="team", area="440117", label="从化队").pk
    start = (int(datetime.now(UTC).timestamp() * 1000) // DAY_MS - 1) * DAY_MS
    store(
        [
            (
                pk,
                1,
                fix(pk, start + n * 10_000, start + (60_000 if n == 2 else n * 10_000), 23.1 + n / 100, 113.1 + n % 2 / 100),
                16 if n == 2 else 0,
            )
            for n in range(5)
        ]
    )
    asked = {"subject": pk, "from": when(start - 1000).isoformat(), "to": when(start + 100_000).isoformat()}
    trail = as_user(people.wang).get("/api/replay/trail", asked).json()
    assert [point[2] for point in trail["points"]] == [23.1, 23.11, 23.12, 23.13, 23.14]
    assert (trail["label"], trail["breaks"], trail["left_out"]) == ("从化队", [], 0)
    assert as_user(people.nansha).get("/api/replay/trail", asked).status_code == 404


def test_who_is_on_the_board_is_on_the_map() -> None:
    assert who_of({"subjects": {"7": {"id": 7, "area": "440117101", "kind": "uav"}}}) == {7: (440117, 3)}
