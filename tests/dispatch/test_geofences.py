"""Electronic fences from the drawing to the alarm: what the gateway saw is kept once, told, and rings where the fence asks for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from devices import fences
from devices.fences import SOURCE, FenceReader, Watch
from devices.inbox.models import Inbox
from devices.inbox.storing import letter_made, store
from devices.inbox.working import run_due_inbox
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Crossed, Crossings, Source, Taken
from devices.terminals.models import Subject
from devices.tracking import Entry
from dispatch.alarms.models import Alarm
from dispatch.geofences.actions import change_fence, draw_fence, end_fence
from dispatch.geofences.alarming import dwell_due, opens
from dispatch.geofences.book import read_book
from dispatch.geofences.crossings import take_crossings
from dispatch.geofences.drawing import checked, outline
from dispatch.geofences.models import Fence, Visit
from dispatch.geofences.schedule import active_at, next_start
from dispatch.incidents.actions import open_incident
from dispatch.incidents.merging import merge_incident
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.positions import KIND_CODE

CIRCLE = {"kind": "circle", "lon": 113.77, "lat": 23.74, "radius_m": 500.0}
FAR = (113.80, 23.74)
NIGHTS = [{"days": [1, 2, 3, 4, 5], "since": "22:00", "until": "06:00"}]


# -- pure ----------------------------------------------------------------------------------------------------------------------------


def test_a_window_past_midnight_belongs_to_the_day_it_began() -> None:
    friday, saturday, sunday = (datetime(2026, 11, day) for day in (27, 28, 29))
    assert active_at(NIGHTS, friday.replace(hour=22))
    assert active_at(NIGHTS, saturday.replace(hour=5, minute=59))
    assert not active_at(NIGHTS, saturday.replace(hour=6))
    assert not active_at(NIGHTS, saturday.replace(hour=23))
    assert not active_at(NIGHTS, sunday.replace(hour=3))
    assert active_at([], sunday)


def test_the_next_window_opens_on_the_next_of_its_days() -> None:
    assert next_start(NIGHTS, datetime(2026, 11, 27, 22, 0)) == datetime(2026, 11, 30, 22, 0)
    assert next_start(NIGHTS, datetime(2026, 11, 27, 21, 59)) == datetime(2026, 11, 27, 22, 0)
    assert next_start([], datetime(2026, 11, 27)) is None


def test_a_strip_along_a_road_is_as_wide_as_asked() -> None:
    strip = checked(outline({"kind": "strip", "line": [[113.7, 23.7], [113.8, 23.7]], "width_m": 200.0}))
    _, south, _, north = strip.bounds
    assert (north - south) * 111_320 == pytest.approx(200, rel=0.01)


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ({"type": "Polygon", "coordinates": [[[113, 23], [114, 24], [114, 23], [113, 24], [113, 23]]]}, "交叉"),
        ({"type": "LineString", "coordinates": [[113, 23], [114, 24]]}, "闭合"),
        ({"type": "Polygon", "coordinates": [[[113, 23], [113.00001, 23], [113, 23.00001], [113, 23]]]}, "太小"),
        ({"type": "Polygon", "coordinates": [[[113, 23], [214, 23], [113, 24], [113, 23]]]}, "经纬度"),
        ({"type": "nonsense"}, "读懂"),
    ],
)
def test_a_fence_nobody_could_be_inside_of_is_refused_with_the_reason(shape: dict[str, Any], says: str) -> None:
    with pytest.raises(Problem, match=says):
        checked(shape)


# -- with the database ---------------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def car(city: None) -> Subject:
    return Subject.objects.create(kind="vehicle", area="440117", label="巡护车 3")


@pytest.fixture
def fence(city: None) -> Fence:
    return taken_up(draw_fence(actor="user:1", name="火场管控区", made=CIRCLE, on_leave=True))


def taken_up(fence: Fence, *there: int) -> Fence:
    happens(taken=[Taken(fence.pk, fence.version, list(there))])
    fence.refresh_from_db()
    return fence


def happens(*crossed: Crossed, taken: list[Taken] | None = None) -> None:
    take_crossings(Crossings(source=SOURCE, message_id="m", crossed=list(crossed), taken=taken or []), None, Inbox())


def crossing(fence: Fence, subject: Subject, entered: bool, ago_s: float = 0.0) -> Crossed:
    at = int((clock.now() - timedelta(seconds=ago_s)).timestamp() * 1000)
    return Crossed(fence.pk, fence.version, subject.pk, entered, at, 113.77, 23.74)


def alarms() -> list[tuple[str, str, str]]:
    return list(Alarm.objects.order_by("pk").values_list("urgency", "state", "text"))


def test_drawing_changing_crossing_and_ending_agree_with_the_screens(agrees: Any, car: Subject) -> None:
    with agrees():
        fence = draw_fence(actor="user:1", name="火场管控区", made=CIRCLE)
    with agrees():
        taken_up(fence, car.pk)
    assert fence.row()["inside"][0]["found"]
    with agrees():
        happens(crossing(fence, car, False))
    with agrees():
        fence = change_fence(actor="user:1", fence_id=fence.pk, values={"name": "核心区", "made": CIRCLE | {"radius_m": 900.0}})
    assert (fence.version, fence.taken) == (2, False)
    with agrees():
        end_fence(actor="user:1", fence_id=fence.pk)
    with pytest.raises(Problem, match="撤销"):
        change_fence(actor="user:1", fence_id=fence.pk, values={"name": "x"})


def test_who_was_there_when_it_was_drawn_has_not_entered(fence: Fence, car: Subject) -> None:
    taken_up(change_fence(actor="user:1", fence_id=fence.pk, values={"watches": ["vehicle"]}), car.pk)
    assert not alarms()
    assert fence.row()["inside_count"] == 1


def test_going_in_and_coming_out_are_alarms_and_the_one_ends_the_other(fence: Fence, car: Subject) -> None:
    happens(crossing(fence, car, True))
    assert alarms() == [("urgent", "active", "巡护车 3 进入围栏“火场管控区”。")]
    happens(crossing(fence, car, False))
    assert [(urgency, state) for urgency, state, _ in alarms()] == [("urgent", "cleared"), ("normal", "active")]


def test_what_the_gateway_says_twice_or_out_of_order_changes_nothing(fence: Fence, car: Subject) -> None:
    entered, left = crossing(fence, car, True, 60), crossing(fence, car, False, 30)
    for one in (entered, entered, left, left, entered):
        happens(one)
    assert Visit.objects.count() == 1
    assert Visit.objects.get().left_at is not None
    assert Alarm.objects.count() == 2


def test_a_crossing_of_an_older_version_or_of_an_ended_fence_is_dropped(fence: Fence, car: Subject) -> None:
    old = crossing(fence, car, True)
    change_fence(actor="user:1", fence_id=fence.pk, values={"made": CIRCLE | {"radius_m": 700.0}})
    happens(old)
    assert not Visit.objects.exists()
    late = crossing(Fence.objects.get(pk=fence.pk), car, True)
    end_fence(actor="user:1", fence_id=fence.pk)
    happens(late)
    assert not Visit.objects.exists()


def test_a_convoy_is_one_alarm(fence: Fence) -> None:
    cars = [Subject.objects.create(kind="vehicle", area="440117", label=f"车 {n}") for n in range(8)]
    happens(*[crossing(fence, one, True) for one in cars])
    ((_, _, text),) = alarms()
    assert text == "车 0、车 1、车 2、车 3、车 4、车 5等 8 个对象同时进入围栏“火场管控区”。"
    assert fence.row()["inside_count"] == 8


def test_staying_too_long_rings_once_each_and_asks_for_the_next_term(car: Subject) -> None:
    fence = taken_up(draw_fence(actor="user:1", name="桥面", made=CIRCLE, on_enter=False, dwell_s=600))
    other = Subject.objects.create(kind="vehicle", area="440117", label="巡护车 4")
    happens(crossing(fence, car, True, 700), crossing(fence, other, True, 100))
    for _ in range(2):
        dwell_due(fence.pk)
    assert alarms() == [("normal", "active", "巡护车 3 在围栏“桥面”内停留超过 10 分钟。")]
    due = Deadline.objects.get(kind="fence.dwell", object_id=fence.pk).due_at
    assert due - clock.now() < timedelta(seconds=501)
    assert due - clock.now() > timedelta(seconds=450)


def test_outside_its_windows_a_fence_keeps_silent_and_rings_for_who_is_inside_when_one_opens(
    fence: Fence, car: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight, noon = datetime(2026, 11, 27, 23, 30), datetime(2026, 11, 27, 12, 0)
    change_fence(actor="user:1", fence_id=fence.pk, values={"windows": NIGHTS})
    fence.refresh_from_db()
    monkeypatch.setattr("dispatch.geofences.alarming.localtime", lambda at: noon)
    happens(crossing(fence, car, True))
    assert not alarms()
    monkeypatch.setattr("dispatch.geofences.alarming.localtime", lambda at: midnight)
    opens(fence.pk)
    assert [text for _, _, text in alarms()] == ["巡护车 3 进入围栏“火场管控区”。"]


def test_a_fence_follows_its_incident_and_leaves_with_it(people: SimpleNamespace, agrees: Any) -> None:
    first, second = (open_incident(actor=people.wang.actor, type="11G01", lon=113.7712, lat=23.7423, place="良口镇") for _ in range(2))
    fence = draw_fence(actor=people.wang.actor, name="警戒", made=CIRCLE, incident_id=first.pk)
    with agrees():
        merge_incident(actor=people.chen.actor, incident_id=first.pk, into_id=second.pk)
    fence.refresh_from_db()
    assert fence.incident_id == second.pk


def test_the_gateways_book_changes_only_when_a_fence_does(fence: Fence, car: Subject) -> None:
    first = read_book(None)
    assert first is not None
    seen, book = first
    assert [(one.id, one.version, one.taken) for one in book.fences] == [(fence.pk, 1, True)]
    happens(crossing(fence, car, True))
    assert read_book(seen) is None, "who is inside the gateway knows itself"
    change_fence(actor="user:1", fence_id=fence.pk, values={"watches": ["vehicle"]})
    again = read_book(seen)
    assert again is not None
    assert again[1].fences[0].kinds == 1 << KIND_CODE["vehicle"]
    assert again[1].inside == {fence.pk: {car.pk}}


def test_a_fence_that_cannot_be_read_stops_neither_the_others_nor_the_gateway(fence: Fence) -> None:
    Fence.objects.create(name="坏", made={"kind": "polygon"}, shape={"type": "Polygon", "coordinates": "x"}, area="4401", by="system")
    found = read_book(None)
    assert found is not None
    assert [one.id for one in found[1].fences] == [fence.pk]


class Site:
    """The gateway's line without its threads: frames in, what it keeps goes to the inbox and is worked off."""

    def __init__(self, subject: Subject) -> None:
        self.kept: list[Crossings] = []
        self.line = Pipeline(PictureTable(0, 1), lambda: int(clock.now().timestamp() * 1000))
        self.line.learn([Entry(Source("radio", "R1"), 1, subject.pk, 440117, KIND_CODE["vehicle"], False)], None)
        self.watch, self.reader = Watch(self.line, self.kept.append), FenceReader()
        self.reads()

    def reads(self) -> None:
        read = self.reader.read()
        if read is not None:
            self.watch.learn(read)

    def hears(self, lon: float, lat: float, ago_s: float = 0.0) -> None:
        at = int((clock.now().timestamp() - ago_s) * 1000)
        self.line.take(b"ecc/v1/440117/radio/R1/pos", json.dumps({"at": at, "lon": lon, "lat": lat}).encode())
        self.watch.tick()


@pytest.mark.django_db(transaction=True)
def test_from_the_frame_to_the_alarm_and_across_a_restart_without_a_false_one(city: None) -> None:
    import psycopg

    from realtime.database import conninfo

    fences.provide(read_book)
    car = Subject.objects.create(kind="vehicle", area="440117", label="巡护车 3")
    fence = draw_fence(actor="user:1", name="火场管控区", made=CIRCLE, on_leave=True)

    def works_off(site: Site) -> None:
        with psycopg.connect(conninfo(), autocommit=True) as connection:
            store(connection, [letter_made(reading, None) for reading in site.kept])
        site.kept.clear()
        run_due_inbox()

    site = Site(car)
    works_off(site)
    assert Fence.objects.get().taken
    site.hears(*FAR, ago_s=600)
    site.hears(113.77, 23.74, ago_s=300)
    works_off(site)
    assert [text for _, _, text in alarms()] == ["巡护车 3 进入围栏“火场管控区”。"]
    again = Site(car)
    again.hears(113.7705, 23.74, ago_s=200)
    works_off(again)
    assert Alarm.objects.count() == 1, "a gateway that starts anew knows who is inside"
    third = Site(car)
    third.hears(*FAR, ago_s=1)
    works_off(third)
    assert [text for _, _, text in alarms()][1:] == ["巡护车 3 离开围栏“火场管控区”。"]
    assert Inbox.objects.exclude(state="done").count() == 0
    end_fence(actor="user:1", fence_id=fence.pk)
    third.reads()
    assert not third.line.fenced, "without fences a fix costs nothing more"


# -- over HTTP -----------------------------------------------------------------------------------------------------------------------


def test_an_officer_draws_and_sees_who_is_inside_and_a_stranger_has_no_name(
    people: SimpleNamespace, as_user: Callable[[Any], Any], car: Subject
) -> None:
    wang, huang = as_user(people.wang), as_user(people.huang)
    body = {"name": "管控区", "circle": {"lon": 113.77, "lat": 23.74, "radius_m": 500}, "watches": ["vehicle"], "dwell_s": 600}
    made = wang.send("/api/fences", body)
    assert made.status_code == 201, made.content
    fence = Fence.objects.get(pk=made.json()["id"])
    stranger = Subject.objects.create(kind="vehicle", area="440115", label="南沙车")
    happens(crossing(fence, car, True, 5), crossing(fence, stranger, True))
    seen = huang.get(f"/api/fences/{fence.pk}/visits?state=inside").json()
    assert [(row["subject"], row["label"]) for row in seen] == [(stranger.pk, None), (car.pk, "巡护车 3")]
    assert len(wang.get("/api/fences/crossings").json()) == 2
    changed = wang.send(f"/api/fences/{fence.pk}/change", {"dwell_s": None, "name": "核心管控区"}).json()
    assert (changed["dwell_s"], changed["name"], changed["on_enter"]) == (None, "核心管控区", True)
    assert wang.send("/api/fences", body | {"shape": {"type": "Point"}}).status_code == 422
    assert as_user(people.nansha).get(f"/api/fences/{fence.pk}/visits").status_code == 404
