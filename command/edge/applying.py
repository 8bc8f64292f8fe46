"""core's holdings → **applying** → edge's tables and screens: upserts with the core's own ids; nothing that was reached here goes back."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.core import serializers
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Model
from django.db.models.functions import Now

from command.edge import ranges
from command.edge.beginning import begin
from command.edge.holdings import LEFT_OUT
from command.edge.models import Sent, Standing
from command.edge.parcel import Down, Table
from devices.terminals.actions import DOWNLINK_CHANNEL
from dispatch.incidents.models import Incident
from dispatch.orders.legs import INDEX
from dispatch.orders.models import RANK, RELEASED, Ack, Assignment, Order, Recipient
from dispatch.teams.models import Member, Unit
from dispatch.telling import tell
from realtime import bus
from realtime.accounts.models import Post
from realtime.log import Log, act

logger = logging.getLogger(__name__)

ACTOR = "edge"
GOES: dict[str, type[Model]] = {"member": Member, "post": Post}  # a row the core has no more is no right any more here
MOMENTS = ("sent_at", "delivered_at", "read_at", "accepted_at", "refused_at", "expired_at", "cancelled_at")
LEG_MOMENTS = ("accepted_at", "en_route_at", "arrived_at", "working_at", "leaving_at", "back_at", "released_at")


def take_down(down: Down) -> None:
    """One answer of the core, in one transaction: what it took, and its tables."""
    with act(ACTOR) as log:
        standing = _standing(down)
        for verdict in down.taken:
            if verdict.kind == "fixes":  # told by time, not one by one
                continue
            Sent.objects.get_or_create(kind=verdict.kind, key=verdict.key, defaults={"why": verdict.why[:200]})
        for table in down.tables:
            if _apply(log, table, standing):
                standing.hashes[table.name] = table.hash
        standing.heard_at, standing.area = Now(), down.area
        standing.save()


def _standing(down: Down) -> Standing:
    """The first answer says which number this edge is: from then on its own ids are its own."""
    standing = Standing.objects.select_for_update().first()
    if standing is None:
        standing = begin(down.number, down.area)
    if standing.number != down.number:
        raise ValueError(f"本节点编号为 {standing.number},收到的是 {down.number} 号节点的数据")
    return standing


def _apply(log: Log, table: Table, standing: Standing) -> bool:
    """False: a row did not fit – a team both sides have sent somewhere –; the rest stands, and the table is asked for again."""
    told: list[tuple[Model | None, Model]] = []
    seen: set[Any] = set()
    fits = True
    for found in serializers.deserialize("json", table.rows, ignorenonexistent=True):
        row = found.object
        seen.add(row.pk)
        before = type(row)._default_manager.filter(pk=row.pk).first()
        if before is not None:
            if table.name in ("ack", "downlink"):
                continue
            for name in LEFT_OUT.get(table.name, ()):
                setattr(row, name, getattr(before, name))
            _keep(before, row)
        elif isinstance(row, Ack) and Ack.objects.filter(order=row.order_id, principal=row.principal, kind=row.kind).exists():
            continue
        _without_strangers(row)
        if before is not None and all(getattr(before, field.attname) == getattr(row, field.attname) for field in row._meta.concrete_fields):
            continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if isinstance(row, Recipient):  # addressed on both sides at once it is the same recipient under two numbers
                    Recipient.objects.filter(order=row.order_id, principal=row.principal).exclude(pk=row.pk).delete()
                row.save_base(raw=True)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except IntegrityError as error:
            logger.warning("edge: %s %s of the core does not fit here: %s", table.name, row.pk, str(error).splitlines()[0])
            fits = False
            continue
        told.append((before, row))
    if (goes := GOES.get(table.name)) is not None and seen:
        own = ranges.first_of(standing.number)
        goes._default_manager.filter(pk__lt=own, **_in_area(table.name, standing.area)).exclude(pk__in=seen).delete()
    _tell(log, table.name, told)
    return fits


def _in_area(name: str, area: str) -> dict[str, Any]:
    return {"unit__area__startswith": area} if name == "member" else {"area__startswith": area}


def _keep(before: Model, row: Model) -> None:
    """What both sides may move only moves forward; a word that has not reached the core yet is not unsaid by it."""
    if isinstance(before, Incident) and isinstance(row, Incident):
        row.words = max(before.words, row.words)  # the numbers of this side's own notes are given
    if isinstance(before, Order) and isinstance(row, Order) and RANK[before.state] > RANK[row.state]:
        row.state = before.state
    if isinstance(before, Order) and isinstance(row, Order):
        _moments(before, row, MOMENTS)
        row.refuse_reason = row.refuse_reason or before.refuse_reason
    if isinstance(before, Recipient) and isinstance(row, Recipient) and RANK[before.state] > RANK[row.state]:
        row.state = before.state
    if isinstance(before, Assignment) and isinstance(row, Assignment):
        if INDEX[before.leg] > INDEX[row.leg]:
            row.leg = before.leg
        if before.state == RELEASED:
            row.state = RELEASED
        _moments(before, row, LEG_MOMENTS)


def _moments(before: Model, row: Model, names: Iterable[str]) -> None:
    for name in names:
        if getattr(row, name) is None:
            setattr(row, name, getattr(before, name))


def _without_strangers(row: Model) -> None:
    """A reference to something the core keeps to itself – a reinforcement, an older order – is left empty where it may be."""
    for field in row._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or not field.null or (value := getattr(row, field.attname)) is None:
            continue
        there: Any = field.related_model
        if not there._default_manager.filter(**{field.target_field.attname: value}).exists():
            setattr(row, field.attname, None)


def _tell(log: Log, name: str, told: list[tuple[Model | None, Model]]) -> None:
    """The edge's own screens, and its gateway."""
    units: dict[int, bool] = {}
    for before, row in told:
        row.refresh_from_db()
        if isinstance(row, Incident):
            tell(log, row.streams, "incident.entered", _row(before), row.row(), area=row.area)
        elif isinstance(row, Order):
            tell(log, row.streams, "order.issued" if before is None else "order.restored", _row(before), row.row(), area=row.incident.area)
        elif isinstance(row, Recipient):
            # Only now the order knows whose pages it is for
            order = row.order
            if before is None and row.principal.startswith("user:"):
                tell(log, [row.principal], "order.restored", None, order.row(), area=order.incident.area)
        elif isinstance(row, Assignment):
            tell(log, row.streams, "assignment.restored", _row(before), row.row(), area=row.incident.area)
            units.setdefault(row.unit_id, False)
        elif isinstance(row, Unit):
            units[row.pk] = before is None
    for pk, new in units.items():
        unit = Unit.objects.get(pk=pk)
        tell(log, [unit.stream], "unit.registered" if new else "unit.changed", None, unit.row(unit.holder()), area=unit.area)
    if name in ("subject", "terminal") and told:
        transaction.on_commit(lambda: bus.publish(bus.REGISTRY, b""))
    if name == "downlink" and told:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [DOWNLINK_CHANNEL])


def _row(before: Any) -> Any:
    return None if before is None else before.row()
