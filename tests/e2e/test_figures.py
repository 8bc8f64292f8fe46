"""统计分析 at the desk: last year beside the year before, drawn, opened to its rows, taken along, and held against what the city published."""

from __future__ import annotations

import io
import re
from datetime import date

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Officer, wait_until

YEAR = date.today().year - 1
# Share of the canvas' columns that this year's line crosses: it is the one thing drawn as bright as text
INK = """(canvas) => {
  const { width, height } = canvas
  const points = canvas.getContext('2d').getImageData(0, 0, width, height).data
  let crossed = 0
  for (let x = 0; x < width; x++) for (let y = 0; y < height; y++) if (points[4 * (y * width + x)] > 190) { crossed++; break }
  return crossed / width
}"""


def last_year(desk: Page) -> Page:
    desk.keyboard.press("Alt+Shift+f")
    for which, day in (("first", f"{YEAR}-01-01"), ("last", f"{YEAR}-12-31")):
        desk.locator(f"[data-test=figures-{which}]").fill(day)
        desk.locator(f"[data-test=figures-{which}]").dispatch_event("change")
    return desk


def taken(desk: Page, test: str) -> bytes:
    with desk.expect_download() as waiting:
        desk.locator(f"[data-test={test}]").click()
    return waiting.value.path().read_bytes()


def test_a_year_is_read_beside_the_one_before_opened_to_its_rows_and_taken_along(screens: Screens, tidying: tuple[Officer, Officer]):
    desk = last_year(screens.desk("zhibanzhang"))
    alarms = desk.locator("[data-test=figure-alarms]")
    expect(alarms).to_contain_text("285", timeout=30_000)
    expect(desk.locator("[data-test=figure-verified]")).to_contain_text("31")
    page = desk.locator("[data-test=figures-page]")
    expect(page.locator("[data-test=invented]")).to_be_visible()
    expect(page.locator("[data-test=goal-cards] li").first).to_be_visible()
    chart = page.locator("[data-test=chart-accidents] canvas")
    expect(chart).to_be_visible(timeout=30_000)
    wait_until(lambda: chart.evaluate(INK) > 0.7, 20, "a line through the year")
    picture(desk, "desk-figures")
    page.evaluate("(page) => page.scrollTo(0, page.scrollHeight)")
    picture(desk, "desk-figures-below")

    alarms.click()
    expect(page.locator("[data-test=figure-value]")).to_have_text("285")
    expect(page.locator("[data-test=figure-lines] tbody tr")).to_have_count(285)
    desk.wait_for_timeout(1500)
    picture(desk, "desk-figure")
    book = load_workbook(io.BytesIO(taken(desk, "figures-xlsx")))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sum(bool(re.search(rf"{YEAR}-\d\d-\d\d", cell)) for cell in cells) >= 285
    paper = taken(desk, "figures-pdf")
    assert paper.startswith(b"%PDF") and len(paper) > 20_000

    desk.locator("[data-test=figures-checked]").click()
    held = page.locator("[data-test=checked-figures]")
    expect(held).to_contain_text("接警 285 宗")
    expect(held).not_to_contain_text("不一致")
    picture(desk, "desk-figures-checked")


def test_an_accident_that_is_entered_is_counted_at_once(screens: Screens, tidying: tuple[Officer, Officer]):
    chief, _ = tidying
    desk = last_year(screens.desk("zhibanzhang"))
    count = desk.locator("[data-test=figure-accidents] .value")
    expect(count).not_to_be_empty(timeout=30_000)
    before = int(count.inner_text().replace(",", ""))
    made = chief.post("/api/accidents", {
        "happened_at": f"{YEAR}-06-02T10:00:00+08:00", "area": "440115", "sector": "chem", "title": "检修作业灼伤", "deaths": 0, "injured": 1,
        "source": "区应急局快报",
    })  # fmt: skip
    assert made.status_code == 201, made.text
    desk.locator("[data-test=period-year]").click()
    last_year(desk)
    expect(count).to_have_text(f"{before + 1:,}", timeout=30_000)
    desk.locator("[data-test=figures-ledger]").click()
    expect(desk.locator("[data-test=ledger]")).to_contain_text("检修作业灼伤")
    picture(desk, "desk-accidents")
    assert chief.post(f"/api/accidents/{made.json()['id']}/strike", {"why": "测试"}).status_code == 200
