"""One incident whole: its row, its numbered timeline with the words, its orders and assignments."""

from __future__ import annotations

import json

from devices.terminals.names import names_of_terminals
from devices.video.models import VideoLink
from dispatch.incidents.models import Incident
from dispatch.incidents.rows import Entry, IncidentWhole
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.log.models import Event


def timeline(incident: Incident) -> IncidentWhole:
    """Entries ascending by seq, `text` where a note or an order has words."""
    events = list(Event.objects.filter(stream_id=f"incident:{incident.pk}").order_by("seq"))
    actors = {event.actor for event in events}
    names = names_of(actors) | names_of_terminals(actors)
    notes = dict(incident.notes.values_list("id", "text"))
    orders = list(incident.orders.select_related("unit"))
    tasks = {order.pk: order.task for order in orders}
    entries: list[Entry] = []
    for event in events:
        body = json.loads(event.body)
        text = notes.get(body.get("note")) or (tasks.get(body["id"]) if event.kind == "order.issued" else None)
        entries.append(
            {
                "seq": event.seq,
                "at": str(iso(event.at)),
                "actor": event.actor,
                "actor_name": names.get(event.actor, event.actor),
                "kind": event.kind,
                "body": body,
                "text": text,
            }
        )
    return {
        "incident": incident.row(),
        "text": incident.text,
        "entries": entries,
        "assignments": [row.row() for row in incident.assignments.order_by("id")],
        "orders": [{**order.row(), "task": order.task, "issued_name": order.issued_name, "unit_name": order.unit.name} for order in orders],
        "links": [
            {"id": link.pk, "kind": link.kind, "label": link.label, "url": link.url}
            for link in VideoLink.objects.filter(incident_id=incident.pk, active=True)
        ],
    }
