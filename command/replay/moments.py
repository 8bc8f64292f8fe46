"""log → **moments** → axis: what was told in a span and said over the radio, with names and the words of notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from command.replay.board import LATE, LATE_KINDS, Logged, happened_at, logged
from command.replay.rows import AxisMark, Moment, ReplayAxis, Spoken
from devices.terminals.names import names_of_terminals
from dispatch.incidents.records import Attachment, Edit, Figure, FourOne, HandOver, Note, Strike
from dispatch.incidents.timeline import words_of
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.talk.models import Burst

MOST = 4000  # events of one answer; the screen asks on from where it ends
MOST_MARKS = 3000
BINS = 240
# What is worth a mark of its own on the axis, by lane. The rest is in the density below it.
LANES: dict[str, tuple[str, ...]] = {
    "alarm": ("alarm.raised", "alarm.escalated"),
    "incident": ("incident.opened", "incident.closed", "incident.reopened", "incident.entered"),
    "order": ("order.issued", "order.accepted", "order.refused", "assignment.arrived", "reinforcement.requested", "check.lost", "roll_call.started"),
    "call": ("presse.confirmed", "phone_call.started", "broadcast.started", "conference.started", "call.failed"),
    "plot": ("danger.marked", "danger.left", "plot.drawn", "plot.changed", "plot.left"),
    "fence": ("fence_crossing.entered", "fence_crossing.left", "fence_crossing.raised", "danger.entered"),
    "note": ("incident.written", "incident.attached", "incident.struck"),
}  # fmt: skip
LANE_OF = {kind: lane for lane, kinds in LANES.items() for kind in kinds}
WORDED = {"incident.written", "incident.struck", "incident.attached", "incident.changed"}


class Told(NamedTuple):
    moments: list[Moment]
    until: datetime  # complete up to here


def moments(prefixes: Sequence[str], since: datetime, until: datetime, *, happened: bool = False) -> Told:
    """After `since`, not after `until`. As it happened, a late entry stands where it belongs, and not where it was made."""
    events = [(event.at, event) for event in logged(prefixes, since, until)]
    if happened:
        events = [(at, event) for at, event in events if happened_at(event.kind, event.body, at) == at]
        for event in logged(prefixes, since, until + LATE, LATE_KINDS):
            then = happened_at(event.kind, event.body, event.at)
            if since < then <= until and then < event.at:
                events.append((then, event))
        events.sort(key=lambda one: (one[0], one[1].stream, one[1].seq))
    if len(events) > MOST:
        until = events[MOST - 1][0]
        events = [one for one in events if one[0] <= until]
    return Told(_with_words(_once(events)), until)


SAME = timedelta(seconds=2)  # streams of one action are numbered one after the other


def _once(events: list[tuple[datetime, Logged]]) -> list[tuple[datetime, Logged]]:
    """An event that several boards were told is one event."""
    seen: dict[tuple[str, str, str], datetime] = {}
    kept = []
    for time, event in events:
        key = (event.kind, event.actor, str(event.body))
        if key not in seen or event.at - seen[key] > SAME:
            kept.append((time, event))
        seen[key] = event.at
    return kept


def _with_words(events: list[tuple[datetime, Logged]]) -> list[Moment]:
    actors = {event.actor for _, event in events}
    names = names_of(actors) | names_of_terminals(actors)
    words = _words(event for _, event in events)
    return [
        {
            "stream": event.stream, "seq": event.seq, "kind": event.kind, "v": event.v, "at": str(iso(event.at)), "time": str(iso(time)),
            "actor": event.actor, "name": names.get(event.actor, event.actor), "x": event.x,
            "text": words.get((event.body.get("id"), event.body.get("words"))) if event.kind in WORDED else None, "body": event.body,
        }
        for time, event in events
    ]  # fmt: skip


def _words(events: Iterable[Logged]) -> dict[tuple[Any, Any], str]:
    """(incident, number of the record) → what was written."""
    wanted = {(event.body["id"], event.body["words"]) for event in events if event.kind in WORDED and event.body.get("words")}
    if not wanted:
        return {}
    found: dict[tuple[Any, Any], str] = {}
    incidents, numbers = ({key[place] for key in wanted} for place in (0, 1))
    for model in (Note, Edit, Figure, FourOne, HandOver, Strike, Attachment):
        for record in model.objects.filter(incident_id__in=incidents, number__in=numbers):
            if (key := (record.incident_id, record.number)) in wanted and (text := words_of(record)):
                found[key] = f"{found[key]}\n{text}" if key in found else text
    return found


def spoken(prefixes: Sequence[str], since: datetime, until: datetime) -> list[Spoken]:
    """Bursts that began in the span. Private calls are on no board, and in no replay."""
    bursts = Burst.objects.filter(private=False, started_at__gt=since, started_at__lte=until).select_related("group").order_by("started_at")
    return [
        {
            "id": burst.pk, "group": burst.group_id, "group_name": burst.group.name, "incident": burst.incident_id, "area": burst.area,
            "name": burst.name, "started_at": str(iso(burst.started_at)), "duration_ms": burst.duration_ms or 0,
            "file": f"/api/talk/bursts/{burst.pk}/audio" if burst.file else None, "x": burst.exercise_id,
        }
        for burst in bursts
        if burst.area.startswith(tuple(prefixes))
    ]  # fmt: skip


def axis(prefixes: Sequence[str], since: datetime, until: datetime) -> ReplayAxis:
    """The whole span at a glance."""
    marks: list[AxisMark] = [mark(event.kind, event.at, event.body) for event in logged(prefixes, since, until, list(LANE_OF))]
    for burst in spoken(prefixes, since, until):
        marks.append({"lane": "talk", "at": burst["started_at"], "kind": "burst", "id": burst["id"], "label": burst["name"]})
    marks.sort(key=lambda one: datetime.fromisoformat(one["at"]))
    return {
        "since": str(iso(since)), "until": str(iso(until)), "bins": _bins(prefixes, since, until),
        "marks": marks[:MOST_MARKS], "left_out": max(0, len(marks) - MOST_MARKS),
    }  # fmt: skip


def mark(kind: str, at: datetime, body: dict[str, Any]) -> AxisMark:
    label = next((str(body[name]) for name in ("name", "type_name", "number", "place", "title", "text") if body.get(name)), "")
    return {"lane": LANE_OF[kind], "at": str(iso(at)), "kind": kind, "id": int(body.get("id") or 0), "label": label[:40]}


def _bins(prefixes: Sequence[str], since: datetime, until: datetime) -> list[int]:
    width = max((until - since) / BINS, timedelta(milliseconds=1)).total_seconds()
    bins = [0] * BINS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT floor(extract(epoch FROM at - %s) / %s)::int, count(*) FROM log_event WHERE at > %s AND at <= %s AND stream LIKE ANY(%s)"
            " GROUP BY 1",
            [since, width, since, until, [f"area:{prefix}%" for prefix in prefixes]],
        )
        for number, count in cursor.fetchall():
            bins[min(BINS - 1, max(0, number))] += count
    return bins
