"""directory → **same** → callout: the same human entered in two posts is one telephone that rings once."""

from __future__ import annotations

from django.db.models import Q

from dispatch.callout.models import Call, Callout
from dispatch.contacts.models import SECRET, Person


def same_human(callout: Callout, person: Person) -> Call | None:
    """The call of this callout that rings this human already: the same name with a number in common."""
    known: dict[str, list[tuple[int, frozenset[str]]]] | None = callout.__dict__.get("_known")
    mine = numbers_of(person)
    if known is None:
        known = callout.__dict__["_known"] = _known(callout)
    found = next((call for call, numbers in known.get(person.name, []) if numbers & mine), None)
    return Call.objects.get(pk=found) if found is not None else None


def remember(callout: Callout, call: Call) -> None:
    """A call made since the list was read. A twin rings nobody, so nobody is its twin."""
    known = callout.__dict__.get("_known")
    if known is not None and call.same_as_id is None:
        known.setdefault(call.name, []).append((call.pk, numbers_of(call.person)))


def numbers_of(person: Person) -> frozenset[str]:
    """Numbers only one human answers; a unit's radio has many ears."""
    return frozenset(a.value for a in person.addresses.all() if a.valid and a.value and (a.channel in SECRET or a.channel == "record"))


def _known(callout: Callout) -> dict[str, list[tuple[int, frozenset[str]]]]:
    found: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for call in callout.calls.filter(Q(same_as=None)).select_related("person").prefetch_related("person__addresses"):
        found.setdefault(call.name, []).append((call.pk, numbers_of(call.person)))
    return found
