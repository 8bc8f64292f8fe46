"""A plan by hand: an empty role blocks by name, the preview says what would happen, one press gives the tasks, an upgrade adds only what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "从化区良口镇塘料村", "text": "山脚明火"}


def plan_file(code: str) -> dict[str, Any]:
    return {
        "code": code, "kind": "special", "title": f"林火试验预案{code}", "area": "4401", "edition": "1", "owner": "市应急管理局", "family": "forest_fire",
        "hazards": ["11G01"], "levels": [4, 3, 2],
        "sheet": {
            "headquarters": "市森防指挥部",
            "roles": [
                {"code": "office", "title": "办公室", "who": [{"post": "shift_chief"}]},
                {"code": "nobody", "title": "海事联络员", "who": [{"contact": "liaison", "org": "无此单位"}]},
            ],
            "groups": [{"code": "coord", "name": "综合协调组", "lead": "office", "members": ["office"]}],
            "tasks": [
                {"key": "a", "group": "coord", "title": "开设前线指挥部", "owner": "office", "levels": [4, 3]},
                {"key": "b", "group": "coord", "title": "通知靠前驻防", "owner": "office", "levels": [4, 3, 2]},
                {"key": "c", "group": "coord", "title": "调集增援队伍", "owner": "office", "levels": [3, 2]},
                {"key": "d", "group": "coord", "title": "封控水域", "owner": "nobody", "levels": [2]},
            ],
        },
    }  # fmt: skip


@pytest.fixture
def leader(centre: Centre) -> Iterator[Officer]:
    """Whoever signs; ends what the plan started, so that no chair stays wanted."""
    found = Officer(centre.url("web"), "daiban")
    yield found
    for row in found.get("/api/snapshot?scope=area:4401")["state"]["responses"].values():
        if row["state"] == "active":
            change = found.post(f"/api/responses/{row['id']}/change", {"level": None, "why": "测试结束"}).json()
            waiting = next(one for one in change["changes"] if one["state"] == "proposed")
            answer = found.post(f"/api/responses/changes/{waiting['id']}/approve", {})  # their own press
            assert answer.status_code == 200, answer.text


def look(desk: Page, incident: int, level: str) -> None:
    desk.locator("[data-test=start-incident]").select_option(value=str(incident))
    desk.locator("[data-test=start-level]").select_option(label=level)
    desk.locator("[data-test=preview-plan]").click()


def confirm(desk: Page) -> None:
    desk.locator("[data-test=word-verbal]").check()
    desk.locator("[data-test=word-name]").fill("张副指挥长")
    desk.locator("[data-test=word-title]").select_option(index=0)
    desk.locator("[data-test=word-on]").fill("电话")
    desk.locator("[data-test=word-back]").check()
    desk.locator("[data-test=confirm-plan]").click()


def test_a_plan_is_looked_at_confirmed_and_upgraded(screens: Screens, centre: Centre, leader: Officer):
    code = f"T-{uuid4().hex[:6]}"
    saved = leader.post("/api/plans/save", {"text": json.dumps(plan_file(code)), "version": None})
    assert saved.status_code == 200, saved.text
    incident = Officer(centre.url("web"), "zhiban").post("/api/incidents", FIRE).json()["id"]
    desk = screens.desk("zhiban", path="/desk/?flat")
    desk.locator("[data-test=fn-plans]").click()
    desk.locator("[data-test=plans-library]").click()
    desk.locator("[data-test=find-plan]").fill(code)
    desk.locator(f"[data-test=plan-{code}]").click()
    picture(desk, "plan-reader")
    desk.locator("[data-test=start-plan]").click()
    look(desk, incident, "Ⅱ")
    expect(desk.locator("[data-test=blocked]")).to_contain_text("海事联络员")
    expect(desk.locator("[data-test=confirm-plan]")).to_have_count(0)
    picture(desk, "plan-blocked")
    look(desk, incident, "Ⅳ")
    figures = desk.locator("[data-test=preview-figures] li b")
    expect(figures.first).to_have_text("2")
    picture(desk, "plan-preview")
    confirm(desk)
    expect(desk.locator(".task")).to_have_count(2)
    picture(desk, "plan-tasks")
    desk.locator("[data-test=plans-library]").click()
    desk.locator("[data-test=find-plan]").fill(code)
    desk.locator(f"[data-test=plan-{code}]").click()
    desk.locator("[data-test=start-plan]").click()
    look(desk, incident, "Ⅲ")
    expect(figures.nth(0)).to_have_text("1")
    expect(figures.nth(1)).to_have_text("2")
    picture(desk, "plan-diff")
    confirm(desk)
    expect(desk.locator(".task")).to_have_count(3)
    desk.locator("[data-test^=response-]").first.click()
    picture(desk, "plan-response")
