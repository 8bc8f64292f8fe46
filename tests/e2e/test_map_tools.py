"""The tools of the map by mouse: fences by circle and along a road, what lies in a drawn area and around an incident, and a way around water."""

from __future__ import annotations

import io

import openpyxl
from playwright.sync_api import Download, Page, expect

from tests.e2e.conftest import MAP_MS, Screens, picture
from tests.system.centre import Officer, wait_until

LON, LAT = 113.7712, 23.7423
LOOK = "([lon, lat, zoom]) => document.querySelector('.command-map-canvas').engine.map.jumpTo({ center: [lon, lat], zoom })"
PLACE = """([lon, lat]) => {
  const { map } = document.querySelector('.command-map-canvas').engine, box = map.getContainer().getBoundingClientRect(), point = map.project([lon, lat])
  return [box.x + point.x, box.y + point.y]
}"""


def opened(screens: Screens, tool: str) -> Page:
    desk = screens.desk("zhibanzhang", width=1800, height=860, accept_downloads=True)
    desk.locator(".command-map-canvas[data-ready]").wait_for(timeout=MAP_MS)
    desk.evaluate(LOOK, [LON, LAT, 12])
    desk.click(f"[data-test=tool-{tool}]")
    return desk


def click_at(desk: Page, *places: tuple[float, float]) -> None:
    for lon, lat in places:
        x, y = desk.evaluate(PLACE, [lon, lat])
        desk.mouse.click(x, y)


def test_a_fence_is_drawn_as_a_circle_with_its_hours_and_along_a_road(screens: Screens, tidying: tuple[Officer, Officer]):
    desk = opened(screens, "fences")
    desk.click("[data-test=new-fence]")
    desk.fill("[name=fence-name]", "水库取水口")
    desk.locator("[data-test=fence-form] label", has_text="圆").first.click()
    click_at(desk, (LON + 0.02, LAT), (LON + 0.03, LAT))
    expect(desk.locator("[data-test=fence-form]")).to_contain_text("半径 1.0 公里")
    desk.locator("[data-test=fence-form] label", has=desk.locator("[name=always]")).click()
    desk.locator("[data-test=fence-form] label", has=desk.locator("[name=on-leave]")).click()
    picture(desk, "fence-circle")
    desk.locator("[data-test=save-fence]").click()
    expect(desk.locator("[data-test=fence-tool]")).to_contain_text("水库取水口")
    desk.click("[data-test=fences-back]")

    desk.click("[data-test=new-fence]")
    desk.fill("[name=fence-name]", "派街高速两侧")
    desk.locator("[data-test=fence-form] label", has_text="走廊").first.click()
    click_at(desk, (LON + 0.01, LAT - 0.01), (LON + 0.02, LAT - 0.005), (LON + 0.035, LAT - 0.012))
    picture(desk, "fence-strip")
    desk.locator("[data-test=save-fence]").click()
    expect(desk.locator("[data-test=fence-tool]")).to_contain_text("派街高速两侧")
    rows = {row["name"]: row for row in tidying[0].get("/api/snapshot?scope=area:4401")["state"]["fences"].values()}
    circle, strip = rows["水库取水口"], rows["派街高速两侧"]
    assert (circle["made"]["kind"], circle["on_leave"], len(circle["windows"])) == ("circle", True, 1)
    assert 950 < circle["made"]["radius_m"] < 1090
    assert (strip["made"]["kind"], strip["made"]["width_m"], strip["shape"]["type"]) == ("strip", 100, "Polygon")
    for row in (circle, strip):
        tidying[0].post(f"/api/fences/{row['id']}/end", {})


def test_what_lies_in_a_drawn_area_and_around_an_incident_is_listed_and_taken_away(screens: Screens, tidying: tuple[Officer, Officer]):
    incident = tidying[0].post("/api/incidents", {"type": "11G01", "lon": LON, "lat": LAT, "place": "良口镇石明村"}).json()
    desk = opened(screens, "around")
    desk.click("[data-test=around-polygon]")
    click_at(desk, (LON + 0.002, LAT - 0.02), (LON + 0.06, LAT - 0.02), (LON + 0.06, LAT + 0.03), (LON + 0.002, LAT + 0.03))
    desk.click("[data-test=around-done]")
    expect(desk.locator("[data-test=around-sum]")).to_contain_text("人")
    expect(desk.locator(".rings")).to_contain_text("范围内")
    picture(desk, "around-polygon")

    desk.locator(".row.incident", has_text=incident["place"]).first.click()
    desk.click("[data-test=around-incident]")
    expect(desk.locator(".rings button")).to_have_count(3)
    expect(desk.locator(".around .teams li").first).to_be_visible()
    picture(desk, "around-incident")
    taken: list[Download] = []
    desk.on("download", lambda file: taken.append(file))
    desk.click("[data-test=take-xlsx]")
    why = desk.locator("[data-test=around-reason]")
    wait_until(lambda: desk.wait_for_timeout(100) or taken or why.is_visible(), 20, "the file, or the question why")
    if not taken:  # something protected is in it
        why.fill("火场周边研判")
        desk.click("[data-test=take-xlsx]")
        wait_until(lambda: desk.wait_for_timeout(100) or taken, 20, "the file")
    book = openpyxl.load_workbook(io.BytesIO(taken[0].path().read_bytes()))
    words = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "良口" in words, book.sheetnames


def test_a_way_is_found_around_water_and_kept(screens: Screens, tidying: tuple[Officer, Officer]):
    ring = [
        [LON + 0.02, LAT - 0.01],
        [LON + 0.03, LAT - 0.01],
        [LON + 0.03, LAT + 0.01],
        [LON + 0.02, LAT + 0.01],
        [LON + 0.02, LAT - 0.01],
    ]
    body = {"kind": "polygon", "symbol": "flood_area", "name": "流溪河淹没区", "shape": {"type": "Polygon", "coordinates": [ring]}}
    water = tidying[0].post("/api/plots", body).json()
    desk = opened(screens, "plots")
    desk.click("[data-test=plot-tab-special]")
    desk.click("[data-test=plot-route]")
    desk.click("[data-test=route-from]")
    click_at(desk, (LON + 0.012, LAT))
    desk.click("[data-test=route-to]")
    click_at(desk, (LON + 0.04, LAT))
    found = desk.locator("[data-test=route-found]")
    expect(found).to_contain_text("流溪河淹没区")
    picture(desk, "plot-route")
    desk.locator("[data-test=keep-route]").click()
    expect(found).to_have_count(0)
    plots = tidying[0].get("/api/snapshot?scope=area:4401")["state"]["plots"].values()
    way = next(row for row in plots if row["kind"] == "route")
    assert way["shape"]["type"] == "LineString" and len(way["shape"]["coordinates"]) > 2
    for row in (way, next(row for row in plots if row["id"] == water["id"])):
        tidying[0].post(f"/api/plots/{row['id']}/remove", {})
