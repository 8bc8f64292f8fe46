"""Experts called, as the board, an incident and the expert hold them."""

from __future__ import annotations

from typing import Any

from command.experts.models import ExpertCall

Rows = dict[str, Any]
CALLS = ExpertCall.objects.select_related("expert__person")


def calls(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in CALLS.filter(area__startswith=prefix, archived=False)}


def calls_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in CALLS.filter(incident_id=incident_id)}


def calls_of_user(user_id: str) -> Rows:
    return {str(one.pk): one.row() for one in CALLS.filter(expert__person__user_id=int(user_id), archived=False)}
