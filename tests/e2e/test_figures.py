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
    expect(desk.locator("[data-test=figure-accidents] .turn")).to_have_text("↓26.8%")
    expect(desk.locator("[data-test=figure-accident_deaths] .turn")).to_have_text("↓8.9%")
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
    line = page.locator("[data-test=figure-line]").nth(200)
    number = line.inner_text()
    line.click()
    record = page.locator("[data-test=figure-alarm]")
    expect(record).to_contain_text(number)
    expect(record.locator("dt", has_text="接报")).to_be_visible()
    picture(desk, "desk-figure-alarm")
    desk.locator("[data-test=figure-alarms]").click()
    paper = taken(desk, "figures-pdf")
    assert paper.startswith(b"%PDF") and len(paper) > 20_000

    desk.locator("[data-test=figures-checked]").click()
    held = page.locator("[data-test=checked-figures] tbody tr")
    expect(held.filter(has_text="接警 285 宗")).to_have_count(1)
    verdicts = [row.locator("td").nth(4).inner_text() for row in held.all()]
    assert len(verdicts) > 25 and set(verdicts) == {"一致"}
    picture(desk, "desk-figures-checked")


def test_an_accident_that_is_entered_is_counted_at_once_and_opened_from_its_row(screens: Screens):
    desk = last_year(screens.desk("zhibanzhang"))
    count = desk.locator("[data-test=figure-accidents] .value")
    expect(count).not_to_be_empty(timeout=30_000)
    before = int(count.inner_text().replace(",", ""))
    desk.locator("[data-test=figures-ledger]").click()
    desk.locator("[data-test=new-accident]").click()
    desk.locator("[data-test=accident-at]").fill(f"{YEAR}-12-31T22:40")
    desk.locator("[data-test=accident-area]").select_option("440115")
    desk.locator("[data-test=accident-sector]").select_option("chem")
    desk.locator("[data-test=accident-title]").fill("检修作业灼伤")
    desk.locator("[data-test=accident-deaths]").fill("0")
    desk.locator("[data-test=accident-source]").fill("区应急局快报")
    picture(desk, "desk-accident-form")
    desk.locator("[data-test=accident-form] .actions button").first.click()
    expect(desk.locator("[data-test=ledger]")).to_contain_text("检修作业灼伤")
    desk.locator("[data-test=period-year]").click()
    last_year(desk)
    expect(count).to_have_text(f"{before + 1:,}", timeout=30_000)
    count.click()
    line = desk.locator("[data-test=figure-lines] tbody tr", has_text="检修作业灼伤")
    line.locator("[data-test=figure-line]").click()
    accident = desk.locator("[data-test=accident]")
    expect(accident).to_contain_text("区应急局快报")
    picture(desk, "desk-accident")
    accident.locator("[data-test=strike-why]").fill("测试登记")
    accident.locator("button", has_text="作废").click()
    expect(count).to_have_text(f"{before:,}", timeout=30_000)


def test_the_wall_shows_the_year_with_its_goals_and_hazards_in_their_four_colours(screens: Screens, tidying: tuple[Officer, Officer]):
    chief, _ = tidying
    wall = screens.wall(width=1920, height=1080, map_drawn=False)
    chief.post("/api/walls/scene", {"area": "4401", "scene": {"kind": "figures"}})
    expect(wall.locator("[data-test=wall-goal]")).to_have_count(6, timeout=30_000)
    told = wall.locator("[data-test=wall-trend] polyline.before").get_attribute("points")
    assert told is not None and len(told.split()) == 12  # each month of last year
    picture(wall, "wall-figures")
    chief.post("/api/walls/scene", {"area": "4401", "scene": {"kind": "hazards"}})
    towns = chief.get("/api/hazards/towns?area=4401")
    wanted = [str(sum(town[colour] for town in towns)) for colour in ("red", "orange", "yellow", "blue")]
    expect(wall.locator("[data-test=wall-risk] dd")).to_have_text(wanted, timeout=30_000)
    picture(wall, "wall-hazards")
    chief.post("/api/walls/scene", {"area": "4401", "scene": {"kind": "daily"}})
