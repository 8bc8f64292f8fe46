"""Contacts, and calls to them, for the tests of 叫应."""

from __future__ import annotations

from typing import Any

from dispatch.callout.actions import start_callout
from dispatch.callout.models import Call
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Person


def contact(name: str, *ways: tuple[str, str, int], area: str = "440117", role: str = "duty_desk", **given: object) -> Person:
    addresses = [{"channel": channel, "value": value, "rank": rank} for channel, value, rank in ways]
    return add_person(actor="system", name=name, area=area, role=role, addresses=addresses, **given)


def call_to(*persons: Person, about_id: int = 1, exercise: int | None = None, **given: Any) -> list[Call]:
    callout = start_callout(
        actor="system", about="duty", about_id=about_id, purpose="call", persons=persons, text="请立即核查", area="440117", exercise=exercise,
        **given,
    )  # fmt: skip
    return list(callout.calls.order_by("id"))


def fresh(call: Call) -> Call:
    return Call.objects.select_related("callout", "person").get(pk=call.pk)
