"""A machine whose graphics cannot draw the map in GL gets a plain one with every unit on it, and one calm line that says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, Screens, chromium, picture, wall_token
from tests.system.centre import Centre


@pytest.fixture(scope="module")
def plain_browser() -> Iterator[Browser]:
    """Started without WebGL and without the software that would stand in for it."""
    args = [flag for flag in CHROMIUM if "swiftshader" not in flag]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=[*args, "--disable-3d-apis", "--disable-gpu", "--disable-software-rasterizer"]
        )
        yield running
        running.close()


@pytest.mark.parametrize("screen", ["wall", "desk"])
def test_the_map_is_plain_and_says_so(plain_browser: Browser, centre: Centre, screen: str) -> None:
    screens = Screens(plain_browser, centre)
    try:
        if screen == "wall":
            page = screens.open(f"/wall/?token={wall_token(centre)}")
            page.locator(".wall[data-connection=live]").wait_for()
        else:
            page = screens.desk()
        assert page.evaluate("document.createElement('canvas').getContext('webgl2')") is None
        expect(page.get_by_text("已改用简化地图").first).to_be_visible(timeout=60_000)
        drawn = (
            "() => [...document.querySelectorAll('canvas')].some(c => { const g = c.getContext('2d'); if (!g || !c.width) return false;"
            " const d = g.getImageData(0, 0, c.width, c.height).data; const seen = new Set();"
            " for (let i = 0; i < d.length; i += 4 * 97) seen.add(d[i] << 16 | d[i+1] << 8 | d[i+2]); return seen.size > 3 })"
        )
        page.wait_for_function(drawn, timeout=60_000)
        picture(page, f"no-webgl-{screen}")
        assert screens.complaints == []
    finally:
        screens.close()
