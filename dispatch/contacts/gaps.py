"""Which areas the one press would not reach: nobody entered, nobody reachable, or nobody behind them."""

from __future__ import annotations

from typing import Literal

from dispatch.contacts.models import ContactRole, Person
from dispatch.contacts.rows import GapRow, Named
from dispatch.contacts.showing import channels, with_all
from realtime.areas.models import Area

Problem = Literal["nobody", "unreachable", "no_deputy", "deputy_unreachable"]
DISTRICT, TOWN = 6, 9  # digits; villages are reached through their town


def gaps(prefix: str) -> list[GapRow]:
    """Districts and towns under the prefix, by code. One line per area; the gravest lack first."""
    roles = ContactRole.objects.filter(notify=True)
    persons = list(with_all(Person.objects.current().under(prefix).filter(role__in=roles)))
    by_area: dict[str, list[Person]] = {}
    for person in persons:
        by_area.setdefault(person.area, []).append(person)
    found: list[GapRow] = []
    for area in Area.objects.under(prefix).order_by("code"):
        if len(area.code) in (DISTRICT, TOWN) and (gap := _gap(area, by_area.get(area.code, []))):
            found.append(gap)
    return found


def _gap(area: Area, persons: list[Person]) -> GapRow | None:
    if not persons:
        return _row(area, None, "nobody", "没有一键通知联系人")
    reachable = [person for person in persons if channels(person)]
    first = (reachable or persons)[0]
    if not reachable:
        return _row(area, first, "unreachable", f"{first.name} 没有可用的联系方式")
    behind = [person.deputy for person in reachable if person.deputy is not None]
    if not behind:
        return _row(area, first, "no_deputy", f"{first.name} 没有副手")
    if not any(deputy.active and deputy.addresses.usable().exists() for deputy in behind):
        return _row(area, behind[0], "deputy_unreachable", f"副手 {behind[0].name} 没有可用的联系方式")
    return None


def _row(area: Area, person: Person | None, problem: Problem, why: str) -> GapRow:
    named: Named | None = {"id": person.pk, "name": person.name} if person else None
    return {"area": area.code, "area_name": area.name, "person": named, "problem": problem, "text": why}
