"""From the wire to the wall and back: a drone and a phone, an alarm, an incident, an order, a team that answers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e import pixels
from tests.e2e.conftest import Screens, picture
from tests.e2e.sight import Sight, pressed
from tests.e2e.wire import Wire
from tests.system.centre import Centre, Officer, wait_until

TEAM = "从化区森林消防大队"
TASK = "携风力灭火机 6 台,到良口镇东侧山脚集结"
FIRE = (113.7712, 23.7423)
PLACE = "从化区(113.7712, 23.7423)"
COLOUR_NAMES = re.compile("[红橙黄蓝]色")
WALL_ALARM, WALL_INCIDENT = ".wall-feed li.alarm", ".wall-feed li.incident"


def moves(
    wall: Page,
    who: str,
    colour: tuple[int, int, int],
    report: Callable[[float, float], None],
    here: tuple[float, float],
    there: tuple[float, float],
) -> None:
    """Its mark appears where it reported from and leaves when it reports from elsewhere, in the pixels of the wall's canvas."""
    assert pixels.marked(wall, colour, *here) == 0 == pixels.marked(wall, colour, *there)
    for step, (place, left) in enumerate([(here, there), (there, here)], 1):
        began = time.monotonic()
        report(*place)
        wait_until(lambda place=place: pixels.marked(wall, colour, *place) >= 3, 30, f"fix {step} of the {who} in pixels")  # type: ignore[misc]
        print(f"  fix {step} of the {who} → pixels of the wall: {time.monotonic() - began:.2f} s (each look waits for a frame)")
        wait_until(lambda left=left: pixels.marked(wall, colour, *left) == 0, 30, f"the {who} left its old place")  # type: ignore[misc]


def test_from_a_drones_report_to_the_teams_arrival(screens: Screens, centre: Centre, wire: Wire):
    wall = screens.wall(width=1600, height=900)
    desk = screens.desk(width=1366, height=768)
    field = screens.field()
    drawn = pixels.canvas(wall)
    assert not drawn.blank, drawn
    expect(field.locator("[data-test=accept]")).to_have_count(0)
    picture(field, "story-1-field-idle")

    # A drone and a phone report.
    moves(wall, "drone", pixels.DRONE, wire.drone, (113.62, 23.86), (113.70, 23.78))
    moves(wall, "phone", pixels.PERSON, wire.phone, (113.93, 23.87), (113.98, 23.80))
    picture(wall, "story-2-wall-drone-and-phone")

    # The drone sees heat at its laser's target: an alarm with an urgency word, no colour name, on wall and desk.
    sights = [Sight(wall, f"{WALL_ALARM}.unacked", PLACE, "紧急"), Sight(desk, ".queue .row.alarm.unacked", PLACE, "紧急")]
    began = time.time()
    wire.drone(113.70, 23.78, celsius=212.0, laser=FIRE)
    for sight, screen in zip(sights, ("wall", "desk"), strict=True):
        sight.after(began, f"heat seen by the drone → the {screen}")
        assert not COLOUR_NAMES.search(sight.page.inner_text("body"))
    picture(wall, "story-3-wall-alarm")

    # The officer acknowledges, verifies, and has an incident.
    desk.click(".queue .row.alarm")
    sight = Sight(wall, WALL_ALARM, PLACE, "已确认 王值班")
    sight.after(pressed(desk, "[data-test=acknowledge]"), "acknowledged at the desk → the wall says by whom")
    expect(desk.locator(".detail")).to_contain_text("无人机 从化-01 发现热点,212 ℃")
    desk.fill(".verdict textarea", "回看热成像,山脚明火,正向东蔓延")
    picture(desk, "story-4-desk-verify")
    sight = Sight(wall, WALL_INCIDENT, PLACE, "森林火灾")
    sight.after(pressed(desk, "[data-test=forest_fire]"), "属实 at the desk → an incident on the wall")
    expect(wall.locator(WALL_ALARM, has_text=PLACE)).to_have_count(0)

    # The desk proposes; this time the officer chooses one team by name and writes the task.
    expect(desk.locator(".force .proposal.selected").first).to_be_visible()
    picture(desk, "story-5-desk-proposed")
    desk.click("[data-test=choose-none]")
    desk.fill(".force input[type=search]", TEAM)
    desk.locator(".outside .candidate").filter(has=desk.get_by_text(TEAM, exact=True)).click()
    desk.fill(".force [name=task]", TASK)
    picture(desk, "story-5-desk-assign")
    sight, teams = Sight(field, ".order h2", TASK), Sight(wall, WALL_INCIDENT, PLACE, "1 支队伍")
    issued = pressed(desk, "[data-test=dispatch]")
    sight.after(issued, "the order at the desk → the leader's phone")
    teams.after(issued, "the order at the desk → the wall counts the team")
    expect(field.locator(".order dd").first).to_contain_text(PLACE)
    expect(field.locator("[data-test=way]")).to_contain_text("公里")
    picture(field, "story-6-field-order")

    # The leader answers from the phone; desk and wall see it.
    sight = Sight(desk, ".sent .state", "已签收")
    sight.after(pressed(field, "[data-test=accept]"), "签收 on the phone → the desk")
    sight = Sight(desk, ".sent .state", "出动")
    sight.after(pressed(field, "[data-test=en_route]"), "出动 on the phone → the desk")
    sights = [Sight(wall, WALL_INCIDENT, PLACE, "到场 1"), Sight(desk, ".sent .state", "到场")]
    expect(field.locator("[data-test=arrived]")).to_be_enabled()
    arrived = pressed(field, "[data-test=arrived]")
    sights[0].after(arrived, "已到场 on the phone → the wall")
    sights[1].after(arrived, "已到场 on the phone → the desk")
    expect(field.locator("[data-test=state]")).to_have_text("已到场")
    expect(field.locator("[data-test=waiting]")).to_have_text("已全部发出")
    expect(desk.locator(".timeline")).to_contain_text(f"{TEAM} 到场")
    desk.keyboard.press("Alt+Shift+3")
    expect(desk.locator(".team-card [data-leg=arrived]")).to_have_class("now")
    for page, name in ((wall, "wall"), (desk, "desk"), (field, "field")):
        picture(page, f"story-7-{name}-arrived")
    said = [
        kind
        for (kind,) in centre.query(
            "SELECT kind FROM orders_ack WHERE order_id = (SELECT id FROM orders_order WHERE task = %s) ORDER BY id", TASK
        )
    ]
    assert [kind for kind in said if kind != "read"] == [
        "delivered",
        "accepted",
        "arrived",
    ]  # read: only when it was looked at for a second
    assert len(set(said)) == len(said)


def test_the_second_officer_is_told_who_holds_the_team(screens: Screens, centre: Centre):
    first = Officer(centre.url("web"), "zhiban")
    taken = first.post("/api/incidents", {"type": "11G01", "lon": 113.60, "lat": 23.58, "place": "街口街"}).json()
    other = first.post("/api/incidents", {"type": "11G01", "lon": 113.55, "lat": 23.62, "place": "鳌头镇"}).json()
    unit = first.get(f"/api/incidents/{other['id']}/recommendation?limit=5")["proposals"][0]["unit"]
    desk = screens.desk("zhibanzhang", width=1366, height=768)
    desk.click(f"[data-incident='{other['id']}']")
    desk.click("[data-test=choose-none]")
    desk.fill(".force input[type=search]", unit["name"])
    desk.click(f".outside .candidate[data-unit='{unit['id']}']")
    desk.fill(".force [name=task]", "前往鳌头镇")
    assert first.post(f"/api/incidents/{taken['id']}/assignments", {"unit": unit["id"], "task": "先到先得"}).status_code == 201
    desk.click("[data-test=dispatch]")
    told = desk.locator(".force [data-test=act-error]")
    expect(told).to_contain_text("王值班")
    expect(told).to_contain_text(taken["number"])
    picture(desk, "desk-second-officer")
    told.locator("button").click()
    expect(desk.locator(".incident-head .number")).to_have_text(taken["number"])
