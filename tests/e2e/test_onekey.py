"""一键通 in two real browsers: by keys alone a town is called, the second person approves with a PIN, the board moves, is corrected and undone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

PAITAN = "440118105"
PIN = "2468"


def test_a_town_is_called_with_one_press_that_another_approves(screens: Screens, centre: Centre):
    centre.query(
        "INSERT INTO authority_line (role, channel, audience, most, ruling, approvers, area, source)"
        " VALUES ('duty_officer', '', 'officials', NULL, 'second', '[]', %s, '测试') RETURNING 1",
        PAITAN,
    )
    desk, second = screens.desk(), screens.desk("zhibanzhang")
    desk.keyboard.press("Alt+o")
    desk.select_option("[data-test=onekey-area]", PAITAN)
    expect(desk.locator("[data-test=onekey-people]")).to_have_text(re.compile(r"^1\d$"))
    expect(desk.locator("[data-part=callout] .gaps")).to_contain_text("没有登记联系人")
    expect(desk.locator("[data-test=onekey-confirm]")).to_be_disabled()
    desk.click("[data-test=approve-ask]")
    # The second person reads what it is, and answers with the own PIN and one key.
    card = second.locator("[data-test=approval-card]")
    expect(card).to_contain_text("派潭镇")
    picture(second, "onekey-approval")
    card.locator("[data-test=approval-pin]").fill(PIN)
    second.keyboard.press("Enter")
    expect(card).to_have_count(0)
    expect(desk.locator("[data-test=onekey-confirm]")).to_be_enabled()
    picture(desk, "onekey-preview")
    desk.locator("[data-test=onekey-text]").focus()
    desk.keyboard.press("Control+Enter")
    board = desk.locator("[data-test=onekey-board]")
    expect(board.locator("[data-leg=callout]")).to_be_visible()
    _everybody_answers(centre)
    expect(board.locator("[data-leg=callout]")).to_have_attribute("data-state", "done")
    picture(desk, "onekey-board")
    desk.click("[data-test=onekey-correct]")
    desk.locator("[data-test=correct] textarea").fill("集合地点改为派潭中学")
    desk.keyboard.press("Control+Enter")
    expect(board.locator(".corrected")).to_contain_text("派潭中学")
    desk.click("[data-test=onekey-undo-ask]")
    desk.click("[data-test=onekey-undo]")
    expect(board.locator(".answer")).to_contain_text("不能撤回")
    picture(desk, "onekey-undone")


def _everybody_answers(centre: Centre) -> None:
    officer = Officer(centre.url("web"), "zhibanzhang")
    for call, name in centre.query(
        "SELECT c.id, c.name FROM callout_call AS c JOIN callout_callout AS o ON o.id = c.callout_id WHERE o.area = %s AND c.same_as_id IS NULL", PAITAN
    ):  # fmt: skip
        body = {"answer": "entered", "action_text": "已到岗", "said_by": name, "read_back": True}
        assert officer.post(f"/api/calls/{call}/answer", body).status_code == 200
