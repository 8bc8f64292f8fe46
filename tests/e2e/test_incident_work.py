"""Inside an incident, with hands: several planned at once, command handed over, teams sent instead and lent, danger ground drawn, papers dropped, two that are one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer, wait_until

FLAT = "/desk/?flat"
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "从化区良口镇塘料村", "text": "山脚明火"}
EAST = FIRE | {"lon": 113.81, "lat": 23.30, "place": "增城区派潭镇"}
HOME = "从化区森林消防大队"
FOUR_ONES = dict.fromkeys(("lead", "task_force", "plan", "outlet"), "张副市长")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PQREAAAgDINe/9Izg34MGpJ3XIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIhcDW2wAgW2hX5cAAAAASUVORK5CYII="


@pytest.fixture
def chief(tidying: tuple[Officer, Officer]) -> Officer:
    return tidying[0]


def made(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def an_incident(chief: Officer, **given: Any) -> int:
    return int(made(chief.post("/api/incidents", FIRE | given))["id"])


def unit_of(chief: Officer, *, name: str = "", area: str = "") -> dict[str, Any]:
    units = chief.get("/api/snapshot?scope=area:4401")["state"]["units"].values()
    return next(
        dict(row) for row in units if row["kind"] == "forest_fire" and (row["name"] == name or (area and row["area"].startswith(area)))
    )


def opened(desk: Page, incident: int, tab: int) -> None:
    desk.click(f"[data-incident='{incident}']")
    desk.keyboard.press(f"Alt+Shift+{tab}")


def test_two_incidents_are_planned_at_once_and_ordered(screens: Screens, centre: Centre, chief: Officer):
    first, second = an_incident(chief), an_incident(chief, **EAST)
    desk = screens.desk("zhibanzhang", path=FLAT)
    desk.focus(f"[data-incident='{first}']")
    desk.keyboard.press("Shift+Space")
    desk.focus(f"[data-incident='{second}']")
    desk.keyboard.press("Shift+Space")
    expect(desk.locator(".incidents .marked").first).to_contain_text("已选入统筹 2 起")
    desk.keyboard.press("Alt+g")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("[data-test=comparison] [data-compared]")).to_have_count(2)
    picture(desk, "plan-compared")
    desk.keyboard.press("Enter")  # the better way has the focus
    for incident in (first, second):
        expect(desk.locator(f"[data-order='{incident}'] textarea")).not_to_be_empty()
    # Meanwhile somebody else takes a team of the first plan: that incident is refused whole and says who has it; the other goes out.
    taken = desk.locator(f"[data-order='{first}'] .tag").first.inner_text().rstrip("×")
    third = an_incident(chief, lon=113.70)
    made(chief.post(f"/api/incidents/{third}/assignments", {"unit": unit_of(chief, name=taken)["id"], "task": "先行"}))
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(f"[data-order='{second}'] .done")).to_be_visible()
    refused = desk.locator(f"[data-order='{first}'] [data-test=act-error]")
    expect(refused).to_be_visible()
    picture(desk, "plan-refused")
    assert centre.query("SELECT count(*) FROM orders_order WHERE incident_id = %s", first) == [(0,)]
    desk.locator(f"[data-order='{first}'] .tag", has_text=taken).get_by_role("button").click()
    desk.click("[data-test=plan-issue]")
    expect(desk.locator("[data-test=plan-done]")).to_be_visible()
    assert {row[0] for row in centre.query("SELECT incident_id FROM orders_order WHERE incident_id IN (%s, %s)", first, second)} == {
        first,
        second,
    }


def test_command_goes_over_a_task_follows_and_two_become_one(screens: Screens, centre: Centre, chief: Officer):
    first, second = an_incident(chief), an_incident(chief, place="良口镇塘料村北坡")
    team = unit_of(chief, name=HOME)
    held = made(chief.post(f"/api/incidents/{first}/assignments", {"unit": team["id"], "task": "上山"}))
    by_voice = {"spoken_to": "梁队长", "channel": "radio", "read_back": True}
    for leg in ("accepted", "arrived"):
        made(chief.post(f"/api/assignments/{held['assignment']['id']}/leg", {"leg": leg, "by_voice": by_voice}))
    desk = screens.desk("zhibanzhang", path=FLAT)
    opened(desk, first, 1)
    expect(desk.locator(".commander b").first).to_have_text("梁队长")  # the first that arrived
    desk.click("[data-test=hand-over]")
    desk.fill(".commander [name=name]", "李副区长")
    desk.fill(".commander [name=reason]", "到场接手")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".commander b").first).to_have_text("李副区长")
    expect(desk.locator(".commander .history")).to_contain_text("到场接手")
    picture(desk, "work-commander")

    desk.keyboard.press("Alt+Shift+3")
    desk.click(".team-card [data-test=task]")
    desk.fill("[name=further-task]", "转到北坡开设隔离带")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".team-card", has_text="转到北坡开设隔离带")).to_be_visible()
    picture(desk, "work-task")

    # It cannot be closed yet, and says why; the second is merged into it and is gone from the list.
    desk.keyboard.press("Alt+Shift+1")
    expect(desk.locator("[data-test=todo]")).to_contain_text(HOME)
    expect(desk.locator("[data-test=ask-close]")).to_be_disabled()
    picture(desk, "work-not-closed")
    opened(desk, second, 1)
    desk.click("[data-test=ask-merge]")
    desk.select_option(".family [name=other]", str(first))
    expect(desk.locator(".family .warn")).to_be_visible()
    desk.click("[data-test=merge]")
    expect(desk.locator(f"[data-incident='{second}']")).to_have_count(0)
    opened(desk, first, 1)
    expect(desk.locator(".family")).to_contain_text("良口镇塘料村北坡")

    made(chief.post(f"/api/incidents/{first}/release-all", {"note": "收队"}))
    made(chief.post(f"/api/incidents/{first}/four-ones", FOUR_ONES))
    desk.click("[data-test=ask-close]")
    desk.fill("[name=ending]", "明火扑灭,移交属地看守")
    desk.click("[data-test=close]")
    expect(desk.locator("[data-test=phase]")).to_contain_text("已结束")
    desk.click("[data-test=ask-reopen]")
    desk.fill("[name=ending]", "北坡复燃")
    desk.click("[data-test=reopen]")
    expect(desk.locator("[data-test=phase]")).to_contain_text("已立案")
    expect(desk.locator(f"[data-incident='{first}']")).to_be_visible()
    picture(desk, "work-reopened")


@pytest.fixture
def quick_ladder(centre: Centre) -> Iterator[None]:
    """Seconds instead of minutes until another team is proposed."""
    slow = centre.query("SELECT id, after_s FROM orders_ladderstep")
    centre.query("UPDATE orders_ladderstep SET after_s = step WHERE ladder = 'order.dispatch' RETURNING id")
    yield
    for step, seconds in slow:
        centre.query("UPDATE orders_ladderstep SET after_s = %s WHERE id = %s RETURNING id", seconds, step)


def test_a_team_goes_instead_and_a_lent_one_under_its_request(screens: Screens, centre: Centre, chief: Officer, quick_ladder: None):
    incident = an_incident(chief)
    team = unit_of(chief, name=HOME)
    held = made(chief.post(f"/api/incidents/{incident}/assignments", {"unit": team["id"], "task": "上山"}))
    desk = screens.desk("zhibanzhang", path=FLAT)
    opened(desk, incident, 3)
    desk.locator("[data-test=send-instead]").click(timeout=20_000)
    chosen = desk.locator("[data-test=force] .proposal.selected")
    expect(chosen).to_have_count(1)
    instead = chosen.locator(".what").inner_text()
    picture(desk, "work-instead")
    desk.locator("[data-test=force] [name=task]").fill("代替未签收队伍上山")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("[data-test=sent]")).to_contain_text(instead)
    assert centre.query("SELECT instead_of_id FROM orders_order WHERE incident_id = %s ORDER BY id DESC LIMIT 1", incident) == [
        (held["order"]["id"],)
    ]

    desk.keyboard.press("Alt+Shift+3")
    desk.click("[data-test=ask-reinforce]")
    desk.select_option("[name=lender]", "440118")
    desk.click("[data-test=reinforce]")
    row = desk.locator("[data-reinforcement]")
    for step in ("approve", "consent"):
        row.locator(f"[data-test={step}]").click()
        floor = row.locator("[name=below_floor]")
        row.locator("form .act.primary").click()
        if desk.locator(".reinforcements [data-test=act-error]").is_visible() and floor.count():
            floor.check()
            row.locator("form .act.primary").click()
    expect(row).to_have_class("reinforcement consented")
    lent = unit_of(chief, area="440118")
    opened(desk, incident, 2)
    desk.locator(".outside [type=search]").fill(lent["name"])
    desk.locator(f".outside [data-unit='{lent['id']}'], .proposals [data-unit='{lent['id']}']").first.click()
    for other in desk.locator(f"[data-test=force] .proposal.selected:not([data-unit='{lent['id']}'])").all():
        other.click()
    expect(desk.locator(".order-form")).to_contain_text("按 增城区 跨区增援下令")
    picture(desk, "work-lent")
    desk.locator("[data-test=force] [name=task]").fill("增援北坡")
    desk.fill("[name=return_by]", (datetime.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    desk.keyboard.press("Control+Enter")
    wait_until(
        lambda: centre.query("SELECT count(*) FROM orders_order WHERE incident_id = %s AND reinforcement_id IS NOT NULL", incident)[0][0],
        15, "an order under the request",
    )  # fmt: skip


def test_danger_ground_is_drawn_and_changed_and_the_point_crosses_a_border(screens: Screens, centre: Centre, chief: Officer):
    incident = an_incident(chief)
    desk = screens.desk("zhibanzhang", path=FLAT)
    opened(desk, incident, 4)
    desk.click("[data-test=draw-danger]")
    desk.fill("[name=danger-name]", "火头")
    desk.select_option("[name=danger-shape]", "circle")
    flat = desk.locator(".flat-map")
    box = flat.bounding_box()
    assert box
    x, y = box["width"] / 2, box["height"] / 2
    flat.click(position={"x": x, "y": y})
    flat.click(position={"x": x + 60, "y": y})
    expect(desk.locator("[data-test=danger-form]")).to_contain_text("公里")
    picture(desk, "work-circle")
    desk.click("[data-test=danger]")
    area = desk.locator("[data-danger]", has_text="火头")
    expect(area).to_be_visible()
    area.get_by_role("button", name="修改").click()
    desk.fill("[name=danger-name]", "东侧火头")
    flat.click(position={"x": x, "y": y})
    flat.click(position={"x": x + 90, "y": y})
    desk.click("[data-test=danger]")
    expect(desk.locator("[data-danger]", has_text="东侧火头")).to_be_visible()
    assert centre.query("SELECT count(*) FROM safety_dangeredit") == [(1,)]

    desk.keyboard.press("Alt+Shift+1")
    desk.click(".fields [data-field=position] .value")
    desk.fill(".fields [name=position]", "113.81, 23.30")
    desk.keyboard.press("Enter")
    asks = desk.locator("[data-test=border]")
    expect(asks).to_contain_text("新地点在增城区,事件现由从化区负责")
    picture(desk, "work-border")
    desk.click("[data-test=border-follow]")
    expect(asks).to_have_count(0)
    wait_until(lambda: centre.query("SELECT area FROM incidents_incident WHERE id = %s", incident) == [("440118",)], 10, "the new district")
    expect(desk.locator(".one-incident")).to_be_visible()  # what one is working on does not vanish under one's hands
    desk.locator(f"[data-incident='{incident}']").click()
    expect(desk.locator(".below")).to_contain_text("事件由从化区转增城区负责")


def test_papers_are_dropped_and_pasted_and_pictures_looked_at(screens: Screens, chief: Officer):
    incident = an_incident(chief)
    desk = screens.desk(path=FLAT)
    opened(desk, incident, 7)
    expect(desk.locator(".files")).to_be_visible()
    for event, name in (("drop", "现场.png"), ("paste", "image.png")):
        desk.evaluate(
            """([event, name, data]) => {
              const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0)), held = new DataTransfer()
              held.items.add(new File([bytes], name, { type: 'image/png' }))
              const target = event === 'drop' ? document.querySelector('.files') : document
              target.dispatchEvent(event === 'drop' ? new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true })
                : new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }))
            }""",
            [event, name, PIXEL],
        )
        expect(desk.locator(".pictures li")).to_have_count(1 if event == "drop" else 2, timeout=10_000)
    first = desk.locator(".pictures li button").first
    first.click()
    view = desk.locator(".picture-view")
    expect(view.locator("img")).to_be_visible()
    wait_until(lambda: desk.evaluate("document.querySelector('.picture-view img').naturalWidth") == 64, 10, "the picture itself")
    picture(desk, "work-picture")
    desk.keyboard.press("Escape")
    expect(view).to_have_count(0)


def test_a_call_is_answered_on_its_card_and_a_lost_crew_stands_on_the_wall(screens: Screens, centre: Centre, chief: Officer):
    incident = an_incident(chief)
    team = unit_of(chief, name=HOME)
    held = made(chief.post(f"/api/incidents/{incident}/assignments", {"unit": team["id"], "task": "上山"}))
    by_voice = {"spoken_to": "梁队长", "channel": "radio", "read_back": True}
    made(chief.post(f"/api/assignments/{held['assignment']['id']}/leg", {"leg": "accepted", "by_voice": by_voice}))
    conghua = screens.desk("conghua", path=FLAT)
    persons = chief.get("/api/contacts?area=440117")
    person = next(row for row in persons if row["user"] is not None and "黄" in row["name"])
    started = {"about": "incident", "about_id": incident, "purpose": "call", "persons": [person["id"]], "text": "请派人到塘料村核查"}
    made(chief.post("/api/callouts", started))
    card = conghua.locator("[data-test=incoming-call]")
    expect(card).to_contain_text("请派人到塘料村核查", timeout=15_000)
    picture(conghua, "work-incoming")
    card.get_by_role("textbox").fill("已派两人前往")
    conghua.click("[data-test=answer-said]")
    expect(card).to_have_count(0)

    wall = screens.wall(map_drawn=False)
    # neither heard nor seen: another test's phone may have told where this crew is
    centre.query(
        "UPDATE tracks_lastfix SET fixed_at = fixed_at - interval '2 hours', received_at = received_at - interval '2 hours'"
        " WHERE subject_id = %s RETURNING 1",
        team["id"],
    )
    centre.query(
        "UPDATE safety_check SET due_at = due_at - interval '2 hours', contact_at = contact_at - interval '2 hours' WHERE assignment_id = %s RETURNING 1",
        held["assignment"]["id"],
    )
    expect(wall.locator(".wall-feed .incident .lost")).to_contain_text("失联 1 支", timeout=20_000)
    picture(wall, "work-wall-lost")


def test_satellite_feedback_is_marked_and_the_pages_of_people_are_read_only_for_an_officer(
    screens: Screens, centre: Centre, chief: Officer
):
    spots = {"hotspots": [{"lon": 113.76, "lat": 23.75, "satellite": "FY-4B", "confidence": 0.8}]}
    answer = chief.post("/api/hotspots", spots)
    assert answer.status_code in (200, 201), answer.text
    desk = screens.desk(path=FLAT)
    desk.keyboard.press("F8")
    expect(desk.locator(".one-alarm")).to_be_visible()
    expect(desk.locator("[data-step-done=feedback]")).to_have_count(0)  # the formal answer says what was found: the verdict comes first
    ((alarm,),) = centre.query("SELECT id FROM alarms_alarm WHERE source = 'satellite' AND verdict = '' ORDER BY id DESC LIMIT 1")
    made(chief.post(f"/api/alarms/{alarm}/verdict", {"verdict": "farm_burning"}))
    desk.click("[data-step-done=feedback]")
    desk.fill("[name=feedback-to]", "省森防办")
    desk.click(".step-actions [data-test=step]")
    expect(desk.locator("[data-step-done=feedback]")).to_have_count(0)
    picture(desk, "work-feedback")
    desk.goto("/contacts/")
    expect(desk.locator("table tr").nth(1)).to_be_visible()
    picture(desk, "work-contacts")
    desk.goto("/teams/")
    expect(desk.get_by_text("登记新队伍")).to_have_count(0)
    picture(desk, "work-teams")


def test_three_windows_of_one_desk_share_selection_and_sound(screens: Screens, chief: Officer):
    main = screens.desk(path="/desk/?pane=queue&flat")
    incident = an_incident(chief)
    others = {}
    for pane in ("map", "incident"):
        others[pane] = main.context.new_page()
        others[pane].goto(f"/desk/?pane={pane}&flat")
    expect(others["incident"].locator(".nothing")).to_be_visible()
    main.locator(f"[data-incident='{incident}']").click()
    expect(others["incident"].locator(".one-incident")).to_contain_text("森林火灾")
    wait_until(lambda: sum(page.locator(".desk[data-leads=true]").count() for page in (main, *others.values())) == 1, 10, "one sound")
    others["incident"].keyboard.press("Alt+Shift+4")
    expect(others["incident"].locator("[data-test=draw-danger]")).to_be_visible()
    for name, page in (("queue", main), *others.items()):
        picture(page, f"work-window-{name}")
