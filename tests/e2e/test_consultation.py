"""A consultation with hands: one press from the incident, who was asked, what was said and decided, the signed minutes; then the review of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "从化区良口镇塘料村", "text": "山脚明火,北风"}
PIN = "2468"


@pytest.fixture
def leader(centre: Centre) -> Officer:
    return Officer(centre.url("web"), "daiban")


def test_a_consultation_is_opened_in_one_press_decides_is_signed_and_reviewed(screens: Screens, leader: Officer):
    answer = leader.post("/api/incidents", FIRE)
    assert answer.status_code == 201, answer.text
    incident = answer.json()["id"]
    desk = screens.desk("daiban", path="/desk/?flat")
    desk.click(f"[data-incident='{incident}']")
    desk.click("[data-tab=conference]")
    desk.click("[data-test=ask-experts]")
    expect(desk.locator("[data-test=call-experts]")).to_be_enabled()
    desk.click("[data-test=start-consultation]")
    page = desk.locator("[data-test=consult-page]")
    expect(page.locator("[data-test=consult-state]")).to_have_text("进行中")
    expect(page.locator("[data-test=consult-wanted]")).to_contain_text("林业和园林局")
    expect(page.locator("[data-test=consult-person]").first).to_be_visible()
    page.locator("[data-test=opinion-department]").fill("气象局")
    page.locator("[data-test=opinion-text]").fill("夜间转北风 3 级,无降水")
    page.get_by_role("button", name="记录意见").click()
    expect(page.locator(".consult-line", has_text="夜间转北风")).to_be_visible()
    page.locator("[data-test=decision-text]").fill("石明村东翼群众先行转移")
    page.locator("[data-test=decision-owner]").fill("良口镇政府")
    page.get_by_role("button", name="作出决定").click()
    expect(page.locator("[data-test=decision-1]")).to_contain_text("良口镇政府")
    expect(page.locator("[data-test=consult-solved]")).to_have_text("0/1 项已办结")
    page.locator("[data-test=consult-chair]").fill("李带班")
    page.locator("[data-test=consult-conclusion]").fill("火势可控,重点防东翼")
    picture(desk, "consultation")
    page.get_by_role("button", name="结束会商").click()
    expect(page.locator("[data-test=consult-state]")).to_have_text("待签发")
    page.locator("[data-test=consult-pin]").fill(PIN)
    page.get_by_role("button", name="签发纪要").click()
    expect(page.locator("[data-test=consult-state]")).to_have_text("已签发")
    page.locator("[data-test=correction]").fill("风力应为 4 级")
    page.get_by_role("button", name="追加更正").click()
    expect(page.locator(".consult-line", has_text="风力应为 4 级")).to_be_visible()
    (held,) = leader.get(f"/api/consultations?incident={incident}")
    assert (held["state"], held["decisions"], held["opinions"]) == ("signed", 1, 1)
    assert leader.get(f"/api/experts/calls?incident={incident}"), "the press called the experts too"
    desk.keyboard.press("Alt+Shift+x")
    desk.click("[data-tab=review]")
    desk.click("[data-test=draft-review]")
    desk.click("[data-test=stage-opened]")
    expect(desk.locator("[data-test=review-events] p").first).to_be_visible()
    picture(desk, "review")
    desk.keyboard.press("Alt+Shift+t")
    desk.click("[data-test=forces-experts]")
    expect(desk.locator("[data-test=forces-page]")).to_contain_text("姚化")
    picture(desk, "experts")
    desk.click("[data-test=forces-agreements]")
    expect(desk.locator("[data-test=forces-page]")).to_contain_text("广州—清远森林防灭火联防协议")
    picture(desk, "agreements")
