"""Two browsers plot at once: drawn by mouse, seen by the other, one hand at a time on one plot, undone again, and painted on the wall."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import MAP_MS, Screens, picture
from tests.e2e.pixels import marked
from tests.e2e.sight import Sight
from tests.system.centre import Centre, Officer, wait_until

PLACE = (113.7712, 23.7423)
WHERE = "([lon, lat]) => document.querySelector('.command-map-canvas').engine.map.jumpTo({ center: [lon, lat], zoom: 12.5 })"
EMBER = (255, 148, 120)


def plotting(desk: Page) -> None:
    desk.locator(".command-map-canvas[data-ready]").wait_for(timeout=MAP_MS)
    desk.evaluate(WHERE, list(PLACE))
    desk.click("[data-test=tool-plots]")
    desk.locator("[data-test=plot-forest_fire]").wait_for()


def at(desk: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where on the page this place is now."""
    x, y = desk.evaluate(
        "([lon, lat]) => { const { map } = document.querySelector('.command-map-canvas').engine, box = map.getContainer().getBoundingClientRect(),"
        " point = map.project([lon, lat]); return [box.x + point.x, box.y + point.y] }",
        [lon, lat],
    )
    return float(x), float(y)


def click_at(desk: Page, *places: tuple[float, float]) -> None:
    for place in places:
        desk.mouse.click(*at(desk, *place))


def held(desk: Page, text: str) -> None:
    """The tool is in the hand once terra-draw is loaded and has the map."""
    expect(desk.locator(".plot-now")).to_contain_text(text)
    wait_until(
        lambda: desk.evaluate(
            "document.querySelector('.command-map-canvas').engine.map.getStyle().layers.some((one) => one.id.startsWith('plotting'))"
        ),
        20,
        "terra-draw",
    )


def test_two_officers_plot_at_once(screens: Screens, centre: Centre):
    wang = screens.desk("zhiban", width=1800, height=860)
    chen = screens.desk("zhibanzhang", width=1800, height=860)
    for desk in (wang, chen):
        plotting(desk)
    lon, lat = PLACE

    # Each draws; each sees the other's within a moment.
    wang.click("[data-test=plot-forest_fire]")
    held(wang, "森林火点")
    chen.click("[data-test=plot-command_post]")
    held(chen, "现场指挥部")
    seen = [Sight(chen, "[data-test=plot-tab-list]", "2"), Sight(wang, "[data-test=plot-tab-list]", "2")]
    click_at(wang, (lon + 0.02, lat + 0.01))
    click_at(chen, (lon + 0.03, lat - 0.01))
    drawn = float(wang.evaluate("Date.now()")) / 1000
    for sight, who in zip(seen, ("Chen", "Wang"), strict=True):
        sight.after(drawn, f"both symbols on {who}'s desk")
    for desk in (wang, chen):
        desk.keyboard.press("Escape")
        expect(desk.locator(".plot-now")).to_have_count(0)
    wait_until(lambda: marked(chen, EMBER, lon + 0.02, lat + 0.01, 12) > 40, 20, "the fire is painted on Chen's map")

    # A fire front by its corners: hectares and 亩 at once.
    wang.click("[data-test=plot-tab-special]")
    wang.click("[data-test=plot-perimeter]")
    wang.click("[data-test=place-perimeter]")
    held(wang, "过火范围")
    corners = [(lon + 0.012, lat), (lon + 0.02, lat), (lon + 0.02, lat + 0.006), (lon + 0.012, lat + 0.006)]
    click_at(wang, *corners, corners[0])
    for desk in (wang, chen):
        desk.click("[data-test=plot-tab-list]")
        desk.locator(".plot-list li", has_text="过火范围").get_by_role("button").click()
        expect(desk.locator("[data-test=plot-area]")).to_contain_text("亩")
    before = wang.locator("[data-test=plot-area]").inner_text()

    # Wang takes a corner into his hand: Chen sees whose it is and cannot.
    wang.click("[data-test=edit-plot]")
    expect(chen.locator("[data-test=plot-held]")).to_contain_text("王值班")
    expect(chen.locator("[data-test=edit-plot]")).to_be_disabled()
    wait_until(
        lambda: wang.evaluate(
            "document.querySelector('.command-map-canvas').engine.map.getStyle().layers.some((one) => one.id.startsWith('plotting'))"
        ),
        20,
        "terra-draw",
    )
    wang.wait_for_function("() => !document.querySelector('.command-map-canvas').engine.map.isMoving()")
    x, y = at(wang, *corners[2])
    wang.mouse.move(x, y)
    wang.mouse.down()
    for step in range(1, 13):
        wang.mouse.move(x + 4 * step, y - 3 * step)
    wang.mouse.up()
    picture(wang, "desk-plotting")
    wang.click("[data-test=save-plot]")
    expect(chen.locator("[data-test=plot-area]")).not_to_have_text(before)
    expect(chen.locator("[data-test=plot-held]")).to_have_count(0)
    expect(chen.locator("[data-test=plot-history] li")).to_have_count(2)
    picture(chen, "desk-plot-card")

    # Undone, it is as it was, for both.
    wang.click("[data-test=plot-undo]")
    for desk in (wang, chen):
        expect(desk.locator("[data-test=plot-area]")).to_have_text(before)

    officer = Officer(centre.url("web"), "zhibanzhang")
    rows: Any = officer.get("/api/snapshot?scope=area:4401")["state"]["plots"]
    wall = screens.wall()
    wall.evaluate(WHERE, list(PLACE))
    wait_until(lambda: marked(wall, EMBER, lon + 0.02, lat + 0.01, 12) > 40, 30, "the wall shows it")
    for plot in rows:
        officer.post(f"/api/plots/{plot}/remove", {})
    expect(wang.locator("[data-test=plot-tab-list] small")).to_have_count(0)
