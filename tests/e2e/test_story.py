"""From the wire to the wall and back: a drone and a phone, an alarm, an incident, an order, a team that answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.e2e import pixels
from tests.e2e.conftest import Screens, picture
from tests.e2e.wire import Wire
from tests.system.centre import Centre, Officer, wait_until

TEAM = "从化区森林消防大队"
TASK = "携风力灭火机 6 台,到良口镇东侧山脚集结"
FIRE = (113.7712, 23.7423)
COLOUR_NAMES = re.compile("[红橙黄蓝]色")


def test_from_a_drones_report_to_the_teams_arrival(screens: Screens, centre: Centre, wire: Wire, clocked: Callable[..., Any]):
    wall = screens.wall()
    desk = screens.desk()
    field = screens.field()
    drawn = pixels.canvas(wall)
    assert not drawn.blank, drawn
    picture(wall, "story-1-wall-empty")
    expect(field.locator(".nothing")).to_be_visible()
    picture(field, "story-1-field-idle")

    # A drone and a phone report; their marks appear where they are and leave where they were.
    here, there = {"drone": (113.62, 23.86), "phone": (113.93, 23.87)}, {"drone": (113.70, 23.78), "phone": (113.98, 23.80)}
    colour = {"drone": pixels.DRONE, "phone": pixels.PERSON}
    say = {"drone": wire.drone, "phone": wire.phone}
    for who in say:
        assert pixels.marked(wall, colour[who], *here[who]) == 0
        with clocked(f"first fix of the {who} → pixels on the wall", 15):
            say[who](*here[who])
            wait_until(lambda who=who: pixels.marked(wall, colour[who], *here[who]) >= 3, 15, f"the {who} on the wall's canvas")  # type: ignore[misc]
        assert pixels.marked(wall, colour[who], *there[who]) == 0
        with clocked(f"next fix of the {who} → its mark moved", 15):
            say[who](*there[who])
            wait_until(lambda who=who: pixels.marked(wall, colour[who], *there[who]) >= 3, 15, f"the {who} moved")  # type: ignore[misc]
        wait_until(lambda who=who: pixels.marked(wall, colour[who], *here[who]) == 0, 10, f"the {who} left its old place")  # type: ignore[misc]
    picture(wall, "story-2-wall-drone-and-phone")

    # The drone sees heat at its laser's target: an alarm with an urgency word, no colour name, on wall and desk.
    on_wall, on_desk = wall.locator(".wall-feed li.alarm.unacked"), desk.locator(".queue .row.alarm.unacked")
    with clocked("heat seen by the drone → the desk's queue"):
        wire.drone(*there["drone"], celsius=212.0, laser=FIRE)
        on_desk.wait_for()
    with clocked("… → the wall's feed", 3):
        on_wall.wait_for()
    for row in (on_wall, on_desk):
        expect(row).to_contain_text("紧急")
        assert not COLOUR_NAMES.search(row.inner_text())
    picture(wall, "story-3-wall-alarm")
    picture(desk, "story-3-desk-alarm")

    # The officer acknowledges, verifies, and has an incident.
    on_desk.click()
    with clocked("acknowledged at the desk → the wall names who"):
        desk.click("[data-test=acknowledge]")
        expect(wall.locator(".wall-feed li.alarm")).to_contain_text("已确认 王值班")
    desk.fill(".verdict textarea", "回看热成像,山脚明火,正向东蔓延")
    picture(desk, "story-4-desk-verify")
    with clocked("属实 at the desk → an incident on the wall"):
        desk.click("[data-test=confirmed]")
        wall.locator(".wall-feed li.incident").wait_for()
    expect(wall.locator(".wall-feed li.alarm")).to_have_count(0)
    expect(wall.locator(".wall-feed li.incident")).to_contain_text("森林")

    # A team is sent through the list of those who could go.
    desk.fill(".candidates input[type=search]", TEAM)
    desk.locator(".candidate", has_text=TEAM).click()
    desk.fill(".candidates [name=task]", TASK)
    picture(desk, "story-5-desk-assign")
    with clocked("指令 at the desk → the leader's phone"):
        desk.click("[data-test=dispatch]")
        expect(field.locator(".order h2")).to_have_text(TASK)
    expect(wall.locator(".wall-feed li.incident")).to_contain_text("1 支队伍")
    expect(field.locator("[data-test=way]")).to_contain_text("公里")
    picture(field, "story-6-field-order")

    # The leader answers from the phone; desk and wall see it.
    with clocked("签收 on the phone → the desk"):
        field.click("[data-test=accept]")
        expect(desk.locator(".order-row .state")).to_have_text("已签收")
    with clocked("已到场 on the phone → the wall", 8):
        field.click("[data-test=arrive]")  # its button is armed after 0.9 s
        expect(wall.locator(".wall-feed li.incident")).to_contain_text("到场 1")
    expect(desk.locator(".order-row .state")).to_have_text("已到场")
    expect(field.locator("[data-test=state]")).to_have_text("已到场")
    expect(field.locator("[data-test=waiting]")).to_have_text("已全部发出")
    expect(desk.locator(".timeline")).to_contain_text(f"{TEAM} 已到场")
    for page, name in ((wall, "wall"), (desk, "desk"), (field, "field")):
        picture(page, f"story-7-{name}-arrived")
    acks = centre.query("SELECT kind FROM orders_ack ORDER BY at")
    assert [kind for (kind,) in acks] == ["delivered", "read", "accepted", "arrived"] or [kind for (kind,) in acks] == [
        "delivered",
        "accepted",
        "arrived",
    ]


def test_the_second_officer_is_told_who_holds_the_team(screens: Screens, centre: Centre):
    first = Officer(centre.url("web"), "zhiban")
    taken = first.post("/api/incidents", {"type": "11G01", "lon": 113.60, "lat": 23.58, "place": "街口街"}).json()
    other = first.post("/api/incidents", {"type": "11G01", "lon": 113.55, "lat": 23.62, "place": "鳌头镇"}).json()
    (unit, name) = next(
        (row["unit"]["id"], row["unit"]["name"])
        for row in first.get(f"/api/incidents/{other['id']}/candidates")
        if row["availability"] == "available"
    )
    desk = screens.desk("zhibanzhang", width=1366, height=768)
    desk.click(f"[data-incident='{other['id']}']")
    desk.fill(".candidates input[type=search]", name)
    desk.click(f".candidate[data-unit='{unit}']")
    desk.fill(".candidates [name=task]", "前往鳌头镇")
    assert first.post(f"/api/incidents/{taken['id']}/assignments", {"unit": unit, "task": "先到先得"}).status_code == 201
    desk.click("[data-test=dispatch]")
    told = desk.locator(".candidates [data-test=act-error]")
    expect(told).to_contain_text("王值班")
    expect(told).to_contain_text(taken["number"])
    picture(desk, "desk-second-officer")
    told.locator("button").click()
    expect(desk.locator(".detail .number").first).to_have_text(taken["number"])
