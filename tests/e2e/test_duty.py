"""The duty by hand: a hand-over refused over an open SOS and then signed by both; a roll call that a town answers on its own page."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture, sign_in
from tests.system.centre import Centre, Officer

PIN = "2468"


@pytest.fixture
def zhiban(centre: Centre) -> Officer:
    return Officer(centre.url("web"), "zhiban")


def duty(desk: Page, page: str) -> None:
    desk.locator("[data-test=fn-duty]").click()
    desk.locator(f"[data-test=duty-{page}]").click()


def sign(desk: Page, name: str) -> None:
    desk.locator("[data-test=sign-name]").fill(name)
    desk.locator("[data-test=sign-pin]").fill(PIN)
    desk.locator("[data-test=sign-handover]").click()


def test_a_hand_over_waits_for_the_sos_and_is_signed_by_both(screens: Screens, centre: Centre, zhiban: Officer):
    member = Officer(centre.url("web"), "duizhang")
    sos = member.post("/api/field/sos", {"active": True, "lat": 23.71, "lon": 113.74, "message_id": uuid4().hex}).json()
    desk = screens.desk("zhiban")
    duty(desk, "handover")
    expect(desk.locator("[data-test=sos-blocks]")).to_be_visible()
    desk.locator("[data-test=incoming]").select_option(
        label=desk.locator("[data-test=incoming] option", has_text="陈班长").first.inner_text()
    )
    desk.locator("[data-test=open-handover]").click()
    sign(desk, "zhiban")
    expect(desk.locator("[data-test=duty-page] [data-test=act-error]")).to_contain_text("请先确认")
    expect(desk.locator("[data-test=sign-pin]")).to_have_value("")
    picture(desk, "duty-handover-refused")
    assert zhiban.post(f"/api/alarms/{sos['id']}/acknowledge").status_code == 200
    expect(desk.locator("[data-test=sos-blocks]")).to_have_count(0)
    sign(desk, "zhiban")
    expect(desk.locator("[data-test=signing] li.done")).to_have_count(1)
    expect(desk.locator("[data-test=sign-pin]")).to_have_value("")
    sign(desk, "zhibanzhang")
    expect(desk.locator("[data-test=signing]")).to_have_count(0)
    desk.locator("[data-test=duty-log]").click()
    expect(desk.locator(".duty-log li").first).to_contain_text("交接班")
    picture(desk, "duty-log")


def test_a_town_answers_the_roll_call_on_its_page(screens: Screens):
    town = screens.open("/town/", width=360, height=740, is_mobile=True, has_touch=True)
    sign_in(town, "liangkou")
    town.locator("[data-test=contact].live").wait_for()
    picture(town, "town-calm")
    desk = screens.desk("zhibanzhang")
    duty(desk, "periods")
    expect(desk.locator("[data-test=periods]")).to_contain_text("森林特别防护期")
    picture(desk, "duty-periods")
    desk.locator("[data-test=duty-calls]").click()
    desk.locator("[data-test=start-spot]").click()
    row = desk.locator("[data-test=roll-targets] tr", has_text="良口镇")
    expect(row).to_contain_text("点名中")
    expect(town.locator("[data-test=roll-call]")).to_be_visible()
    picture(town, "town-roll-call")
    town.locator("[data-test=roll-answer]").click()
    expect(row.locator(".result")).to_have_text("到")
    other = desk.locator("[data-test=roll-targets] tr", has_text="吕田镇")
    other.get_by_text("代录").click()
    other.locator("[data-test^=stand-]").click()
    expect(other.locator(".result")).to_have_text("代答")
    desk.locator("[data-test=end-call]").click()
    expect(desk.locator("[data-test=roll-targets] tr.asking")).to_have_count(0)
    picture(desk, "duty-roll-call")
