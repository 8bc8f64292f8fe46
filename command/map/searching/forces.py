"""Teams by name, pinyin or number; whatever else has a position by label or by the number of its device."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from command.map.searching.asking import MOST, NOT_MEANT, Asked, distance
from command.map.searching.events import scoped
from command.map.searching.rows import SearchHit, hit
from devices.terminals.models import Subject, Terminal
from devices.tracks.models import LastFix
from dispatch.teams.models import Unit
from realtime.exercises.snapshot import in_the_world

SPELLED = ("person", "vehicle", "uav", "dock", "vessel")  # radios and phones are thousands, and called by their number
SHORTEST_ID = 3
LOOKED_AT = 200


def units(asked: Asked) -> list[SearchHit]:
    found = []
    for pk, code, name, area, lon, lat in Unit.objects.filter(scoped(asked.who.scopes), in_the_world()).values_list(
        "pk", "code", "name", "area", "lon", "lat"
    ):
        away = distance(asked, name, [code])
        if away < NOT_MEANT:
            found.append((away, len(name), pk, name, code, area, lon, lat))
    nearest = sorted(found)[:MOST]
    at = _fixes(one[2] for one in nearest)
    return [
        hit("unit", pk, name, code, *at.get(pk, (lon, lat)), area=area, rank=away) for away, _, pk, name, code, area, lon, lat in nearest
    ]


def devices(asked: Asked) -> list[SearchHit]:
    """Subjects by label, and by what their terminals are called in their own protocol."""
    mine = Subject.objects.filter(scoped(asked.who.scopes), in_the_world()).exclude(kind="team")
    labelled, numbered = Q(), Q()
    for word in asked.words:
        labelled &= Q(label__icontains=word)
        numbered &= Q(external_id__icontains=word)
    ids: set[int] = set(mine.filter(labelled).values_list("pk", flat=True)[:LOOKED_AT]) if asked.words else set()
    if asked.latin:
        ids |= {pk for pk, label in mine.filter(kind__in=SPELLED).values_list("pk", "label") if distance(asked, label) < NOT_MEANT}
    names: dict[int, list[str]] = {}
    if len(asked.whole) >= SHORTEST_ID:
        for pk, number in Terminal.objects.live().filter(numbered).values_list("subject_id", "external_id")[:LOOKED_AT]:
            names.setdefault(pk, []).append(number)
    chosen = mine.filter(pk__in=ids | set(names))
    rows = sorted((distance(asked, one.label, names.get(one.pk, [])), len(one.label), one.pk, one) for one in chosen)[:MOST]
    at = _fixes(pk for _, _, pk, _ in rows)
    hits = []
    for away, _, pk, one in rows:
        hint = " · ".join([one.get_kind_display(), *names.get(pk, [])[:1]])
        hits.append(hit("device", pk, one.label, hint, *at.get(pk, (None, None)), area=one.area, rank=min(away, 9)))
    return hits


def _fixes(subjects: Iterable[int]) -> dict[int, tuple[float | None, float | None]]:
    """Where they are, not where they live."""
    return {fix.pk: (fix.lon, fix.lat) for fix in LastFix.objects.filter(pk__in=list(subjects))}
