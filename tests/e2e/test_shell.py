"""One shell: functions by their keys, whatever is kept found by one line, what waits opened where it is dealt with, a function put on the wall."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Officer

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇石岭村后山", "text": "无人机画面确认明火"}
PAGES = {"t": "forces-page", "s": "supplies-page", "f": "figures-page"}


def look_up(desk: Page, words: str, item: str) -> None:
    """By keyboard alone: what is meant is walked to with the arrows and opened with Enter."""
    desk.keyboard.press("Control+k")
    desk.keyboard.type(words)
    wanted = desk.locator(f"[data-test=palette] [data-item='{item}']")
    expect(wanted).to_be_visible()
    for _ in range(12):
        if wanted.get_attribute("aria-selected") == "true":
            break
        desk.keyboard.press("ArrowDown")
    expect(wanted).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-test=palette]")).to_have_count(0)


def test_one_shell_by_keyboard_with_one_search_one_inbox_and_the_wall(screens: Screens, tidying: tuple[Officer, Officer]):
    officer, _ = tidying
    incident = officer.post("/api/incidents", FIRE).json()
    plan = next(row for row in officer.get("/api/plans?area=4401") if row["worked"])
    depot = officer.get("/api/supplies/depots")[0]
    proposed = officer.post("/api/responses", {"family": "flood", "level": 4, "area": "4401", "why": "多区发布暴雨预警"}).json()
    wall = screens.wall(map_drawn=False)
    desk = screens.desk("zhibanzhang")

    for key, page in PAGES.items():
        desk.keyboard.press(f"Alt+Shift+{key}")
        expect(desk.locator(f"[data-test={page}] .page-head h2")).to_be_visible()
    desk.locator("[data-test=figure-incidents]").click()
    expect(desk.locator("[data-test=figure-lines]")).to_contain_text(incident["number"])

    look_up(desk, plan["code"], f"plan-{plan['id']}")
    expect(desk.locator("[data-test=plans-page]")).to_contain_text(plan["title"])
    look_up(desk, depot["name"], f"depot-{depot['id']}")
    expect(desk.locator("[data-test=supplies-page] .page-head")).to_contain_text(depot["name"])
    look_up(desk, incident["number"], f"incident-{incident['id']}")
    expect(desk.locator(".right")).to_contain_text("石岭村后山")

    desk.keyboard.press("Alt+Shift+q")
    waiting = desk.locator("[data-test=inbox] .row", has_text="防汛").first
    expect(waiting).to_be_visible(timeout=20_000)
    waiting.click()
    expect(desk.locator(f"[data-test=response-{proposed['id']}].selected")).to_be_visible()
    expect(desk.locator("[data-test=plans-page]")).to_contain_text(proposed["number"])
    picture(desk, "desk-shell")

    desk.keyboard.press("Alt+w")
    desk.locator("[data-test=wall-forces]").first.click()
    expect(wall.locator(".wall[data-scene=forces] [data-function=forces]")).to_contain_text("可派队伍", timeout=20_000)
    desk.locator("[data-test=visit]").click()
    expect(wall.locator(".wall-visiting")).to_be_visible(timeout=20_000)
    desk.locator("[data-test=visit]").click()
    expect(wall.locator(".wall-visiting")).to_have_count(0, timeout=20_000)
    desk.locator("[data-test=wall-daily]").first.click()
    expect(wall.locator(".wall[data-scene=daily]")).to_be_visible(timeout=20_000)
    officer.post(f"/api/responses/changes/{proposed['pending']['id']}/withdraw", {"why": "演练结束"})
