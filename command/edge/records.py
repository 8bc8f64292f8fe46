"""edge's tables → **records** → core: what was said here that the core has not said it took. The tables themselves are the spool."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import msgspec
from django.core import serializers
from django.db.models import CharField, Exists, Model, OuterRef, Value
from django.db.models.functions import Cast, Concat

from command.edge.models import Sent, Standing
from command.edge.parcel import Record
from command.edge.ranges import first_of
from command.edge.words import said
from devices.inbox.models import Inbox
from devices.tracks.models import TrackPoint
from dispatch.alarms.models import Alarm
from dispatch.incidents.models import Incident
from dispatch.orders.models import Ack, Assignment, Order, Recipient
from dispatch.orders.states import LEGS
from realtime import clock
from realtime.clock import iso

MOST = 200  # records in one parcel
MOST_BYTES = 1_000_000  # Django takes 2.5 MB in one request
MOST_POINTS = 4_000  # positions in one parcel
MOST_FIXES = 300  # of one terminal in one record: what the core takes at once is 500
OVERLAP = timedelta(seconds=60)  # rows commit out of order; a position told twice is one
LONGEST = timedelta(hours=48)  # positions older than that are not news; they stay in the edge's own history


def unsent(standing: Standing) -> list[Record]:
    """Orders before what was said to them; as many as one request carries."""
    found: list[Record] = []
    size = 0
    for record in islice(_all(standing), MOST):
        size += len(msgspec.json.encode(record))
        if found and size > MOST_BYTES:
            break
        found.append(record)
    return found


def _all(standing: Standing) -> Iterator[Record]:
    yield from _issued(standing)
    yield from _inbox(standing)
    yield from _acks(standing)
    yield from _legs(standing)
    yield from _sos(standing)
    yield from said(standing)


def _new(rows: Any, kind: str, key: Any = None) -> Any:
    """`told` is the key by which the core knows the row again."""
    named = rows.annotate(told=key if key is not None else Cast("pk", CharField()))
    return named.exclude(Exists(Sent.objects.filter(kind=kind, key=OuterRef("told"))))


def _issued(standing: Standing) -> Iterator[Record]:
    """An order given here, with its incident, whom it went to and the team's assignment."""
    alone = Incident.objects.filter(pk__gte=first_of(standing.number), exercise_id=None)
    for incident in _new(alone, "incident").order_by("pk"):
        yield Record("incident", incident.told, {"rows": serializers.serialize("json", [incident])})
    own = Order.objects.filter(pk__gte=first_of(standing.number), exercise_id=None).select_related("incident")
    for order in _new(own, "issued").order_by("pk"):
        rows: list[Model] = [*([order.incident] if order.incident_id >= first_of(standing.number) else []), order]
        rows += [*Recipient.objects.filter(order=order), *Assignment.objects.filter(order=order)]
        yield Record("issued", order.told, {"rows": serializers.serialize("json", rows)})


def _inbox(standing: Standing) -> Iterator[Record]:
    """Promises of devices, as they came: SOS, receipts, answers, texts, values."""
    # What was there when the edge began came from the core's backup
    fresh = Inbox.objects.filter(pk__gte=first_of(standing.number), exercise_id=None)
    for row in _new(fresh, "inbox").order_by("pk").iterator(200):
        body = {
            "adapter": row.adapter, "external_id": row.external_id, "message_key": row.message_key, "terminal": row.terminal_id,
            "topic": row.topic, "payload": b64encode(bytes(row.payload)).decode(), "made": row.made, "received_at": iso(row.received_at),
        }  # fmt: skip
        yield Record("inbox", row.told, body)


def _acks(standing: Standing) -> Iterator[Record]:
    """What people said on their pages, and what was entered for them; terminals' receipts are in the inbox."""
    said = Ack.objects.filter(pk__gte=first_of(standing.number), order__exercise_id=None).exclude(principal__startswith="terminal:")
    for ack in _new(said, "ack").order_by("pk"):
        body = {
            "order": ack.order_id, "principal": ack.principal, "kind": ack.kind, "reason": ack.reason, "said_at": iso(ack.said_at or ack.at),
            "by": ack.by, "said_by": ack.said_by, "channel": ack.channel, "read_back": bool(ack.read_back),
        }  # fmt: skip
        yield Record("ack", ack.told, body)


def _legs(standing: Standing) -> Iterator[Record]:
    """Where a team said it is. The acceptance is an ack."""
    for leg, _ in LEGS[2:]:
        moment = "arrived_at" if leg == "arrived" else f"{leg}_at"
        key = Concat(Cast("pk", CharField()), Value(f":{leg}"))
        since = Assignment.objects.filter(**{f"{moment}__gt": standing.joined_at}, exercise_id=None)
        for one in _new(since, "leg", key).order_by("pk"):
            yield Record("leg", one.told, {"assignment": one.pk, "leg": leg, "at": iso(getattr(one, moment))})


def _sos(standing: Standing) -> Iterator[Record]:
    """Pressed on a phone's page; a radio's is in the inbox."""
    pressed = Alarm.objects.filter(pk__gte=first_of(standing.number), source="sos", device__startswith="user:", exercise_id=None)
    for alarm in _new(pressed, "sos").order_by("pk"):
        body = {
            "device": alarm.device, "lon": alarm.lon, "lat": alarm.lat, "area": alarm.area, "place": alarm.place, "text": alarm.text,
            "subject": alarm.subject_id, "test": alarm.test, "at": iso(alarm.received_at),
        }  # fmt: skip
        yield Record("sos", alarm.told, body)


def positions(standing: Standing) -> tuple[list[Record], Any]:
    """(records, until when): positions since the last that the core took. Told again they are one; so they need no row in `Sent`."""
    until = clock.now()
    since = max(filter(None, [standing.tracks_at and standing.tracks_at - OVERLAP, standing.joined_at, until - LONGEST]))
    by_terminal: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    points = list(TrackPoint.objects.filter(received_at__gt=since, received_at__lte=until).order_by("received_at")[:MOST_POINTS])
    if len(points) == MOST_POINTS:
        until = points[-1].received_at + OVERLAP  # the rest goes with the next parcel; what lies within the overlap is one
    for point in points:
        by_terminal[point.terminal].append(
            {
                "at": iso(point.fixed_at),
                "lat": point.lat,
                "lon": point.lon,
                "accuracy": point.accuracy,
                "alt": point.alt,
                "speed": point.speed,
                "heading": point.heading,
                "battery": point.battery,
            }
        )
    found = []
    for terminal, fixes in by_terminal.items():
        for start in range(0, len(fixes), MOST_FIXES):
            part = fixes[start : start + MOST_FIXES]
            found.append(Record("fixes", f"{terminal}:{part[-1]['at']}", {"terminal": terminal, "fixes": part}))
    return found, until
