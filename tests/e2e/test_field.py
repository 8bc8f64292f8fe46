"""The phone of a team leader in a valley: no network, a reload, two answers and a call for help; then everything once and in order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer, wait_until

LEADERS_UNIT = "从化区森林消防大队"
PHOTO = """
() => new Promise((done) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 })
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#804020'
  pen.fillRect(0, 0, 4000, 3000)
  canvas.toBlob(async (blob) => done([...new Uint8Array(await blob.arrayBuffer())]), 'image/jpeg', 0.5)
})
"""


@pytest.fixture
def officer(centre: Centre) -> Officer:
    return Officer(centre.url("web"), "zhiban")


@pytest.fixture
def order(centre: Centre, officer: Officer) -> int:
    """An order to the leader's team."""
    (unit,) = centre.query("SELECT subject_id FROM teams_unit WHERE name = %s", LEADERS_UNIT)[0]
    incident = officer.post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": "良口镇石明村"}).json()
    answer = officer.post(f"/api/incidents/{incident['id']}/assignments", {"unit": unit, "task": "扑救火线东侧", "ack_within_s": 600})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["order"]["id"])


def offline(page: Page, gone: bool) -> None:
    page.context.set_offline(gone)


def waiting(page: Page) -> int:
    said = re.search(r"待发 (\d+)", page.inner_text("[data-test=waiting]"))
    return int(said[1]) if said else 0


def test_answers_given_without_a_network_arrive_once_and_in_order(screens: Screens, centre: Centre, order: int):
    field = screens.field()
    expect(field.locator(".order h2")).to_have_text("扑救火线东侧")
    delivered = "SELECT 1 FROM orders_ack WHERE order_id = %s AND kind = 'read'"
    wait_until(lambda: centre.query(delivered, order), 20, "the order was read")
    field.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_until(lambda: field.evaluate("caches.keys().then((names) => names.length)"), 20, "the page is kept on the phone")
    wait_until(lambda: waiting(field) == 0, 20, "nothing waits")

    offline(field, True)
    expect(field.locator("[data-test=contact]")).to_contain_text("离线")
    field.click("[data-test=accept]")
    expect(field.locator("[data-test=state]")).to_contain_text("已签收")
    expect(field.locator("[data-test=state]")).to_contain_text("待发")
    field.reload()  # the battery was changed: the page comes from the phone, and so does what waits
    expect(field.locator(".order h2")).to_have_text("扑救火线东侧")
    expect(field.locator("[data-test=state]")).to_contain_text("已签收")
    field.click("[data-test=arrived]")
    expect(field.locator("[data-test=state]")).to_contain_text("已到场")
    wait_until(lambda: waiting(field) >= 2, 10, "both answers wait")
    picture(field, "field-offline")
    assert centre.query("SELECT count(*) FROM orders_ack WHERE order_id = %s AND kind IN ('accepted', 'arrived')", order) == [(0,)]

    offline(field, False)
    expect(field.locator("[data-test=waiting]")).to_have_text("已全部发出", timeout=45_000)
    expect(field.locator("[data-test=contact]")).to_have_text("在线")
    rows = centre.query("SELECT kind, said_at <= at FROM orders_ack WHERE order_id = %s ORDER BY id", order)
    assert [kind for kind, _ in rows] == ["delivered", "read", "accepted", "arrived"]
    assert all(earlier for _, earlier in rows)  # said when it was pressed, received when there was a network
    told = (
        "SELECT kind FROM log_event AS e JOIN orders_assignment AS a ON e.body::json->>'id' = (CASE kind WHEN 'order.accepted' THEN a.order_id ELSE a.id END)::text"
        " WHERE kind IN ('order.accepted', 'assignment.accepted', 'assignment.arrived') AND a.order_id = %s AND stream LIKE 'incident:%%' ORDER BY seq"
    )
    assert [kind for (kind,) in centre.query(told, order)] == ["order.accepted", "assignment.accepted", "assignment.arrived"]


def test_a_call_for_help_is_held_then_waits_for_the_network(screens: Screens, centre: Centre):
    field = screens.field()
    wait_until(lambda: waiting(field) == 0, 20, "nothing waits")
    before = centre.query("SELECT count(*) FROM alarms_alarm WHERE source = 'sos'")[0][0]
    offline(field, True)
    box = field.locator("button.sos").bounding_box()
    assert box
    field.mouse.move(box["x"] + 40, box["y"] + 20)
    field.mouse.down()
    field.mouse.up()  # a touch in the pocket
    expect(field.locator(".sos-state")).to_have_count(0)
    field.mouse.down()
    expect(field.locator(".sos-state")).to_be_visible()
    field.mouse.up()
    expect(field.locator(".sos-state")).to_contain_text("电台")
    picture(field, "field-sos-waits")
    offline(field, False)
    expect(field.locator(".banner.done")).to_contain_text("求助已送达指挥中心", timeout=45_000)
    picture(field, "field-sos-received")
    assert centre.query("SELECT count(*) FROM alarms_alarm WHERE source = 'sos'")[0][0] == before + 1


def test_pictures_and_legs_wait_for_the_network_and_a_roll_call_is_answered(screens: Screens, centre: Centre, officer: Officer, order: int):
    field = screens.field()
    field.click("[data-test=accept]")
    expect(field.locator("[data-test=waiting]")).to_have_text("已全部发出", timeout=20_000)
    offline(field, True)
    field.click("[data-test=en_route]")
    expect(field.locator("[data-test=state]")).to_contain_text("出动中")
    field.click("[data-test=note]")
    field.fill(".report textarea", "东侧火线约 200 米,风向转北")
    photo = field.evaluate(PHOTO)  # 4000 px wide, as phones take them
    field.set_input_files("[data-test=photo-input]", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": bytes(photo)})
    expect(field.locator(".shots img")).to_have_count(1, timeout=20_000)
    picture(field, "field-report")
    field.click("[data-test=send-report]")
    wait_until(lambda: waiting(field) >= 3, 10, "leg, words and picture wait")
    field.reload()
    expect(field.locator("[data-test=state]")).to_contain_text("出动中")
    offline(field, False)
    expect(field.locator("[data-test=waiting]")).to_have_text("已全部发出", timeout=45_000)
    (incident,) = centre.query("SELECT incident_id FROM orders_order WHERE id = %s", order)[0]
    whole = officer.get(f"/api/incidents/{incident}")
    (kept,) = whole["attachments"]
    assert kept["file"]["mime"] == "image/jpeg" and kept["lon"] is not None
    assert "东侧火线约 200 米,风向转北" in [entry["text"] for entry in whole["entries"]]
    assert [row["leg"] for row in whole["assignments"]] == ["en_route"]
    width = field.evaluate(
        "(id) => createImageBitmap ? fetch(`/api/files/${id}`).then((r) => r.blob()).then(createImageBitmap).then((b) => b.width) : 0",
        kept["file"]["id"],
    )
    assert width == 1600

    officer.post(f"/api/incidents/{incident}/roll-calls")
    expect(field.locator("[data-test=roll-call]")).to_be_visible(timeout=20_000)
    picture(field, "field-roll-call")
    field.click("[data-test=roll-answer]")
    expect(field.locator("[data-test=roll-call]")).to_have_count(0)
    answered = "SELECT headcount FROM safety_rollcallleg WHERE state = 'answered' AND assignment_id = (SELECT id FROM orders_assignment WHERE order_id = %s)"
    assert wait_until(lambda: centre.query(answered, order), 20, "the answer")[0][0] > 0
