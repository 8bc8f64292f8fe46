"""The desk by keyboard alone: twelve presses from alarm to order, a call typed in Chinese, words that outlive the page, and a desk that must be heard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer, wait_until

FIRE = {"type": "11G01", "urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "place": "从化区良口镇塘料村"}
FLAT = "/desk/?flat"  # the map is not what is tested here, and drawing it costs two busy cores
MOST_KEYS = 12
TASK = "沿东侧防火道上山,先救人后灭火"


def count_keys(page: Page) -> None:
    """Every press, modifiers too; what an IME swallows while a word is composed is text, not a key."""
    page.evaluate(
        "() => { window.downs = 0; document.addEventListener('keydown', (e) => { if (!e.isComposing && e.keyCode !== 229) window.downs++ }, true) }"
    )


def keys(page: Page) -> int:
    return int(page.evaluate("window.downs"))


class Pinyin:
    """A pinyin keyboard as Chromium hears one: letters being composed, then the word they were meant for."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def type(self, letters: str, word: str) -> None:
        for end in range(1, len(letters) + 1):
            self.session.send("Input.imeSetComposition", {"text": letters[:end], "selectionStart": end, "selectionEnd": end})
        self.session.send("Input.insertText", {"text": word})


@pytest.fixture
def chief(tidying: tuple[Officer, Officer]) -> Officer:
    return tidying[0]


def an_alarm(chief: Officer, **more: Any) -> dict[str, Any]:
    answer = chief.post("/api/alarms", FIRE | more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def orders_of(centre: Centre, alarm: int) -> list[tuple[Any, ...]]:
    return centre.query(
        "SELECT o.id, o.task FROM orders_order o JOIN alarms_alarm a ON a.incident_id = o.incident_id WHERE a.id = %s ORDER BY o.id", alarm
    )


def to_the_force(desk: Page) -> None:
    """Next alarm, acknowledge, verdict: the keys every alarm begins with."""
    desk.keyboard.press("F8")
    expect(desk.locator(".one-alarm")).to_be_visible()
    desk.keyboard.press("Alt+a")
    expect(desk.locator(".one-alarm [data-test=acknowledge]")).to_have_count(0)
    desk.keyboard.press("Alt+r")
    expect(desk.locator("[data-test=forest_fire]")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-test=force] .proposal.selected").first).to_be_visible()


def test_from_alarm_to_order_in_at_most_twelve_keys(screens: Screens, centre: Centre, chief: Officer):
    desk = screens.desk(path=FLAT)
    alarm = an_alarm(chief)
    expect(desk.locator(f"[data-alarm='{alarm['id']}']")).to_be_visible(timeout=15_000)
    count_keys(desk)
    to_the_force(desk)
    desk.keyboard.press("Control+Enter")
    found = wait_until(lambda: orders_of(centre, alarm["id"]), 15, "an order of this incident")
    picture(desk, "keys-ordered")
    assert keys(desk) <= MOST_KEYS, keys(desk)
    assert all(task for _, task in found)


def test_the_task_typed_in_pinyin_needs_no_more_keys(screens: Screens, centre: Centre, chief: Officer):
    desk = screens.desk(path=FLAT)
    alarm = an_alarm(chief, lon=113.81, lat=23.30, place="增城区派潭镇")
    expect(desk.locator(f"[data-alarm='{alarm['id']}']")).to_be_visible(timeout=15_000)
    count_keys(desk)
    to_the_force(desk)
    expect(desk.locator("[data-test=force] [name=task]")).to_be_focused()
    desk.keyboard.press("Control+a")
    pinyin = Pinyin(desk)
    pinyin.type("yandongcefanghuodaoshangshan", "沿东侧防火道上山,")
    for press in ("F2", "F8", "F9", "Alt+l"):
        pinyin.session.send("Input.imeSetComposition", {"text": "xian", "selectionStart": 4, "selectionEnd": 4})
        before = keys(desk)
        desk.keyboard.press(press)
        desk.evaluate("(before) => { window.downs = before }", before)
    expect(desk.locator("form.lock, [data-test=new-alarm]")).to_have_count(0)
    pinyin.type("xianjiurenhoumiehuo", "先救人后灭火")
    expect(desk.locator("[data-test=force] [name=task]")).to_have_value(TASK)
    desk.keyboard.press("Control+Enter")
    found = wait_until(lambda: orders_of(centre, alarm["id"]), 15, "an order of this incident")
    assert {task for _, task in found} == {TASK}
    assert keys(desk) <= MOST_KEYS, keys(desk)


def test_a_call_is_typed_in_by_keyboard_and_joined_to_what_is_known(screens: Screens, centre: Centre, chief: Officer):
    known = an_alarm(chief)
    desk = screens.desk(path=FLAT)
    pinyin = Pinyin(desk)
    desk.keyboard.press("F2")
    expect(desk.locator("[name=type]")).to_be_focused()
    desk.keyboard.type("slhz")
    expect(desk.locator(".combo li.on")).to_contain_text("森林火灾")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")  # the urgency stays
    pinyin.type("conghualiangkoutangliaocun", "从化良口塘料村")
    desk.keyboard.type(" 113°46'16\"E 23°44'32\"N")
    read = desk.locator("[data-test=place-read]")
    expect(read).to_contain_text("从化区 · 113.77111, 23.74222")
    desk.keyboard.press("Enter")
    pinyin.type("shifenzhongqian", "十分钟前")
    expect(desk.locator("[data-test=time-read]")).to_contain_text("10 分钟前")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")  # received now
    pinyin.type("shanyaoyounongyan", "山腰有浓烟")
    first = desk.locator(f"[data-test=duplicates] [data-join='{known['id']}']")
    expect(first).to_be_visible()
    picture(desk, "keys-duplicates")
    desk.keyboard.press("Alt+b")
    expect(desk.locator(".one-alarm")).to_contain_text(known["number"])
    expect(desk.locator(".one-alarm .signals")).to_contain_text("山腰有浓烟")
    assert centre.query("SELECT count(*) FROM alarms_alarm WHERE state = 'active' AND type = '11G01'") == [(1,)]
    row = chief.get(f"/api/alarms/{known['id']}")
    assert row["reports"] == 2 and row["signals"][-1]["place"] == "从化良口塘料村" and row["signals"][-1]["occurred_at"] is not None


def test_what_was_typed_survives_a_reload_and_a_restart_of_the_centre(screens: Screens, centre: Centre):
    desk = screens.desk(path=FLAT)
    desk.keyboard.press("F2")
    desk.fill("[name=place]", "黄埔区九龙镇 113.49,23.36")
    desk.fill("[name=text]", "厂房冒烟,里面可能有人")
    desk.reload()
    desk.locator("[data-test=connection].live").wait_for()
    desk.keyboard.press("F2")
    expect(desk.locator("[name=place]")).to_have_value("黄埔区九龙镇 113.49,23.36")
    centre.kill("web")
    expect(desk.locator("[data-test=connection]")).not_to_have_class("connection live", timeout=30_000)
    desk.fill("[name=text]", "厂房冒烟,三人被困")
    centre.start_web("web")
    expect(desk.locator("[data-test=connection]")).to_have_class("connection live", timeout=30_000)
    expect(desk.locator("[name=text]")).to_have_value("厂房冒烟,三人被困")
    desk.focus("[name=text]")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".one-alarm")).to_contain_text("三人被困", timeout=15_000)
    assert centre.query("SELECT text FROM alarms_alarm WHERE state = 'active'") == [("厂房冒烟,三人被困",)]


def test_a_muted_desk_raises_the_second_station(screens: Screens):
    wang, chen = screens.desk("zhiban", path=FLAT), screens.desk("zhibanzhang", path=FLAT)
    for desk in (wang, chen):  # the shift begins with a test by ear
        desk.click("[data-test=sound-play]")
        desk.click("[data-test=sound-heard]")
        expect(desk.locator("[data-test=sound-test]")).to_have_count(0)
    wang.keyboard.press("Alt+m")
    expect(wang.locator("[data-test=muted]")).to_contain_text("静音不等于确认")
    raised = chen.locator("[data-seat=muted]")
    expect(raised).to_contain_text("王值班 席位静音", timeout=10_000)
    picture(chen, "keys-second-station")
    wang.keyboard.press("Alt+m")
    expect(raised).to_have_count(0, timeout=10_000)
    chen.get_by_text("更多").click()
    chen.get_by_role("button", name="声音测试").click()
    chen.click("[data-test=sound-play]")
    chen.click("[data-test=sound-not-heard]")
    expect(wang.locator("[data-seat=unheard]")).to_contain_text("陈班长 席位听不到提示音", timeout=10_000)


def test_one_desk_in_two_windows_has_one_selection_and_one_sound(screens: Screens, chief: Officer):
    main = screens.desk(path=FLAT)
    alarm = an_alarm(chief)
    second = main.context.new_page()
    second.goto("/desk/?pane=incident&flat")
    expect(main.locator(".right")).to_have_count(0, timeout=10_000)  # what stands in the other window is not shown twice
    leads = [page.locator(".desk[data-leads=true]") for page in (main, second)]
    expect(leads[0]).to_have_count(1)
    expect(leads[1]).to_have_count(0)
    main.locator(f"[data-alarm='{alarm['id']}']").click()
    expect(second.locator(".one-alarm")).to_contain_text(alarm["number"])
    main.close()
    expect(leads[1]).to_have_count(1, timeout=10_000)  # and the sound goes on
