"""The rows that keep time, whatever a bureau writes into them: terms of reporting, their reminders and follow-ups, a task's clocks and states. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from command.duty.cover import most_of
from command.plans.tasks.defaults import RULES as TASK_RULES
from command.plans.tasks.states import CLOSED, ISSUED, MOVES, OPEN, REJECTED, STATES, TODO, may_follow
from command.reports.reckoning import CITY_TIME, Term, daily, due, next_follow, remind, term_for

START = datetime(2026, 6, 18, 3, 20, tzinfo=UTC)
EVENTS = ("", "12", "12D", "12D01", "11G01")
minutes = st.none() | st.integers(1, 3 * 24 * 60)
hours = st.lists(st.integers(0, 23).map(lambda hour: f"{hour:02d}:00"), max_size=3, unique=True)
terms = st.lists(
    st.builds(
        Term, scheme=st.sampled_from(["gz", "henan"]), grade=st.integers(0, 4), event=st.sampled_from(EVENTS), phone_min=minutes,
        written_min=minutes, follow_min=minutes, follow_at=hours.map(tuple), source=st.just("通知"),
        valid_from=st.integers(0, 900).map(lambda day: START - timedelta(days=day)),
    ),
    max_size=12,
)  # fmt: skip


@given(terms, st.none() | st.integers(1, 4), st.sampled_from(["12D01", "12A01", "11G01"]))
def test_the_term_that_holds_fits_and_none_that_fits_is_closer(rows: list[Term], grade: int | None, event: str):
    held = term_for(rows, "gz", grade, event)
    fitting = [one for one in rows if one.scheme == "gz" and one.grade in (0, grade or 4) and event.startswith(one.event)]
    if held is None:
        assert fitting == []
        return
    assert held in fitting
    for other in fitting:
        assert (held.grade != 0, len(held.event), held.valid_from) >= (other.grade != 0, len(other.event), other.valid_from)


@given(st.integers(1, 6000), st.floats(0, 600))
def test_a_reminder_comes_after_the_start_never_before_half_the_time_and_not_after_the_end(length: int, before: float):
    end = due(START, length)
    assert end is not None and due(START, None) is None
    at = remind(START, end, before)
    assert START + (end - START) / 2 <= at <= end


@given(terms, minutes, st.integers(0, 60 * 48))
def test_a_follow_up_is_due_later_than_now_and_by_the_nearest_of_its_reasons(rows: list[Term], level: int | None, late: int):
    since = START + timedelta(minutes=late)
    for term in [None, *rows]:
        at = next_follow(since, term, level)
        reasons = [one for one in (term.follow_min if term else None, level) if one is not None]
        assert (at is None) == (not reasons and not (term and term.follow_at))
        if at is not None:
            assert since < at <= since + timedelta(minutes=max([*reasons, 24 * 60]))
            assert all(at <= since + timedelta(minutes=one) for one in reasons)


@given(hours, st.integers(0, 60 * 48))
def test_daily_hours_are_the_citys_and_within_a_day(listed: list[str], late: int):
    since = START + timedelta(minutes=late)
    for text, at in zip(listed, daily(since, listed), strict=True):
        assert since < at <= since + timedelta(days=1) and at.astimezone(CITY_TIME).strftime("%H:%M") == text


def test_a_tasks_clocks_rise_and_each_tells_somebody_else():
    steps = cast("list[dict[str, Any]]", next(value for name, value, _, _ in TASK_RULES if name == "tasks.clock"))
    assert all(0 < one["at"] < other["at"] for one, other in pairwise(steps))
    assert len({one["to"] for one in steps}) == len(steps)


@given(st.lists(st.sampled_from([code for code, _ in STATES]), max_size=30))
def test_a_task_never_leaves_its_end_and_begins_again_only_when_it_was_returned(wishes: list[str]):
    state = ISSUED
    for wish in wishes:
        if not may_follow(state, wish):
            continue
        if wish == ISSUED:
            assert state == REJECTED
        state = wish
    assert state in (*OPEN, CLOSED) and (state != CLOSED or MOVES[state] == frozenset())
    assert CLOSED not in TODO and all(CLOSED in MOVES[one] for one in OPEN)


needs = st.dictionaries(st.sampled_from(["duty_leader", "shift_chief", "duty_officer", "desk_forest"]), st.integers(0, 9))


@given(st.lists(needs, min_size=1, max_size=5))
def test_what_is_required_of_a_day_is_never_less_than_any_of_its_reasons_and_never_more_than_all(rows: list[dict[str, int]]):
    wanted = most_of(*rows)
    for row in rows:
        assert all(wanted.get(role, 0) >= number for role, number in row.items())
    assert all(any(row.get(role, 0) == number for row in rows) for role, number in wanted.items())
