"""Which grade the figures make: pure arithmetic over the rule table as it is shipped."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents import defaults
from dispatch.incidents.event_codes import level_of, lineage, parent_of
from dispatch.incidents.grading import Criterion, applicable, suggest

CITY, ELSEWHERE = "440117", "441602"


def table() -> list[Criterion]:
    with (Path(defaults.__file__).parent / "data" / "grade_rules.csv").open(encoding="utf-8") as file:
        return [
            Criterion(row["type"], row["area"], row["measure"], int(row["grade"]), float(row["at_least"]), row["source"])
            for row in csv.DictReader(file)
        ]


TABLE = table()


def grade(type: str, area: str = CITY, **figures: float) -> int | None:
    found = suggest(figures, applicable(TABLE, type, area))
    return found.grade if found else None


@pytest.mark.parametrize(
    ("type", "figures", "expected"),
    [
        ("11G01", {"area_ha": 0.9}, 4),
        ("11G01", {"area_ha": 1}, 3),  # 以上 includes the number
        ("11G01", {"area_ha": 1.4}, 3),
        ("11G01", {"area_ha": 99.99}, 3),
        ("11G01", {"area_ha": 100}, 2),
        ("11G01", {"area_ha": 1000}, 1),
        ("11G01", {"deaths": 2}, 4),
        ("11G01", {"deaths": 3}, 3),
        ("11G01", {"deaths": 30, "area_ha": 0.1}, 1),  # worst criterion wins
        ("12D01", {"deaths": 3, "injuries": 8}, 3),
        ("12D01", {"loss_yuan": 49_999_999}, 3),
        ("12D01", {"loss_yuan": 50_000_000}, 2),
        ("12D01", {"deaths": 0}, None),
        ("11A01", {"trunk_dike_breaches": 1}, 1),
        ("11A01", {"tributary_dike_breaches": 2}, 2),
        ("13A00", {"deaths": 100}, None),  # no table, no suggestion
        ("11G01", {"evacuated": 100_000}, None),
        ("11G01", {}, None),
    ],
)
def test_the_figures_make_this_grade(type, figures, expected):
    assert grade(type, **figures) == expected


def test_the_citys_own_construction_table_holds_in_the_city_only():
    """The city plan counts fifty seriously injured on a building site as 较大, the national rule as 重大."""
    assert grade("12C01", serious_injuries=50) == 3
    assert grade("12C01", ELSEWHERE, serious_injuries=50) == 2
    assert grade("12C01", serious_injuries=60) == 2
    assert grade("12C01", serious_injuries=29) == 4
    assert grade("12D01", serious_injuries=50) == 2


def test_a_suggestion_says_by_which_criterion():
    found = suggest({"deaths": 4, "area_ha": 0.5}, applicable(TABLE, "11G01", CITY))
    assert found is not None
    assert (found.grade, found.measure, found.value, found.at_least) == (3, "deaths", 4, 3)
    assert "森林防火条例" in found.source


def test_a_bureau_that_changes_one_threshold_keeps_the_others():
    own = [Criterion("12", "4401", "deaths", 3, 2, "本市预案", "2030"), Criterion("12", "4401", "deaths", 3, 5, "本市旧预案", "2020")]
    here = applicable(TABLE + own, "12D01", CITY)
    assert [suggest({"deaths": count}, here).grade for count in (1, 2, 9, 10, 30)] == [4, 3, 3, 2, 1]
    assert suggest({"deaths": 2}, applicable(TABLE + own, "12D01", ELSEWHERE)).grade == 4


MEASURES = sorted({row.measure for row in TABLE})
FIGURES = st.dictionaries(st.sampled_from(MEASURES), st.floats(0, 2e8, allow_nan=False))
TYPES = st.sampled_from(["11G01", "12C01", "12D01", "11A02", "13A00"])
RANK = {None: 0, 4: 1, 3: 2, 2: 3, 1: 4}


@given(type=TYPES, figures=FIGURES, measure=st.sampled_from(MEASURES), more=st.floats(0, 2e8, allow_nan=False))
def test_more_of_any_measure_never_makes_it_less_grave(type, figures, measure, more):
    higher = figures | {measure: figures.get(measure, 0) + more}
    assert RANK[grade(type, **higher)] >= RANK[grade(type, **figures)]


@given(type=TYPES, figures=FIGURES)
def test_the_suggestion_is_the_gravest_of_what_each_figure_makes_alone(type, figures):
    alone = [RANK[grade(type, **{measure: value})] for measure, value in figures.items()]
    assert RANK[grade(type, **figures)] == max(alone, default=0)


@given(type=TYPES, row=st.sampled_from(TABLE))
def test_the_number_itself_is_above(type, row):
    if row in applicable(TABLE, type, CITY):
        found = grade(type, **{row.measure: row.at_least})
        assert found is not None and found <= row.grade


def test_a_code_names_its_own_place_in_the_tree():
    assert (level_of("11000"), level_of("11G00"), level_of("11G01")) == (1, 2, 3)
    assert lineage("11G01") == ["11G01", "11G00", "11000"]
    assert parent_of("12H00") == "12000"
    assert parent_of("14000") is None
