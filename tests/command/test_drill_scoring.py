"""Drills: what was expected is found in the log and adds up; a script is read and written as it is; whom a line speaks to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.drills.library import library
from command.drills.matching import Expected, Happened, recognise
from command.drills.scoring import Mark, add_up, by_goal, by_unit, grade
from command.drills.sheet import COLUMNS, check, clock_of, seconds_of, write_csv, write_xlsx
from command.drills.targets import Player, chosen
from command.drills.watched import ACTIONS
from realtime.log.kinds import declared
from realtime.sheets import read_table

EVENTS = st.lists(st.builds(Happened, st.integers(0, 50).map(float), st.sampled_from("ab"), st.integers(1, 3)), max_size=12)
EXPECTED = st.lists(
    st.builds(
        Expected, st.just(0), st.sets(st.sampled_from("ab"), min_size=1).map(frozenset), st.integers(0, 40).map(float), st.integers(1, 20).map(float),
        st.none() | st.sets(st.integers(1, 3), min_size=1).map(frozenset), st.booleans(),
    ),
    max_size=6,
).map(lambda rows: [row._replace(key=key) for key, row in enumerate(rows)])  # fmt: skip


@given(EXPECTED, EVENTS, st.integers(0, 60).map(float), st.randoms())
def test_an_expected_action_is_taken_from_the_log_or_not_at_all(expected, events, now, shuffler):
    events = [event._replace(mark=str(place)) for place, event in enumerate(events)]
    found = recognise(expected, events, now)
    by_mark = {event.mark: event for event in events}
    for one in expected:
        got = found[one.key]
        if got.seconds is None:
            assert got.verdict == ("open" if now - one.after <= one.within else "missed")
            continue
        event = by_mark[got.mark]
        assert event.kind in one.kinds and event.at >= one.after  # what came before it was asked for is no answer
        assert one.subjects is None or event.subject in one.subjects
        assert (got.verdict == "met") == (got.seconds <= one.within)
        if one.every and one.subjects is not None:
            done = {other.subject for other in events if other.kind in one.kinds and one.after <= other.at <= event.at}
            assert done >= one.subjects
    free = [found[one.key].mark for one in expected if one.subjects is None and found[one.key].mark]
    assert len(free) == len(set(free))  # one order is not two
    other = list(events)
    shuffler.shuffle(other)
    assert {key: (one.verdict, one.seconds) for key, one in recognise(expected, other, now).items()} == {
        key: (one.verdict, one.seconds) for key, one in found.items()
    }
    noise = [Happened(5.0, "c", 1, "n"), Happened(5.0, "a", 99, "m")]
    bound = [one for one in expected if one.subjects is not None]
    assert recognise(bound, [*events, *noise], now) == recognise(bound, events, now)


MARKS = st.lists(
    st.builds(Mark, st.integers(0, 2), st.sampled_from("甲乙"), st.integers(1, 5), st.sampled_from(["met", "late", "missed", "open"])),
    max_size=12,
)


@given(MARKS, st.sampled_from([0.0, 0.5, 1.0]))
def test_points_of_goals_and_of_units_add_up_to_the_whole(marks, late):
    whole = add_up(marks, late)
    for parts in (by_goal(marks, 2, late), list(by_unit(marks, late).values())):
        assert sum(part.points for part in parts) == pytest.approx(whole.points) and sum(part.most for part in parts) == whole.most
        assert sum(part.of for part in parts) == whole.of == whole.met + whole.late + whole.missed + whole.open
    assert whole.share is None or 0 <= whole.share <= 1
    better = [mark._replace(verdict="met") if mark.verdict in ("late", "missed") else mark for mark in marks]
    assert add_up(better, late).points >= whole.points


def test_a_grade_includes_its_limit():
    grades = {"优秀": 90, "合格": 60}
    assert [grade(share, grades) for share in (None, 0.9, 0.899, 0.6, 0.1)] == ["", "优秀", "合格", "合格", "不合格"]


@given(st.integers(0, 90_000))
def test_a_moment_is_read_as_it_is_written(seconds):
    assert seconds_of(clock_of(seconds)) == seconds


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_script_goes_through_a_spreadsheet_and_comes_back_the_same(name):
    for one in library().values():
        script = sorted(one.script, key=lambda inject: inject.offset_s)
        script[0] = script[0].model_copy(update={"title": "=SUM(A1)", "text": "+1,“引号”"})  # no formula in anybody's office
        data = (write_csv if name.endswith("csv") else write_xlsx)(script)
        assert b"'=SUM" in data or name.endswith("xlsx")
        table = read_table(name, data, COLUMNS)
        again, judged = check(table.lines, table.ignored)
        assert (judged["wrong"], again) == ([], script)


def test_a_wrong_line_is_named_with_its_column_and_nothing_is_guessed():
    text = "时刻,类型,情景,限时,经度\n0:05:00,警情,好,5,\n九点,警情,坏,5,\n0:01,地震波,坏,x,113\n0:01,警情,半个坐标,,113\n"
    table = read_table("a.csv", text.encode(), COLUMNS)
    script, judged = check(table.lines, table.ignored)
    assert [inject.title for inject in script] == ["好"] and script[0].within_s == 300
    assert [(row["line"], row["errors"]) for row in judged["wrong"]] == [
        (3, ["时刻:“九点”无法读懂"]), (4, ["类型:没有“地震波”这种类型", "限时:“x”无法读懂"]), (5, ["经度、纬度须同时填写"]),
    ]  # fmt: skip


def test_the_library_has_a_script_for_each_kind_and_watches_only_events_there_are():
    kinds = {one.kind for one in library().values()}
    assert kinds == {"tabletop", "live", "blind"} and len(library()) >= 4
    assert {"province", "city", "county", "town", "village"} == set(library()["flood-five-levels"].levels)
    for one in library().values():
        assert all(inject.goal <= len(one.goals) for inject in one.script) and one.script[-1].offset_s <= one.minutes * 60
    assert {kind for action in ACTIONS.values() for kind in action.kinds} <= set(declared())


def test_a_line_speaks_to_levels_posts_offices_and_names():
    here = [
        Player(1, "甲", "市三防办", "主任", "值班", "4401"),
        Player(2, "乙", "派潭镇人民政府", "值班", "值班", "440118105"),
        Player(3, "丙", "广东省应急管理厅", "", "值班", "4401"),
    ]

    def ids(to: str) -> list[int]:
        return [one.id for one in chosen(here, to)[0]]

    assert (ids("市"), ids("省,镇"), ids(""), ids("全体"), ids("派潭镇"), ids("甲、乙")) == ([1], [3, 2], [1, 2, 3], [1, 2, 3], [2], [1, 2])
    assert chosen(here, "村、甲")[1] == ["村"]
