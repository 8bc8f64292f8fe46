"""alarm → **hooks** → whoever waits for its fate, e.g. the agency that handed it over. Registered in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from dispatch.alarms.models import Alarm

Fate = Literal["acknowledged", "verified", "reopened"]
_listeners: list[Callable[[Fate, Alarm], None]] = []


def on_fate(hear: Callable[[Fate, Alarm], None]) -> None:
    """`hear(fate, alarm)` runs inside the action, after the alarm's row is as it will be."""
    if hear not in _listeners:
        _listeners.append(hear)


_raised: list[Callable[[Alarm], None]] = []


def on_raised(hear: Callable[[Alarm], None]) -> None:
    """`hear(alarm)` runs inside the action, once per new alarm; tests of a terminal are not told."""
    if hear not in _raised:
        _raised.append(hear)


def tell_raised(alarm: Alarm) -> None:
    for hear in _raised:
        hear(alarm)


def tell_fate(fate: Fate, alarm: Alarm) -> None:
    for hear in _listeners:
        hear(fate, alarm)
