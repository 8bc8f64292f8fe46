"""The duty desk through a night: locked but awake, handed over without losing a word, typed on with a pinyin keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.e2e.wire import Wire
from tests.system.centre import Centre, wait_until

PIN = "2468"
DRAFT = "来电人称山脚有明火,风向偏东"


def a_radio(centre: Centre) -> str:
    return str(
        centre.query("SELECT external_id FROM terminals_terminal WHERE adapter = 'radio' AND area = '440117' ORDER BY id LIMIT 1")[0][0]
    )


def test_behind_the_lock_alarms_stay_live_and_a_pin_opens_it(screens: Screens, centre: Centre, wire: Wire):
    desk = screens.desk()
    desk.get_by_role("button", name="锁定", exact=True).click()
    lock = desk.locator("form.lock")
    expect(lock).to_contain_text("王值班")
    wire.sos(a_radio(centre), 113.70, 23.70)
    row = desk.locator(".queue .row.alarm.unacked", has_text="特急")
    expect(row).to_be_visible(timeout=15_000)
    picture(desk, "desk-locked")
    desk.keyboard.press("Alt+a")  # no key acts behind the lock, no button can be reached
    assert desk.locator(".desk > .body").get_attribute("inert") is not None

    desk.fill("[name=lock-pin]", "9999")
    desk.click("[data-test=unlock]")
    expect(lock.locator("[role=alert]")).to_contain_text("PIN 不正确")
    assert centre.query("SELECT count(*) FROM alarms_alarm WHERE state = 'active' AND acked_by IS NOT NULL AND verdict IS NULL") == [(0,)]
    desk.fill("[name=lock-pin]", PIN)
    lock.get_by_role("button", name="解锁并确认").click()
    expect(lock).to_have_count(0)
    expect(desk.locator(".queue .row.alarm", has_text="王值班 已接")).to_be_visible()


def test_a_change_of_person_keeps_the_page_and_what_was_typed(screens: Screens, centre: Centre):
    desk = screens.desk()
    desk.evaluate("window.sameDocument = true")
    desk.get_by_role("button", name="接警").click()
    desk.locator(".pane-form textarea").fill(DRAFT)
    desk.keyboard.press("Alt+l")
    desk.get_by_role("button", name="换班:由他人解锁").click()
    desk.fill("[name=lock-username]", "zhibanzhang")
    desk.fill("[name=lock-pin]", PIN)
    desk.click("[data-test=unlock]")
    expect(desk.locator(".who")).to_contain_text("陈班长", timeout=10_000)
    expect(desk.locator("[data-test=connection]")).to_have_class("connection live", timeout=15_000)
    expect(desk.locator(".pane-form textarea")).to_have_value(DRAFT)
    assert desk.evaluate("window.sameDocument") is True
    picture(desk, "desk-handed-over")
    who = centre.query("SELECT count(*) FROM log_event WHERE kind LIKE 'session.%%' OR kind LIKE 'user.%%'")
    assert who[0][0] >= 1
    desk.reload()  # the server changed the person too
    expect(desk.locator(".who")).to_contain_text("陈班长")


def test_no_shortcut_fires_while_pinyin_is_being_composed(screens: Screens):
    desk = screens.desk()
    desk.get_by_role("button", name="接警").click()
    text = desk.locator(".pane-form textarea")
    text.click()
    ime = desk.context.new_cdp_session(desk)
    ime.send("Input.imeSetComposition", {"text": "shan'huo", "selectionStart": 8, "selectionEnd": 8})
    for key in ("Alt+l", "Alt+/", "Alt+2"):
        desk.keyboard.press(key)
    expect(desk.locator("form.lock")).to_have_count(0)
    expect(desk.locator(".shortcut-list")).to_have_count(0)
    ime.send("Input.insertText", {"text": "山火"})
    wait_until(lambda: "山火" in text.input_value(), 10, "the committed text")
    desk.keyboard.press("Alt+/")
    expect(desk.locator(".shortcut-list")).to_be_visible()
    picture(desk, "desk-shortcuts")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Alt+l")
    expect(desk.locator("form.lock")).to_be_visible()
