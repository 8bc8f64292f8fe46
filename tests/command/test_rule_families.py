"""Every family of rule rows of the centre's functions has a property that holds over what a bureau may write into it, and the table names it."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r'\(\s*"([a-z_]+)\.[a-z_0-9]+"')

PROVED: dict[str, tuple[str, ...]] = {
    "agreements": ("test_agreements.test_a_term_is_in_the_future_valid_expiring_or_expired",),
    "alert": ("test_alerts.test_only_heavy_colours_take_the_green_channel_and_only_the_ordinary_path_is_reviewed_first",),
    "alerts": ("test_alerts.test_the_widest_codes_cover_all_and_none_of_them_covers_another",),
    "consultation": ("test_consultation.test_the_longest_prefix_of_an_event_says_whom_to_invite",),
    "dossiers": ("test_dossiers.test_without_a_fence_the_radius_decides_and_the_middle_is_always_inside",),
    "drill": ("test_drill_scoring.test_points_of_goals_and_of_units_add_up_to_the_whole",),
    "duty": (
        "test_duty_cover.test_a_month_is_full_or_says_where_it_is_not_and_everybody_rests",
        "test_rule_rows.test_what_is_required_of_a_day_is_never_less_than_any_of_its_reasons_and_never_more_than_all",
        "test_rule_rows_lived.test_a_units_score_is_the_mean_of_its_points_within_the_rows_days",
        "test_rule_rows_lived.test_the_nil_report_is_due_at_the_rows_hour_of_the_citys_day",
        "test_rule_rows_lived.test_an_empty_post_is_to_ring_after_the_rows_seconds_and_does_unless_it_was_filled",
        "test_special_days.test_every_period_begins_in_its_year_ends_after_and_says_where_it_comes_from",
    ),
    "evacuation": (
        "test_rule_rows_lived.test_an_evacuation_without_a_term_is_over_when_the_row_says",
        "test_rule_rows_lived.test_what_is_known_of_somebodys_health_goes_exactly_when_it_is_older_than_the_row",
    ),
    "experts": ("test_experts.test_each_specialty_wanted_gets_its_nearest_free_experts_and_nobody_is_asked_twice",),
    "figures": ("test_figures.test_a_percentile_is_a_value_that_occurred_and_enough_are_not_above_it",),
    "forces": ("test_forces_ready.test_the_weak_places_are_those_that_counting_by_hand_finds",),
    "forest": (
        "test_relay.test_longer_or_steeper_or_more_water_never_takes_fewer_pumps",
        "test_relay.test_every_leg_pays_for_itself_and_the_legs_are_the_whole_line",
    ),
    "hazards": ("test_hazards.test_more_danger_is_never_a_better_colour",),
    "incharge": ("test_rule_rows_lived.test_a_wider_reach_never_tells_fewer_leaders_and_tells_those_within_it",),
    "inspections": ("test_inspections.test_whatever_is_answered_the_last_word_of_each_item_is_the_one_that_counts",),
    "instructions": ("test_rule_rows_lived.test_an_instruction_is_said_again_within_its_term_and_a_larger_share_never_sooner",),
    "monitoring": ("test_monitoring.test_a_station_is_at_a_stage_exactly_when_it_is_as_near_as_can_be",),
    "opinion": ("test_opinion_reading.test_a_spike_is_three_times_the_hour_before_and_not_less_than_five",),
    "paper": (
        "test_rule_rows_lived.test_a_pack_is_kept_as_many_days_as_the_row_says_and_the_newest_always",
        "test_rule_rows_lived.test_the_nights_pack_is_made_from_the_rows_hour_on_and_once",
    ),
    "peering": ("test_peering_loans.test_whatever_order_the_words_of_both_come_in_they_end_the_same",),
    "plans": ("test_rule_rows_lived.test_a_preview_may_be_confirmed_as_long_as_the_row_says_and_not_a_second_longer",),
    "release": (
        "test_rule_rows_lived.test_a_release_leaves_the_board_after_the_rows_days_and_not_before",
        "test_release_words.test_no_number_that_differs_gets_through_and_each_is_named",
    ),
    "relief": ("test_rule_rows_lived.test_a_winters_case_is_opened_exactly_in_the_months_of_the_row",),
    "reports": ("test_rule_rows.test_the_term_that_holds_fits_and_none_that_fits_is_closer",),
    "responses": ("test_responses.test_the_highest_level_that_holds_is_the_one_proposed",),
    "review": ("test_review.test_gaps_are_the_stretches_of_the_span_longer_than_the_limit_and_nothing_else",),
    "tasks": (
        "test_rule_rows.test_a_task_never_leaves_its_end_and_begins_again_only_when_it_was_returned",
        "test_rule_rows_lived.test_a_task_is_urged_again_exactly_when_the_gap_is_over",
    ),
    "volunteers": ("test_forces_volunteers.test_no_way_leads_to_being_called_but_through_both_looks",),
}  # fmt: skip

# Of the house itself, not of a function of the centre: limits of its own machinery, of which no property is told here
HOUSE = {"backup", "desk", "export", "links", "onekey", "replay", "security", "signin", "wall"}


def families() -> set[str]:
    return {found for file in (ROOT / "command").rglob("defaults.py") for found in NAME.findall(file.read_text())}


def test_every_family_of_rows_is_in_the_table_or_of_the_house():
    assert families() == set(PROVED) | HOUSE
    assert not set(PROVED) & HOUSE


@pytest.mark.parametrize("family", sorted(PROVED))
def test_what_the_table_names_is_there_and_is_a_property(family: str):
    for named in PROVED[family]:
        module, _, name = named.partition(".")
        held = vars(importlib.import_module(f"tests.command.{module}"))
        assert getattr(held.get(name), "is_hypothesis_test", False), f"{named}: no property of that name"
