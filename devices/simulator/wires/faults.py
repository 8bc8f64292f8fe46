"""stream → **faults** → stream: what goes wrong between a terminal and the centre, drawn from the seed. Pure."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from devices.simulator.wires.shape import Frame, Place

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
BURST = 12


class Faults(NamedTuple):
    """How often, of all reports. None by default."""

    duplicate: float = 0.0
    reorder: float = 0.0
    late: float = 0.0
    future: float = 0.0
    zero: float = 0.0
    garbage: float = 0.0
    burst: float = 0.0
    will: float = 0.0


NONE = Faults()
SOME = Faults(0.05, 0.05, 0.03, 0.02, 0.03, 0.05, 0.01, 0.01)


def parsed(text: str) -> Faults:
    """`all`, or `late=0.1,garbage=0.02`; a bare name takes the usual share. ValueError names what there is."""
    if text in ("", "none"):
        return NONE
    if text == "all":
        return SOME
    found: dict[str, float] = {}
    for part in text.split(","):
        name, _, share = part.strip().partition("=")
        if name not in Faults._fields:
            raise ValueError(f"没有“{name}”这种故障;可用:all、{'、'.join(Faults._fields)}")
        found[name] = float(share) if share else getattr(SOME, name)
        if not 0 <= found[name] <= 1:
            raise ValueError(f"{name} 的比例应在 0 至 1")
    return Faults(**found)


def displaced(place: Place, faults: Faults, dice: Random) -> tuple[Place, str]:
    """A wrong clock or a receiver without a fix."""
    if dice.random() < faults.late:
        return place._replace(at_ms=place.at_ms - dice.choice((2 * MINUTE_MS, 30 * MINUTE_MS, 30 * HOUR_MS))), "late"
    if dice.random() < faults.future:
        return place._replace(at_ms=place.at_ms + dice.choice((2 * MINUTE_MS, 26 * HOUR_MS))), "future"
    if dice.random() < faults.zero:
        return place._replace(lat=0.0, lon=0.0), "zero"
    return place, ""


def spoilt(frame: Frame, dice: Random) -> Frame:
    """Cut short, bits turned, or something else altogether; nobody means anything by it."""
    payload = bytearray(frame.payload)
    match dice.randrange(3):
        case 0:
            payload = payload[: dice.randrange(len(payload) + 1)]
        case 1:
            for _ in range(dice.randrange(1, 6)):
                payload[dice.randrange(len(payload))] ^= 1 << dice.randrange(8)
        case _:
            payload = bytearray(dice.randbytes(dice.randrange(1, 60)))
    return frame._replace(payload=bytes(payload), place=None, values={}, retain=False, fault="garbage")


def travelled(frames: list[Frame], held: list[Frame], faults: Faults, dice: Random) -> tuple[list[Frame], list[Frame]]:
    """On the way: once more, out of turn (what is held goes after the next ones), with noise before it."""
    out: list[Frame] = []
    for frame in frames:
        if dice.random() < faults.garbage:
            out.append(spoilt(frame, dice))
        out.append(frame)
        if dice.random() < faults.duplicate:
            out.append(frame._replace(fault="duplicate"))
    if dice.random() < faults.reorder:
        return held, [frame._replace(fault=frame.fault or "reorder") for frame in out]
    return [*out, *held], []
