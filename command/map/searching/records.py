"""What the functions keep: plans, responses, warnings, reports, depots, conferences, dossiers … by number, title, owner, pinyin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.db.models import Model, Q, QuerySet

from command.agreements.models import MutualAid
from command.alerts.models import Alert
from command.consultation.models import Consultation
from command.dossiers.models import Dossier
from command.hazards.models import Hazard
from command.map.searching.asking import MOST, NOT_MEANT, Asked, distance
from command.map.searching.events import scoped
from command.map.searching.rows import SearchGroup, SearchHit, hit
from command.opinion.models import Item as OpinionItem
from command.plans.models import Plan
from command.release.models import Release
from command.reports.models import Report
from command.responses.models import Response
from dispatch.conferences.models import Conference
from dispatch.supplies.models import Depot
from realtime.exercises.snapshot import in_the_world

LOOKED_AT = 400  # newest first; the nearest of them are shown


def here(scopes: list[str]) -> Q:
    return scoped(scopes)


def here_and_above(scopes: list[str]) -> Q:
    """A district reads the city's plans and asks the city's depots."""
    found = scoped(scopes)
    for scope in scopes:
        found |= Q(area__in=[scope[:length] for length in range(2, len(scope))])
    return found


class SeenIn(Protocol):
    """A set of rows that knows which of them hold in an area."""

    def seen_in(self, area: str) -> QuerySet[Any]: ...


def holding(model: type[Model]) -> Callable[[list[str]], Q]:
    """What was said for an area above holds here too."""

    def seen(scopes: list[str]) -> Q:
        found = Q(pk__in=[])
        for scope in scopes:
            rows = cast("SeenIn", model._default_manager.get_queryset())
            found |= Q(pk__in=rows.seen_in(scope).values("pk"))
        return found

    return seen


@dataclass(frozen=True)
class Kept:
    """`said`: the fields somebody may type a part of. `shown`: title and hint. `drills`: it has rows of exercises."""

    group: SearchGroup
    model: type[Model]
    said: tuple[str, ...]
    shown: Callable[[Any], tuple[str, str]]
    seen: Callable[[list[str]], Q] = here
    drills: bool = True
    placed: bool = False


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


KEPT = [
    Kept("response", Response, ("number", "family__name"), lambda one: (f"{one.family.name} {one.get_level_display()}响应", _joined(one.number, one.get_state_display())), holding(Response)),
    Kept("warning", Alert, ("headline", "identifier", "issuer"), lambda one: (one.headline, _joined(one.issuer, one.get_colour_display(), one.get_state_display())), holding(Alert)),
    Kept("report", Report, ("title", "number_text"), lambda one: (one.title, _joined(one.number_text, one.get_kind_display(), one.get_state_display()))),
    Kept("plan", Plan, ("code", "title", "owner"), lambda one: (one.title, _joined(one.code, one.owner)), here_and_above, drills=False),
    Kept("depot", Depot, ("name", "owner", "keeper"), lambda one: (one.name, _joined(one.get_level_display(), one.owner)), here_and_above, drills=False, placed=True),
    Kept("conference", Conference, ("number", "purpose"), lambda one: (one.purpose, _joined(one.number, one.get_state_display()))),
    Kept("dossier", Dossier, ("code", "name"), lambda one: (one.name, _joined(one.get_kind_display(), one.code)), drills=False),
    Kept("opinion", OpinionItem, ("number", "title", "place"), lambda one: (one.title, _joined(one.number, one.place, one.get_state_display()))),
    Kept("consultation", Consultation, ("number", "title"), lambda one: (one.title, _joined(one.number, one.get_state_display()))),
    Kept("release", Release, ("title",), lambda one: (one.title, _joined(one.get_kind_display(), one.get_state_display()))),
    Kept("hazard", Hazard, ("number", "title", "place"), lambda one: (one.title, _joined(one.number, one.place, one.get_state_display()))),
    Kept("agreement", MutualAid, ("number", "name"), lambda one: (one.name, one.number), drills=False),
]  # fmt: skip


def finder(kept: Kept) -> Callable[[Asked], list[SearchHit]]:
    def find(asked: Asked) -> list[SearchHit]:
        rows = kept.model._default_manager.filter(kept.seen(asked.who.scopes))
        if kept.drills:
            rows = rows.filter(in_the_world())
        if hasattr(kept.model, "active"):
            rows = rows.filter(active=True)
        if not asked.latin:  # pinyin is in no column: those rows are read and spelled
            for word in asked.words:
                rows = rows.filter(_any(kept.said, word))
        found = []
        looked_at: list[Any] = list(rows.order_by("-pk")[:LOOKED_AT])
        for one in looked_at:
            title, hint = kept.shown(one)
            away = min(distance(asked, title, _codes(one, kept.said)), 8 if not asked.latin else NOT_MEANT)
            if away < NOT_MEANT:
                found.append((away, -one.pk, title, hint, one))
        found.sort(key=lambda row: row[:2])
        return [
            hit(kept.group, one.pk, title, hint, *((one.lon, one.lat) if kept.placed else (None, None)), area=one.area, rank=away)
            for away, _, title, hint, one in found[:MOST]
        ]

    return find


def _any(fields: Iterable[str], word: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def _codes(one: Any, fields: Iterable[str]) -> list[str]:
    """Numbers and other words for it; a field of a related row is in the title already."""
    return [str(getattr(one, field)) for field in fields if "__" not in field]


FINDERS = [finder(kept) for kept in KEPT]
