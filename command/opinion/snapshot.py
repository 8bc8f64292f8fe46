"""舆情 as the board and an incident hold it; the lights of its sources; what rises."""

from __future__ import annotations

from typing import Any

from command.opinion.feeds import Source
from command.opinion.models import Item
from command.opinion.watches import Spike
from realtime.exercises.snapshot import in_the_world

Rows = dict[str, Any]


def opinions(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Item.objects.filter(area__startswith=prefix, archived=False)}


def opinions_of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in Item.objects.filter(incident_id=incident_id)}


def sources(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Source.objects.filter(area__startswith=prefix)}


def spikes(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Spike.objects.filter(in_the_world(), area__startswith=prefix, seen_at=None)}
