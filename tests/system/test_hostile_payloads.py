"""A real gateway behind a real broker hears three thousand hostile messages: it lives, counts what it could not read, and what others say is true."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest

from tests.devices.corpus import samples
from tests.devices.garbage import mutated, odd
from tests.system.centre import Centre, wait_until
from tests.system.test_wire import a_radio, ms, picture_of, publish, terminal, watching

MANY = 3_000
SEED = 20261123
LONG = b'{"lat":23.6,"lon":113.6,"at":1,"x":"' + b"x" * 300_000 + b'"}'
PAYLOADS = [
    b"",
    b"\x00",
    b"\xff" * 70_000,
    b"[" * 50_000,
    b'{"a":' * 20_000,
    b"null",
    b'{"lat":1e999,"lon":-1e999,"at":NaN}',
    b"9" * 20_000,
    LONG,
]
ENDS = ("pos", "status", "sos", "ack", "measure", "hotspot", "text", "nothing", "a/b/c", "")


def topics(dice: random.Random, names: list[str]) -> Iterator[str]:
    """Ours with odd parts, and those of other dialects: of areas that are not, of devices nobody knows, far too long."""
    while True:
        name = dice.choice([*names, "R-unknown", "", "x" * 300, "..", "%s", "倒\u202e", "R1' OR 1=1 --", "\U0001f525"])
        area = dice.choice(["440117", "440115", "999999", "", "44", "440117/440115", "中"])
        yield dice.choice(
            [
                f"ecc/v1/{area}/{dice.choice(('radio', 'uav', 'sensor', 'nothing', ''))}/{name}/{dice.choice(ENDS)}",
                f"owntracks/{area}/{name}",
                f"thing/product/{name}/{dice.choice(('osd', 'events', 'requests', 'state'))}",
                f"sys/product/{name}/status",
                f"spBv1.0/{area}/{dice.choice(('NBIRTH', 'DDATA', 'NDEATH', 'STATE'))}/{name}",
                f"msh/CN/2/e/{name}/!{dice.randrange(2**32):08x}",
            ]
        )


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """Of its own: what comes of a bent call for help, no other test should stand on."""
    centre = Centre(tmp_path_factory.mktemp("besieged"))
    try:
        centre.start("gateway")
        centre.start_web("web-2")
        centre.beating("gateway")
        yield centre
    finally:
        centre.stop()


def test_hostile_messages_stop_no_gateway_and_touch_no_other_terminal(besieged: Centre):
    dice = random.Random(SEED)
    name, _, subject = a_radio(besieged)
    victims = [a_radio(besieged)[0] for _ in range(3)]
    gateway = besieged.processes["gateway"]
    true = [(one.topic, one.payload) for one in samples()]
    payloads = [payload for _, payload in true]
    screen = watching(besieged, "web-2")
    with terminal(besieged) as (radio, _):
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.61, "lon": 113.61, "at": ms(), "bat": 80}, qos=0)
        assert picture_of(screen, subject)["lat"] == 236_100_000
        screen.close()
        asked = topics(dice, victims)
        for number in range(MANY):
            topic, payload = dice.choice(true)
            if number % 2:
                topic = next(asked)
            payload = (
                dice.choice(PAYLOADS)
                if number % 10 == 0
                else (odd if number % 3 else lambda one, dice: mutated(one, payloads, dice))(payload, dice)
            )
            if topic and not any(sign in topic for sign in "#+\x00"):
                radio.publish(topic, payload, dice.choice((0, 1)))
            if number % 200 == 0:
                time.sleep(0.05)
    with terminal(besieged) as (radio, _):  # the broker may have put the other one out for what it said
        publish(radio, f"ecc/v1/440117/radio/{name}/pos", {"lat": 23.62, "lon": 113.62, "at": ms(), "bat": 79}, qos=1)
        last = "SELECT 1 FROM tracks_lastfix WHERE subject_id = %s AND round(lat::numeric, 2) = 23.62"
        wait_until(lambda: besieged.query(last, subject), 120, lambda: f"what it says after all that; {besieged.log('gateway')}")
    screen = watching(besieged, "web-2")
    row = picture_of(screen, subject, 60)
    assert (row["lat"], row["lon"], row["battery"]) == (236_200_000, 1_136_200_000, 79)
    screen.close()
    assert besieged.processes["gateway"] is gateway and gateway.poll() is None
    assert besieged.query("SELECT count(*) FROM inbox_quarantine")[0][0] > 0
    assert "Traceback" not in (besieged.scratch / "gateway.log").read_text(errors="replace")
