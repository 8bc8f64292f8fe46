"""Which areas a call would not reach: nobody entered, nobody reachable, or nobody reachable behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from dispatch.contacts.models import ContactRole, Person
from dispatch.contacts.rows import GapRow, Named
from dispatch.contacts.showing import channels, with_all
from realtime.areas.models import DISTRICT, TOWN, VILLAGE, Area

Problem = Literal["nobody", "unreachable", "no_deputy", "deputy_unreachable"]
LEVELS = {"district": DISTRICT, "town": TOWN, "village": VILLAGE}


def gaps(prefix: str, levels: Sequence[str] = ("district", "town")) -> list[GapRow]:
    """Of these levels under the prefix, by code. One line per area; the gravest lack first."""
    digits = [LEVELS[level] for level in levels]
    by_area = _primaries(prefix)
    found: list[GapRow] = []
    areas = list(Area.objects.under(prefix).order_by("code").values_list("code", "name"))
    names = dict(areas) | dict(Area.objects.filter(pk__in=[prefix[:length] for length in (6, 9)]).values_list("code", "name"))
    for code, name in areas:
        if len(code) in digits and (gap := _gap(code, _said(code, name, names), by_area.get(code, []))):
            found.append(gap)
    return found


def counts(prefix: str) -> dict[str, tuple[int, int]]:
    """Per level: areas with a gap, of how many."""
    areas = Counter(len(code) for code in Area.objects.under(prefix).values_list("code", flat=True))
    missing = Counter(len(gap["area"]) for gap in gaps(prefix, list(LEVELS)))
    return {level: (missing[digits], areas[digits]) for level, digits in LEVELS.items()}


def _primaries(prefix: str) -> dict[str, list[Person]]:
    """Of districts and towns whoever the one press notifies; of villages whoever holds the chain there."""
    roles = [role.code for role in ContactRole.objects.all() if role.notify or role.chain]
    persons = list(
        with_all(Person.objects.current().under(prefix).filter(role__in=roles)).prefetch_related("deputy__addresses", "deputy__user")
    )
    behind = {person.deputy_id for person in persons}
    found: dict[str, list[Person]] = {}
    for person in persons:
        if person.pk not in behind:  # who only stands behind somebody is no primary
            found.setdefault(person.area, []).append(person)
    return found


def _said(code: str, name: str, names: dict[str, str]) -> str:
    """和平村 there are several."""
    return f"{names.get(code[:TOWN], '')}{name}" if len(code) == VILLAGE else name


def _gap(code: str, name: str, persons: list[Person]) -> GapRow | None:
    if not persons:
        return _row(code, name, None, "nobody", "没有四级联系人")
    reachable = [person for person in persons if channels(person)]
    first = (reachable or persons)[0]
    if not reachable:
        return _row(code, name, first, "unreachable", f"{first.name} 没有可用的联系方式")
    behind = [person.deputy for person in reachable if person.deputy is not None]
    if not behind:
        return _row(code, name, first, "no_deputy", f"{first.name} 没有副手")
    if not any(deputy.active and channels(deputy) for deputy in behind):
        return _row(code, name, behind[0], "deputy_unreachable", f"副手 {behind[0].name} 没有可用的联系方式")
    return None


def _row(code: str, name: str, person: Person | None, problem: Problem, why: str) -> GapRow:
    named: Named | None = {"id": person.pk, "name": person.name} if person else None
    return {"area": code, "area_name": name, "person": named, "problem": problem, "text": why}
