"""alarm → **hooks** → whoever waits for its fate, e.g. the agency that handed it over. Registered in `AppConfig.ready`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from django.db import OperationalError

from dispatch.alarms.models import Alarm
from realtime.log import act, current

log = logging.getLogger(__name__)

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
    """A call for help stands, whatever becomes of what should follow it."""
    for hear in _raised:
        try:
            with act(current().actor, alarm.exercise_id):
                hear(alarm)
        except OperationalError:  # a deadlock: the whole command runs again
            raise
        except Exception:
            log.exception("alarm %s: %s failed", alarm.pk, hear.__qualname__)


def tell_fate(fate: Fate, alarm: Alarm) -> None:
    for hear in _listeners:
        hear(fate, alarm)
