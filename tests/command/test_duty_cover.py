"""The roster's arithmetic: who has it, what is missing, a month in turn. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from command.duty.cover import Turn, gaps, holder_at, missing_at, most_of, too_soon
from command.duty.rota import Slot, days_of, plan

DAY = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def turn(person: int, begins: float, hours: float, role: str = "shift_chief") -> Turn:
    return Turn(role, person, DAY + begins * HOUR, DAY + (begins + hours) * HOUR)


# Turns of one role as the database lets them stand: one after the other, with or without holes between.
chains = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 5), st.integers(1, 24)), min_size=1, max_size=12)


def laid(chain: list[tuple[int, int, int]]) -> list[Turn]:
    at, found = 0, []
    for person, hole, hours in chain:
        found.append(turn(person, at + hole, hours))
        at += hole + hours
    return found


@given(chains, st.integers(0, 400))
def test_every_instant_from_the_first_turn_on_has_exactly_one_chief(chain, quarter):
    turns = laid(chain)
    at = turns[0].start + quarter * HOUR / 4
    held = holder_at(turns, "shift_chief", at)
    assert held is not None
    inside = [one for one in turns if one.start <= at < one.end]
    assert len(inside) <= 1
    if inside:
        assert (held.person, held.over) == (inside[0].person, False)
    else:
        assert held.over and held.end <= at


@given(chains, st.integers(1, 2))
def test_the_gaps_and_the_turns_together_cover_the_stretch_and_nothing_twice(chain, needed):
    turns = laid(chain)
    start, end = turns[0].start - 3 * HOUR, turns[-1].end + 3 * HOUR
    found = gaps(turns, {"shift_chief": needed}, start, end)
    for at in (start + n * HOUR / 2 for n in range(int((end - start) / HOUR * 2))):
        named = [gap for gap in found if gap.start <= at < gap.end]
        there = len([one for one in turns if one.start <= at < one.end])
        assert [gap.there for gap in named] == ([there] if there < needed else [])
    for left in found:
        assert not any(right.start == left.end and right.there == left.there for right in found if right is not left)


def test_nobody_has_it_before_the_roster_begins():
    assert holder_at([turn(1, 0, 24)], "shift_chief", DAY - HOUR) is None


def test_rest_counts_before_and_after():
    rest = timedelta(hours=12)
    assert too_soon([turn(1, 0, 12)], 1, DAY + 24 * HOUR, DAY + 36 * HOUR, rest) is None
    assert too_soon([turn(1, 0, 12)], 1, DAY + 23 * HOUR, DAY + 30 * HOUR, rest) is not None
    assert too_soon([turn(1, 20, 4)], 1, DAY, DAY + 9 * HOUR, rest) is not None
    assert too_soon([turn(2, 0, 12)], 1, DAY, DAY + 9 * HOUR, rest) is None


def test_the_most_that_any_reason_wants_is_wanted():
    assert most_of({"a": 1}, {"a": 3, "b": 1}, {"b": 0}) == {"a": 3, "b": 1}
    assert missing_at([turn(1, 0, 9, "a")], {"a": 3, "b": 1}, DAY) == {"a": 2, "b": 1}


SLOTS = [Slot("duty_leader", time(8, 30), 24), Slot("duty_officer", time(8, 30), 12, 2), Slot("duty_officer", time(20, 30), 12, 2)]


@given(st.integers(1, 4), st.integers(1, 12), st.integers(0, 24))
def test_a_month_is_full_or_says_where_it_is_not_and_everybody_rests(leaders, officers, rest_h):
    rest = timedelta(hours=rest_h)
    people = {"duty_leader": range(100, 100 + leaders), "duty_officer": range(200, 200 + officers)}
    days = days_of(date(2026, 12, 1), date(2026, 12, 14))
    made = plan(lambda _: SLOTS, people, days, rest=rest, zone=UTC)
    wanted = sum(slot.number for slot in SLOTS) * len(days)
    assert len(made.turns) + sum(gap.needed - gap.there for gap in made.gaps) == wanted
    for n, one in enumerate(made.turns):
        assert too_soon(made.turns[:n], one.person, one.start, one.end, rest) is None
    if leaders >= 3 and rest_h <= 24:
        assert not [gap for gap in made.gaps if gap.role == "duty_leader"]


def test_what_stands_already_is_kept_and_not_doubled():
    standing = [turn(7, 0, 24, "duty_leader")]
    made = plan(
        lambda _: SLOTS[:1],
        {"duty_leader": [1, 2, 3]},
        days_of(date(2026, 12, 1), date(2026, 12, 3)),
        rest=12 * HOUR,
        zone=UTC,
        taken=standing,
    )
    assert [one.start.day for one in made.turns] == [2, 3]
    assert made.gaps == []
