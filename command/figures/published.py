"""What a published number is held against: a measure – of some sectors only, where it says `accidents:chem,dust` –, or what stands in the books now."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from command.figures.facts import Measure
from command.figures.measures import MEASURES
from command.hazards.models import Sector
from command.plans.models import SPECIAL, Plan
from realtime.areas.models import Area


class Book(NamedTuple):
    """Counted as it stands today: no row of it is of a day."""

    name: str
    unit: str
    count: Callable[[str], int]


BOOKS: dict[str, Book] = {
    "plans_special": Book("专项预案(现行)", "个", lambda area: Plan.objects.filter(kind=SPECIAL, active=True, area__startswith=area).count()),
    "areas_in_book": Book("入册区划(现有)", "个", lambda area: Area.objects.under(area).exclude(pk=area).count()),
}  # fmt: skip


class Held(NamedTuple):
    """One of `measure` and `book`. `sectors`: only these count; empty: all of them."""

    name: str
    unit: str
    sectors: frozenset[str] = frozenset()
    measure: Measure | None = None
    book: Book | None = None


def held_against(words: str) -> Held | None:
    """None where we count nothing of the kind."""
    key, narrowed, codes = words.partition(":")
    if not narrowed and (book := BOOKS.get(key)):
        return Held(book.name, book.unit, book=book)
    measure = MEASURES.get(key)
    if measure is None:
        return None
    if not narrowed:
        return Held(measure.name, measure.unit, measure=measure)
    names = dict(Sector.objects.filter(code__in=codes.split(",")).values_list("code", "name"))
    if "sector" not in measure.family.by or set(names) != set(codes.split(",")):
        return None
    return Held(f"{measure.name}({'、'.join(names[code] for code in codes.split(','))})", measure.unit, frozenset(names), measure)
