"""plan → **resolving** → persons: who holds each role now, by duty roster and contacts, from the incident's own area upwards. Nobody is said by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from command.plans.sheet import RoleFinder, Sheet, SheetRole
from dispatch.contacts.duty import above, on_duty
from dispatch.contacts.models import Person
from realtime.areas.models import CITY, DISTRICT, TOWN

DIGITS = {"city": CITY, "district": DISTRICT, "town": TOWN}


@dataclass
class Resolved:
    """`persons`: role → who; `by_deputy`: roles that another role's holder fills; `gaps`: codes of roles with nobody in them."""

    persons: dict[str, Person] = field(default_factory=dict)
    by_deputy: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def resolve(sheet: Sheet, roles: set[str], area: str) -> Resolved:
    found = Resolved()
    known = {role.code: role for role in sheet.roles}
    for code in (role.code for role in sheet.roles if role.code in roles):
        for place in _line(known, code):
            person = _holder(known[place], area)
            if person is not None:
                found.persons[code] = person
                found.by_deputy += [code] if place != code else []
                break
        else:
            found.gaps.append(code)
    return found


def _line(known: dict[str, SheetRole], code: str) -> list[str]:
    """The role, its deputy, the deputy's deputy; a circle ends where it began."""
    line: list[str] = []
    while code and code not in line:
        line.append(code)
        code = known[code].deputy
    return line


def _holder(role: SheetRole, area: str) -> Person | None:
    for who in role.who:
        if (person := _first(who, area)) is not None:
            return person
    return None


def _first(who: RoleFinder, area: str) -> Person | None:
    """Of the level asked for, else of the next area above it."""
    code = area if who.level == "area" else area[: DIGITS[who.level]]
    if who.post:
        holders = [person for person in on_duty(code, who.post) if person.active]
        return holders[0] if holders else None
    for place in above(code):
        if place.startswith(settings.CITY):
            held = Person.objects.current().filter(area=place, role_id=who.contact, org__contains=who.org).select_related("user")
            if (person := held.order_by("id").first()) is not None:
                return person
    return None
