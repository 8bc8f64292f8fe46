"""The player in a real browser: a jump, and what nobody may mistake."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import MAP_MS, Screens, sign_in
from tests.system.centre import Centre, Officer, wait_until


def test_a_jump_shows_the_board_of_that_instant_and_the_wall_says_that_it_is_the_past(screens: Screens, centre: Centre) -> None:
    wait_until(lambda: centre.query("SELECT count(*) FROM replay_keyframe")[0][0] > 0, 90, "the worker keeps the first board")
    officer = Officer(centre.url("web"), "zhibanzhang")
    before = centre.query("SELECT clock_timestamp()")[0][0]
    number = officer.post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": "回放沟"}).json()["number"]
    after = centre.query("SELECT clock_timestamp()")[0][0]
    page = screens.open(f"/replay/?at={stamp(before)}&from={stamp(before)}", width=1200, height=760)
    sign_in(page, "zhibanzhang")
    page.locator(".command-map-canvas[data-ready]").wait_for(timeout=MAP_MS)
    player, open_then = page.locator("[data-test=replay]"), page.locator("[data-test=open-then]")
    expect(player).to_have_attribute("data-waiting", "false", timeout=MAP_MS)
    expect(page.locator("[data-test=replay-mark]")).to_contain_text("非实时画面")
    expect(open_then).not_to_contain_text("回放沟")
    page.locator("[data-test=speed-64]").click()
    page.locator("[data-test=play]").click()  # to the end of the axis, which lies after the incident
    expect(open_then).to_contain_text("回放沟", timeout=MAP_MS)
    expect(page.locator("[data-test=told]")).to_contain_text("回放沟")
    assert float(player.get_attribute("data-at") or 0) >= after.timestamp() * 1000 - 1000, number
    wall = screens.wall(map_drawn=False)
    page.locator("[data-test=to-wall]").click()
    mark = wall.locator("[data-test=wall-replay] [data-test=replay-mark]")
    expect(mark).to_contain_text(re.compile("回放.*非实时画面"), timeout=MAP_MS)
    page.locator("[data-test=to-wall]").click()
    expect(mark).to_have_count(0)


def stamp(at: object) -> str:
    text: Callable[[], str] = at.isoformat  # type: ignore[attr-defined]
    return text().replace("+00:00", "Z").replace("+", "%2B")
