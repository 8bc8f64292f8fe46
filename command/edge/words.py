"""edge's records → **words** → core's own actions: notes, figures, “four ones”, hand-overs, phases, releases and cancellations said at the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import CharField, Exists, Model, OuterRef, Value
from django.db.models.functions import Cast, Concat

from command.edge.models import Edge, Sent, Standing
from command.edge.parcel import Record
from command.edge.ranges import first_of
from dispatch.incidents.actions import move_phase, note_incident
from dispatch.incidents.commander import hand_over_command
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.grades import record_figure
from dispatch.incidents.models import CLOSED, Incident
from dispatch.incidents.records import Figure, FourOne, HandOver, Note
from dispatch.orders.actions import cancel_order, release
from dispatch.orders.models import CANCELLED, RELEASED, Assignment, Order
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log.models import Event

PHASED = '"phase":'


def said(standing: Standing) -> Iterator[Record]:
    """What people wrote and decided here since the edge began, oldest first of each kind."""
    for kind, model, body in WRITTEN:
        fresh = model._default_manager.filter(pk__gte=first_of(standing.number), by__startswith="user:", incident__exercise_id=None)
        if model is Note:
            fresh = fresh.filter(kind=Note.NOTE)
        for row in _unsent(fresh, kind, Cast("pk", CharField())).order_by("pk"):
            yield Record(kind, row.told, {"incident": row.incident_id, "by": row.by, "at": iso(row.at), **body(row)})
    yield from _phases(standing)
    since = {"exercise_id": None}
    ended = Assignment.objects.filter(state=RELEASED, released_at__gt=standing.joined_at, **since)
    for one in _unsent(ended, "released", Cast("pk", CharField())).order_by("pk"):
        yield Record("released", one.told, {"assignment": one.pk})
    taken_back = Order.objects.filter(state=CANCELLED, cancelled_at__gt=standing.joined_at, **since)
    for order in _unsent(taken_back, "cancelled", Cast("pk", CharField())).order_by("pk"):
        yield Record("cancelled", order.told, {"order": order.pk})


def _phases(standing: Standing) -> Iterator[Record]:
    """A phase is a column of the incident; who moved it stands in the log alone. Closing is said on both sides, with its conditions."""
    moved = Event.objects.filter(
        stream__name__startswith="incident:", kind="incident.changed", at__gt=standing.joined_at, actor__startswith="user:",
        exercise_id=None, body__contains=PHASED,
    )  # fmt: skip
    for event in _unsent(moved, "phase", Concat("stream__name", Value(":"), Cast("seq", CharField()))).order_by("at", "seq"):
        body = msgspec.json.decode(event.body)
        yield Record("phase", event.told, {"incident": body["id"], "by": event.actor, "phase": body["phase"]})


def _unsent(rows: Any, kind: str, key: Any) -> Any:
    return rows.annotate(told=key).exclude(Exists(Sent.objects.filter(kind=kind, key=OuterRef("told"))))


def _note(row: Any) -> dict[str, Any]:
    return {"text": row.text, "occurred_at": iso(row.occurred_at), "received_at": iso(row.received_at)}


def _figure(row: Any) -> dict[str, Any]:
    return {"measure": row.measure, "value": row.value, "source": row.source, "occurred_at": iso(row.occurred_at)}


WRITTEN: list[tuple[str, type[Model], Callable[[Any], dict[str, Any]]]] = [
    ("note", Note, _note),
    ("figure", Figure, _figure),
    ("four_one", FourOne, lambda row: {"item": row.item, "text": row.text}),
    ("handover", HandOver, lambda row: {"unit": row.unit_id, "name": row.name, "reason": row.reason}),
]


def _theirs(edge: Edge, incident_id: int) -> Incident:
    """Of its area, or one to which a team of its area was sent."""
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise Problem("not_found", "没有这起事件。")
    if not incident.area.startswith(edge.area) and not incident.assignments.filter(unit__area__startswith=edge.area).exists():
        raise Problem("forbidden", f"事件不在 {edge.area} 区划内,也没有该区划的队伍参加。")
    return incident


def take_note(edge: Edge, body: dict[str, Any]) -> None:
    """It occurred when it was written there, unless it says otherwise: here it comes late."""
    incident = _theirs(edge, body["incident"])
    note_incident(
        actor=body["by"], incident_id=incident.pk, text=body["text"], occurred_at=_occurred(body), received_at=_at(body["received_at"])
    )


def take_figure(edge: Edge, body: dict[str, Any]) -> None:
    incident = _theirs(edge, body["incident"])
    record_figure(
        actor=body["by"], incident_id=incident.pk, measure=body["measure"], value=body["value"], source=body["source"],
        occurred_at=_occurred(body),
    )  # fmt: skip


def take_four_one(edge: Edge, body: dict[str, Any]) -> None:
    fill_four_ones(actor=body["by"], incident_id=_theirs(edge, body["incident"]).pk, texts={body["item"]: body["text"]})


def take_handover(edge: Edge, body: dict[str, Any]) -> None:
    """The first team that arrived commands here by its own leg already; told again it is no news."""
    incident = _theirs(edge, body["incident"])
    unit = body["unit"]
    if (incident.commander_unit_id, incident.commander_name) != (unit, body["name"]):
        name = "" if unit is not None else body["name"]
        hand_over_command(actor=body["by"], incident_id=incident.pk, unit_id=unit, name=name, reason=body["reason"])


def take_phase(edge: Edge, body: dict[str, Any]) -> None:
    incident = _theirs(edge, body["incident"])
    if incident.phase not in (body["phase"], CLOSED):
        move_phase(actor=body["by"], incident_id=incident.pk, phase=body["phase"])


def take_release(edge: Edge, body: dict[str, Any]) -> None:
    """The stand-down order, where there was one, comes as an order of the edge's own."""
    assignment = Assignment.objects.get(pk=body["assignment"])
    _theirs(edge, assignment.incident_id)
    if assignment.state != RELEASED:
        release(actor=f"edge:{edge.number}", name=edge.name, assignment_id=assignment.pk, stand_down=False)


def take_cancellation(edge: Edge, body: dict[str, Any]) -> None:
    order = Order.objects.get(pk=body["order"])
    _theirs(edge, order.incident_id)
    if order.state != CANCELLED:
        cancel_order(actor=f"edge:{edge.number}", name=edge.name, order_id=order.pk, reason=f"{edge.name}撤销")


def _occurred(body: dict[str, Any]) -> datetime:
    """The edge's clock may be ahead of ours; nothing has happened that is still to come."""
    return min(datetime.fromisoformat(body["occurred_at"] or body["at"]), clock.now())


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


TAKEN: dict[str, Callable[[Edge, dict[str, Any]], None]] = {
    "note": take_note, "figure": take_figure, "four_one": take_four_one, "handover": take_handover, "phase": take_phase,
    "released": take_release, "cancelled": take_cancellation,
}  # fmt: skip
