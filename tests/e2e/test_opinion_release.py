"""A post arrives, is judged, tied to its incident and turns out to be older than our report; what is released says what the report says, and everybody can read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import requests
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

PIN = "2468"
STORY = "从化良口镇塘料村半山着火浓烟滚滚,村民说已经烧了好一会儿"


def reported(officer: Officer, incident: int) -> None:
    """A signed report that says: one dead."""
    officer.post(f"/api/incidents/{incident}/four-ones", {"outlet": "带班领导 李带班"})
    officer.post(f"/api/incidents/{incident}/figures", {"measure": "deaths", "value": 1})
    report = officer.post("/api/reports", {"kind": "first", "incident": incident}).json()["id"]
    officer.post(f"/api/reports/{report}/submit")
    assert officer.post(f"/api/reports/{report}/sign", {"pin": PIN}).json()["state"] == "signed"


def chosen(desk: Page, function: str, row: str) -> None:
    desk.locator(f"[data-test=fn-{function}]").click()
    desk.locator(f"[data-test={row}]").click()


def test_a_post_is_judged_and_what_is_released_says_what_the_report_says(screens: Screens, centre: Centre):
    url = centre.url("web")
    leader = Officer(url, "daiban")
    source = leader.post("/api/opinion/sources", {"code": "e2e", "name": "监测平台", "kind": "hook"}).json()
    incident = leader.post("/api/incidents", {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇塘料村"}).json()["id"]
    reported(leader, incident)
    seen = (datetime.now(UTC) - timedelta(minutes=30)).isoformat()
    desk = screens.desk("daiban", path="/desk/?flat")
    desk.locator("[data-test=fn-opinion]").click()
    body = {"posts": [{"url": "https://news.example/1", "title": "塘料村半山着火", "text": STORY, "at": seen, "outlet": "本地论坛"}]}
    pushed = requests.post(f"{url}/api/opinion/hook", json=body, headers={"Authorization": f"Token {source['token']}"}, timeout=10).json()
    item = pushed["items"][0]

    chosen(desk, "opinion", f"opinion-{item}")
    desk.locator("[data-test=opinion-verdict]").select_option("true")
    desk.locator("[data-test=judge]").click()
    expect(desk.locator("[data-test=opinion-flow] .on")).to_have_text("研判")
    desk.locator(f"[data-test=opinion-link-{incident}]").click()
    expect(desk.locator("[data-test=opinion-before].warn")).to_contain_text("早于信息报告")
    picture(desk, "opinion-item")
    desk.locator("[data-test=opinion-said]").fill("已通报现场情况")
    desk.locator("[data-test=feed-back]").click()
    expect(desk.locator("[data-test=opinion-flow] .on")).to_have_text("反馈")
    desk.locator("[data-test=opinion-said]").fill("已回应")
    desk.locator("[data-test=close]").click()
    expect(desk.locator("[data-test=opinion-flow] .on")).to_have_text("办结")

    chosen(desk, "release", f"draft-{incident}")
    desk.locator("[data-test=figure-deaths]").fill("2")
    desk.locator("[data-test=submit]").click()
    state = desk.locator("[data-test=release-state]")
    expect(state).to_have_text("待签发")
    expect(desk.locator("[data-test=differs-figures-deaths]")).to_have_text("因灾死亡:发布 2人,报告 1人")
    desk.locator("[data-test=release-pin]").fill(PIN)
    desk.locator("[data-test=sign]").click()
    expect(desk.locator("[data-test=act-error]")).to_contain_text("因灾死亡:发布 2人,报告 1人")
    picture(desk, "release-blocked")
    desk.locator("[data-test=figure-deaths]").fill("1")
    desk.locator("[data-test=save]").click()
    expect(desk.locator("[data-test=release-ok]")).to_be_visible()
    desk.locator("[data-test=submit]").click()
    desk.locator("[data-test=release-pin]").fill(PIN)
    desk.locator("[data-test=sign]").click()
    expect(state).to_have_text("已发布")
    picture(desk, "release-signed")
    address = desk.locator("[data-test=release-public]").get_attribute("href") or ""

    phone = screens.open(address, width=390, height=844)  # somebody without an account
    expect(phone.locator("table")).to_contain_text("因灾死亡")
    expect(phone.locator("table")).to_contain_text("1 人")
    expect(phone.locator("article")).not_to_contain_text("李带班")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(phone, "release-public")
    assert any(row["slug"] in address for row in requests.get(f"{url}/public/releases.json", timeout=10).json()["releases"])
    leader.post(f"/api/opinion/sources/{source['id']}/remove")
