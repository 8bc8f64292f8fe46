"""Objects of the layers, a hundred thousand of them: by name, number, pinyin, address; by telephone number for who may see numbers."""

from __future__ import annotations

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from command.map.searching.asking import MOST, Asked
from command.map.searching.rows import SearchHit, hit
from dispatch.features.catalogue import layer
from dispatch.features.finding import ranked
from dispatch.features.models import Feature
from dispatch.features.querying import protected_of, visible
from realtime.areas.models import Area
from realtime.exercises.snapshot import in_the_world

REVEAL = "phone.reveal"


def features(asked: Asked) -> list[SearchHit]:
    found = list(ranked(asked.whole, _seen(asked))[:MOST])
    return _hits([(one, int(getattr(one, "rank", 5))) for one in found])


def by_phone(asked: Asked) -> list[SearchHit]:
    # As the index of migration 0004 is written.
    digits = RawSQL(
        r"features_feature.attributes->>'phone' IS NOT NULL AND regexp_replace(features_feature.attributes->>'phone', '\D', '', 'g') = %s",
        (asked.phone,), output_field=BooleanField(),
    )  # fmt: skip
    found = [one for one in _seen(asked).filter(digits)[: MOST * 2] if asked.who.may(REVEAL, one.area)]
    return _hits([(one, 0) for one in found[:MOST]])


def _seen(asked: Asked) -> QuerySet[Feature]:
    return Feature.objects.filter(visible(asked.who.scopes, protected_of(asked.who)), in_the_world(), active=True)


def _hits(found: list[tuple[Feature, int]]) -> list[SearchHit]:
    names = dict(Area.objects.filter(pk__in={one.area for one, _ in found}).values_list("code", "name"))
    hits = []
    for one, rank in found:
        hint = " · ".join(part for part in (layer(one.layer).name, names.get(one.area, ""), one.code) if part)
        hits.append(hit("feature", one.pk, one.name, hint, one.lon, one.lat, area=one.area, layer=one.layer, zoom=14, rank=rank))
    return hits
