"""Incidents and alarms, those long off the board too: by number, place, kind of event."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from command.map.searching.asking import MOST, NOT_MEANT, Asked, distance
from command.map.searching.rows import SearchHit, hit
from dispatch.alarms.models import Alarm
from dispatch.incidents.models import EventType, Incident
from realtime.exercises.snapshot import in_the_world

LOOKED_AT = 60  # newest first; the nearest of them are shown


def scoped(scopes: list[str]) -> Q:
    found = Q(pk__in=[])
    for scope in scopes:
        found |= Q(area__startswith=scope)
    return found


def _matching(rows: QuerySet[Any], asked: Asked, types: str) -> list[Any]:
    for word in asked.words:
        kinds = EventType.objects.filter(name__contains=word).values("code")
        rows = rows.filter(Q(number__icontains=word) | Q(place__icontains=word) | Q(**{f"{types}__in": kinds}))
    return list(rows.filter(scoped(asked.who.scopes), in_the_world()).order_by("archived", "-id")[:LOOKED_AT])


def incidents(asked: Asked) -> list[SearchHit]:
    hits = []
    for one in _matching(Incident.objects.select_related("type"), asked, "type_id"):
        rank = min(distance(asked, one.place, [one.number]), 8)
        title = f"{one.type.name} {one.place}".strip()
        hits.append(
            hit(
                "incident",
                one.pk,
                title,
                f"{one.number} · {one.get_phase_display()}",
                one.lon,
                one.lat,
                area=one.area,
                zoom=12,
                rank=rank,
                on_board=not one.archived,
            )
        )
    return _nearest(hits)


def alarms(asked: Asked) -> list[SearchHit]:
    hits = [_alarm(one, min(distance(asked, one.place, [one.number]), 8)) for one in _matching(Alarm.objects.all(), asked, "type")]
    return _nearest(hits)


def called_from(asked: Asked) -> list[SearchHit]:
    """Alarms by the number that called, for who may see numbers there."""
    found = Alarm.objects.filter(scoped(asked.who.scopes), in_the_world(), caller_phone__in={asked.phone, asked.text.strip()})
    return [_alarm(one, 0) for one in found.order_by("-id")[:MOST] if asked.who.may("phone.reveal", one.area)]


def _alarm(one: Alarm, rank: int) -> SearchHit:
    title = f"{one.get_source_display()} {one.place}".strip()
    return hit(
        "alarm",
        one.pk,
        title,
        f"{one.number} · {one.get_urgency_display()}",
        one.lon,
        one.lat,
        area=one.area,
        zoom=12,
        rank=rank,
        on_board=not one.archived,
    )


def _nearest(hits: list[SearchHit]) -> list[SearchHit]:
    return sorted((one for one in hits if one["rank"] < NOT_MEANT), key=lambda one: (not one["on_board"], one["rank"], -(one["id"] or 0)))[
        :MOST
    ]
