"""typed words → **finding** → objects of the map: a part of a name, a number, pinyin initials, an address; one index serves them all."""

from __future__ import annotations

from django.db.models import BooleanField, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from dispatch.features.models import Feature

# Written as the index of migration 0004 is, or PostgreSQL reads every row.
WORDS = "features_words(features_feature.name, features_feature.code, features_feature.initials, features_feature.attributes)"
MOST_WORDS = 6
CANDIDATES = 20_000  # ranked at most: one character may be in every name, and who typed only that types on
# Nearest first: the whole name or number, its beginning, its initials, a part of the name, anything else.
RANK = """CASE WHEN lower(features_feature.name) = %s OR lower(features_feature.code) = %s THEN 0
    WHEN lower(features_feature.name) LIKE %s THEN 1 WHEN lower(features_feature.code) LIKE %s THEN 2
    WHEN split_part(features_feature.initials, ' ', 1) = %s THEN 3 WHEN features_feature.initials LIKE %s THEN 4
    WHEN lower(features_feature.name) LIKE %s THEN 5 ELSE 6 END"""


def escaped(text: str) -> str:
    """What LIKE would take for a wildcard is meant as it stands."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def matching(q: str, among: QuerySet[Feature]) -> QuerySet[Feature]:
    """Every word of the question occurs; without words everything does."""
    for word in q.lower().split()[:MOST_WORDS]:
        sql = f"(features_grams({WORDS}) @> features_grams(%s) AND {WORDS} LIKE %s)"
        among = among.filter(RawSQL(sql, (word, f"%{escaped(word)}%"), output_field=BooleanField()))
    return among


def ranked(q: str, among: QuerySet[Feature]) -> QuerySet[Feature]:
    """The nearest first; of equals the shortest name."""
    whole = " ".join(q.lower().split())
    like = escaped(whole)
    params = (whole, whole, f"{like}%", f"{like}%", whole, f"{like}%", f"%{like}%")
    candidates = matching(q, among).values("pk")[:CANDIDATES]
    found = Feature.objects.filter(pk__in=candidates).annotate(rank=RawSQL(RANK, params, output_field=IntegerField()))
    return found.extra(select={"size": "length(features_feature.name)"}, order_by=["rank", "size", "id"])
