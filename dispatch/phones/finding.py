"""number → **finding** → who that is: the contact with this number, and open alarms somebody called in from it."""

from __future__ import annotations

from dispatch.alarms.models import ACTIVE, Alarm
from dispatch.contacts.models import SECRET, Address, Person

OPEN_SHOWN = 5
COUNTRY = ("+86", "0086")


def plain(number: str) -> str:
    """As people write it in the contacts: without +86, spaces and dashes."""
    digits = "".join(sign for sign in number if sign.isdigit() or sign in "+*#")
    for code in COUNTRY:
        if digits.startswith(code):
            digits = digits.removeprefix(code)
            return digits if digits.startswith(("1", "0")) else "0" + digits  # landlines lose their 0 abroad
    return digits


def spellings(number: str) -> list[str]:
    """The exchange may put a 0 before a mobile of another city, or leave it."""
    digits = plain(number)
    short = digits.removeprefix("0")
    return list(dict.fromkeys([digits, short, f"0{short}", f"+86{short}", f"86{short}"]))


def person_of(number: str) -> Person | None:
    found = Address.objects.filter(channel__in=SECRET, value__in=spellings(number), person__active=True)
    address = found.select_related("person").order_by("-valid", "person_id").first()
    return address.person if address else None


def open_alarms_of(number: str) -> list[int]:
    found = Alarm.objects.filter(caller_phone__in=spellings(number), state=ACTIVE, archived=False)
    return list(found.order_by("-id").values_list("pk", flat=True)[:OPEN_SHOWN])
