"""One incident whole: its row, its numbered timeline with the words, and everything that belongs to it."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, cast

from devices.terminals.names import names_of_terminals
from devices.video.models import VideoLink
from dispatch.alarms.models import Alarm
from dispatch.callout.models import Call
from dispatch.incidents.attachments import attachment_row
from dispatch.incidents.conditions import ITEMS, NAMES
from dispatch.incidents.four_ones import defaults_of
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Edit, Figure, FourOne, HandOver, Record, Strike
from dispatch.incidents.rows import Entry, FourOneText, HandOverRow, IncidentWhole, Struck
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.log.models import Event
from realtime.rules.models import rule
from realtime.talk.models import Act as TalkAct


class Story:
    """Every record of an incident read once, with the names of those who wrote them."""

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self.events = list(Event.objects.filter(stream_id=f"incident:{incident.pk}").order_by("seq"))
        self.notes = list(incident.notes.all())
        self.edits = list(incident.edits.all())
        self.figures = list(incident.figure_history.all())
        self.four_ones = list(incident.four_one_history.all())
        self.handovers = list(incident.handovers.all())
        self.strikes = list(incident.strikes.all())
        self.attachments = list(incident.attachments.select_related("file"))
        self.orders = list(incident.orders.select_related("unit").order_by("id"))
        records: list[Record] = [
            *self.notes, *self.edits, *self.figures, *self.four_ones, *self.handovers, *self.strikes, *self.attachments,
        ]  # fmt: skip
        actors = {event.actor for event in self.events} | {record.by for record in records}
        self.names = names_of(actors) | names_of_terminals(actors)
        self.late_after = timedelta(minutes=float(rule("incident.late_min", incident.area)))
        self.by_number: defaultdict[int, list[Record]] = defaultdict(list)
        for record in records:
            if record.number is not None:
                self.by_number[record.number].append(record)

    def name(self, actor: str) -> str:
        return self.names.get(actor, actor)

    def entries(self) -> list[Entry]:
        """Ascending by seq, none left out: an entry struck through is still an entry."""
        struck = {strike.seq: strike for strike in self.strikes}
        old_notes = {note.pk: note for note in self.notes}
        said = {("order.issued", order.pk): order.task for order in self.orders}
        answers = Call.objects.filter(callout__incident_id=self.incident.pk).exclude(action_text="").values_list("pk", "action_text")
        said |= {("call.answered", pk): text for pk, text in answers}
        for pk, reason in TalkAct.objects.filter(group__incident_id=self.incident.pk).values_list("pk", "reason"):
            said |= {(f"talk_act.{verb}", pk): reason for verb in ("asked", "done", "refused")}
        entries: list[Entry] = []
        for event in self.events:
            body = json.loads(event.body)
            records: list[Any] = list(self.by_number.get(body.get("words"), []))
            if event.kind == "incident.noted" and body["note"] in old_notes:
                records = [old_notes[body["note"]]]
            text = "\n".join(filter(None, map(words_of, records))) or said.get((event.kind, body.get("id")))
            occurred = next((at for record in records if (at := getattr(record, "occurred_at", None))), None) or leg_time(event.kind, body)
            received = next((at for record in records if (at := getattr(record, "received_at", None))), None)
            entries.append({
                "seq": event.seq, "at": str(iso(event.at)), "actor": event.actor, "actor_name": self.name(event.actor), "kind": event.kind,
                "body": body, "text": text or None, "occurred_at": iso(occurred), "received_at": iso(received),
                "late": any(event.at - at > self.late_after for at in (occurred, received) if at is not None),
                "struck": self._struck(struck.get(event.seq)),
            })  # fmt: skip
        return entries

    def _struck(self, strike: Strike | None) -> Struck | None:
        if strike is None:
            return None
        return {"by_name": self.name(strike.by), "at": str(iso(strike.at)), "reason": strike.reason, "text": strike.text}

    def four_one_texts(self) -> list[FourOneText]:
        newest = {row.item: row for row in self.four_ones}
        return [
            {"item": item, "text": row.text, "at": str(iso(row.at)), "by_name": self.name(row.by)}
            for item in ITEMS
            if (row := newest.get(item)) is not None
        ]

    def handover_rows(self) -> list[HandOverRow]:
        return [
            {
                "id": row.pk, "from_unit": row.from_unit_id, "from_name": row.from_name, "unit": row.unit_id, "name": row.name,
                "reason": row.reason, "at": str(iso(row.at)), "by_name": self.name(row.by),
            }
            for row in self.handovers
        ]  # fmt: skip


def leg_time(kind: str, body: dict[str, Any]) -> datetime | None:
    """When a team says it arrived: told over a radio, or from paper, that is not when it was entered."""
    table, _, leg = kind.partition(".")
    said = body.get(f"{leg}_at") if table == "assignment" else None
    return datetime.fromisoformat(said) if said else None


def words_of(record: Any) -> str:
    """What the timeline says of a record; numbers and codes are in the event's body already."""
    match record:
        case Edit(field="text"):
            return str(record.after)
        case Edit():
            return ""
        case FourOne():
            return f"{NAMES[record.item]}:{record.text}"
        case HandOver():
            return f"{record.from_name or '—'} → {record.name}:{record.reason}"
        case Strike():
            return f"第 {record.seq} 条划改:{record.reason}" + (f"。应为:{record.text}" if record.text else "")
        case Figure():
            return str(record.source)
        case _:
            return str(record.text)


def whole(incident: Incident) -> IncidentWhole:
    story = Story(incident)
    name = story.name
    return {
        "incident": incident.row(),
        "text": incident.text,
        "entries": story.entries(),
        "assignments": [row.row() for row in incident.assignments.select_related("incident", "unit").order_by("id")],
        "orders": [
            {**order.row(), "task": order.task, "issued_name": order.issued_name, "unit_name": order.unit.name} for order in story.orders
        ],
        "links": [
            {"id": link.pk, "kind": link.kind, "label": link.label, "url": link.url}
            for link in VideoLink.objects.filter(incident_id=incident.pk, active=True)
        ],
        "alarms": [alarm.row() for alarm in Alarm.objects.filter(incident_id=incident.pk).order_by("id")],
        "children": [child.row() for child in incident.children.order_by("id")],
        "parent": incident.parent.row() if incident.parent else None,
        "merged": [one.row() for one in incident.merged.order_by("id")],
        "figures": [
            {
                "id": row.pk, "measure": cast("Any", row.measure), "value": row.value, "source": row.source, "occurred_at": iso(row.occurred_at),
                "at": str(iso(row.at)), "by_name": name(row.by),
            }
            for row in story.figures
        ],
        "four_ones": story.four_one_texts(),
        "four_ones_defaults": defaults_of(incident),
        "handovers": story.handover_rows(),
        "edits": [
            {"field": cast("Any", row.field), "before": row.before, "after": row.after, "at": str(iso(row.at)), "by_name": name(row.by)}
            for row in story.edits
        ],
        "attachments": [attachment_row(row, story.names) for row in story.attachments],
    }  # fmt: skip
