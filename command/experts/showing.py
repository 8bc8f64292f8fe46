"""expert → **showing** → reader: the directory with masked numbers; and the one incident an expert was called to, as they may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db.models import Count, Q, QuerySet

from command.consultation.models import CANCELLED, Material
from command.experts.actions import specialties
from command.experts.models import Expert, ExpertCall, Opinion
from command.experts.rows import ExpertCase, ExpertFigure, ExpertPaper, ExpertRow, OpinionText
from dispatch.conferences.models import Conference
from dispatch.contacts.showing import area_names, masked
from dispatch.incidents.models import Incident, type_name
from realtime.areas.models import Area
from realtime.clock import iso

PHONES = ("phone", "sms", "satellite", "record")


def directory() -> QuerySet[Expert]:
    found = Expert.objects.filter(active=True, person__active=True).select_related("person", "person__user")
    return found.prefetch_related("person__addresses").annotate(times=Count("calls", filter=Q(calls__exercise_id=None)))


def expert_rows(found: Sequence[Expert], area: str) -> list[ExpertRow]:
    names, places = specialties(area), area_names([one.person for one in found])
    return [expert_row(one, names, places) for one in found]


def expert_row(one: Expert, names: dict[str, str], places: dict[str, str]) -> ExpertRow:
    person = one.person
    dial = next((a for a in person.addresses.all() if a.valid and a.channel == "phone"), None)
    shown = dial or next((a for a in person.addresses.all() if a.valid and a.channel in PHONES), None)
    return cast("ExpertRow", {
        "id": one.pk, "person": person.pk, "name": person.name, "org": person.org, "title": person.title, "area": person.area,
        "area_name": places.get(person.area, person.area), "specialties": list(one.specialties), "specialty_names": [names.get(code, code) for code in one.specialties],
        "availability": "available" if one.free else one.availability, "away_until": None if one.free else iso(one.away_until), "level": one.level,
        "phone": masked(shown) if shown else "", "address": dial.pk if dial else None, "user": person.user_id, "calls": getattr(one, "times", 0),
        "note": one.note,
    })  # fmt: skip


def opinions_of(calls: QuerySet[ExpertCall]) -> list[OpinionText]:
    rows = Opinion.objects.filter(call__in=calls).select_related("call__expert__person").order_by("pk")
    return [
        {
            "id": one.pk, "call": one.call_id, "name": one.signed_name, "org": one.call.expert.person.org, "text": one.text,
            "signed_at": str(iso(one.signed_at)), "taken_by": one.taken_by,
        }
        for one in rows
    ]  # fmt: skip


def cases_of(user_id: int) -> list[ExpertCase]:
    """What an expert reads, newest first; closed ones for as long as the board keeps them, so that a signed word can be looked at."""
    rows = ExpertCall.objects.filter(expert__person__user=user_id, archived=False).select_related("incident", "expert__person")
    return [case(one) for one in rows[:20]]


def case(one: ExpertCall) -> ExpertCase:
    incident, over = one.incident, one.ended_at is not None
    held = incident.assignments.filter(state="open").select_related("unit")
    conference = Conference.objects.filter(incident=incident, state="open").order_by("-pk").first()
    return {
        "call": one.pk, "incident": incident.pk, "number": incident.number, "title": f"{incident.place}{type_name(incident.type_id) or '突发事件'}",
        "place": incident.place, "area_name": Area.objects.filter(pk=incident.area).values_list("name", flat=True).first() or incident.area,
        "phase": incident.get_phase_display(), "opened_at": str(iso(incident.opened_at)), "text": "" if over else incident.text, "asked": one.asked,
        "state": one.row()["state"], "way": one.row()["way"], "eta_at": iso(one.eta_at),
        "figures": [] if over else figures(incident), "units": 0 if over else len(held), "people": 0 if over else sum(row.unit.headcount for row in held),
        "conference": conference.pk if conference and not over else None, "over": over,
        "papers": [] if over else papers(incident), "opinions": opinions_of(ExpertCall.objects.filter(pk=one.pk)), "x": one.exercise_id,
    }  # fmt: skip


def papers(incident: Incident) -> list[ExpertPaper]:
    rows = Material.objects.filter(consultation__incident=incident, kind="file").exclude(consultation__state=CANCELLED).order_by("pk")
    return [{"file": file, "title": title} for file, title in rows.values_list("file_id", "title") if file is not None]


def figures(incident: Incident) -> list[ExpertFigure]:
    newest: dict[str, ExpertFigure] = {}
    for row in sorted(incident.figure_history.all(), key=lambda row: (row.occurred_at or row.at, row.pk)):
        newest[row.measure] = {"measure": row.measure, "value": row.value, "at": str(iso(row.occurred_at or row.at))}
    return list(newest.values())
