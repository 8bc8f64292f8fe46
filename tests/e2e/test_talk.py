"""Push-to-talk between real browsers: a tone sent is the tone heard, one holds the floor, who comes late hears the rest, whatever codec the browser has."""

from __future__ import annotations

import math
import struct
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, Screens, chromium, picture
from tests.system.centre import Centre, Officer, wait_until

HZ = 1000.0
BIN_HZ = 48_000 / 2048
LOUD = 0.01  # the browser's noise filter takes most of a steady tone; silence is a true zero
FLAT = "/desk/?flat"  # the map is not what is tested here
LEADERS_UNIT = "从化区森林消防大队"
HEARD = """(sel) => {
  const analyser = document.querySelector(sel)?.talk?.analyser()
  if (!analyser) return { rms: 0, hz: 0 }
  const wave = new Float32Array(analyser.fftSize), bins = new Float32Array(analyser.frequencyBinCount)
  analyser.getFloatTimeDomainData(wave)
  analyser.getFloatFrequencyData(bins)
  const rms = Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length)
  return { rms, hz: bins.indexOf(Math.max(...bins)) * analyser.context.sampleRate / analyser.fftSize }
}"""
NO_WEBCODECS = "delete window.AudioEncoder; delete window.AudioDecoder"


def tone(path: Path, hz: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(b"".join(struct.pack("<h", int(16_000 * math.sin(2 * math.pi * hz * n / 48_000))) for n in range(48_000 * 4)))
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium whose microphone is a file."""
    sound = tone(tmp_path_factory.mktemp("tone") / "tone.wav", HZ)
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-audio-capture={sound}"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=[*CHROMIUM, *fake])
        yield running
        running.close()


@pytest.fixture
def chief(tidying: tuple[Officer, Officer]) -> Officer:
    return tidying[0]


@pytest.fixture
def group(centre: Centre, chief: Officer) -> dict[str, Any]:
    """An incident in 从化, a team sent to it, and the talk group that came with it."""
    incident = chief.post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": "良口镇石明村"}).json()
    (unit,) = centre.query("SELECT subject_id FROM teams_unit WHERE name = %s", LEADERS_UNIT)[0]
    answer = chief.post(f"/api/incidents/{incident['id']}/assignments", {"unit": unit, "task": "扑救火线东侧", "ack_within_s": 600})
    assert answer.status_code == 201, answer.text
    return next(row for row in chief.get("/api/talk/groups") if row["incident"] == incident["id"])


def desk(screens: Screens, group: dict[str, Any], username: str, *, init: str = "") -> Page:
    """A desk that listens to the group and speaks in it."""
    page = screens.open("/livez", permissions=["microphone"])
    if init:
        page.add_init_script(init)
    page.add_init_script(f"localStorage['ecc.talk'] ??= JSON.stringify({{ talkIn: {group['id']} }})")
    page.goto(FLAT)
    page.fill("[name=username]", username)
    page.fill("[name=password]", "demo-2026-ecc")
    page.click("form button[type=submit]")
    expect(page.locator(".talk-bar")).to_have_attribute("data-listening", "on", timeout=20_000)
    expect(page.locator("[data-test=talk-groups]")).to_contain_text(group["name"])
    expect(page.locator("[data-test=ptt]")).to_be_enabled()
    return page


def hold(page: Page) -> None:
    """Mouse down on the button, as long as it takes."""
    box = page.locator("[data-test=ptt]").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()


def pedal(page: Page, kind: str) -> None:
    """A key no keyboard has, as a foot pedal sends it."""
    key = {"type": kind, "code": "F13", "key": "F13", "windowsVirtualKeyCode": 124}
    page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", key)


def phase(page: Page) -> str:
    return page.locator("[data-talk]").get_attribute("data-talk") or ""


def hears(page: Page) -> dict[str, float]:
    return dict(page.evaluate(HEARD, "[data-talk]"))


def hears_the_tone(page: Page, seconds: float = 8) -> None:
    def now() -> bool:
        found = hears(page)
        return found["rms"] > LOUD and abs(found["hz"] - HZ) <= BIN_HZ

    wait_until(now, seconds, f"the tone is heard; now {hears(page)}, {phase(page)}")


def silent(page: Page) -> None:
    wait_until(lambda: hears(page)["rms"] == 0, 4, "silence after the key")


def test_a_tone_sent_is_the_tone_heard_at_every_end_and_kept_with_the_incident(screens: Screens, centre: Centre, group: dict[str, Any]):
    city, district = desk(screens, group, "zhiban"), desk(screens, group, "conghua")
    field = screens.field(permissions=["geolocation", "microphone"])
    expect(field.locator(".field-talk")).to_have_attribute("data-listening", "on", timeout=20_000)

    city.locator("body").click(position={"x": 700, "y": 300})
    city.keyboard.down("Alt")
    city.keyboard.down("v")
    for listener in (district, field):
        hears_the_tone(listener)
    expect(district.locator("[data-test=talk-now]")).to_contain_text("王值班 讲话中")
    picture(district, "talk-desk-hears")
    picture(field, "talk-field-hears")
    assert hears(city)["rms"] == 0  # nobody hears themselves
    city.keyboard.up("v")
    city.keyboard.up("Alt")
    for listener in (district, field):
        silent(listener)

    hold(field)
    hears_the_tone(city)
    hears_the_tone(district)
    picture(field, "talk-field-speaks")
    field.mouse.up()
    expect(field.locator(".field-talk")).to_have_attribute("data-talk", "idle")

    wait_until(
        lambda: centre.query("SELECT count(*) FROM talk_burst WHERE group_id = %s AND why = 'released'", group["id"]) == [(2,)],
        10,
        "two bursts",
    )
    city.locator(".row.incident").first.click()
    city.locator("[data-tab=talk]").click()
    expect(city.locator("[data-burst]")).to_have_count(2)
    expect(city.locator("[data-burst]").first).to_contain_text("梁队长")
    city.locator("[data-burst] .play").first.click()
    expect(city.locator("[data-burst].playing")).to_have_count(1)
    expect(city.locator("[data-burst].playing")).to_have_count(0, timeout=15_000)  # to its end
    expect(city.locator("[data-burst] .trouble")).to_have_count(0)
    picture(city, "talk-incident")


def test_one_holds_the_floor_always_and_a_lost_key_up_gives_it_back(screens: Screens, centre: Centre, group: dict[str, Any]):
    first, second, chief = (desk(screens, group, username) for username in ("zhiban", "conghua", "zhibanzhang"))
    hold(first)
    expect(first.locator(".talk-bar")).to_have_attribute("data-talk", "talking")
    hold(second)
    expect(second.locator("[data-test=talk-now]")).to_have_text("排队 第 1 位")
    hears_the_tone(chief)
    hold(chief)  # whose priority takes the floor from an equal
    expect(chief.locator(".talk-bar")).to_have_attribute("data-talk", "talking")
    expect(first.locator("[data-test=talk-now]")).to_contain_text("抢占")
    expect(second.locator(".talk-bar")).to_have_attribute("data-talk", "queued")
    hears_the_tone(first)
    picture(second, "talk-queued")
    chief.evaluate("window.dispatchEvent(new Event('blur'))")  # the key-up went to another program
    expect(second.locator(".talk-bar")).to_have_attribute("data-talk", "talking")
    hears_the_tone(chief)
    second.mouse.up()
    expect(second.locator(".talk-bar")).to_have_attribute("data-talk", "idle")
    for page in (first, chief):
        page.mouse.up()
        silent(page)
    whys = "SELECT why FROM talk_burst WHERE group_id = %s ORDER BY id"
    wait_until(lambda: centre.query(whys, group["id"]) == [("preempted",), ("released",), ("released",)], 10, "three bursts")
    at_once = """SELECT count(*) FROM talk_burst a JOIN talk_burst b ON a.group_id = b.group_id AND a.id < b.id AND b.group_id = %s
                 WHERE b.started_at < a.started_at + a.duration_ms * interval '1 ms' - interval '1 ms'  -- both are whole"""
    assert centre.query(at_once, group["id"]) == [(0,)]


def test_who_comes_late_hears_the_rest_and_any_codec_will_do(screens: Screens, group: dict[str, Any]):
    old = desk(screens, group, "conghua", init=NO_WEBCODECS)
    assert old.evaluate("document.querySelector('.talk-bar').talk.view.value.codec") == "wasm"
    hold(old)
    expect(old.locator(".talk-bar")).to_have_attribute("data-talk", "talking")
    late = desk(screens, group, "zhiban")  # everything, sign-in too, while somebody speaks
    hears_the_tone(late)
    expect(late.locator("[data-test=talk-now]")).to_contain_text("黄从化 讲话中")
    late.reload()
    hears_the_tone(late, 12)
    old.mouse.up()
    silent(late)
    hold(late)
    hears_the_tone(old)  # decoded by WebAssembly
    late.mouse.up()


def test_a_circle_on_the_map_is_a_group_within_three_seconds(screens: Screens, group: dict[str, Any]):
    page = desk(screens, group, "zhibanzhang")
    page.click("[data-test=talk-lasso]")
    flat = page.locator(".flat-map")
    box = flat.bounding_box()
    assert box
    for x, y in ((0.55, 0.05), (0.95, 0.05), (0.95, 0.6), (0.55, 0.6)):
        flat.click(position={"x": box["width"] * x, "y": box["height"] * y})  # of the map: a banner above it moves it
    expect(page.locator("[data-test=lasso-inside]")).to_contain_text("支队伍")
    picture(page, "talk-lasso")
    page.fill("[name=lasso-name]", "北部圈选")
    begun = time.monotonic()
    page.click("[data-test=lasso-make]")
    expect(page.locator("[data-test=talk-groups]")).to_contain_text("北部圈选")
    expect(page.locator("[data-test=ptt]")).to_be_enabled()
    hold(page)
    expect(page.locator(".talk-bar")).to_have_attribute("data-talk", "talking")
    assert time.monotonic() - begun < 3
    page.mouse.up()


def test_the_wall_shows_who_speaks_and_keys_are_taught(screens: Screens, group: dict[str, Any]):
    page = desk(screens, group, "zhiban")
    wall = screens.wall(map_drawn=False)
    page.click("[data-test=talk-settings]")
    page.click("[data-test=learn-key]")
    page.keyboard.press("a")
    expect(page.locator("[data-test=key-refused]")).to_contain_text("误触")
    pedal(page, "rawKeyDown")
    pedal(page, "keyUp")
    expect(page.locator("[data-test=talk-settings-sheet] kbd")).to_have_text("F13")
    page.click("[data-test=talk-settings]")
    page.keyboard.press("F2")
    page.locator("[name=place]").focus()
    page.keyboard.press("Alt+v")  # no longer the key
    assert phase(page) == "idle"
    pedal(page, "rawKeyDown")  # works while one types
    expect(page.locator(".talk-bar")).to_have_attribute("data-talk", "talking")
    expect(wall.locator("[data-test=wall-talk]")).to_contain_text("王值班", timeout=15_000)
    picture(wall, "talk-wall")
    pedal(page, "keyUp")
    expect(wall.locator("[data-test=wall-talk]")).to_have_count(0)
