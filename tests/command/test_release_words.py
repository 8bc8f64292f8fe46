"""What a release says in words and in numbers, held against a report: pure."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.release.comparing import differences, omitted
from command.release.hiding import findings
from command.release.measures import MEASURES, said, wrong
from command.release.reported import reported_figures
from command.release.text_numbers import numeral, said_in
from command.release.wording import numbers, text
from command.reports.models import Report
from command.reports.wording import consequences, scope

WHOLE = [key for key, one in MEASURES.items() if one.whole]
FIGURES = st.dictionaries(st.sampled_from(WHOLE), st.integers(0, 2_000_000).map(float), max_size=6)
HECTARES = st.dictionaries(st.sampled_from(["crop_ha", "burned_ha", "area_ha"]), st.integers(0, 10**7).map(lambda n: n / 100), max_size=3)
LOSS = st.dictionaries(st.just("loss_yuan"), st.integers(0, 10**11).map(float), max_size=1)
ANY = st.tuples(FIGURES, HECTARES, LOSS).map(lambda parts: parts[0] | parts[1] | parts[2])


@given(ANY)
def test_what_we_write_is_read_back_as_the_same_numbers(figures: dict[str, float]):
    told = text(
        where="从化区良口镇",
        event="森林火灾",
        began=datetime(2026, 6, 18, 3, 20),
        as_of=datetime(2026, 6, 18, 6, 0),
        figures=figures,
        phase="out",
    )
    found = said_in(told)
    assert {one.measure for one in found} == set(figures)
    assert differences(figures, found, {}, figures) == []


@given(ANY, ANY)
def test_no_number_that_differs_gets_through_and_each_is_named(released: dict[str, float], reported: dict[str, float]):
    found = differences(released, said_in(numbers(released)), {}, reported)
    unlike = {key for key, value in released.items() if key not in reported or abs(value - reported[key]) > 1e-9 * max(1, abs(value))}
    assert {one.measure for one in found} == unlike
    assert {one.measure for one in found if one.where == "figures"} == {one.measure for one in found if one.where == "text"}


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("事故造成3人死亡、5人受伤", {"deaths": 3, "injuries": 5}),
        ("死亡3人受伤5人", {"deaths": 3, "injuries": 5}),
        ("已致两名工人遇难,十二人重伤", {"deaths": 2, "serious_injuries": 12}),
        ("转移安置群众1.2万人,紧急转移群众230人", {"resettled": 12000, "evacuated": 230}),
        ("直接经济损失约1200万元", {"loss_yuan": 12_000_000}),
        ("过火面积300亩,倒塌房屋12间", {"burned_ha": 20, "houses_collapsed": 12}),
        ("目前未造成人员伤亡", {"deaths": 0, "injuries": 0}),
        ("农作物受灾面积2公顷", {"crop_ha": 2}),
        ("3支队伍120人正在扑救,出动车辆5台", {}),
        ("6月18日3时20分接报", {}),
        ("失联1人", {"missing": 1}),
        ("疏散周边居民200余人", {"evacuated": 200}),
    ],
)
def test_a_sentence_gives_its_numbers(words: str, figures: dict[str, float]):
    assert {one.measure: pytest.approx(one.value) for one in said_in(words)} == figures


@pytest.mark.parametrize(
    ("text_", "value"), [("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("两千三百", 2300), ("1,200.5", 1200.5)]
)
def test_numerals(text_: str, value: float):
    assert numeral(text_) == value


def test_towns_must_add_up_and_a_number_the_report_does_not_have_is_none():
    found = differences({"houses_collapsed": 5}, [], {"houses_collapsed": 4}, {"houses_collapsed": 5})
    assert [one.words() for one in found] == ["分乡镇合计倒塌房屋:发布 4间,报告 5间"]
    assert [one.words() for one in differences({"deaths": 0}, [], {}, {})] == ["因灾死亡:发布 0人,报告没有此数"]
    assert omitted({"injuries": 2}, [], {"deaths": 1, "injuries": 2, "missing": 0}) == ["deaths"]


def test_figures_that_cannot_be_are_refused_by_name():
    assert wrong({"deaths": 1.5}) == ("deaths", "因灾死亡应为不小于零的整数。")
    assert wrong({"x": 1}) == ("x", "没有指标 x。")
    assert wrong({"crop_ha": 1.5, "deaths": 0}) is None
    assert (said("loss_yuan", 12_345_600), said("loss_yuan", 999), said("burned_ha", 1.4)) == ("1234.56万元", "999元", "1.4公顷")


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("联系人电话13812345678", ["phone"]),
        ("值班电话020-83123456", ["phone"]),
        ("位于东经113.5290°", ["coordinates"]),
        ("事件SJ20260618-0042", ["number"]),
        ("身份证440106199001011234", ["identity"]),
        ("邮箱 a@b.cn", ["mail"]),
        ("拨打12345、119、110", []),
        ("直接经济损失12345678元,过火面积873.21亩", []),
        ("2026年6月18日3时20分,转移8923人", []),
    ],
)
def test_what_must_not_be_public_is_found(words: str, kinds: list[str]):
    assert [one.kind for one in findings(words)] == kinds


@given(ANY)
def test_a_report_whose_words_nobody_touched_says_its_own_figures(figures: dict[str, float]):
    words = {"consequences": consequences(figures), "scope": scope(figures)}
    assert reported_figures(Report(template="special", figures=figures, elements=words)) == figures


@given(ANY, st.integers(0, 99), st.integers(0, 99))
def test_a_number_that_an_officer_wrote_holds_and_two_that_contradict_do_not(figures: dict[str, float], first: int, second: int):
    words = {"consequences": f"死亡{first}人。", "scope": f"其中镇区死亡{second}人。"}
    found = reported_figures(Report(template="special", figures=figures, elements=words))
    assert found.get("deaths") == (first if first == second else figures.get("deaths"))
    assert {key: value for key, value in found.items() if key != "deaths"} == {
        key: value for key, value in figures.items() if key != "deaths"
    }
