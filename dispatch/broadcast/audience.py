"""chosen areas, duties, persons, a call-out's list → **audience** → legs: each person once, each by the first way they can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from dispatch.contacts.models import Address, Person


class Audience(NamedTuple):
    """Everybody of these duties in these areas (no duties = all), and these persons, and whoever this call-out called."""

    areas: Sequence[str] = ()
    roles: Sequence[str] = ()
    persons: Sequence[int] = ()
    callout: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"areas": list(self.areas), "roles": list(self.roles), "persons": list(self.persons), "callout": self.callout}


class Way(NamedTuple):
    channel: str
    to: str


class Recipient(NamedTuple):
    person: int
    name: str
    ways: list[Way]  # first choice first; empty = nothing reaches them


def chosen(audience: Audience, within: Q | None = None) -> dict[int, str]:
    """Person → name, in a steady order. `within` is what the one who asks may see."""
    picked = Q(pk__in=list(audience.persons))
    if audience.areas:
        under = Q(pk=None)
        for code in audience.areas:
            under |= Q(area__startswith=code)
        picked |= under & Q(role_id__in=list(audience.roles)) if audience.roles else under
    if audience.callout is not None:
        picked |= Q(calls__callout_id=audience.callout)
    persons = Person.objects.current().filter(picked)
    if within is not None:
        persons = persons.filter(within)
    return dict(persons.order_by("area", "id").values_list("pk", "name").distinct())


def recipients(persons: dict[int, str], channels: Sequence[str]) -> list[Recipient]:
    """By the order of `channels`, then the person's own order. The same number of two persons is sent to once, under the first."""
    place = {name: number for number, name in enumerate(channels)}
    ways: dict[int, list[tuple[int, int, int, Way]]] = {}
    for pk, person, channel, value, rank in _addresses(persons, channels):
        ways.setdefault(person, []).append((place[channel], rank, pk, Way(channel, value)))
    taken: set[Way] = set()
    found: list[Recipient] = []
    for person, name in persons.items():
        own = [way for *_, way in sorted(ways.get(person, []))]
        if own and own[0].to and own[0] in taken:
            continue
        taken.update(own[:1])
        found.append(Recipient(person, name, own))
    return found


def _addresses(persons: Iterable[int], channels: Sequence[str]) -> Iterable[tuple[int, int, str, str, int]]:
    return (
        Address.objects.usable()
        .filter(person_id__in=list(persons), channel__in=list(channels))
        .values_list("pk", "person_id", "channel", "value", "rank")
    )
