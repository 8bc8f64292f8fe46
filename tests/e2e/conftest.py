"""A real centre, a real broker, the distribution's Chromium. Screens are opened by the tests; what they complain about fails the test."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from command.supervisor.ports import free_port
from command.supervisor.testing import BROWSERS
from tests.e2e.quiet import quieten
from tests.e2e.wire import Wire, connected
from tests.system.centre import ROOT, Centre, Officer, wait_until

CHROMIUM = [
    "--no-sandbox", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
PICTURES = ROOT / "test-results"
MAP_MS = 60_000  # software GL on two busy cores: ten seconds for the first picture are normal
expect.set_options(timeout=15_000)  # five seconds are an aim for people; a machine that runs tests has other work


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    assert (ROOT / "frontend" / "dist" / "manifest.json").exists(), "the screens are not built: python -m command.supervisor prepare"
    running = Centre(tmp_path_factory.mktemp("e2e"))
    running.env["VOICE_PORT"] = str(free_port())
    # Configured and dead, until a test starts one there
    running.env |= {
        "JANUS_URL": f"http://127.0.0.1:{free_port()}/janus",
        "JANUS_WS_URL": f"ws://127.0.0.1:{free_port()}",
        "JANUS_ADMIN_KEY": "tests-only",
        "MEDIA_ORIGINS": f"http://127.0.0.1:{free_port()}",
    }
    try:
        running.start_web("web")
        for name in ("voice", "gateway", "clerk", "worker"):
            running.start(name)
        beats = "SELECT count(DISTINCT process) FROM health_beat WHERE at > clock_timestamp() - interval '5 s'"
        wait_until(lambda: running.query(beats)[0][0] >= 5, 60, "all processes beat")
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def tidying(centre: Centre) -> tuple[Officer, Officer]:
    """Chief and team leader, signed in once: a password costs 0.3 s by design."""
    return Officer(centre.url("web"), "zhibanzhang"), Officer(centre.url("web"), "duizhang")


@pytest.fixture(autouse=True)
def calm(centre: Centre, tidying: tuple[Officer, Officer]) -> Iterator[None]:
    """Every test finds a quiet city."""
    yield
    quieten(centre, tidying[0])


@pytest.fixture
def wire(centre: Centre) -> Iterator[Wire]:
    with connected(centre.env["MQTT_URL"]) as found:
        yield found


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chromium on this machine"
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Per module, not per session: while it lives, Django believes it is in an event loop and refuses its database to other tests."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        yield running
        running.close()


class Screens:
    """Opens pages, each in a browser of its own, and keeps what they complain about."""

    def __init__(self, browser: Browser, centre: Centre) -> None:
        self.browser, self.centre = browser, centre
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, path: str, *, width: int = 1440, height: int = 900, until: str = "load", **options: Any) -> Page:
        context = self.browser.new_context(
            base_url=self.centre.url("web"),
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        page = context.new_page()
        page.goto(path, wait_until=until)  # type: ignore[arg-type]
        return page

    def wall(self, *, width: int = 960, height: int = 540, map_drawn: bool = True) -> Page:
        """Small unless it is looked at: without a graphics card every pixel of the map costs."""
        page = self.open(f"/wall/?token={wall_token(self.centre)}", width=width, height=height)
        page.locator(".wall[data-connection=live]").wait_for()
        if map_drawn:
            page.locator(".command-map-canvas[data-ready]").wait_for(timeout=MAP_MS)
        return page

    def desk(self, username: str = "zhiban", *, password: str = "", path: str = "/desk/", **options: Any) -> Page:
        page = self.open(path, **options)
        sign_in(page, username, password)
        page.locator("[data-test=connection].live").wait_for()
        return page

    def field(self, username: str = "duizhang", *, path: str = "/field/", lon: float = 113.72, lat: float = 23.70, **options: Any) -> Page:
        where = {"longitude": lon, "latitude": lat, "accuracy": 8}
        options = {"geolocation": where, "permissions": ["geolocation"], "is_mobile": True, "has_touch": True} | options
        page = self.open(path, width=390, height=844, **options)
        sign_in(page, username)
        page.locator("[data-test=contact].live").wait_for()
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        text = message.text
        if re.search("Content Security Policy|content-security-policy|\\[intlify\\]", text):
            self.complaints.append(text)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def sign_in(page: Page, username: str, password: str = "") -> None:
    page.fill("[name=username]", username)
    page.fill("[name=password]", password or "demo-2026-ecc")
    page.click("form button[type=submit]")


def wall_token(centre: Centre) -> str:
    return (centre.scratch / "demo_wall_token").read_text()


@pytest.fixture
def screens(browser: Browser, centre: Centre, request: pytest.FixtureRequest) -> Iterator[Screens]:
    opened = Screens(browser, centre)
    yield opened
    failed = getattr(request.node, "failed", False)
    if failed:
        for number, context in enumerate(opened.contexts):
            for page in context.pages:
                picture(page, f"failed-{request.node.name}-{number}")
    opened.close()
    assert opened.complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


def picture(page: Page, name: str) -> Path:
    """For people who look; never compared."""
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, timeout=60_000)
    return path
