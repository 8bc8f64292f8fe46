"""Finding and measuring in a real browser: one line finds whatever was imported, and a place on the map is copied, gone to and measured."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture

LIST = "编号,名称,经度,纬度\nE2E-1,流溪河畔试验学校,113.7712,23.7423\nE2E-2,写反学校,23.55,113.60\n"


def import_list(desk: Page) -> None:
    """A file, its preview with the bad row named, one press."""
    page = desk.context.new_page()
    page.goto("/exchange/")
    page.select_option("[name=layer]", "school")
    page.select_option("[name=datum]", "wgs84")
    page.set_input_files("[name=file]", {"name": "学校.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.get_by_role("button", name="检查").click()
    expect(page.locator("body")).to_contain_text("经度和纬度可能填反了")
    expect(page.locator("circle")).to_have_count(1)
    page.get_by_role("button", name=re.compile("确认导入 1 条")).click()
    expect(page.locator("body")).to_contain_text("新增 1 条")
    page.close()


def point(desk: Page, x: float, y: float) -> tuple[float, float]:
    box = desk.locator(".command-map-canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def test_what_was_imported_is_found_by_its_initials_and_a_place_is_copied_gone_to_and_measured(screens: Screens) -> None:
    desk = screens.desk("zhibanzhang", permissions=["clipboard-read", "clipboard-write"])
    desk.locator(".command-map-canvas[data-ready]").wait_for(timeout=60_000)
    import_list(desk)

    desk.keyboard.press("Control+k")
    desk.locator(".palette input").fill("lxhpsyxx")
    hit = desk.locator("[data-item^='feature-']", has_text="流溪河畔试验学校")
    expect(hit).to_be_visible(timeout=15_000)
    picture(desk, "search-hit")
    hit.click()
    expect(desk.locator(".palette")).to_have_count(0)
    expect(desk.locator("aside.right")).to_contain_text("流溪河畔试验学校")

    desk.keyboard.press("Control+k")
    desk.locator(".palette input").fill("49QGG8249528448")
    place = desk.locator("[data-item^='place-']")
    expect(place).to_contain_text("113.7712", timeout=15_000)
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-notation=wgs84]")).to_contain_text(re.compile(r"113\.771\d+, 23\.742\d+"))
    expect(desk.locator("[data-test=coordinate-area]")).to_contain_text("从化区")
    desk.locator("[data-notation=words] button").click()
    assert desk.evaluate("navigator.clipboard.readText()").startswith("东经113度46分")
    picture(desk, "coordinates")

    desk.locator("[data-test=tool-measure]").click()
    expect(desk.locator("[data-test=measure-line]")).to_be_visible()
    for x, y in ((0.5, 0.4), (0.7, 0.4), (0.7, 0.6)):
        desk.mouse.click(*point(desk, x, y))
    desk.keyboard.press("Enter")
    expect(desk.locator(".measure tbody tr")).to_have_count(2)
    expect(desk.locator(".measure tbody tr").first).to_contain_text(re.compile(r"m0(89|90|91)°"))
    desk.locator("[data-test=measure-area]").click()
    expect(desk.locator("[data-test=measured]")).to_contain_text("公顷")
    picture(desk, "measured")
    desk.locator("[data-test=close-tool]").click()
