"""隐患排查 at the desk: ranked and handed over by hand, put right by another, seen to be right and closed; nobody verifies their own repair."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Officer

CRACK = {"sector": "chem", "title": "卸车鹤管接头渗漏", "place": "虎岛装卸区", "lon": 113.5301, "lat": 22.8461, "text": "法兰垫片老化"}


def test_a_hazard_goes_from_the_list_to_its_closing_by_two_people(screens: Screens, tidying: tuple[Officer, Officer]):
    chief, _ = tidying
    hazard = chief.post("/api/hazards", CRACK).json()
    path = f"/api/hazards/{hazard['id']}"
    desk = screens.desk("zhiban")
    desk.keyboard.press("Alt+Shift+z")
    line = desk.locator(f"[data-test=hazard-{hazard['id']}]")
    expect(line).to_contain_text("待排序")
    line.click()
    page = desk.locator("[data-test=hazards-page]")
    expect(page).to_contain_text(hazard["number"])
    page.locator("[data-test=rank-form] select").first.select_option("3")
    page.locator("[data-test=rank]").click()
    page.locator("[data-test=assign-owner]").fill("虎岛精细化工(演示)")
    page.locator("[data-test=assign]").click()
    expect(page.locator(".page-head")).to_contain_text("待整改")

    # Who says that it is right does not verify it
    page.locator("[data-test=hazard-words]").fill("已换垫片")
    page.locator("[data-test=fixed]").click()
    expect(page.locator(".page-head")).to_contain_text("待复查")
    page.locator("[data-test=hazard-words]").fill("看过了")
    page.locator("[data-test=verify]").click()
    expect(page.locator("[data-test=act-error]")).to_contain_text("另一人复查")
    assert chief.post(f"{path}/verify", {"words": "气密试验合格"}).status_code == 200
    expect(page.locator(".page-head")).to_contain_text("待销号")
    picture(desk, "desk-hazard")
    page.locator("[data-test=close]").click()
    expect(page.locator(".page-head")).to_contain_text("已销号")
    expect(page.locator("[data-test=hazard-trail] tr")).to_have_count(6)
    expect(line).to_have_count(0)
    assert chief.get(path)["state"] == "closed"
    desk.locator("[data-test=hazards-risks]").click()
    expect(page.locator("[data-test=risk-sectors]")).to_contain_text("危险化学品")
    picture(desk, "desk-risks")
