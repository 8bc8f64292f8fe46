"""A day of fire by hand: the danger is said, a team comes forward, a point is missed, water is led uphill, and the ashes get a name under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

CONGHUA = "440117"
FOUR_ONES = dict.fromkeys(("lead", "task_force", "plan", "outlet"), "已落实")


@pytest.fixture
def zhiban(centre: Centre) -> Iterator[Officer]:
    """Afterwards the danger is as it was, and who came forward is home again."""
    officer = Officer(centre.url("web"), "zhiban")
    before = {row["id"] for row in officer.get("/api/teams/missions")}
    yield officer
    assert officer.post("/api/forest/dangers", {"area": CONGHUA, "level": 3, "source": "测试"}).status_code == 200
    for row in officer.get("/api/teams/missions"):
        if row["id"] not in before:
            assert officer.post(f"/api/teams/missions/{row['id']}/end").status_code == 200


@pytest.fixture
def fire(zhiban: Officer) -> dict[str, Any]:
    """Out already, and being mopped up."""
    made = zhiban.post("/api/incidents", {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇溪头村"}).json()
    zhiban.post(f"/api/incidents/{made['id']}/four-ones", FOUR_ONES)
    for phase in ("out", "mop_up"):
        assert zhiban.post(f"/api/incidents/{made['id']}/phase", {"phase": phase}).status_code == 200
    return made  # type: ignore[no-any-return]


def page_of(desk: Page, name: str) -> None:
    desk.locator("[data-test=fn-monitoring]").click()
    desk.locator(f"[data-test=monitoring-{name}]").click()


def test_from_the_highest_danger_to_the_hand_over(screens: Screens, centre: Centre, zhiban: Officer, fire: dict[str, Any]):
    point = next(row for row in zhiban.get(f"/api/forest/points?area={CONGHUA}") if not row["overdue"])
    desk = screens.desk("zhibanzhang")
    page_of(desk, "forest")
    desk.locator("[data-test=danger-begin]").click()
    desk.locator("[data-test=danger-area]").select_option(CONGHUA)
    desk.locator("[data-test=danger-level]").select_option("5")
    desk.locator("[data-test=set-danger]").click()
    board = desk.locator(f"[data-test=fire-boards] tr[data-area='{CONGHUA}']")
    expect(board).to_have_attribute("data-level", "5")
    expect(board).to_contain_text("每 3 小时一巡")
    expect(board).to_contain_text("禁火令")
    picture(desk, "forest-boards")

    desk.locator("[data-test=monitoring-forward]").click()
    desk.locator("[data-test=standby-begin]").click()
    desk.locator("[data-test=standby-post]").select_option(index=0)
    units = desk.locator("[data-test=standby-unit] option")
    expect(units.nth(1)).to_be_attached()
    desk.locator("[data-test=standby-unit]").select_option(index=1)
    expect(desk.locator("[data-test=standby-gain]")).to_contain_text("到场可提前约")
    picture(desk, "forest-standby")
    desk.locator("[data-test=order-standby]").click()
    waiting = desk.locator("[data-test=missions] tr[data-answer='']")
    waiting.locator("[data-test^=accepted-]").click()
    expect(waiting).to_have_count(0)

    desk.locator("[data-test=monitoring-points]").click()
    row = desk.locator(f"[data-test=fire-points] tr[data-point='{point['id']}']")
    expect(row).to_be_visible()
    centre.query(
        "UPDATE clerk_deadline SET due_at = clock_timestamp() WHERE kind = 'forest.point' AND object_id = %s RETURNING 1", point["id"]
    )
    expect(row.locator("[data-test=point-due]")).to_have_text("逾期未巡")
    expect(desk.locator("[data-test=monitoring-points]")).to_contain_text("逾期")
    picture(desk, "forest-points")
    row.locator(f"[data-test=heard-{point['id']}]").click()
    desk.locator("[data-test=heard-name]").fill("护林员 罗林")
    desk.locator("[data-test=check-in]").click()
    expect(row.locator("[data-test=point-due]")).not_to_have_text("逾期未巡")

    desk.locator("[data-test=fn-dispatch]").click()
    desk.locator(f"[data-incident='{fire['id']}']").click()
    desk.locator("[data-tab=supplies]").click()
    water = desk.locator("[data-test=fire-water]")
    water.locator("[data-test^=water-]").first.click()
    water.locator("[data-test=relay-lift]").fill("60")
    expect(water.locator("[data-test=relay-numbers]")).to_contain_text("高差 60 米")
    picture(desk, "fire-water")
    water.locator("[data-test=lay-relay]").click()
    expect(water.locator("[data-test=relays] li")).to_have_count(1)

    desk.locator("[data-tab=story]").click()
    desk.locator("[data-test=phase-guard]").click()
    desk.locator("[data-test=handover-begin]").click()
    desk.locator("[data-test=handover-org]").fill("流溪河林场")
    desk.locator("[data-test=handover-taker]").fill("罗场长")
    desk.locator("[data-test=handover-early]").fill("降雨,火场已湿透")
    desk.locator("[data-test=fire-end] [data-test=hand-over]").click()
    expect(desk.locator("[data-test=handed-over]")).to_contain_text("流溪河林场 罗场长")
    expect(desk.locator("[data-test=fire-end] [data-step=handed_over]")).to_have_class("done")
    picture(desk, "fire-end")
