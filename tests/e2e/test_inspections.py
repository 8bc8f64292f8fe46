"""检查轮次: a round on a phone in a valley without a network, the finding on the desk, closed by two people; the pages beside it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.e2e.test_field import PHOTO, offline, waiting
from tests.system.centre import Centre, Officer, wait_until

PLACE = {"kind": "place", "name": "街口街道东坡切坡段", "lon": 113.5860, "lat": 23.5480}


def test_a_round_on_a_phone_without_a_network_becomes_a_hazard_that_two_people_close(
    screens: Screens, centre: Centre, tidying: tuple[Officer, Officer]
):
    chief, _ = tidying
    (team,) = centre.query("SELECT subject_id FROM teams_unit WHERE name = %s", "从化区森林消防大队")[0]
    lists = chief.get("/api/inspections/checklists")
    checklist = next(one["id"] for one in lists if one["code"] == "geohazard")
    answer = chief.post("/api/inspections", {
        "title": "国庆前切坡段检查", "campaign": "国庆假期检查", "sector": "geology", "area": "4401", "checklist": checklist,
        "due_at": "2030-01-01T00:00:00Z", "targets": [PLACE], "teams": [team],
    })  # fmt: skip
    assert answer.status_code == 201, answer.text
    made = answer.json()
    target = made["targets"][0]["id"]

    field = screens.field(lon=113.5861, lat=23.5481)
    card = field.locator(f"[data-test=round-{made['id']}]")
    expect(card).to_contain_text("待查 1")
    field.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_until(lambda: waiting(field) == 0, 20, "nothing waits")
    picture(field, "field-round")
    offline(field, True)
    field.locator(f"[data-test=target-{target}]").click()
    sheet = field.locator("[data-test=checklist]")
    expect(sheet.locator("[data-test=send-visit]")).to_be_disabled()
    sheet.locator("[data-test=item-1] .no").click()
    sheet.locator("[data-test=item-1] textarea").first.fill("坡脚新裂缝 12 毫米")
    for order in (2, 3, 5):
        sheet.locator(f"[data-test=item-{order}] .yes").click()
    sheet.locator("[data-test=item-4] input").fill("12")
    picture(field, "field-checklist")
    sheet.locator("[data-test=shoot-1]").click()
    photo = bytes(field.evaluate(PHOTO))
    field.set_input_files("[data-test=visit-photo]", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(sheet.locator("[data-test=item-1] img")).to_have_count(1, timeout=20_000)
    picture(field, "field-checklist-photo")
    sheet.locator("[data-test=send-visit]").click()
    expect(sheet).to_have_count(0)
    expect(card).to_contain_text("已填,待发")
    picture(field, "field-round-offline")
    assert centre.query("SELECT count(*) FROM inspections_visit WHERE target_id = %s", target) == [(0,)]

    offline(field, False)
    expect(field.locator("[data-test=waiting]")).to_have_text("已全部发出", timeout=45_000)
    shown = "SELECT h.id FROM hazards_hazard h JOIN hazards_evidence e ON e.hazard_id = h.id WHERE h.place = %s"
    wait_until(lambda: centre.query(shown, PLACE["name"]), 20, "the hazard has its picture")
    (hazard,) = centre.query(shown, PLACE["name"])[0]
    assert centre.query("SELECT count(*) FROM inspections_visit WHERE target_id = %s", target) == [(1,)]

    desk = screens.desk("zhiban")
    desk.keyboard.press("Alt+Shift+z")
    page = desk.locator("[data-test=hazards-page]")
    desk.locator("[data-test=hazards-rounds]").click()
    expect(page.locator("[data-test=four-figures]")).to_be_visible()
    picture(desk, "desk-rounds")
    page.locator(f"[data-test=round-{made['id']}]").click()
    expect(page.locator("[data-test=round-share]")).to_contain_text("100%")
    page.locator(f"[data-test=target-{target}]").click()
    expect(page.locator(".visit-box")).to_contain_text("坡脚新裂缝 12 毫米")
    picture(desk, "desk-round")
    desk.locator(f"[data-test=hazard-{hazard}]").click()
    expect(page).to_contain_text("不符合:裂缝")
    page.locator("[data-test=rank]").click()
    page.locator("[data-test=assign-owner]").fill("良口镇政府")
    page.locator("[data-test=assign]").click()
    expect(page.locator(".page-head")).to_contain_text("待整改")
    page.locator("[data-test=hazard-words]").fill("已封填裂缝,设警戒")
    page.locator("[data-test=fixed]").click()
    expect(page.locator(".page-head")).to_contain_text("待复查")
    assert chief.post(f"/api/hazards/{hazard}/verify", {"words": "现场查看,裂缝已封填"}).status_code == 200
    expect(page.locator(".page-head")).to_contain_text("待销号")
    page.locator("[data-test=close]").click()
    expect(page.locator(".page-head")).to_contain_text("已销号")
    assert chief.get(f"/api/hazards/{hazard}")["state"] == "closed"


def test_the_pages_of_prevention_open_with_what_they_hold(screens: Screens, tidying: tuple[Officer, Officer]):
    chief, _ = tidying
    opened = chief.post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": "良口镇石明村"}).json()
    desk = screens.desk("zhibanzhang")
    desk.keyboard.press("Alt+Shift+z")
    page = desk.locator("[data-test=hazards-page]")
    for key, thing, words in (
        ("risks", "risk-sectors", "危险化学品"),
        ("towns", "risk-towns", "镇"),
        ("ledgers", "risk-crossed", "南沙区"),
        ("charges", "charges", "从化区"),
    ):
        desk.locator(f"[data-test=hazards-{key}]").click()
        expect(page.locator(f"[data-test={thing}]")).to_contain_text(words)
        desk.wait_for_timeout(1500)
        picture(desk, f"desk-hazards-{key}")
    desk.locator("[data-test=hazards-charges]").click()
    page.locator("[data-test=new-charge]").click()
    picture(desk, "desk-charge-form")
    desk.locator("[data-test=hazards-lists]").click()
    page.locator("[data-test=list-safe-city]").click()
    page.locator("[data-test=only-not_reached]").click()
    expect(page).to_contain_text("老旧管网改造")
    picture(desk, "desk-indicators")
    desk.locator("[data-test=hazards-rounds]").click()
    page.locator("[data-test=new-round]").click()
    expect(page.locator("[data-test=round-checklist] option")).to_have_count(5)
    picture(desk, "desk-round-form")
    with desk.expect_download() as taken:
        desk.locator("[data-test=hazards-ledgers]").click()
        page.locator("[data-test=ledger-hazards]").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    desk.keyboard.press("Alt+Shift+x")
    desk.click(f"[data-incident='{opened['id']}']")
    desk.keyboard.press("Alt+Shift+1")
    expect(desk.locator("[data-test=in-charge]")).to_contain_text("包联从化区")
    desk.locator("[data-test=in-charge]").scroll_into_view_if_needed()
    picture(desk, "desk-in-charge")
