"""Terms, titles and texts of reports: arithmetic and wording without a database."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from command.reports import wording
from command.reports.elements import ELEMENTS, STARRED, UNKNOWN, missing, news, unknown_where_empty
from command.reports.paper.sheet import official, title_lines
from command.reports.reckoning import Term, due, next_follow, remind, term_for

AT = datetime(2026, 10, 31, 6, 2, tzinfo=UTC)
TERMS = Path(__file__).parents[2] / "command" / "reports" / "data" / "terms.csv"


def terms() -> list[Term]:
    def number(text: str) -> int | None:
        return int(text) if text else None

    with TERMS.open(encoding="utf-8") as file:
        return [
            Term(row["scheme"], int(row["grade"]), row["event"], number(row["phone"]), number(row["written"]), number(row["follow"]),
                 tuple(row["follow_at"].split()), row["source"], AT)
            for row in csv.DictReader(file)
        ]  # fmt: skip


SCHEMES = sorted({term.scheme for term in terms()})


@given(st.sampled_from(SCHEMES), st.sampled_from([None, 1, 2, 3, 4]), st.sampled_from(["11G01", "12D01", "13A01", "14B01"]))
def test_every_set_has_a_written_term_for_every_event_and_a_graver_one_never_has_more_time(scheme, grade, event):
    known = terms()
    found = term_for(known, scheme, grade, event)
    assert found is not None and found.written_min is not None and found.source
    assert found.phone_min is None or found.phone_min <= found.written_min
    if scheme != "national" and grade is not None and grade > 1:  # the national rule adds a report to the State Council, hours later
        graver = term_for(known, scheme, grade - 1, event)
        assert graver is not None and (graver.written_min or 0) <= found.written_min


def test_the_sources_disagree_and_each_is_kept_as_it_says():
    def minutes(scheme: str, grade: int, event: str = "11G01") -> tuple[int | None, int | None]:
        found = term_for(terms(), scheme, grade, event)
        assert found is not None
        return found.phone_min, found.written_min

    assert minutes("guangzhou", 4) == (30, 60)
    assert minutes("unit", 2) == (15, 30) and minutes("unit", 3) == (30, 60)
    assert minutes("henan2020", 1) == (15, 35) and minutes("henan2020", 3) == (None, 60) and minutes("henan2020", 4) == (None, 360)
    assert minutes("zhuhai", 2) == (30, 120) and minutes("older", 2) == (None, 120) and minutes("older", 4) == (None, 180)
    assert minutes("safety493", 4, "12D01") == (0, 60) and minutes("national", 1) == (None, 240) and minutes("ndrs", 4) == (None, 120)
    assert minutes("changzi", 4) == (10, 30) and minutes("lanzhou", 4) == (None, 120)


def test_follow_ups_come_by_interval_or_by_the_hours_of_the_day_whichever_is_first():
    henan = term_for(terms(), "henan2020", 2, "11G01")
    assert next_follow(AT, henan) == datetime(2026, 10, 31, 9, 0, tzinfo=UTC)  # 17:00 here
    assert next_follow(AT, henan, 60) == AT + timedelta(hours=1)
    assert next_follow(AT, term_for(terms(), "guangzhou", 4, "11G01")) is None  # on change


@given(st.integers(1, 600), st.integers(0, 60))
def test_one_is_reminded_before_the_term_ends_and_after_it_began(minutes, before):
    end = due(AT, minutes)
    assert end is not None and AT <= remind(AT, end, before) <= end


def test_a_title_carries_place_type_casualties_progress_and_which_report():
    base = {"district": "从化区", "place": "良口镇", "event": "森林火灾", "progress": "", "kind": "follow", "seq": 1}
    assert wording.title(**base, figures={"area_ha": 1.4}) == "从化区良口镇森林火灾(面积1.4公顷,伤亡情况正在核实)续报一"
    told = wording.title(**{**base, "kind": "final", "progress": "险情已排除"}, figures={"deaths": 3, "injuries": 8})
    assert told == "从化区良口镇森林火灾(死亡3人、受伤8人,险情已排除)终报"
    assert [wording.numeral(n) for n in (1, 9, 10, 11, 20, 21)] == ["一", "九", "十", "十一", "二十", "二十一"]


@given(st.dictionaries(st.sampled_from(["deaths", "injuries", "missing", "trapped", "evacuated", "loss_yuan"]), st.integers(0, 9999)))
def test_no_number_is_invented_and_no_zero_is_assumed(figures):
    told = wording.consequences({key: float(value) for key, value in figures.items()})
    for key, name in (("deaths", "死亡"), ("missing", "失踪"), ("trapped", "被困"), ("evacuated", "转移")):
        open_ = told.split(";")[-1] if UNKNOWN in told else ""
        assert (key in figures) == (f"{name}{figures.get(key, '')}人" in told if key in figures else False)
        assert (name in open_) == (key not in figures)


def test_only_the_starred_are_required_and_the_rest_is_said_to_be_unknown():
    assert missing({}) == list(STARRED)
    whole = unknown_where_empty(dict.fromkeys(STARRED, "有"))
    assert missing(whole) == [] and set(whole) == set(ELEMENTS) and whole["cause"] == UNKNOWN


def test_a_follow_up_does_not_repeat_the_start_unless_it_turned_out_otherwise():
    first = unknown_where_empty({"time": "14时02分", "place": "良口镇", "source": "无人机", "received": "14时02分", "cause": UNKNOWN})
    later = {**first, "actions": "已调派3支队伍", "cause": "祭祀用火"}
    told = dict(news(later, first))
    assert "time" not in told and "place" not in told and told["cause"] == "祭祀用火" and told["actions"] == "已调派3支队伍"


def test_a_follow_up_does_not_call_unknown_what_was_reported_before():
    first = unknown_where_empty(dict.fromkeys(STARRED, "有") | {"course": "14:02 起火。", "leaders": "区长到场。"})
    told = dict(news(unknown_where_empty(dict.fromkeys(STARRED, "有")), first))
    assert "course" not in told and "leaders" not in told and told["trend"] == UNKNOWN
    assert dict(news(first, first))["leaders"] == "区长到场。"


@given(st.text("火队伍到场签收。;,0123", max_size=900), st.text("死亡受伤人。;", max_size=500))
def test_a_brief_never_has_more_than_three_hundred_characters(actions, consequences):
    elements = unknown_where_empty({"time": "今日", "place": "良口镇", "actions": actions, "consequences": consequences})
    assert len(wording.brief(elements, None)) <= wording.BRIEF_MOST


def test_marks_on_paper_are_chinese_and_times_keep_theirs():
    told = official("14:02 发现;面积1.4公顷,正在核实(北纬23.74°)")
    assert told == "14:02 发现\uff1b面积1.4公顷\uff0c正在核实\uff08北纬23.74°\uff09"


@given(st.text("从化区良口镇森林火灾面积公顷死亡0123456789\uff08\uff09\uff0c、", max_size=70))
def test_a_title_is_broken_where_its_sense_lets_it_and_loses_nothing(title):
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(line[0] in "\uff08《“" or before[-1] in "\uff0c、\uff1b\uff09》”" for before, line in pairwise(lines))


def test_the_last_word_of_a_title_is_not_left_alone_on_its_line():
    assert title_lines("从化区良口镇森林火灾\uff08面积1.4公顷\uff0c死亡0人\uff09首报") == [
        "从化区良口镇森林火灾",
        "\uff08面积1.4公顷\uff0c死亡0人\uff09首报",
    ]
    assert title_lines("广州市应急值班信息") == ["广州市应急值班信息"]
