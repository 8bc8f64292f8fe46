"""contact → **showing** → reader: rows with names of areas and roles; numbers masked unless the reader may see them."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet

from dispatch.contacts.models import SECRET, Address, Person
from dispatch.contacts.rows import AddressRow, Named, PersonRow, PersonWhole
from dispatch.masking import masked_phone
from realtime.areas.models import TOWN, VILLAGE, Area

REVEAL = "phone.reveal"


def with_all(persons: QuerySet[Person]) -> QuerySet[Person]:
    return persons.select_related("role", "user", "deputy", "superior").prefetch_related("addresses")


def area_names(persons: list[Person]) -> dict[str, str]:
    """A village with its town before it: 和平村 there are several."""
    codes = {person.area for person in persons}
    names = dict(Area.objects.filter(pk__in=codes | {code[:TOWN] for code in codes}).values_list("code", "name"))
    return {code: f"{names.get(code[:TOWN], '')}{names[code]}" if len(code) == VILLAGE else names[code] for code in codes if code in names}


def row(person: Person, names: dict[str, str]) -> PersonRow:
    return cast("PersonRow", {
        "id": person.pk, "name": person.name, "org": person.org, "title": person.title, "role": person.role_id, "role_name": person.role.name,
        "area": person.area, "area_name": names.get(person.area, person.area), "user": person.user_id, "unit": person.unit_id,
        "deputy": _named(person.deputy), "superior": _named(person.superior), "active": person.active, "channels": channels(person),
    })  # fmt: skip


def whole(person: Person, *, reveal: bool) -> PersonWhole:
    names = area_names([person])
    addresses = [address_row(address, reveal=reveal) for address in person.addresses.all()]
    return {**row(person, names), "note": person.note, "addresses": addresses, "masked": not reveal}


def address_row(address: Address, *, reveal: bool) -> AddressRow:
    return cast("AddressRow", {
        "id": address.pk, "channel": address.channel, "channel_name": address.get_channel_display(),
        "value": address.value if reveal else masked(address), "rank": address.rank, "valid": address.valid,
    })  # fmt: skip


def masked(address: Address) -> str:
    if address.channel in SECRET or (
        address.channel == "record" and address.value.isdigit()
    ):  # the demo's record keeps the number of a telephone
        return masked_phone(address.value)
    if address.channel == "mail":
        name, at, host = address.value.partition("@")
        return f"{name[:1]}***{at}{host}"
    return address.value


def channels(person: Person) -> list[Any]:
    """Valid ways, in the order they are tried; the app only with an open account."""
    usable = [a for a in person.addresses.all() if a.valid and (a.channel != "app" or (person.user is not None and person.user.is_active))]
    return list(dict.fromkeys(address.channel for address in usable))


def _named(person: Person | None) -> Named | None:
    return {"id": person.pk, "name": person.name} if person else None
