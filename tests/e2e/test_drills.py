"""A drill in two real browsers: its director leads it, who plays sees its alarm in the frame and not the script, what they do is scored, what is lacking becomes a task."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer

PLACE = {"area": "440117104", "place": "良口镇", "lon": 113.7712, "lat": 23.7423}
SCRIPT = [
    {"offset_s": 0, "kind": "alarm", "title": "群众报告山火", "text": "山腰有浓烟", "urgency": "normal", "action": "acknowledge", "expect": "一分钟内确认",
     "within_s": 600, "unit": "值班员", "goal": 1, **PLACE},
    {"offset_s": 3600, "kind": "fault", "title": "公网中断", "channel": "oral", "action": "manual", "expect": "改用电台", "unit": "值班员"},
    {"offset_s": 7200, "kind": "opinion", "title": "网传垮坝", "text": "转发上千次"},
]  # fmt: skip


def planned(centre: Centre) -> int:
    """The chief leads and judges; 王值班 takes part and is in the know of nothing."""
    chief = Officer(centre.url("web"), "zhibanzhang")
    made = chief.post("/api/drills/plans", {"title": "山火接警推演", "area": "4401", "kind": "tabletop"}).json()
    (player,) = centre.query("SELECT p.id FROM contacts_person p JOIN accounts_user u ON u.id = p.user_id WHERE u.username = 'zhiban'")[0]
    me = chief.me["user"]["id"]
    changed = chief.post(
        f"/api/drills/plans/{made['id']}",
        {"goals": ["接警即核"], "people": [player], "staff": [{"user": me, "duty": "director"}, {"user": me, "duty": "evaluator"}]},
    )
    assert changed.status_code == 200, changed.text
    changed = chief.post(f"/api/drills/plans/{made['id']}", {"script": SCRIPT})
    assert changed.status_code == 200, changed.text
    assert chief.post(f"/api/drills/plans/{made['id']}/ready").json()["state"] == "ready"
    return int(made["id"])


def test_a_drill_is_led_played_scored_and_its_finding_becomes_a_task(screens: Screens, centre: Centre):
    number = planned(centre)
    director, player = screens.desk("zhibanzhang"), screens.desk("zhiban")
    director.keyboard.press("Alt+Shift+Y")
    director.click("[data-test=plans-drills]")
    director.click(f"[data-test=drill-plan-{number}]")
    expect(director.locator("[data-test=line-1] input").nth(1)).to_have_value("群众报告山火")
    picture(director, "drill-plan")
    director.click("[data-test=start-drill-plan]")
    # It comes: framed, as an alarm of the drill, at the desk of who plays.
    expect(player.locator("[data-test=exercise]")).to_contain_text("山火接警推演")
    row = player.locator(".queue .row.alarm", has_text="良口镇")
    expect(row.locator(".tag.exercise")).to_be_visible()
    expect(director.locator("[data-test=next-inject]")).to_contain_text("公网中断")
    row.click()
    picture(player, "drill-player")
    player.click("[data-test=acknowledge]")
    expect(director.locator("[data-test=inject-1] .verdict")).to_contain_text("做到")
    picture(director, "drill-run")
    # Who plays may know that it is held, not what comes.
    player.keyboard.press("Alt+Shift+Y")
    player.click("[data-test=plans-drills]")
    player.click(f"[data-test=drill-plan-{number}]")
    expect(player.locator("[data-test=no-script]")).to_be_visible()
    expect(player.locator("[data-test=plans-page]")).not_to_contain_text("公网中断")
    # Brought forward by hand, judged by a person, found lacking.
    director.click("[data-test=inject-2]")
    director.fill("[data-test=drill-reason]", "时间有限")
    director.click("[data-test=fire-inject]")
    expect(director.locator("[data-test=inject-2]")).to_contain_text("已发")
    director.click("[data-test=drill-tab-score]")
    expect(director.locator("[data-test=verdict-1]")).to_contain_text("自动识别")
    director.locator("[data-test=score-2]").get_by_role("button", name="未做").click()
    expect(director.locator("[data-test=verdict-2]")).to_contain_text("未做")
    director.fill("[data-test=finding-text]", "值班员不会用备用电台")
    director.click("[data-test=write-finding]")
    director.fill("[data-test=finding-owner]", "指挥中心")
    director.locator("[data-test=drill-findings] button.primary").click()
    task = director.locator("[data-test^=finding-task-]")
    expect(task).to_contain_text("指挥中心")
    picture(director, "drill-score")
    director.click("[data-test=drill-tab-run]")
    director.click("[data-test=end-drill-plan]")
    director.click("[data-test=end-drill]")
    expect(director.locator("[data-test=drill-state]")).to_have_text("已结束")
    expect(player.locator("[data-test=exercise]")).to_have_count(0)
    player.keyboard.press("Alt+Shift+X")
    expect(player.locator(".queue")).to_be_visible()
    expect(row).to_have_count(0)
    director.click("[data-test=drill-tab-score]")
    expect(director.locator("[data-test=verdict-1]")).to_contain_text("做到")
    director.click("[data-test^=finding-task-]")
    expect(director.locator("[data-test=plans-page]")).to_contain_text(re.compile("演练整改:山火接警推演[\\s\\S]*值班员不会用备用电台"))
    picture(director, "drill-task")
    done(centre)


def done(centre: Centre) -> None:
    """The task is real: somebody does it, and the next test finds nothing of it."""
    chief = Officer(centre.url("web"), "zhibanzhang")
    for (task,) in centre.query("SELECT id FROM tasks_task WHERE title = '值班员不会用备用电台' AND state <> 'closed'"):
        assert chief.post(f"/api/tasks/{task}/feedback", {"text": "已培训", "said_by": "指挥中心"}).status_code == 200
        assert chief.post(f"/api/tasks/{task}/verify", {"holds": True, "close": True}).status_code == 200
