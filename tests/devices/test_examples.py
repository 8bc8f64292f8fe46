"""The scripts an agency copies – for its radio gateway, beside its video platform: what they read, and that the centre takes what they post."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import redis
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from devices import adapters
from devices.adapters import gb28181
from devices.doors.http.platforms import _frame
from devices.readings import Fix, Sos

from .conftest import until  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = Path(__file__).parent / "samples" / "radio"


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "deploy" / "examples" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gateway, bridge = _load("radio_gateway"), _load("wvp_bridge")


def sample(name: str) -> bytes:
    return bytes.fromhex((SAMPLES / f"{name}.hex").read_text().strip())


def taken(said: dict[str, Any]) -> list[Any]:
    """Through the generic intake, as the door hands it over."""
    source, topic, payload = _frame(json.dumps(said | {"id": "1001"}).encode(), "")
    assert source.external_id == "1001"
    return adapters.decode(topic, payload, 1_793_664_935_000)[0]


def test_tetra_says_where_it_is_and_calls_for_help_by_reason_two() -> None:
    raw = sample("tetra_lip_short_synthetic_guangzhou")
    said = gateway.lip(raw)
    assert said == gateway.lip(b"\x0a" + raw)
    sos, fix = taken(said)
    assert isinstance(sos, Sos) and sos.active and sos.lat == fix.lat
    assert (fix.lat, fix.lon) == (pytest.approx(23.1242, abs=1e-4), pytest.approx(113.2647, abs=1e-4))
    quiet = gateway.lip((int.from_bytes(raw, "big") & ~(0xFF << 4)).to_bytes(10, "big"))
    assert (quiet["spd"], quiet["hdg"], quiet["acc"]) == (pytest.approx(28 / 3.6), 90.0, 200)
    assert isinstance(taken(quiet)[0], Fix)


def test_motorola_says_where_when_and_how_fast() -> None:
    said = gateway.lrrp(sample("motorola_lrrp_triggered_data_synthetic"))
    (fix,) = taken(said)
    assert (fix.lat, fix.lon) == (pytest.approx(23.1837, abs=0.001), pytest.approx(113.2971, abs=0.01))
    assert (fix.speed, fix.heading) == (3.5, 90)
    assert fix.at.year == 2026


def test_hytera_says_it_in_text_and_rings_when_it_must() -> None:
    text = b"A001530031126N2311.0220E11317.8260000090"
    (fix,) = taken(gateway.hytera(b"\x08\xa0\x02\x00\x30\x00\x00\x00\x01\x0a\x00\x03\xe9" + text + b"\x11\x03"))
    assert (fix.lat, fix.lon, fix.heading, fix.at_ms) == (pytest.approx(23.1837), pytest.approx(113.2971), 90, 1_793_664_930_000)
    sos, _ = taken(gateway.hytera(b"\x08\xb0\x03\x00\x30" + text))
    assert isinstance(sos, Sos)
    (sos,) = taken(gateway.hytera(b"\x08\xb0\x03\x00\x30" + text.replace(b"A0015", b"V0015")))
    assert sos.lat is None
    with pytest.raises(ValueError):
        gateway.hytera(text.replace(b"A0015", b"V0015"))


@given(st.sampled_from(sorted(gateway.DECODERS)), st.binary(max_size=80))
@bounds(max_examples=300, deadline=None)
def test_noise_is_refused_with_errors_the_script_expects(system: str, data: bytes) -> None:
    for noise in (data, b"\x0d" + bytes([len(data)]) + data):
        with contextlib.suppress(ValueError, IndexError):
            gateway.DECODERS[system](noise)


def test_the_bridge_beside_a_video_platform_hears_its_redis(settings: Any) -> None:
    url = urlsplit(settings.REDIS_URL)
    heard: list[bytes] = []
    listening = threading.Thread(
        target=lambda: heard.append(next(bridge.messages(f"{url.hostname}:{url.port}", unquote(url.password or "")))), daemon=True
    )
    listening.start()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        until(lambda: client.publish("mobileposition", '{"code":"34020000001320000001","longitude":113.2,"latitude":23.1}'))
    listening.join(10)
    assert gb28181.device_of(heard[0]) == "34020000001320000001"
