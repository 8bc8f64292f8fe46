"""call → **visits** → who goes: the persons who could knock at a door nobody answers from, the nearest first; and the loudspeakers there."""

from __future__ import annotations

from typing import NamedTuple

from devices.tracks.models import LastFix
from dispatch.callout.models import Call
from dispatch.contacts.duty import area_name, person_of
from dispatch.contacts.models import Address, Person
from dispatch.distance import great_circle_m
from dispatch.teams.models import Member, Unit
from realtime.areas.models import DISTRICT, TOWN, Area

CADRE, SPEAKER = "cadre", "loudspeaker"  # roles of contacts
TEAMS = 5  # of the nearest: an officer looks at a handful


class Visitor(NamedTuple):
    person: Person
    unit: str  # the team's name; empty = a cadre
    km: float | None  # from their position to the seat of the town; None = nobody knows where they are


def visitors(call: Call) -> list[Visitor]:
    """Cadres of the village, then of its town by distance, then leaders of the nearest teams that are free. Nobody who is called already."""
    code = call.village or call.town or call.district
    here = set(call.callout.calls.values_list("person_id", flat=True))
    seat = Area.objects.filter(pk=code[:TOWN]).values_list("lon", "lat").first() if code else None
    codes = [code, code[:TOWN]] if code else []
    cadres = [
        Visitor(person, "", _km(seat, person.subject_id))
        for person in Person.objects.current().filter(role_id=CADRE, area__in=codes).select_related("user").order_by("id")
        if person.pk not in here
    ]
    cadres.sort(key=lambda one: (one.person.area != code, one.km if one.km is not None else 1e9, one.person.pk))
    return cadres + [team for team in _teams(call, seat) if team.person.pk not in here]


def _teams(call: Call, seat: tuple[float | None, float | None] | None) -> list[Visitor]:
    if not call.district or seat is None:
        return []
    units = Unit.objects.available(call.exercise_id).of_exercise(call.exercise_id).filter(area__startswith=call.district[:DISTRICT])
    near = sorted(
        ((_unit_km(seat, unit), unit) for unit in units.select_related("subject")),
        key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1].pk),
    )
    found: list[Visitor] = []
    for km, unit in near:
        if len(found) == TEAMS:
            break
        if (leader := _leader(unit)) is not None:
            found.append(Visitor(leader, unit.name, km))
    return found


def _leader(unit: Unit) -> Person | None:
    """Who answers for the team: the contact entered for it, else the commander's account."""
    entered = Person.objects.current().filter(unit=unit).select_related("user").order_by("role__order", "id").first()
    if entered is not None:
        return entered
    ranked = sorted(unit.members.select_related("user").filter(user__is_active=True), key=lambda member: Member.RANK[member.role])
    return person_of(ranked[0].user) if ranked else None


def _unit_km(seat: tuple[float | None, float | None], unit: Unit) -> float | None:
    known = _km(seat, unit.subject_id)
    if known is not None or None in (unit.lon, unit.lat, *seat):
        return known
    return round(great_circle_m(seat[0], seat[1], unit.lon, unit.lat) / 1000, 1)  # type: ignore[arg-type]


def _km(seat: tuple[float | None, float | None] | None, subject: int | None) -> float | None:
    fix = LastFix.objects.filter(pk=subject).first() if subject else None
    if fix is None or seat is None or seat[0] is None or seat[1] is None:
        return None
    return round(great_circle_m(fix.lon, fix.lat, seat[0], seat[1]) / 1000, 1)


def loudspeakers(call: Call) -> list[Address]:
    """Of the place itself, never of the whole town: who is not meant must not run."""
    code = call.village or call.town
    if not code:
        return []
    return list(
        Address.objects.usable()
        .filter(channel=SPEAKER, person__active=True, person__role_id=SPEAKER, person__area=code)
        .order_by("rank", "id")
    )


def words_at_the_door(call: Call) -> str:
    who = " ".join(part for part in (f"{call.org}{call.title}", call.name) if part)
    return f"请立即到{_place(call)}上门叫应 {who}:{call.callout.text} 到场后应答并说明情况。"


def words_to_all(call: Call) -> str:
    return f"{_place(call)}请注意:{call.callout.text} 请 {call.name} 立即接听电话,听到广播的干部群众请转告。"


def _place(call: Call) -> str:
    code = call.village or call.town or call.district
    return area_name(code) if code else "其所在地"
