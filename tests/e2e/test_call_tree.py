"""叫应树 in a real browser: a red rainstorm's tree on the desk, walked by keys, answered by hand, live while others answer."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from command.seeding.four_levels import CODES, WITHOUT_CONTACT
from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

RAIN = {"type": "11B01", "lon": 113.778, "lat": 23.494, "place": "派潭镇"}
TEXT = "暴雨红色预警,请立即转移低洼和山边群众,应答时说明采取的措施。"
GAOTAN = "440118105230"


def answer(officer: Officer, call: dict[str, object], words: str = "已通知到户") -> None:
    body = {"answer": "entered", "action_text": words, "said_by": call["name"], "read_back": True}
    assert officer.post(f"/api/calls/{call['id']}/answer", body).status_code == 200


def key(page: Page) -> str:
    return page.evaluate("document.activeElement.dataset.key ?? ''")


def test_an_officer_finds_who_is_missing_and_gets_them_answered(screens: Screens, centre: Centre):
    officer = Officer(centre.url("web"), "zhibanzhang")
    incident = officer.post("/api/incidents", RAIN).json()
    asked = {"areas": [*CODES, WITHOUT_CONTACT], "above": True, "deputies": True}
    callout = officer.post("/api/callouts", asked | {"about": "incident", "about_id": incident["id"], "text": TEXT}).json()
    calls = {call["name"]: call for call in callout["calls"]}
    for call in callout["calls"]:
        if call["village"] != GAOTAN and call["name"] != "郑区长":
            answer(officer, call)
    page = screens.desk()
    page.keyboard.press("Control+k")
    page.keyboard.type("叫应树")
    page.keyboard.press("Enter")
    tree = page.locator("[data-test=call-tree]")
    expect(tree.locator("[data-test=tree-figures]")).to_contain_text("应答 29/32")
    # Whatever is not green unfolds itself down to the person; the arrow keys walk there.
    page.click("[data-test=show-open]")
    expect(tree.get_by_role("treeitem")).to_have_count(7)  # city, district, 郑区长, town, village, two persons
    tree.get_by_role("treeitem").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert key(page) == f"c{calls['高志明']['id']}"
    page.keyboard.press("Enter")
    detail = page.locator("[data-test=tree-detail]")
    expect(detail).to_contain_text("高志明")
    picture(page, "call-tree-open")
    # By hand: taken over, the number for a reason, what was said read back.
    detail.locator(f"[data-test=take-{calls['高志明']['id']}]").click()
    expect(detail).to_contain_text("138****0040")
    detail.locator("[data-test=ask-numbers]").click()
    detail.locator("[data-test=reveal]").click()
    expect(detail).to_contain_text("13801180040")
    assert centre.query("SELECT by_name, reason FROM contacts_reveal") == [("王值班", "人工叫应")]
    detail.locator("[name=action_text]").fill("已转移 12 户 27 人")
    detail.locator("[name=read_back]").check()
    picture(page, "call-tree-answer")
    detail.locator(f"[data-test=enter-{calls['高志明']['id']}]").click()
    expect(tree.locator("[data-test=tree-figures]")).to_contain_text("应答 30/32")
    expect(detail).to_contain_text("已转移 12 户 27 人")
    # Somebody goes to the door of the one still missing; their word counts for the post.
    page.click(f"[data-key=c{calls['高佩仪']['id']}]")
    detail.locator("[data-test=visit]").click()
    detail.locator("[data-test=visit-0]").click()
    expect(page.locator(f"[data-key=c{calls['高佩仪']['id']}]")).to_contain_text("正呼叫 派潭镇驻村干部 上门")
    picture(page, "call-tree-visit")
    (visit,) = centre.query("SELECT id, name FROM callout_call WHERE visit AND callout_id = %s", callout["id"])
    answer(officer, {"id": visit[0], "name": visit[1]}, "已当面告知")
    expect(tree.locator("[data-test=tree-figures]")).to_contain_text("应答 31/32")
    # Live: another officer reaches the last one.
    answer(officer, calls["郑区长"])
    expect(tree.locator("[data-test=tree-figures]")).to_contain_text("100%")
    expect(tree.locator("[data-test=tree-figures]")).to_contain_text("无人等待")
    page.click("[data-test=show-all]")
    picture(page, "call-tree-done")
    page.keyboard.press("Escape")
    expect(tree).to_have_count(0)
    officer.post(f"/api/callouts/{callout['id']}/stop")
