"""A wall driven from a desk: what is pressed there stands on the wall, the wall says so, and nothing on it needs a hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer, wait_until

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇石岭村后山", "text": "无人机画面确认明火"}


def wall_row(officer: Officer) -> dict:
    return next(iter(officer.get("/api/snapshot?scope=area:4401")["state"]["walls"].values()))


def shows(wall: Page, kind: str) -> None:
    expect(wall.locator(f".wall[data-scene={kind}]")).to_be_visible(timeout=20_000)


def test_the_desk_puts_an_incident_on_the_wall_and_sees_that_it_stands_there(
    screens: Screens, centre: Centre, tidying: tuple[Officer, Officer]
):
    officer, _ = tidying
    incident = officer.post("/api/incidents", FIRE).json()
    officer.post(f"/api/incidents/{incident['id']}/figures", {"measure": "area_ha", "value": 1.4})
    wall = screens.wall(width=1280, height=720, map_drawn=False)
    desk = screens.desk()
    desk.locator(f"[data-incident='{incident['id']}']").first.click()
    desk.keyboard.press("Alt+w")
    card = desk.locator(".wall-card").first
    expect(card.locator("[data-test=standing]")).to_have_text("已显示", timeout=20_000)
    card.locator("[data-test=wall-incident]").click()
    shows(wall, "incident")
    panel = wall.locator(f".wall-incident[data-incident='{incident['id']}']")
    expect(panel).to_contain_text("石岭村后山")
    expect(panel).to_contain_text("公顷")
    expect(card.locator("[data-test=scene]")).to_contain_text("单事件")
    expect(card.locator("[data-test=standing]")).to_have_text("已显示", timeout=20_000)
    picture(wall, "wall-incident")
    picture(desk, "desk-walls")

    # An urgent alarm elsewhere is seen although this scene has no feed
    alarm = officer.post("/api/alarms", {"urgency": "critical", "lon": 113.52, "lat": 22.80, "place": "小虎化工区", "text": "爆炸"}).json()
    expect(wall.locator(".wall-alert")).to_contain_text("小虎化工区", timeout=15_000)
    officer.post(f"/api/alarms/{alarm['id']}/verdict", {"verdict": "test"})
    expect(wall.locator(".wall-alert")).to_have_count(0, timeout=15_000)

    card.locator("[data-test=wall-night]").click()
    shows(wall, "night")
    expect(wall.locator(".wall.dim")).to_be_visible()
    card.locator("[data-test=wall-daily]").click()
    shows(wall, "daily")
    officer.post(f"/api/incidents/{incident['id']}/four-ones", dict.fromkeys(("lead", "task_force", "plan", "outlet"), "测试"))


def test_a_wall_of_three_screens_lays_out_along_its_seams_and_three_browsers_make_one_wall(
    screens: Screens, tidying: tuple[Officer, Officer]
):
    officer, _ = tidying
    row = wall_row(officer)
    canvas = {"name": row["name"], "columns": 3, "rows": 1, "width": 5760, "height": 1080, "seam_px": 4}
    wall = screens.wall(width=1440, height=270, map_drawn=False)
    try:
        officer.post(f"/api/walls/{row['id']}/canvas", canvas)
        expect(wall.locator(".wall-header.split")).to_be_visible(timeout=15_000)
        seams = [480, 960]
        for pane in (".wall-feed", ".wall-figures", ".wall-header .wall-title", ".wall-header .wall-tail", ".wall-tile"):
            for box in wall.locator(pane).evaluate_all(
                "(all) => all.map((one) => { const b = one.getBoundingClientRect(); return [b.left, b.right] })"
            ):
                assert all(not (box[0] < seam < box[1]) for seam in seams), f"{pane} {box} lies across a seam"
        last = screens.wall(width=480, height=270, map_drawn=False)
        last.goto("/wall/?part=3")
        expect(last.locator(".wall-feed")).to_be_in_viewport(timeout=20_000)
        expect(last.locator(".wall-tiles")).to_have_count(0)  # on another machine's screen
        expect(last.locator(".command-map")).to_have_count(0)
    finally:
        officer.post(f"/api/walls/{row['id']}/canvas", canvas | {"columns": 1, "width": 0, "height": 0, "seam_px": 0})


def test_a_dark_wall_is_missed_at_the_desk(screens: Screens, centre: Centre, tidying: tuple[Officer, Officer]):
    officer, _ = tidying
    wall = screens.wall(map_drawn=False)
    wait_until(lambda: wall_row(officer)["state"] == "online", 20, "the wall reports")
    wall.close()
    centre.query("UPDATE clerk_deadline SET due_at = clock_timestamp() WHERE kind = 'wall.quiet' RETURNING 1")
    wait_until(lambda: wall_row(officer)["state"] == "silent", 20, "the wall is missed")
