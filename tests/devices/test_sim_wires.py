"""Simulated terminals, protocol by protocol: the same seed says the same, and what they mean is what our adapters read, whatever goes wrong between."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from devices.adapters.known import Facts
from devices.adapters.mapped import made_ready
from devices.adapters.mapped_rows import Mapping
from devices.readings import Fix, Measurement
from devices.sane import judge
from devices.simulator.roster import Role
from devices.simulator.wires.faults import SOME, Faults, parsed
from devices.simulator.wires.known import WIRES
from devices.simulator.wires.sensors import VENDOR_ROW
from devices.simulator.wires.shape import Frame
from devices.simulator.wires.stream import Tick, begun, stream
from tests.devices.garbage import Decoders

NOW = 1_793_664_930_000
IDS = {
    "owntracks": "demo/http-1", "traccar": "356307042441021", "gb28181": "44011700001320000001", "tak": "ANDROID-demo-0001", "mavlink": "41",
    "meshtastic": "!fe0a0001", "sparkplug": "Water/edge-01/gauge-01", "sensorthings": "7001", "odid": "DEMOUAS0000000001",
}  # fmt: skip
TICKS = 250
WRONG = ("late", "future", "zero")


def ticks(name: str, faults: Faults, seed: int = 1, count: int = TICKS) -> list[Tick]:
    adapter, _, via = name.partition("/")
    role = Role(adapter, IDS.get(adapter, "demo-1"), "440117", "uav", 113.586, 23.548, False, None, False, via)
    return list(itertools.islice(stream(begun(WIRES[name], role, seed), seed, faults, NOW, 10_000), count))


def frames(name: str, faults: Faults, seed: int = 1) -> list[Frame]:
    return [frame for tick in ticks(name, faults, seed) for frame in tick.frames]


def decoders() -> Decoders:
    return Decoders(Facts(mapped=made_ready([_row()], frozenset())))


def _row() -> Mapping:
    import msgspec

    return msgspec.convert(VENDOR_ROW, Mapping)


@pytest.mark.parametrize("name", WIRES)
def test_the_same_seed_says_the_same_to_the_byte(name: str) -> None:
    assert ticks(name, SOME) == ticks(name, SOME)
    assert [f.payload for f in frames(name, SOME)] != [f.payload for f in frames(name, SOME, seed=2)]


@pytest.mark.parametrize("name", WIRES)
def test_what_it_means_is_what_is_read(name: str) -> None:
    """Good frames agree, also right after bad ones; a repeated one may be nothing; what is 0, 0 or of a wrong time never moves a marker."""
    ours, agreed, seen, spoilt = decoders(), 0, set[str](), False
    for place, tick in enumerate(ticks(name, SOME)):
        now = NOW + (place + 1) * 10_000
        for frame in tick.frames:
            said = ours.read(frame.topic, frame.payload, now)
            seen.add(frame.fault)
            if frame.fault == "garbage":
                spoilt = True
                continue  # refused or harmless; Decoders lets nothing else through
            assert said is not None, (frame.fault, frame.payload[:200])
            if frame.place is not None:
                agreed += fixed(frame, said, now, spoilt)
            if frame.values:
                agreed += measured(frame, said)
            spoilt = False
    assert agreed >= TICKS / 2
    assert {"duplicate", "reorder", "late", "future", "zero", "garbage"} <= seen


def fixed(frame: Frame, said: list[Any], now: int, spoilt: bool) -> int:
    place = frame.place
    assert place is not None
    found = [reading for reading in said if isinstance(reading, Fix)]
    if frame.fault in ("duplicate", "reorder") and not found:
        return 0
    if frame.fault == "zero":
        assert all(judge(fix.lat, fix.lon, fix.at_ms, now) for fix in found)
        return 0
    if not found and frame.topic.startswith("msh/") and spoilt:
        return 0  # the injured copy had its number still, so this one is a repetition
    fix = found[-1]  # an autopilot's receiver and its own estimate may both tell
    assert (fix.lat, fix.lon) == (pytest.approx(place.lat, abs=2e-6), pytest.approx(place.lon, abs=2e-6))
    assert fix.at_ms is None or abs(fix.at_ms - place.at_ms) <= 1000 or frame.topic.startswith("dronescout")
    assert fix.speed is None or fix.speed == pytest.approx(place.speed, abs=0.3)
    if frame.fault in ("late", "future") and fix.at_ms is not None and abs(place.at_ms - now) > 25 * 3_600_000:
        assert judge(fix.lat, fix.lon, fix.at_ms, now), "far from now: history at most"
    return 1


def measured(frame: Frame, said: list[Any]) -> int:
    found = {reading.quantity: reading.value for reading in said if isinstance(reading, Measurement)}
    if frame.fault in ("duplicate", "reorder") and not found:
        return 0
    for quantity, value in frame.values.items():
        assert (next(iter(found.values())) if quantity == "*" else found[quantity]) == pytest.approx(value)
    return 1


@pytest.mark.parametrize("name", [name for name, kind in WIRES.items() if kind.carrier == "mqtt"])
def test_whoever_leaves_a_will_is_gone_and_comes_back(name: str) -> None:
    told = ticks(name, Faults(will=0.1))
    gone = [n for n, tick in enumerate(told) if tick.gone]
    if not gone:
        assert name in (
            "owntracks/http",
            "traccar/mqtt",
            "thingsboard/mqtt",
            "meshtastic",
            "meshtastic/json",
            "sensorthings",
            "odid",
            "mapped",
        )
        return
    assert told[gone[0]].frames[-1].fault == "will" and not told[gone[0] + 1].frames
    assert any(tick.frames for tick in told[gone[0] + 2 :])


def test_faults_are_asked_for_by_name() -> None:
    assert parsed("") == Faults() and parsed("all") == SOME
    assert parsed("late=0.5,garbage") == Faults(late=0.5, garbage=SOME.garbage)
    for wrong in ("lite", "late=2"):
        with pytest.raises(ValueError):
            parsed(wrong)


def test_what_obeys_answers_so_that_its_command_is_settled() -> None:
    """Each by its own road: acknowledgement, value told back, number repeated."""
    from devices.adapters import homie, mapped, mavlink, sparkplug
    from devices.adapters.known import Command
    from devices.readings import Answer

    def told(kind_of: str, encode: Any, kind: str, **payload: Any) -> list[Any]:
        role = Role(kind_of, IDS.get(kind_of, "demo-1"), "440117", "uav", 113.586, 23.548, False, None)
        wire, ours = begun(WIRES[kind_of], role, 1), decoders()
        for frame in wire.hello(NOW):
            ours.read(frame.topic, frame.payload, NOW)
        command = Command(
            external_id=role.external_id, area="440117", terminal_kind="sensor", meta={}, kind=kind, payload=payload,
            correlation="7f0c2a1e-0000-4000-8000-000000000001", now_ms=NOW,
        )  # fmt: skip
        topic, body = encode(command)
        said = [r for frame in wire.heard(topic, body, NOW) for r in ours.read(frame.topic, frame.payload, NOW) or []]
        return [(answer.result, answer.correlation) for answer in said if isinstance(answer, Answer)]

    ours = "7f0c2a1e-0000-4000-8000-000000000001"
    assert told("mavlink", mavlink.encode, "autopilot_return") == [(0, ours)]
    assert told("homie", homie.encode, "write", name="horn/on", value=True) == [(0, ours)]
    assert told("sparkplug", sparkplug.encode, "write", name="Outputs/Siren", value=True) == [(0, ours)]
    order = VENDOR_ROW["commands"][0]  # type: ignore[index]
    (answer,) = told("mapped", mapped.encode, "vendor", topic=order["topic"], body=order["payload"], value=60)
    assert answer[0] == 0 and answer[1].startswith("#")
