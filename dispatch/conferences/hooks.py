"""legs → **hooks** → whoever invited for a purpose of their own: a leg rings, or somebody has come in. Registered in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from dispatch.conferences.models import Leg

Hear = Callable[[Leg], None]
_on_leg: list[Hear] = []


def on_leg(hear: Hear) -> None:
    """`hear(leg)` runs in the action that moved the leg to `ringing` or `joined`."""
    if hear not in _on_leg:
        _on_leg.append(hear)


def tell_leg(leg: Leg) -> None:
    for hear in _on_leg:
        hear(leg)
