"""An evacuation by hand: ordered at the desk, a household moved on the town's phone, counted at the shelter's door, both books agree."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture, sign_in
from tests.system.centre import Centre, Officer

RAIN = {"type": "11B01", "lon": 113.7370, "lat": 23.7110, "place": "从化区良口镇", "text": "山洪预警,沿河村庄须转移"}


def test_a_household_is_moved_counted_and_the_books_agree(screens: Screens, centre: Centre):
    zhiban = Officer(centre.url("web"), "zhiban")
    made = zhiban.post("/api/incidents", RAIN)
    incident = (made if made.status_code == 201 else zhiban.post("/api/incidents", RAIN | {"type": "11G01"})).json()["id"]
    name = f"良口中学{uuid4().hex[:4]}"
    feature = {"layer": "shelter", "name": name, "lon": 113.74, "lat": 23.71, "attributes": {"capacity": 300, "occupied": 0}}
    shelter = zhiban.post("/api/features", feature)
    assert shelter.status_code == 201, shelter.text
    desk = screens.desk("zhiban", path="/desk/?flat")
    desk.click(f"[data-incident='{incident}']")
    desk.get_by_role("tab", name="转移").click()
    desk.locator("[data-test=evacuation-begin]").click()
    form = desk.locator("[data-test=evacuation-form]")
    form.locator("[name=evacuation-reason]").fill("山洪")
    form.locator("[name=evacuation-towns]").select_option(label="良口镇")
    form.locator("[name=evacuation-target]").fill("4")
    form.locator("[name=evacuation-by]").fill("王区长")
    desk.locator("[data-test=evacuation-order]").click()
    desk.locator("[data-test=evacuation-books]").click()
    picture(desk, "evacuation-ordered")
    town = screens.open("/town/", width=360, height=740, is_mobile=True, has_touch=True)
    sign_in(town, "liangkou")
    card = town.locator("[data-test=town-evacuation]")
    card.locator("[data-test=departure-open]").click()
    card.locator("[data-test=household]").fill("陈大叔")
    card.locator("[data-test=people]").fill("4")
    card.locator("[data-test=shelter]").select_option(value=str(shelter.json()["id"]))
    picture(town, "town-evacuation")
    card.locator("[data-test=depart]").click()
    expect(card.locator("[data-test=own-moved]")).to_contain_text("本镇街 4 人")
    gap = desk.locator("[data-test=evacuation-gap]")
    expect(gap).to_contain_text("在途或漏登 4 人")
    arrival = desk.locator("[data-test=arrival-form]")
    arrival.locator("[name=arrival-shelter]").select_option(label=name)
    arrival.locator("[name=arrival-people]").fill("4")
    arrival.get_by_role("button").click()
    expect(gap).to_contain_text("两本台账相符")
    assert zhiban.get(f"/api/features/{shelter.json()['id']}")["attributes"]["occupied"] == 4
    picture(desk, "evacuation-even")
    desk.locator("[data-test=evacuation-complete]").click()
    desk.locator("[data-test^=evacuation-complete-]").click()
    expect(desk.locator("[data-test=evacuation-return]")).to_be_visible()
    picture(town, "town-after")
