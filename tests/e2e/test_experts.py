"""The expert's own page: one case, four answers, and what they signed stands."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture, sign_in
from tests.system.centre import Centre, Officer


def test_an_expert_says_how_they_take_part_and_signs_their_opinion(screens: Screens, centre: Centre):
    leader = Officer(centre.url("web"), "daiban")
    fire = leader.post("/api/incidents", {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "石岭村后山"}).json()
    ((mine,),) = centre.query(
        "SELECT e.id FROM experts_expert e JOIN contacts_person p ON p.id = e.person_id JOIN accounts_user u ON u.id = p.user_id"
        " WHERE u.username = 'zhuanjia'"
    )
    called = leader.post("/api/experts/call", {"incident": fire["id"], "experts": [mine]})
    assert called.status_code == 201, called.text
    page = screens.open("/expert/", width=390, height=844)
    sign_in(page, "zhuanjia")
    case = page.locator("[data-test^=case-]")
    expect(case).to_contain_text("石岭村后山")
    for button in ("expert-comes", "expert-video", "expert-phone"):
        expect(case.locator(f"[data-test={button}]")).to_be_visible()
    picture(page, "expert-case")
    case.locator("[data-test=expert-video]").click()
    expect(case.locator("[data-test=expert-answered]")).to_contain_text("视频")
    case.locator("[data-test=expert-comes]").click()
    expect(case.locator("[data-test=expert-answered]")).to_contain_text("到场")
    case.locator("[data-test=expert-text]").fill("东翼有高压线,扑救须先停电")
    case.locator("[data-test=expert-pin]").fill("2468")
    case.locator("[data-test=expert-sign]").click()
    expect(case.locator("[data-test=expert-said]")).to_contain_text("东翼有高压线")
    picture(page, "expert-signed")
    page.set_viewport_size({"width": 1366, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "expert-wide")
