"""areas → **chain** → callout: the persons of the tree 市–县(区)–镇(街)–村(居) who answer for these areas, and where there is nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q

from dispatch.contacts.models import ContactRole, Person
from realtime.areas.models import TOWN, VILLAGE, Area


class Chain(NamedTuple):
    persons: list[Person]  # the coarsest area first; of one area in the order of their roles
    areas: list[str]  # codes that were looked at
    gaps: list[str]  # of those, towns and villages where nobody is entered


def chain_of(
    areas: Sequence[str], *, type: str = "", above: bool = False, below: bool = True, deputies: bool = False, levels: Sequence[int] = ()
) -> Chain:
    """Primary contacts of these areas: with `below` of everything under them, with `above` of the town and district over them.

    Deputies stand behind and are called when their principal is silent; with `deputies` those who hold a post of the chain themselves
    are called at once. `levels`: only areas of these many digits.
    """
    roles = [role.code for role in ContactRole.objects.all() if role.chain or role.called_for(type)]
    under = Q(pk__in=[])
    for code in areas:
        under |= Q(code__startswith=code) if below else Q(code=code)
    if above:
        under |= Q(code__in={code[:length] for code in areas for length in (6, TOWN) if len(settings.CITY) < length <= len(code)})
    codes = [
        code for code in Area.objects.filter(under).order_by("code").values_list("code", flat=True) if not levels or len(code) in levels
    ]
    looked = set(codes)
    found = [person for person in _persons(codes, roles) if person.area in looked]
    behind = {person.deputy_id for person in found}
    if not deputies:
        found = [person for person in found if person.pk not in behind]
    found.sort(key=lambda person: (len(person.area), person.area, person.pk in behind))
    here = {person.area for person in found}
    return Chain(found, codes, [code for code in codes if code not in here and len(code) in (TOWN, VILLAGE)])


def _persons(codes: Sequence[str], roles: Sequence[str]) -> Iterable[Person]:
    """Four thousand codes in one question are slower than all persons of the chain."""
    persons = Person.objects.current().filter(role_id__in=roles).select_related("user", "role").order_by("area", "role__order", "id")
    return persons.filter(area__in=codes) if len(codes) < 500 else persons


def stand_ins_for(gaps: Sequence[str]) -> dict[str, Person]:
    """For villages without anybody: who of their town speaks for them – the deputy of a primary there, else the primary."""
    towns = {code[:TOWN] for code in gaps if len(code) == VILLAGE}
    roles = [role.code for role in ContactRole.objects.all() if role.chain or role.notify]
    found: dict[str, Person] = {}
    for person in (
        Person.objects.current()
        .filter(area__in=towns, role_id__in=roles)
        .select_related("deputy__user", "user")
        .order_by("-role__order", "id")
    ):
        best = person.deputy if person.deputy is not None and person.deputy.active else person
        if person.area not in found or (person.deputy is not None and best is person.deputy):
            found[person.area] = best
    return {code: found[code[:TOWN]] for code in gaps if code[:TOWN] in found}
