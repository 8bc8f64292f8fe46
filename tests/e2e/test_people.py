"""The bureau runs it itself: a person is created and works, a wall is opened and shut, all in the browser."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MAP_MS, Screens, picture, sign_in
from tests.system.centre import Centre


@pytest.fixture
def admin(screens: Screens) -> Page:
    page = screens.open("/people/", width=1280, height=800)
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", "demo-2026-ecc")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="人员与岗位")).to_be_visible()
    return page


def test_a_new_person_signs_in_at_the_desk(screens: Screens, admin: Page):
    username = f"zhou{uuid4().hex[:6]}"
    admin.fill("form[method=post] [name=username]", username)
    admin.fill("[name=name]", "周新来")
    admin.fill("[name=phone]", "13800000099")
    admin.select_option("[name=area]", "440117")
    picture(admin, "people-new")
    admin.get_by_role("button", name="新增").click()
    password = admin.inner_text(".secret")
    picture(admin, "people-secret")
    security = screens.open(f"/people/?q={username}", width=1280, height=800)  # who makes accounts grants nothing
    security.fill("[name=username]", "anquan")
    security.fill("[name=password]", "demo-2026-ecc")
    security.get_by_role("button", name="登录", exact=True).click()
    security.fill("[name=q]", username)
    security.get_by_role("button", name="查找").click()
    security.get_by_role("link", name="周新来").click()
    security.select_option("[name=role]", "duty_officer")
    security.select_option("[name=area]", "440117")
    security.get_by_role("button", name="增加").click()
    expect(security.locator("table")).to_contain_text("从化区")
    picture(security, "people-grant")
    desk = screens.desk(username, password=password)
    expect(desk.locator(".who")).to_contain_text("周新来")
    expect(desk.locator(".who")).to_contain_text("从化区")
    admin.goto("/people/?q=周新来")
    expect(admin.locator("table")).to_contain_text("值班员 · 从化区")
    assert password not in admin.content()
    picture(admin, "people-list")


def test_a_wall_token_is_issued_and_revoked(screens: Screens, admin: Page, centre: Centre):
    name = f"前指大屏 {uuid4().hex[:4]}"
    admin.click("nav >> text=大屏令牌")
    admin.fill("[name=name]", name)
    admin.select_option("[name=area]", "4401")
    admin.get_by_role("button", name="生成").click()
    address = admin.inner_text(".secret")
    assert re.fullmatch(re.escape(centre.url("web")) + r"/wall/\?token=\S+", address)
    wall = screens.open(address, width=960, height=540)
    wall.locator(".wall[data-connection=live]").wait_for(timeout=MAP_MS)
    admin.click("text=返回")
    admin.locator("tr", has_text=name).get_by_role("button", name="吊销").click()
    expect(admin.locator("tr", has_text=name)).to_contain_text("已吊销")
    picture(admin, "people-walls")
    expect(wall.get_by_text("大屏令牌无效或已停用")).to_be_visible(timeout=15_000)  # at once, not at the hub's next check after a minute
    picture(wall, "wall-revoked")
    again = screens.open(address, width=960, height=540)
    expect(again.get_by_text("大屏令牌无效或已吊销")).to_be_visible()
    picture(again, "wall-refused")


def test_who_may_not_manage_people_is_told_so(screens: Screens):
    page = screens.open("/people/")
    page.fill("[name=username]", "duiyuan")
    page.fill("[name=password]", "demo-2026-ecc")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("没有人员管理权限")).to_be_visible()
    picture(page, "people-refused")


def test_a_wrong_password_is_said_in_words_at_the_desk(screens: Screens):
    desk = screens.open("/desk/")
    sign_in(desk, "zhiban", "wrong-password")
    expect(desk.locator("[role=alert]")).to_have_text("用户名或密码不正确,请检查后重试")
    picture(desk, "desk-sign-in")
