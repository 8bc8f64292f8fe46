"""Signing in with a second factor, in a real browser: a phone's code, a passkey of Chromium's own virtual authenticator, a guess too many."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from command.signin import totp
from tests.e2e.conftest import Screens, picture, sign_in
from tests.system.centre import Centre

PASSWORD = "demo-2026-ecc"


@pytest.fixture
def named(centre: Centre) -> Iterator[str]:
    """The centre by a name: browsers offer passkeys for no bare address. What a test bound is taken away again."""
    yield re.sub(r"127\.0\.0\.1", "localhost", centre.url("web"))
    for table in ("signin_totp", "signin_passkey", "signin_recoverycode", "signin_guess"):
        centre.query(f"DELETE FROM {table}")


def enter(page: Page, username: str, password: str = PASSWORD) -> None:
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_phone_is_bound_and_asked_for_at_the_desk(screens: Screens, named: str):
    page = screens.open(f"{named}/people/sign-in/?next=/account/", width=1280, height=1000)
    picture(page, "signin-page")
    enter(page, "daiban")
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()
    picture(page, "account-empty")
    page.get_by_role("link", name="绑定手机").click()
    expect(page.get_by_alt_text("动态口令二维码")).to_be_visible()
    picture(page, "account-enrol")
    secret = page.inner_text(".secret").replace(" ", "")
    page.fill("[name=code]", totp.code_at(secret, totp.step_of(time.time()) - 1))
    page.get_by_role("button", name="绑定").click()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    picture(page, "account-codes")
    page.get_by_role("link", name="已妥善保存").click()
    expect(page.locator("main")).to_contain_text("还有 10 个未使用")
    picture(page, "account-bound")

    desk = screens.open(f"{named}/desk/")
    sign_in(desk, "daiban", PASSWORD)
    expect(desk.locator("[name=code]")).to_be_focused()
    desk.fill("[name=code]", "000000")
    desk.keyboard.press("Enter")
    expect(desk.locator("[role=alert]")).to_contain_text("口令不正确")
    picture(desk, "desk-second-step")
    desk.fill("[name=code]", totp.code_at(secret, totp.step_of(time.time())))
    desk.keyboard.press("Enter")
    expect(desk.locator(".who")).to_contain_text("李带班")

    other = screens.open(f"{named}/people/sign-in/?next=/account/", width=1280, height=1000)
    enter(other, "daiban")
    picture(other, "signin-second-step")
    other.fill("[name=code]", codes[0])
    other.get_by_role("button", name="验证").click()
    expect(other.locator("main")).to_contain_text("还有 9 个未使用")
    picture(other, "account-sessions")
    other.get_by_role("button", name="退出其他").click()
    expect(other.locator("main")).to_contain_text("处登录")
    expect(desk.locator("[name=password]")).to_be_visible(timeout=20_000)  # its socket was closed and its session is over


def test_a_passkey_is_registered_and_signs_in_alone(screens: Screens, named: str):
    page = screens.open(f"{named}/people/sign-in/?next=/account/", width=1280, height=1000)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key | {"automaticPresenceSimulation": True}})["authenticatorId"]
    enter(page, "conghua")
    page.fill("[name=name]", "值班席指纹")
    page.get_by_role("button", name="登记通行密钥").click()
    expect(page.locator(".codes li")).to_have_count(10)  # the first factor comes with recovery codes
    page.get_by_role("link", name="已妥善保存").click()
    expect(page.locator("main")).to_contain_text("值班席指纹")
    picture(page, "account-passkey")
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    page.locator("header form button").click()
    page.goto(f"{named}/people/sign-in/?next=/account/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()
    page.locator("header form button").click()
    page.goto(f"{named}/desk/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator(".who")).to_contain_text("从化区")
    page.goto(f"{named}/account/")
    page.locator("header form button").click()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(f"{named}/people/sign-in/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator("form [role=alert]")).to_contain_text("没有通过验证")  # whoever found the device is not its owner


def test_where_no_passkey_can_be_had_the_page_says_so(screens: Screens, named: str):
    page = screens.open("/people/sign-in/?next=/account/", width=1280, height=1000)  # a bare address
    expect(page.get_by_role("button", name="用通行密钥登录")).to_have_count(0)
    enter(page, "conghua")
    expect(page.locator("main")).to_contain_text("浏览器不允许用 IP 地址")


def test_a_guess_too_many_is_said_with_its_time_and_lifted_by_who_may(screens: Screens, named: str):
    desk = screens.open(f"{named}/desk/")
    for _ in range(6):
        sign_in(desk, "baoguan", "guess")
        expect(desk.locator("[role=alert]")).to_be_visible()
    expect(desk.locator("[role=alert]")).to_contain_text("连续错误次数过多,请约")
    picture(desk, "desk-locked-out")
    security = screens.open("/people/sign-in/?next=/security/", width=1280, height=900)
    enter(security, "anquan")
    expect(security.locator("table").first).to_contain_text("周保管")
    picture(security, "security-lockouts")
    security.get_by_role("button", name="解除").first.click()
    expect(security.locator("main")).to_contain_text("已解除")
    audit = screens.open("/people/sign-in/?next=/security/", width=1280, height=900)
    enter(audit, "shenji")
    expect(audit.locator("main")).to_contain_text("登录锁定")
    audit.get_by_role("button", name="校验散列链").click()
    expect(audit.locator("main")).to_contain_text("security:4401:完整")
    picture(audit, "security-log")
