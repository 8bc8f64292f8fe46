"""incident → **hooks** → whoever keeps something per incident, e.g. its talk group. Lists filled in `AppConfig.ready`.

Hooks run inside the action's own transaction, as its actor, with the incident locked. One that fails takes back what it wrote itself, and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from django.db import OperationalError

from dispatch.incidents.models import Incident
from realtime.log import act

log = logging.getLogger(__name__)

# moved: another district answers for it now; graded: by its figures or a person; phased: see its phase
Moment = Literal["opened", "closed", "reopened", "moved", "graded", "phased"]
_listeners: list[Callable[[str, Moment, Incident], None]] = []


def on_incident(hear: Callable[[str, Moment, Incident], None]) -> None:
    """`hear(actor, moment, incident)`, after the incident's row is as it will be."""
    if hear not in _listeners:
        _listeners.append(hear)


def tell_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """An incident is opened and closed, whatever becomes of what should follow it."""
    for hear in _listeners:
        try:
            with act(actor, incident.exercise_id):
                hear(actor, moment, incident)
        except OperationalError:  # a deadlock: the whole command runs again
            raise
        except Exception:
            log.exception("incident %s %s: %s failed", incident.pk, moment, hear.__qualname__)
