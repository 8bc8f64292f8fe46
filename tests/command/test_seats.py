"""A silent desk is an alarm: whoever cannot be heard stands on every other desk's board, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from command.seats.actions import QUIET, report_sound, seat_quiet, sound_test_due
from command.seats.models import Seat
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.health.models import Beat
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def web_beats(db: None) -> None:
    Beat.objects.create(process="web", instance="here", at=clock.now())


def report(user, state: str, *, key: UUID, area: str = "4401", tested: bool = False) -> Seat:
    return report_sound(actor=user.actor, name=user.name, key=key, area=area, state=state, tested=tested)


def board() -> list[tuple[str, str]]:
    return [(row["name"], row["state"]) for row in snapshot("area:4401")["state"]["seats"].values()]


def test_a_muted_seat_is_on_the_board_until_it_can_be_heard_again(people: SimpleNamespace, agrees):
    key = uuid4()
    report(people.wang, "on", key=key)
    assert board() == []
    with agrees():
        report(people.wang, "muted", key=key)
    assert board() == [("王值班", "muted")]
    with agrees():
        report(people.wang, "blocked", key=key)
    with agrees():
        report(people.wang, "on", key=key)
    assert board() == []


def test_saying_the_same_twice_tells_nothing(people: SimpleNamespace):
    key = uuid4()
    report(people.wang, "muted", key=key)
    before = snapshot("area:4401")["heads"]
    report(people.wang, "muted", key=key)
    assert snapshot("area:4401")["heads"] == before


def test_a_seat_that_says_nothing_any_more_is_missed_once_and_forgotten_later(people: SimpleNamespace, agrees):
    seat = report(people.wang, "on", key=uuid4())
    assert Deadline.objects.filter(kind=QUIET, object_id=seat.pk).exists()
    with agrees():
        seat_quiet(seat.pk)
    assert board() == [("王值班", "gone")]
    with agrees():
        seat_quiet(seat.pk)
    assert board() == []


def test_nobody_is_missed_because_the_centre_itself_was_away(people: SimpleNamespace):
    seat = report(people.wang, "on", key=uuid4())
    Beat.objects.update(at=clock.now() - timedelta(seconds=30))
    seat_quiet(seat.pk)
    assert board() == []
    Beat.objects.update(at=clock.now())
    Deadline.objects.filter(kind=QUIET).update(due_at=clock.now() - timedelta(minutes=5))  # the clerk slept
    seat_quiet(seat.pk)
    assert board() == []
    seat_quiet(seat.pk)
    assert board() == [("王值班", "gone")]


def test_who_went_over_to_another_desk_is_not_missed_at_the_old_one(people: SimpleNamespace, agrees):
    old = report(people.wang, "on", key=uuid4())
    seat_quiet(old.pk)
    with agrees():
        report(people.wang, "on", key=uuid4())
    assert board() == []
    third = report(people.wang, "on", key=uuid4())
    seat_quiet(third.pk)
    assert board() == []


def test_a_closed_page_is_not_missed(people: SimpleNamespace):
    seat = report(people.wang, "on", key=uuid4())
    report(people.wang, "closed", key=seat.key)
    seat_quiet(seat.pk)
    assert board() == [] and not Deadline.objects.filter(kind=QUIET, object_id=seat.pk).exists()


def test_another_person_and_another_shift_test_the_sound_again(people: SimpleNamespace):
    key = uuid4()
    assert sound_test_due(report(people.wang, "on", key=key))
    assert not sound_test_due(report(people.wang, "on", key=key, tested=True))
    assert sound_test_due(report(people.chen, "on", key=key))
    seat = report(people.chen, "on", key=key, tested=True)
    Seat.objects.filter(pk=seat.pk).update(tested_at=seat.tested_at - timedelta(hours=12, minutes=1))
    assert sound_test_due(report(people.chen, "on", key=key))


def test_a_seat_that_changes_to_another_district_leaves_the_old_board(people: SimpleNamespace, agrees):
    key = uuid4()
    report(people.huang, "muted", key=key, area="440117")
    with agrees():
        report(people.nansha, "muted", key=key, area="440115")
    assert board() == [("南值班", "muted")]


def test_the_desk_is_told_who_else_can_hear_its_area_also_behind_the_lock(people: SimpleNamespace, as_user):
    city, district = as_user(people.wang), as_user(people.huang)
    assert city.send("/api/desk/sound", {"seat": str(uuid4()), "state": "on"}).json()["others"] == 0
    assert district.send("/api/session/lock").status_code == 204
    answer = district.send("/api/desk/sound", {"seat": str(uuid4()), "state": "muted"})
    assert answer.status_code == 200
    assert answer.json()["others"] == 1 and answer.json()["test_due"] is True
    assert district.send("/api/desk/sound", {"seat": "x", "state": "muted"}).status_code == 422


def test_the_desk_reports_as_often_as_the_rule_says(city: None):
    assert snapshot("area:4401")["limits"]["desk"] == {"report_s": 30, "watermark": True}
