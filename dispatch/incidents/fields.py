"""Two officers correct one incident: different fields both win, the same field is a conflict that names both values and whose is there."""

from __future__ import annotations

from typing import Any, Literal

from dispatch.incidents.actions import change_incident, on_incident, require_type
from dispatch.incidents.grades import criteria_for, proposal
from dispatch.incidents.models import Incident
from dispatch.incidents.moving import area_for, lock_hanging, move_to_area
from dispatch.incidents.records import Edit, Note
from realtime.accounts.names import names_of
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act

FIELDS = ("type", "place", "lon", "lat", "text")
WORDS = {"type": "类型", "place": "地点", "lon": "经度", "lat": "纬度", "text": "情况"}
Change = tuple[Any, Any]  # what the officer saw, what it should be
Outcome = Literal["set", "same", "conflict"]
Border = Literal["follow", "keep"]


def merge(current: Any, seen: Any, wanted: Any) -> Outcome:
    """Three ways: nobody else touched it, somebody already made it so, somebody made it something else."""
    if current == wanted:
        return "same"
    return "set" if current == seen else "conflict"


def change_fields(*, actor: str, incident_id: int, changes: dict[str, Change], border: Border | None = None) -> Incident:
    """All of them or none. A point is two fields but one thing: they come together.

    A point in another district asks who answers for the incident from now on: `follow` hands it over, `keep` leaves it where it is.
    """
    if ("lon" in changes) != ("lat" in changes):
        raise Problem("invalid", "经度和纬度须一起修改。", where=["lon", "lat"])
    if "type" in changes:
        require_type(changes["type"][1])
    with act(actor):
        if border == "follow":
            lock_hanging(incident_id)
        return _change(actor, incident_id, changes, border)


def _change(actor: str, incident_id: int, changes: dict[str, Change], border: Border | None) -> Incident:
    with on_incident(actor, incident_id) as (incident, _):
        outcomes = {field: merge(_value(incident, field), *change) for field, change in changes.items()}
        conflicts = [field for field, outcome in outcomes.items() if outcome == "conflict"]
        if conflicts:
            raise _conflict(incident, conflicts, changes)
        values = {field: changes[field][1] for field, outcome in outcomes.items() if outcome == "set"}
        if not values:
            return incident
        area = _crosses(incident, values)
        if area is not None and border is None:
            raise _asks(incident, area)
        number = incident.words + 1
        for field, value in values.items():
            Edit.objects.create(incident=incident, number=number, field=field, before=_value(incident, field), after=value, by=actor)
        if "type" in values:
            kind = values.pop("type")
            old, new = criteria_for(incident.type_id, incident.area), criteria_for(kind, incident.area)
            values |= {"type_id": kind} | proposal(incident, old, incident.figures, new, incident.figures)
        values["words"] = number
        if area is None or border != "follow":
            return change_incident(actor=actor, incident=incident, **values)
        Edit.objects.create(incident=incident, number=number, field="area", before=incident.area, after=area, by=actor)
        text = f"地点移到{name_of(area)},事件由{name_of(incident.area)}转{name_of(area)}负责"
        Note.objects.create(incident=incident, number=number, kind=Note.LINK, text=text, by=actor)
        return move_to_area(actor=actor, incident=incident, area=area, values=values)


def _crosses(incident: Incident, values: dict[str, Any]) -> str | None:
    if not {"lon", "lat"} & set(values):
        return None
    return area_for(incident.area, values.get("lon", incident.lon), values.get("lat", incident.lat))


def _asks(incident: Incident, area: str) -> Problem:
    return Problem(
        "area_change", f"新地点在{name_of(area)},事件现由{name_of(incident.area)}负责。请选择事件是否转{name_of(area)}。", where=["lon", "lat"],
        holder={"area": area, "area_name": name_of(area), "from": incident.area, "from_name": name_of(incident.area)},
    )  # fmt: skip


def name_of(area: str) -> str:
    return Area.objects.filter(pk=area).values_list("name", flat=True).first() or area


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
