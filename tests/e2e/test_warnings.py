"""A warning in real browsers: drafted at one desk, reviewed at another, signed, published, called out until everybody has confirmed, and on the wall meanwhile."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer, wait_until

ZHENGGUO = "440118104"


def test_a_warning_goes_from_its_draft_to_the_last_confirmation_and_over_the_wall(screens: Screens, centre: Centre):
    desk = screens.desk()
    desk.keyboard.press("Alt+Shift+E")
    desk.click("[data-test=new-alert]")
    form = desk.locator("[data-test=alert-form]")
    form.locator("[data-test=hazard]").select_option("rainstorm")
    form.locator("[data-test=colour-orange]").check()
    form.locator("[data-test=area-4401]").uncheck()
    form.get_by_role("button", name="增城区的镇街").click()
    form.locator(f"[data-test=area-{ZHENGGUO}]").check()
    expect(form.locator("[data-test=alert-text]")).to_have_value(re.compile("暴雨橙色预警.*正果镇"))
    kept = form.locator("[data-test=until]").input_value()
    form.locator("[data-test=until]").fill("2020-01-01T08:00")
    form.locator("[data-test=save]").click()
    expect(form.locator("[data-test=wrong-field]")).to_contain_text("失效时间")
    form.locator("[data-test=until]").fill(kept)
    form.locator("[data-test=save]").click()
    page = desk.locator("[data-test=alerts-page]")
    state = page.locator("[data-test=alert-state]")
    expect(state).to_have_attribute("data-state", "draft")
    expect(page.locator("[data-test=review]")).to_have_count(0)  # nobody reviews their own
    (alert,) = centre.query("SELECT id FROM alerts_alert WHERE state = 'draft' AND origin = 'own'")[0]

    # The second person finds it in what waits, and says yes to it.
    second = screens.desk("zhibanzhang")
    second.keyboard.press("Alt+Shift+Q")
    second.get_by_text("请审核:暴雨橙色预警").click()
    second.locator("[data-test=review]").click()
    expect(second.locator("[data-test=alert-state]")).to_have_attribute("data-state", "reviewed")
    leader = Officer(centre.url("web"), "daiban")
    assert leader.post(f"/api/alerts/{alert}/sign").status_code == 200
    expect(state).to_have_attribute("data-state", "signed")
    page.locator("[data-test=publish]").click()
    expect(state).to_have_attribute("data-state", "published")
    expect(page.locator("[data-step=handed].done")).to_be_visible()
    expect(page.locator("[data-way=board]")).to_have_attribute("data-state", "delivered")
    page.locator("[data-test=enter-tv]").click()
    page.locator("[data-test=way-tv-delivered]").click()
    expect(page.locator("[data-way=tv]")).to_have_attribute("data-state", "delivered")

    wall = screens.wall(map_drawn=False)
    expect(wall.locator("[data-test=wall-alerts] li[data-colour=orange]")).to_contain_text("暴雨")

    # 叫应: who has not confirmed is named until nobody is left.
    page.locator("[data-test=callout]").click()
    silent = page.locator("[data-test=alert-silent] li")
    expect(silent.first).to_be_visible()
    picture(desk, "warning")
    answer_all(centre, alert, leader)
    expect(page.locator("[data-test=alert-silent]")).to_have_count(0)
    expect(page.locator("[data-test=alert-answered]")).to_have_text(re.compile(r"已确认 (\d+)/\1"))
    expect(page.locator("[data-step=arrived].done")).to_be_visible()
    picture(wall, "warning-wall")

    # It is over: the cancellation goes the same way, and the wall is calm again.
    page.locator("[data-test=cancel-ask]").click()
    page.locator("[data-test=cancel-text]").fill("降雨已经结束")
    page.locator("[data-test=cancel]").click()
    expect(page.locator("[data-test=alert-chain] li")).to_have_count(2)
    (over,) = centre.query("SELECT id FROM alerts_alert WHERE kind = 'cancel' AND first_id = %s", alert)[0]
    for step in ("review", "sign"):
        assert leader.post(f"/api/alerts/{over}/{step}").status_code == 200, step
    expect(state).to_have_attribute("data-state", "signed")
    page.locator("[data-test=publish]").click()
    expect(wall.locator("[data-test=wall-alerts]")).to_have_count(0)


def answer_all(centre: Centre, alert: int, officer: Officer) -> None:
    """Those who are rung in somebody's place included: the ladder climbs meanwhile."""
    open_ = "SELECT c.id, c.name FROM callout_call c JOIN alerts_alert a ON a.callout_id = c.callout_id WHERE a.id = %s AND c.state <> 'answered' AND c.same_as_id IS NULL"  # fmt: skip

    def answered() -> bool:
        left = centre.query(open_, alert)
        for call, name in left:
            officer.post(f"/api/calls/{call}/answer", {"answer": "entered", "action_text": "已到岗", "said_by": name, "read_back": True})
        return not left

    wait_until(answered, 20, "everybody has answered")
