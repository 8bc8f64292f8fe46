"""平台对接 by hand on two installations: a platform entered, a key carried over, an incident seen above, an order that comes down and is answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture, sign_in
from tests.e2e.test_duty import PIN, duty
from tests.e2e.test_layers import AT, ENGINE
from tests.system.centre import Centre, Officer, wait_until
from tests.system.test_wire import FIRE


@pytest.fixture
def province(tmp_path_factory: pytest.TempPathFactory, centre: Centre) -> Iterator[Centre]:
    """Another whole installation; it needs no broker of its own for this."""
    running = Centre(tmp_path_factory.mktemp("province"), own_broker=False)
    try:
        running.start_web("web")
        running.start("worker")
        for one in (centre, running):
            one.query("UPDATE rules_rule SET value = '2' WHERE name = 'peering.retry_most_s'")  # a test does not wait two minutes
        yield running
    finally:
        running.stop()
        centre.query("UPDATE peering_peer SET active = false")  # nobody is there any more: no alarm in another's test


def fill(desk: Page, **fields: str) -> None:
    for name, text in fields.items():
        desk.locator(f"[data-test=peer-{name}]").fill(text)


def test_an_incident_goes_up_and_an_order_comes_down_and_is_answered(screens: Screens, centre: Centre, province: Centre):
    chief, governor = Officer(centre.url("web"), "zhibanzhang"), Officer(province.url("web"), "zhibanzhang")
    body = {"code": "gz", "name": "广州市应急指挥平台", "level": "below", "area": "4401", "known_as": "gd", "url": centre.url("web")}
    below = governor.post("/api/peers", body).json()["id"]
    key = governor.post(f"/api/peers/{below}/keys").json()

    # The city enters its province, and the key that was carried over
    desk = screens.desk("zhibanzhang")
    duty(desk, "peers")
    desk.locator("[data-test=peer-new]").click()
    fill(desk, name="广东省应急指挥平台", code="gd", known="gz", area="44", url=province.url("web"))
    picture(desk, "peering-form")
    desk.locator("[data-test=add-peer]").click()
    expect(desk.locator("[data-test=peer-link]")).to_contain_text("签名不符")
    picture(desk, "peering-no-key")
    desk.locator("[data-test=key-open]").click()
    desk.locator("[data-test=key-name]").fill(key["name"])
    desk.locator("[data-test=key-secret]").fill(key["secret"])
    desk.locator("[data-test=enter-key]").click()
    desk.locator("[data-test=try]").click()
    expect(desk.locator("[data-test=peer-link]")).to_have_attribute("data-link", "ok")
    assert key["secret"] not in desk.content()

    # An incident is known above, under the city's number
    incident = chief.post("/api/incidents", FIRE | {"place": "良口镇石岭村"}).json()
    expect(desk.locator("[data-test=peer-messages] tr[data-state=accepted]", has_text="良口镇石岭村")).to_have_count(1, timeout=30_000)
    picture(desk, "peering-link")
    above = screens.open(f"{province.url('web')}/desk/")
    sign_in(above, "zhibanzhang")
    above.locator("[data-test=connection].live").wait_for()
    # It stands on the map above as theirs; a click says whose word it is, from when and how old
    lon, lat = FIRE["lon"], FIRE["lat"]
    above.wait_for_function(f"() => {ENGINE} && {ENGINE}.map.loaded()", timeout=60_000)
    above.evaluate(f"([lon, lat]) => {ENGINE}.map.jumpTo({{ center: [lon, lat], zoom: 12 }})", [lon, lat])
    above.wait_for_function(f"() => {ENGINE}.map.queryRenderedFeatures({{ layers: ['foreign-ring'] }}).length > 0", timeout=30_000)
    picture(above, "peering-on-map")
    above.mouse.click(*above.evaluate(AT, [lon, lat]))
    expect(above.locator("[data-test=item-from]")).to_contain_text("广州市应急指挥平台")
    expect(above.locator("[data-test=item-age]")).to_contain_text("距今")
    expect(above.locator("[data-test=item-body]")).to_contain_text("良口镇石岭村")
    picture(above, "peering-card")
    duty(above, "peers")
    above.locator("[data-test=peer-items] tr[data-kind=incident] .link", has_text="良口镇石岭村").click()
    expect(above.locator("[data-test=item-from]")).to_contain_text(incident["number"])
    above.locator("[data-test=item-order]").fill("确保扑救人员安全,两小时一报。")
    above.locator("[data-test=direct]").click()
    expect(above.locator("[data-test=item-directed]")).to_contain_text("1")
    above.locator("[data-test=adopt]").click()
    expect(above.locator("[data-test=item-from]")).to_contain_text("本级编号")
    picture(above, "peering-item")

    # The order rings whoever has the duty, and is an instruction with its clock; the answer is read above
    ringing = desk.locator("[data-test=incoming-call]")
    expect(ringing).to_contain_text("广东省应急指挥平台", timeout=30_000)
    picture(desk, "peering-order-rings")
    ringing.locator("[data-test^=answer-]").first.click()
    expect(ringing).to_have_count(0)
    duty(desk, "instructions")
    order = desk.locator("article", has_text="确保扑救人员安全")
    expect(order).to_contain_text("广东省应急指挥平台", timeout=30_000)
    order.locator(".link", has_text="反馈").or_(order.locator(".actions .link")).first.click()
    order.locator("input").nth(0).fill("市森防办")
    order.locator("input").nth(1).fill("人员已撤至安全区")
    order.locator("input[type=checkbox]").check()
    picture(desk, "peering-order")
    order.locator("[data-test^=feedback-]").click()
    duty(above, "instructions")
    expect(above.locator("article", has_text="确保扑救人员安全")).to_contain_text("人员已撤至安全区", timeout=30_000)
    picture(above, "peering-answered")

    # A report that is sent waits above for its receipt, which comes back
    leader = Officer(centre.url("web"), "daiban")
    report = chief.post("/api/reports", {"kind": "first", "incident": incident["id"]}).json()["id"]
    for officer, step, body in ((chief, "submit", {}), (leader, "sign", {"pin": PIN}), (chief, "send", {"way": "system"})):
        assert (done := officer.post(f"/api/reports/{report}/{step}", body)).status_code == 200, done.text
    duty(above, "peers")
    paper = above.locator("[data-test=peer-items] tr[data-kind=report]")
    expect(paper).to_contain_text("待签收", timeout=30_000)
    picture(above, "peering-items")
    paper.locator(".link").click()
    expect(above.locator("[data-test=item-body]")).to_contain_text("良口镇")
    picture(above, "peering-report")
    above.locator("[data-test=answer-received]").click()
    expect(above.locator("[data-test=item-answer]")).to_contain_text("已签收")
    wait_until(lambda: chief.get(f"/api/reports/{report}")["state"] == "received", 30, lambda: province.log("worker"))

    # The road is cut: the desk says so and what waits
    duty(desk, "peers")
    desk.locator("[data-test=peers-table] .link").click()
    desk.locator("[data-test=keep-shares]").scroll_into_view_if_needed()
    picture(desk, "peering-shares")
    province.kill("web")
    assert chief.post(f"/api/incidents/{incident['id']}/phase", {"phase": "on_scene"}).status_code == 200
    duty(desk, "peers")
    row = desk.locator("[data-test=peers-table] tr[data-link=failing]")
    expect(row).to_contain_text("待发", timeout=40_000)
    expect(desk.locator("[data-test=duty-peers] .age")).to_contain_text("异常")
    picture(desk, "peering-cut")
    province.start_web("web")
    wait_until(
        lambda: province.query("SELECT 1 FROM peering_item WHERE kind = 'incident' AND state = 'on_scene'"),
        180,
        lambda: centre.log("worker"),
    )
    expect(desk.locator("[data-test=peers-table] tr[data-link=ok]")).to_have_count(1, timeout=30_000)
    picture(desk, "peering-again")
