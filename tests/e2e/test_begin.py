"""A centre on duty on its first day: the first administrator signs in and is led on; what is done is seen by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre


class OnDuty(Centre):
    """Nothing invented in it."""

    def _fill(self, admin: str) -> None:
        self.env["MODE"] = "duty"
        template = self.env.get("TEST_TEMPLATE", "template1")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')
        self.manage("migrate", "-v0")
        self.manage("seed")


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[OnDuty]:
    centre = OnDuty(tmp_path, own_broker=False)
    try:
        centre.start_web("web")
        yield centre
    finally:
        centre.stop()


def test_the_first_administrators_are_led_from_an_empty_centre(browser: Browser, duty: OnDuty) -> None:
    words = duty.manage("create_administrator", "xitong", "赵系统").split()[-1]
    other = duty.manage("create_administrator", "anquan", "钱安全", "--duty", "security").split()[-1]
    assert words != other
    duty.query(
        "UPDATE rules_rule SET value = '[]' WHERE name = 'signin.second_factor_roles'"
    )  # enrolling one has a story of its own (test_signin)
    screens = Screens(browser, duty)
    try:
        page = screens.open("/people/sign-in/")
        page.get_by_label("登录名").fill("xitong")
        page.get_by_label("密码", exact=True).fill(words)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", name="开通向导")).to_be_visible()
        step = page.locator("[aria-current=step]")
        expect(page.locator("tbody tr").nth(0)).to_contain_text("11 个县区")
        expect(step).to_have_count(1)
        expect(page.locator("tbody tr").nth(2)).to_contain_text("还缺审计管理员")
        picture(page, "begin")
        duty.manage("create_administrator", "shenji", "孙审计", "--duty", "audit")
        page.reload()
        expect(page.locator("tbody tr").nth(2)).to_contain_text("三员齐全")
        expect(step).to_contain_text("还没有值班员")
        step.get_by_role("link", name="人员与岗位").click()
        expect(page.get_by_role("heading", name="人员与岗位").first).to_be_visible()
        page.goto("/begin/")
        for title, heading in (("导入通讯录", "导入联系人"), ("导入队伍", "批量导入")):
            page.get_by_role("link", name=title).click()
            expect(page.locator("main h1")).to_contain_text(heading)
            page.goto("/begin/")
        picture(page, "begin-three")
        assert screens.complaints == []
    finally:
        screens.close()
