"""Each of the twelve functions is walked through in a real browser: which test does it, in a list that nobody forgets."""

from __future__ import annotations

import re
from pathlib import Path

from tests.command.test_coverage import functions

E2E = Path(__file__).resolve().parents[1] / "e2e"
FLOWS: dict[str, tuple[str, str, str]] = {  # function of the desk → its name in the plan, the file, the test
    "duty": ("应急值守", "test_duty", "test_a_hand_over_waits_for_the_sos_and_is_signed_by_both"),
    "hazards": ("隐患排查", "test_hazards", "test_a_hazard_goes_from_the_list_to_its_closing_by_two_people"),
    "plans": ("预案管理", "test_plans", "test_a_plan_is_looked_at_confirmed_and_upgraded"),
    "forces": ("队伍建设", "test_forces", "test_a_social_team_registers_is_looked_at_by_two_and_is_then_proposed"),
    "supplies": ("物资保障", "test_supplies", "test_a_transfer_goes_from_the_list_to_the_hands_that_sign_for_it"),
    "alerts": ("预测预警", "test_warnings", "test_a_warning_goes_from_its_draft_to_the_last_confirmation_and_over_the_wall"),
    "dispatch": ("指挥调度", "test_story", "test_from_a_drones_report_to_the_teams_arrival"),
    "conferences": ("视频会商", "test_consultation", "test_a_consultation_is_opened_in_one_press_decides_is_signed_and_reviewed"),
    "monitoring": ("实时监控", "test_monitoring", "test_data_that_stay_away_change_the_light_and_a_river_that_rises_stands_first"),
    "release": ("灾情发布", "test_opinion_release", "test_a_post_is_judged_and_what_is_released_says_what_the_report_says"),
    "opinion": ("舆情监控", "test_opinion_release", "test_a_post_is_judged_and_what_is_released_says_what_the_report_says"),
    "figures": ("统计分析", "test_figures", "test_a_year_is_read_beside_the_one_before_opened_to_its_rows_and_taken_along"),
}
NO_FUNCTION = {"inbox"}  # what waits for oneself, of all of them


def test_every_function_of_the_desk_has_a_flow_that_exists():
    assert set(FLOWS) == functions() - NO_FUNCTION
    assert len(FLOWS) == 12
    missing = [
        f"{file}::{test}" for _, file, test in FLOWS.values() if not re.search(rf"^def {test}\(", (E2E / f"{file}.py").read_text(), re.M)
    ]
    assert missing == []
