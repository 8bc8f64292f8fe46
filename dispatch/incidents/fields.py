"""Two officers correct one incident: different fields both win, the same field is a conflict that names both values and whose is there."""

from __future__ import annotations

from typing import Any, Literal

from dispatch.incidents.actions import change_incident, on_incident, require_type
from dispatch.incidents.grades import criteria_for, proposal
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Edit
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.codes import Problem

FIELDS = ("type", "place", "lon", "lat", "text")
WORDS = {"type": "类型", "place": "地点", "lon": "经度", "lat": "纬度", "text": "情况"}
Change = tuple[Any, Any]  # what the officer saw, what it should be
Outcome = Literal["set", "same", "conflict"]


def merge(current: Any, seen: Any, wanted: Any) -> Outcome:
    """Three ways: nobody else touched it, somebody already made it so, somebody made it something else."""
    if current == wanted:
        return "same"
    return "set" if current == seen else "conflict"


def change_fields(*, actor: str, incident_id: int, changes: dict[str, Change]) -> Incident:
    """All of them or none. A point is two fields but one thing: they come together."""
    if ("lon" in changes) != ("lat" in changes):
        raise Problem("invalid", "经度和纬度须一起修改。", where=["lon", "lat"])
    if "type" in changes:
        require_type(changes["type"][1])
    with on_incident(actor, incident_id) as (incident, _):
        outcomes = {field: merge(_value(incident, field), *change) for field, change in changes.items()}
        conflicts = [field for field, outcome in outcomes.items() if outcome == "conflict"]
        if conflicts:
            raise _conflict(incident, conflicts, changes)
        values = {field: changes[field][1] for field, outcome in outcomes.items() if outcome == "set"}
        if not values:
            return incident
        number = incident.words + 1
        for field, value in values.items():
            Edit.objects.create(incident=incident, number=number, field=field, before=_value(incident, field), after=value, by=actor)
        if "type" in values:
            kind = values.pop("type")
            old, new = criteria_for(incident.type_id, incident.area), criteria_for(kind, incident.area)
            values |= {"type_id": kind} | proposal(incident, old, incident.figures, new, incident.figures)
        return change_incident(actor=actor, incident=incident, words=number, **values)


def _value(incident: Incident, field: str) -> Any:
    return incident.type_id if field == "type" else getattr(incident, field)


def _conflict(incident: Incident, fields: list[str], changes: dict[str, Change]) -> Problem:
    last = {edit.field: edit for edit in incident.edits.filter(field__in=fields).order_by("id")}
    names = names_of([edit.by for edit in last.values()] + [incident.opened_by])
    theirs = []
    for field in fields:
        edit = last.get(field)
        by, at = (edit.by, edit.at) if edit else (incident.opened_by, incident.opened_at)
        theirs.append(
            {"field": field, "yours": changes[field][1], "theirs": _value(incident, field), "by": names.get(by, by), "at": iso(at)}
        )
    said = ";".join(f"{WORDS[row['field']]}已由{row['by']}改为“{row['theirs']}”,您要改为“{row['yours']}”" for row in theirs)
    return Problem("field_conflict", f"{said}。请对照后再保存。", where=fields, holder={"fields": theirs})
