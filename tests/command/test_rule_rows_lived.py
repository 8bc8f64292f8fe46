"""The rows that keep a house, whatever a bureau writes into them within their bounds: who is asked again, told, relieved, urged, kept, and for how long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils.timezone import localdate, localtime
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from command.duty.nil import due_on
from command.duty.records import DutyRollCall, DutyRollTarget
from command.duty.roll_calls import points_of, scores
from command.duty.watching import UNMANNED, DutyBoard, _store, unmanned
from command.evacuation.actions import order_evacuation
from command.evacuation.register.actions import purge_health
from command.evacuation.register.models import Vulnerable
from command.hazards.risks import save_risk
from command.incharge.charging import give_charge
from command.incharge.noticing import charges_for
from command.instructions.actions import _again_at
from command.paper import pack
from command.plans.previewing import SALT, Wish, signing, wish_of
from command.plans.tasks import life
from command.release.leaving import archive_releases
from command.release.models import Release
from command.relief.actions import open_case
from command.relief.models import WINTER
from dispatch.alarms.models import Alarm
from dispatch.contacts.models import Person
from dispatch.incidents.actions import open_incident
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.rules.models import Rule
from tests.command.test_evacuation import grandmother
from tests.command.test_release import draft, fire, reported, signed
from tests.command.test_tasks import give
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
few = bounds(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
START = datetime(2026, 6, 18, 3, 20, tzinfo=UTC)


def written(name: str, value: object) -> None:
    assert Rule.objects.filter(name=name).update(value=value) >= 1


@contextmanager
def undone() -> Iterator[None]:
    """What one example does is gone before the next."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


@given(st.floats(-3, 4), st.floats(-3, 4), st.integers(1, 10_000))
@few
def test_an_instruction_is_said_again_within_its_term_and_a_larger_share_never_sooner(city, one: float, other: float, minutes: int):
    until = START + timedelta(minutes=minutes)
    said = []
    for share in sorted((one, other)):
        written("instructions.again_share", share)
        said.append(_again_at(START, until, "4401"))
    assert START <= said[0] <= said[1] <= until


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=5), st.integers(0, 4_000), st.integers(0, 4_000))
@few
def test_a_wider_reach_never_tells_fewer_leaders_and_tells_those_within_it(people, away: list[int], one: int, other: int):
    with undone():
        leader = Person.objects.create(name="周副市长", role_id="other", area="4401", org="市政府")
        for number, metres in enumerate(away):
            unit = save_risk(
                actor="user:1", name=f"林区{number}", sector="forest", lon=FIRE["lon"], lat=FIRE["lat"] + metres / 111_195, likely=3, exposed=3,
                severe=15, owner="林场",
            )  # fmt: skip
            give_charge(actor="user:1", name="王值班", person_id=leader.pk, unit_id=unit.pk, since=localdate())
        incident = open_incident(actor="system", **FIRE)
        told = []
        for reach in sorted((one, other)):
            written("incharge.risk_m", reach)
            told.append({charge.unit_id for charge in charges_for(incident)})
            assert abs(len(told[-1]) - sum(metres <= reach for metres in away)) <= sum(abs(metres - reach) <= 10 for metres in away)
        assert told[0] <= told[1]


@given(st.sets(st.integers(1, 12)))
@few
def test_a_winters_case_is_opened_exactly_in_the_months_of_the_row(people, months: set[int]):
    written("relief.winter_months", sorted(months))
    facts = {"area": "440117104", "household": "陈大文", "address": "石明村 3 号", "people": 4, "amount": 800.0}
    with undone(), nullcontext() if localdate().month in months else pytest.raises(Problem, match="月份"):
        open_case(actor="user:1", name="王值班", kind=WINTER, **facts)


@given(st.integers(5, 3_600), st.integers(-3, 3) | st.integers(-5, 7_200))
@few
def test_a_preview_may_be_confirmed_as_long_as_the_row_says_and_not_a_second_longer(city, good_s: int, beyond: int):
    written("plans.preview_s", good_s)
    age_s = good_s + beyond
    wish = Wish(1, 1, None, "4401", 3, None, "x")
    with patch("django.core.signing.time.time", return_value=1_000_000.0):
        token = signing.dumps(["user:1", wish.__dict__], salt=SALT, compress=True)
    with patch("django.core.signing.time.time", return_value=1_000_000.0 + age_s):
        if age_s <= good_s:
            assert wish_of(token, "user:1") == wish
        else:
            with pytest.raises(Problem, match="已过期"):
                wish_of(token, "user:1")


@given(st.integers(0, 120), st.integers(0, 120))
@few
def test_a_task_is_urged_again_exactly_when_the_gap_is_over(people: SimpleNamespace, gap: int, later: int):
    written("tasks.urge_gap_min", gap)
    with undone():
        owner = Person.objects.create(user=people.huang, name="黄从化", role_id="liaison", area="440117")
        _, (task,) = give(owner, "a")
        life.urge_task(actor="user:1", name="陈班长", task_id=task.pk)
        task.entries.filter(what="urged").update(at=clock.now() - timedelta(minutes=later))
        with nullcontext() if later >= gap else pytest.raises(Problem, match="刚催办过"):
            life.urge_task(actor="user:1", name="陈班长", task_id=task.pk)


POINTS = ("answered", "substitute", "late", "no_answer", "offline")


@given(
    st.fixed_dictionaries({result: st.integers(0, 100) for result in POINTS}),
    st.lists(st.tuples(st.sampled_from(POINTS), st.integers(0, 400)), min_size=1, max_size=8), st.integers(1, 365),
)  # fmt: skip
@few
def test_a_units_score_is_the_mean_of_its_points_within_the_rows_days(
    city, points: dict[str, int], asked: list[tuple[str, int]], days: int
):
    written("duty.roll_call_points", points)
    written("duty.score_days", days)
    assert points_of("4401") == points
    with undone():
        for result, ago in asked:
            call = DutyRollCall.objects.create(
                area="4401", text="点名", state="done", started_by="user:1", started_name="王值班", started_at=clock.now() - timedelta(days=ago, minutes=-1),
            )  # fmt: skip
            DutyRollTarget.objects.create(roll_call=call, area="440117104", name="良口镇", result=result, points=points[result])
        counted = [points[result] for result, ago in asked if ago <= days]
        found = {one["area"]: one for one in scores("4401")}
        assert ("440117104" in found) == bool(counted)
        if counted:
            assert found["440117104"]["asked"] == len(counted)
            assert found["440117104"]["points"] == pytest.approx(sum(counted) / len(counted), abs=0.06)


@given(st.times(), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
@few
def test_the_nil_report_is_due_at_the_rows_hour_of_the_citys_day(city, at: time, day: date):
    written("duty.nil_report_at", at.strftime("%H:%M"))
    due = localtime(due_on("4401", day))
    assert (due.date(), due.strftime("%H:%M")) == (day, at.strftime("%H:%M"))


@given(st.integers(1, 86_400))
@few
def test_an_empty_post_is_to_ring_after_the_rows_seconds_and_does_unless_it_was_filled(city, seconds: int):
    written("duty.unmanned_s", seconds)
    with undone():
        now = clock.now()
        _store("system", "4401", [], {"duty_officer": 1}, None, now)
        board = DutyBoard.objects.get(area="4401")
        (due,) = Deadline.objects.filter(kind=UNMANNED, object_id=board.pk).values_list("due_at", flat=True)
        assert board.alarm_at == now + timedelta(seconds=seconds) and abs(due - board.alarm_at) < timedelta(seconds=30)
        unmanned(board.pk)
        assert Alarm.objects.filter(text__contains="值班缺岗").count() == 1
        _store("system", "4401", [], {}, None, now)
        assert DutyBoard.objects.get(area="4401").alarm_at is None and not Deadline.objects.filter(kind=UNMANNED).exists()
        unmanned(board.pk)
        assert Alarm.objects.filter(text__contains="值班缺岗").count() == 1


@given(st.integers(1, 600))
@few
def test_an_evacuation_without_a_term_is_over_when_the_row_says(city, minutes: int):
    written("evacuation.due_min", minutes)
    with undone():
        before = clock.now()
        one = order_evacuation(actor="user:1", ordered_by="镇长", reason="山洪", area="440117104", areas=["440117104"], target=20)
        assert before + timedelta(minutes=minutes) <= one.due_at <= clock.now() + timedelta(minutes=minutes)


@given(st.integers(1, 1_000), st.lists(st.integers(0, 1_200), min_size=1, max_size=5))
@few
def test_what_is_known_of_somebodys_health_goes_exactly_when_it_is_older_than_the_row(city, days: int, ages: list[int]):
    written("evacuation.health_keep_days", days)
    with undone():
        for number, age in enumerate(ages):
            one = grandmother(name=f"陈婆婆{number}", health="透析")
            Vulnerable.objects.filter(pk=one.pk).update(reviewed_on=localdate() - timedelta(days=age))
        purge_health()
        left = Vulnerable.objects.exclude(health="").values_list("reviewed_on", flat=True)
        assert sorted(left) == sorted(localdate() - timedelta(days=age) for age in ages if age <= days)


@given(st.integers(0, 60), st.lists(st.integers(0, 90), min_size=1, max_size=5, unique=True))
@few
def test_a_pack_is_kept_as_many_days_as_the_row_says_and_the_newest_always(city, tmp_path: Path, days: int, ages: list[int]):
    written("paper.pack_keep_d", days)
    with patch.object(pack, "folder", lambda: tmp_path):
        for old in tmp_path.glob("*.zip"):
            old.unlink()
        for age in ages:
            path = tmp_path / f"pack-{localdate() - timedelta(days=age):%Y%m%d}.zip"
            path.write_bytes(b"")
            at = (clock.now() - timedelta(days=age)).timestamp() + 60
            os.utime(path, (at, at))
        newest = tmp_path / f"pack-{localdate() - timedelta(days=min(ages)):%Y%m%d}.zip"
        pack.forget(newest)
        kept = {path.name for path in tmp_path.glob("*.zip")}
        assert kept == {f"pack-{localdate() - timedelta(days=age):%Y%m%d}.zip" for age in ages if age <= days} | {newest.name}


@given(st.integers(0, 23), st.integers(0, 23))
@few
def test_the_nights_pack_is_made_from_the_rows_hour_on_and_once(city, tmp_path: Path, hour: int, now: int):
    written("paper.pack_hour", hour)
    for old in tmp_path.glob("*.zip"):
        old.unlink()
    at = localtime(clock.now()).replace(hour=now)
    with patch.object(pack, "folder", lambda: tmp_path), patch("command.paper.pack.clock.now", lambda: at):
        made = pack.make_due_pack()
        assert (made is not None) == (now >= hour) == (len(list(tmp_path.glob("*.zip"))) == 1)
        assert pack.make_due_pack() is None


@given(st.integers(1, 30), st.integers(0, 60))
@few
def test_a_release_leaves_the_board_after_the_rows_days_and_not_before(people: SimpleNamespace, days: int, ago: int):
    written("release.board_days", days)
    with undone():
        incident = fire()
        reported(incident, deaths=1)
        one = signed(draft(incident), people.chen)
        Release.objects.filter(pk=one.pk).update(signed_at=clock.now() - timedelta(days=ago, minutes=1))
        assert archive_releases() == int(ago >= days)
        assert Release.objects.get(pk=one.pk).archived == (ago >= days)
