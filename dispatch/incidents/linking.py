"""A large event and its parts: a child keeps its own teams and timeline, its parent cannot end before it."""

from __future__ import annotations

from dispatch.incidents.actions import change_incident, write
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Note
from realtime.codes import Problem
from realtime.log import act


def lock_incidents(*ids: int) -> dict[int, Incident]:
    """Always in the order of their ids, so that two officers linking crosswise never wait for each other."""
    return {row.pk: row for row in Incident.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def open_pair(first_id: int, second_id: int) -> tuple[Incident, Incident]:
    """Two different open incidents of one world, locked."""
    if first_id == second_id:
        raise Problem("invalid", "不能与自身关联,请另选事件。")
    found = lock_incidents(first_id, second_id)
    if len(found) < 2:
        raise Problem("not_found", "没有这个事件。")
    first, second = found[first_id], found[second_id]
    for incident in (first, second):
        if not incident.open:
            raise Problem("wrong_state", f"事件 {incident.number} 已结束,不能再操作。")
    if first.exercise_id != second.exercise_id:
        raise Problem("exercise", f"{first.number} 与 {second.number} 不在同一演练或实战中,不能关联。")
    return first, second


def set_parent(*, actor: str, incident_id: int, parent_id: int | None) -> Incident:
    """Link under a parent, or take the link away; both timelines say so."""
    if parent_id is None:
        return _unlink(actor, incident_id)
    with act(actor):
        child, parent = open_pair(incident_id, parent_id)
        if child.parent_id == parent.pk:
            return child
        above: Incident | None = parent
        while above is not None:
            if above.pk == child.pk:
                raise Problem("wrong_state", f"{parent.number} 已是 {child.number} 的下级事件,不能反过来关联。", where=["parent"])
            above = above.parent
        with act(actor, child.exercise_id):
            write(actor=actor, incident=parent, kind=Note.LINK, text=f"关联下级事件 {child.number}({child.place or child.type.name})")
            change_incident(actor=actor, incident=child, parent_id=parent.pk)
    return child


def _unlink(actor: str, incident_id: int) -> Incident:
    with act(actor):
        above = Incident.objects.filter(pk=incident_id).values_list("parent_id", flat=True).first()
        found = lock_incidents(incident_id, *([above] if above else []))
        child = found.get(incident_id)
        if child is None:
            raise Problem("not_found", "没有这个事件。")
        if child.parent_id is None or child.parent_id not in found:
            return child
        with act(actor, child.exercise_id):
            write(actor=actor, incident=found[child.parent_id], kind=Note.LINK, text=f"解除与下级事件 {child.number} 的关联")
            change_incident(actor=actor, incident=child, parent_id=None)
    return child
