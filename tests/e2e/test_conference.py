"""会商 in real browsers with made-up cameras: everybody sees everybody's picture move and hears everybody's beep; by mesh, and by Janus where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, Screens, chromium, picture
from tests.system.centre import Centre, Officer, wait_until

DEVICES = ["--use-fake-device-for-media-stream=fps=8", "--use-fake-ui-for-media-stream", "--disable-features=WebRtcHideLocalIpsWithMdns"]
# Four browsers encode three pictures each on two cores.
SMALL = "localStorage.setItem('ecc.rtc.camera', '160x120@8')"
WITHIN_MS = 45_000

# Frames drawn and the loudest moment of a few seconds, per participant; a made-up microphone beeps once a second.
WATCH = """async (seconds) => {
  const context = new AudioContext()
  const found = {}
  const tiles = [...document.querySelectorAll('.rtc-tile:not(.own)')]
  const frames = (tile) => tile.querySelector('video').getVideoPlaybackQuality().totalVideoFrames
  const ears = tiles.map((tile) => {
    const stream = tile.querySelector('video').srcObject
    const ear = context.createAnalyser()
    ear.fftSize = 2048
    if (stream && stream.getAudioTracks().length) context.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(ear)
    return { tile, ear, before: frames(tile), loud: 0 }
  })
  const samples = new Float32Array(2048)
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    for (const one of ears) {
      one.ear.getFloatTimeDomainData(samples)
      one.loud = Math.max(one.loud, ...samples.map(Math.abs))
    }
    await new Promise((done) => setTimeout(done, 40))
  }
  for (const one of ears) found[one.tile.querySelector('figcaption').textContent.trim()] = { frames: frames(one.tile) - one.before, loud: one.loud }
  await context.close()
  return found
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=[*CHROMIUM, *DEVICES])
        yield running
        running.close()


@pytest.fixture
def incident(centre: Centre) -> Iterator[int]:
    officer = Officer(centre.url("web"), "zhiban")
    made: int = officer.post("/api/incidents", {"type": "11G01", "lon": 113.77, "lat": 23.74, "place": "良口镇"}).json()["id"]
    yield made
    for row in officer.get("/api/snapshot?scope=area:4401")["state"]["conferences"].values():
        if row["state"] == "open":
            officer.post(f"/api/conferences/{row['id']}/end")


def desk(screens: Screens, username: str, *, pane: str = "queue") -> Page:
    page = screens.desk(username, path=f"/desk/?pane={pane}" if pane else "/desk/", width=1000, height=760)
    page.evaluate(SMALL)
    return page


def moving(page: Page, others: int) -> dict[str, Any]:
    """Every other participant's picture advances and is heard."""
    expect(page.locator(".rtc-tile:not(.own)[data-state=up]")).to_have_count(others, timeout=WITHIN_MS)
    end = time.monotonic() + WITHIN_MS / 1000
    while True:
        seen: dict[str, Any] = page.evaluate(WATCH, 1.6)
        if len(seen) == others and all(one["frames"] >= 3 and one["loud"] > 0.01 for one in seen.values()):
            return seen
        assert time.monotonic() < end, seen


def users(centre: Centre, *names: str) -> list[int]:
    rows = centre.query("SELECT username, id FROM accounts_user")
    return [dict(rows)[name] for name in names]


def test_four_browsers_see_and_hear_each_other_over_the_mesh(screens: Screens, centre: Centre, incident: int):
    # The officer begins it on the incident and comes in; three are asked, two at desks and one in the field.
    host = screens.desk("zhiban", width=1280, height=860)
    host.evaluate(SMALL)
    host.click(f"[data-incident='{incident}']")
    host.click("[data-tab=conference]")
    host.fill("[data-test=conference-start] .first", "良口镇山火会商")
    host.fill("[data-test=invite-search]", "从化区森林消防")
    host.locator("[data-unit]").first.check()
    host.click("[data-test=start-conference]")
    host.locator("[data-test=enter-video]").wait_for()
    conference = int(host.locator("[data-conference]").get_attribute("data-conference") or 0)
    officer = Officer(centre.url("web"), "zhiban")
    asked = officer.post(f"/api/conferences/{conference}/invite", {"users": users(centre, "zhibanzhang", "conghua")})
    assert asked.status_code == 200, asked.text
    host.click("[data-test=enter-video]")

    chief, district = desk(screens, "zhibanzhang"), desk(screens, "conghua")
    field = screens.field("duizhang", permissions=["geolocation", "microphone", "camera"])
    field.evaluate(SMALL)
    for page in (chief, district, field):
        expect(page.locator("[data-test=conference-invitation]")).to_contain_text("良口镇山火会商")
    expect(host.locator(".rtc-legs [data-state=ringing]")).to_have_count(3)
    picture(district, "conference-invitation-desk")
    picture(field, "conference-invitation-field")
    began = time.monotonic()
    for page in (chief, district, field):
        page.click("[data-test=join-video]")
    heard = {name: moving(page, 3) for name, page in {"host": host, "chief": chief, "district": district, "field": field}.items()}
    print(f"mesh of four: all pictures and voices within {time.monotonic() - began:.1f} s", heard)
    expect(host.locator(".rtc-legs [data-state=joined]")).to_have_count(4)
    picture(host, "conference-desk")
    picture(field, "conference-field")

    # A silenced microphone is silent at the others; the one who leaves is gone there, the one who vanishes as well.
    district.click("[data-test=microphone]")
    name = district.locator(".rtc-tile.own").get_attribute("data-leg")
    time.sleep(1)
    silent = chief.evaluate(WATCH, 1.6)
    assert min(one["loud"] for one in silent.values()) < 0.001, silent
    field.click("[data-test=leave]")
    expect(host.locator(f".rtc-legs [data-leg='{name}'][data-state=joined]")).to_have_count(1)
    expect(host.locator(".rtc-legs [data-state=left]")).to_have_count(1)
    district.context.close()
    screens.contexts.remove(district.context)
    expect(host.locator(".rtc-legs [data-state=left]")).to_have_count(2, timeout=15_000)
    expect(chief.locator(".rtc-tile:not(.own)")).to_have_count(1)


@pytest.fixture
def janus(centre: Centre, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The distribution's Janus from a folder of our own, on the ports the centre was told."""
    program = shutil.which("janus")
    if program is None:
        pytest.skip("no janus on this machine (apt-get install janus)")
    http, ws = (urlsplit(centre.env[name]).port for name in ("JANUS_URL", "JANUS_WS_URL"))
    files = {
        "janus.jcfg": f'general: {{ configs_folder = "{tmp_path}"; interface = "127.0.0.1"; log_to_stdout = true; debug_level = 3 }}\n'
        'media: { rtp_port_range = "21000-21200" }\nnat: { ice_lite = false }\n'
        'plugins: { disable = "libjanus_audiobridge.so,libjanus_sip.so,libjanus_nosip.so,libjanus_streaming.so,libjanus_voicemail.so,'
        'libjanus_recordplay.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_echotest.so,libjanus_lua.so,libjanus_duktape.so" }\n'
        'transports: { disable = "libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so" }\n',
        "janus.transport.http.jcfg": f'general: {{ json = "compact"; base_path = "/janus"; http = true; port = {http}; ip = "127.0.0.1"; https = false }}\n',
        "janus.transport.websockets.jcfg": f'general: {{ json = "compact"; ws = true; ws_port = {ws}; ws_ip = "127.0.0.1"; wss = false }}\n',
        "janus.plugin.videoroom.jcfg": f'general: {{ admin_key = "{centre.env["JANUS_ADMIN_KEY"]}" }}\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([program, "-F", str(tmp_path), "-C", str(tmp_path / "janus.jcfg")], stdout=log, stderr=log)
    up = "SELECT count(*) FROM conferences_health WHERE provider = 'janus' AND up"
    try:
        wait_until(lambda: process.poll() is not None or centre.query(up)[0][0], 60, "the worker's probe finds Janus")
        assert process.poll() is None, (tmp_path / "log").read_text()[-2000:]
        yield process
    finally:
        process.kill()
        process.wait(10)


def test_two_browsers_meet_in_a_room_of_janus_and_are_offered_the_talk_group_when_it_dies(
    screens: Screens, centre: Centre, incident: int, janus: subprocess.Popen[bytes]
):
    officer = Officer(centre.url("web"), "zhiban")
    invite = {"users": users(centre, "zhibanzhang")}
    opened = officer.post("/api/conferences", {"incident": incident, "purpose": "山火会商", "provider": "janus", "invite": invite})
    assert opened.status_code == 201, opened.text
    host, chief = desk(screens, "zhiban", pane=""), desk(screens, "zhibanzhang")
    host.click(f"[data-incident='{incident}']")
    host.click("[data-tab=conference]")
    host.click("[data-test=enter-video]")
    chief.click("[data-test=join-video]")
    for page in (host, chief):
        moving(page, 1)
    picture(chief, "conference-janus")

    # Killed: within seconds the board says so, the talk group is one press away, and the host moves everybody to the mesh.
    janus.kill()
    offered = host.locator(".rtc-pane [data-test=use-talk-group]")
    offered.wait_for(timeout=30_000)
    picture(host, "conference-janus-dead")
    host.locator(".rtc-dock [data-test=switch-mesh]").click()
    for page in (host, chief):
        moving(page, 1)
