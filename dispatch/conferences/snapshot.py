"""Conferences, legs, roll calls and decisions as the board, an incident and one participant hold them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.records import Decision, RollCall
from dispatch.snapshot import Rows, rows
from dispatch.teams.models import Member

CONFERENCES = Conference.objects.select_related("meeting_room")
LEGS = Leg.objects.select_related("conference")
ROLL_CALLS = RollCall.objects.select_related("conference")
DECISIONS = Decision.objects.select_related("conference", "person")


def conferences(prefix: str) -> Rows:
    return rows(CONFERENCES.filter(area__startswith=prefix, archived=False))


def legs(prefix: str) -> Rows:
    return rows(LEGS.filter(conference__area__startswith=prefix, conference__archived=False))


def roll_calls(prefix: str) -> Rows:
    return rows(ROLL_CALLS.filter(conference__area__startswith=prefix, conference__archived=False))


def decisions(prefix: str) -> Rows:
    return rows(DECISIONS.filter(conference__area__startswith=prefix, conference__archived=False))


def of_incident(found: Any, field: str) -> Any:
    def load(incident_id: str) -> Rows:
        return rows(found.filter(**{field: incident_id}))

    return load


def mine(user_id: str) -> Q:
    """Legs of this person: their own, and those of their units."""
    return Q(user_id=int(user_id)) | Q(unit__in=Member.objects.filter(user_id=int(user_id)).values("unit"))


def conferences_of_user(user_id: str) -> Rows:
    return rows(CONFERENCES.filter(archived=False, legs__in=Leg.objects.filter(mine(user_id))).distinct())


def legs_of_user(user_id: str) -> Rows:
    return rows(LEGS.filter(mine(user_id), conference__archived=False))


def decisions_of_user(user_id: str) -> Rows:
    return rows(DECISIONS.filter(person__user_id=int(user_id), conference__archived=False))


def conferences_of_wall(token: str) -> Rows:
    return rows(CONFERENCES.filter(archived=False, legs__wall=int(token)).distinct())


def legs_of_wall(token: str) -> Rows:
    return rows(LEGS.filter(wall=int(token), conference__archived=False))


def roll_calls_of_user(user_id: str) -> Rows:
    return rows(ROLL_CALLS.filter(conference__archived=False, conference__legs__in=Leg.objects.filter(mine(user_id))).distinct())


def roll_calls_of_wall(token: str) -> Rows:
    return rows(ROLL_CALLS.filter(conference__archived=False, conference__legs__wall=int(token)).distinct())
