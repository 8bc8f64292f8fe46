"""物资保障 at the desk: a transfer that an incident asked for goes from its approval to the signature of who received it, and the depot's shelf follows."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Officer

FLAT = "/desk/?flat"


def test_a_transfer_goes_from_the_list_to_the_hands_that_sign_for_it(screens: Screens, tidying: tuple[Officer, Officer]):
    chief, _ = tidying
    fire = chief.post("/api/incidents", {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "石岭村后山"}).json()
    stock = next(row for row in chief.get("/api/supplies/items") if row["name"] == "毛毯")
    source = next(
        row for row in chief.get(f"/api/supplies/sources?item={stock['id']}&quantity=20&incident={fire['id']}") if row["available"] >= 20
    )
    asked = {"item": stock["id"], "quantity": 20, "incident": fire["id"], "depot": source["depot"], "receiver": "石岭村委会"}
    number = chief.post("/api/supplies/requests", asked).json()["id"]
    desk = screens.desk("zhibanzhang", path=FLAT)
    desk.keyboard.press("Alt+Shift+s")
    line = desk.locator(f"[data-test=request-{number}]")
    expect(line).to_contain_text("毛毯 20")
    line.click()
    card = desk.locator(f"[data-test=supplies-page] [data-supply='{number}']")
    for step, after in (("approve", "已批准"), ("reserve", "已预留")):
        card.locator(f"[data-test=supply-{step}-{number}]").click()
        expect(card.locator(".state")).to_have_text(after)
    card.locator(f"[data-test=supply-ship-{number}]").click()
    card.locator("[name=plate]").fill("粤A12345")
    card.locator("[data-test=supply-form-ship] button.primary").click()
    expect(card.locator(f"[data-test=supply-receive-{number}]")).to_be_visible()
    picture(desk, "desk-supplies-on-the-way")
    # Two blankets fewer than were sent: nobody signs without saying why
    card.locator(f"[data-test=supply-receive-{number}]").click()
    form = card.locator("[data-test=supply-form-receive]")
    form.locator("[name=signed_name]").fill("何队员")
    form.locator("[name=quantity]").fill("18")
    expect(form.locator("button.primary")).to_be_disabled()
    form.locator("[name=reason]").fill("两条淋湿退回")
    form.locator("button.primary").click()
    expect(card.locator(".state")).to_have_text("已签收")
    whole = chief.get(f"/api/supplies/requests/{number}")
    assert (whole["row"]["received"] if "row" in whole else whole["received"], whole["signed_name"]) == (18, "何队员")
    desk.locator("[data-test=supplies-items]").click()
    expect(desk.locator("[data-test=items]")).to_contain_text("毛毯")
    picture(desk, "desk-supplies-items")
