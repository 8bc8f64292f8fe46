"""Contact checks, roll calls and danger areas as screens need them."""

from __future__ import annotations

from typing import Any

from dispatch.safety.models import Check, Danger, RollCall
from dispatch.snapshot import Rows, rows
from dispatch.teams.models import Member

CHECKS = Check.objects.filter(over=False)
DANGERS = Danger.objects.filter(ended_at=None)


def _of_board(prefix: str) -> Any:
    """Roll calls go from the board together with their incident."""
    return RollCall.objects.filter(area__startswith=prefix, incident__archived=False)


def checks(prefix: str) -> Rows:
    return rows(CHECKS.filter(area__startswith=prefix))


def roll_calls(prefix: str) -> Rows:
    return rows(_of_board(prefix))


def dangers(prefix: str) -> Rows:
    return rows(DANGERS.filter(area__startswith=prefix))


def roll_calls_of_user(user_id: str) -> Rows:
    """Those that ask a crew of this person."""
    units = Member.objects.filter(user_id=int(user_id)).values("unit")
    return rows(RollCall.objects.filter(legs__unit__in=units, incident__archived=False).distinct())


def of_incident(found: Any) -> Any:
    def load(incident_id: str) -> Rows:
        return rows(found.filter(incident=incident_id))

    return load
