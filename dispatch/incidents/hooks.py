"""incident → **hooks** → whoever keeps something per incident, e.g. its talk group. Lists filled in `AppConfig.ready`.

Hooks run inside the action's own transaction, as its actor, with the incident locked: what they write stands or falls with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from dispatch.incidents.models import Incident

Moment = Literal["opened", "closed", "reopened", "moved"]  # moved: another district answers for it now
_listeners: list[Callable[[str, Moment, Incident], None]] = []


def on_incident(hear: Callable[[str, Moment, Incident], None]) -> None:
    """`hear(actor, moment, incident)`, after the incident's row is as it will be."""
    if hear not in _listeners:
        _listeners.append(hear)


def tell_incident(actor: str, moment: Moment, incident: Incident) -> None:
    for hear in _listeners:
        hear(actor, moment, incident)
