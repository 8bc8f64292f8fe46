"""event → rule row → **inviting** → persons: the posts on duty, the departments' liaisons and the experts a consultation asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from command.experts.actions import proposed
from command.experts.models import Expert
from dispatch.contacts.duty import above, on_duty
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from realtime.areas.models import DISTRICT, Area
from realtime.rules.models import rule

POSTS = {"duty_leader": "带班领导", "shift_chief": "值班长", "duty_officer": "值班员", "command_officer": "应急指挥专员"}


@dataclass
class Asked:
    persons: list[Person] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    experts: list[tuple[Expert, str]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def row_of(table: Mapping[str, Any], type: str) -> dict[str, Any]:
    """Of the longest prefix; "" is for every event."""
    prefix = max((code for code in table if type.startswith(code)), key=len, default="")
    return dict(table.get(prefix, {}))


def asked_for(area: str, type: str, incident: Incident | None = None, departments: Sequence[str] | None = None) -> Asked:
    """Nobody in a post, no liaison of a department: said, never passed over."""
    row, found = row_of(rule("consultation.invite", area), type), Asked()
    for post in row.get("posts", []):
        holders = on_duty(area, post)
        found.persons += [one for one in holders if one not in found.persons]
        if not holders:
            found.gaps.append(f"{POSTS.get(post, post)}无人在岗")
    for department in row.get("departments", []) if departments is None else departments:
        found.departments.append(department)
        one = liaison(area, department)
        if one is None:
            found.gaps.append(f"{department}没有登记联络员")
        elif one not in found.persons:
            found.persons.append(one)
    if row.get("experts") and incident is not None:
        found.experts = [(one, why) for one, why, chosen in proposed(incident) if chosen]
        if not found.experts:
            found.gaps.append("没有可参加的专家")
    return found


def liaison(area: str, department: str) -> Person | None:
    """Of the district, else of the city above it. An organisation is named with its place before it: 从化区水务局."""
    for place in above(area[:DISTRICT]):
        if not place.startswith(settings.CITY):
            break
        name = Area.objects.filter(pk=place).values_list("name", flat=True).first() or ""
        held = Person.objects.current().filter(area=place, role_id="liaison")
        one = held.filter(org=f"{name}{department}").first() or held.filter(org__endswith=department).order_by("pk").first()
        if one is not None:
            return one
    return None
