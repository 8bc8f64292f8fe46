"""contacts → **proposing** → list of participants: the first contact of each level of an area. A proposal; people decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.conf import settings

from command.drills.players import as_player
from command.drills.rows import DrillPersonRow
from command.drills.targets import BY_LENGTH, level_of
from dispatch.contacts.models import Person

PER_LEVEL = 12  # well below the cap of a live drill's list, whatever the levels
DEVICES = ("loudspeaker",)


def people_of(area: str, levels: Sequence[str], areas: Sequence[str] = ()) -> list[DrillPersonRow]:
    """`areas`: just these, and what lies over them; without them every area under this one. One person an area, by the order of posts."""
    persons = Person.objects.current().exclude(role_id__in=DEVICES).select_related("role").order_by("role__order", "pk")
    over = [code for code in (area[:2], area[:4], area[:6], area[:9]) if len(code) < len(area)]
    wanted = [code for code in areas if code.startswith(area[:4])]
    found: list[DrillPersonRow] = []
    taken: set[str] = set()
    counted = dict.fromkeys(levels, 0)
    rows = (
        [*persons.filter(area__in=[*over, *wanted])] if wanted else [*persons.filter(area__in=over), *persons.filter(area__startswith=area)]
    )
    if "province" in counted:
        rows += persons.filter(area=settings.CITY, org__startswith="广东省")
    for person in sorted(rows, key=lambda person: (len(person.area), person.area)):
        player = as_player(person)
        level = level_of(player)
        key = f"{level}:{person.area}"
        if level not in counted or key in taken or counted[level] >= PER_LEVEL or level not in BY_LENGTH.values():
            continue
        taken.add(key)
        counted[level] += 1
        found.append(cast("DrillPersonRow", {
            "person": person.pk, "name": person.name, "org": person.org, "title": person.title or person.role.name, "level": level,
        }))  # fmt: skip
    return found
