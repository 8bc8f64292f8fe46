"""The wall on its own: opened by a token, left alone, honest while the centre is away, complete when it is back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import pixels
from tests.e2e.conftest import Screens, picture, wall_token
from tests.e2e.wire import Wire
from tests.system.centre import Centre, Officer


def test_a_token_opens_the_wall_without_a_password_and_leaves_the_address(screens: Screens, centre: Centre):
    wall = screens.wall(map_drawn=False)
    assert "token" not in wall.url
    expect(wall.locator("[name=password]")).to_have_count(0)
    wall.reload()
    expect(wall.locator(".wall[data-connection=live]")).to_be_visible(timeout=20_000)
    assert wall.evaluate("document.cookie").find(wall_token(centre)) == -1  # no script can read it


def test_a_killed_web_process_is_shown_and_nothing_is_missing_when_it_is_back(screens: Screens, centre: Centre, wire: Wire):
    wall = screens.wall()
    radios = [name for (name,) in centre.query("SELECT external_id FROM terminals_terminal WHERE adapter = 'radio' ORDER BY id LIMIT 3")]
    wire.sos(radios[0], 113.70, 23.70)
    expect(wall.locator(".wall-feed li.alarm")).to_have_count(1, timeout=15_000)
    centre.kill("web")
    try:
        expect(wall.locator(".wall[data-connection=stale]")).to_be_visible(timeout=15_000)
        picture(wall, "wall-stale")
        for radio in radios[1:]:  # the gateway is another process: it takes them while nobody can see them
            wire.sos(radio, 113.60, 23.60)
        expect(wall.locator(".wall-banner")).to_contain_text("数据中断", timeout=25_000)
        expect(wall.locator(".wall-feed li.alarm")).to_have_count(1)  # the last picture stays, marked as such
        picture(wall, "wall-lost")
    finally:
        centre.start_web("web")
    expect(wall.locator(".wall[data-connection=live]")).to_be_visible(timeout=60_000)
    expect(wall.locator(".wall-feed li.alarm")).to_have_count(3, timeout=15_000)
    expect(wall.locator(".wall-banner")).to_have_count(0)
    board = wall.evaluate(
        "[...document.querySelector('.command-map-canvas').engine.options.live.board.table('alarms').value.values()].map((row) => [row.id, row.state])"
    )
    truth = Officer(centre.url("web"), "zhiban").get("/api/snapshot?scope=area:4401")["state"]["alarms"].values()
    assert sorted(board) == sorted([row["id"], row["state"]] for row in truth)
    assert not pixels.canvas(wall).blank
