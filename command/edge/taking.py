"""edge's record → **taking** → the core's own actions: each in a transaction with the note that it was taken, so that it counts once."""

from __future__ import annotations

import logging
from base64 import b64decode
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, connection

from command.edge.models import Edge, Taken
from command.edge.parcel import Record, Verdict
from command.edge.ranges import own
from command.edge.words import TAKEN
from devices.inbox.storing import INSERT
from devices.inbox.working import run_due_inbox
from devices.intake import PhoneFix, take_fixes
from devices.terminals.models import Terminal
from dispatch.alarms.actions import raise_alarm
from dispatch.incidents.models import Incident
from dispatch.orders.acks import Spoken, acknowledge_by_voice, acknowledge_order
from dispatch.orders.legs import move_leg
from dispatch.orders.models import Assignment, Order, Recipient
from dispatch.orders.states import VOICE
from dispatch.telling import tell
from realtime.codes import Problem
from realtime.log import act

log = logging.getLogger(__name__)


def take(edge: Edge, records: Iterable[Record]) -> list[Verdict]:
    """What became of each. What was refused is not told again: the edge shows why."""
    found, letters = [], False
    for record in records:
        try:
            found.append(Verdict(record.kind, record.key, _one(edge, record)))
            letters |= record.kind == "inbox"
        except Exception:  # ours, or a database that is away: it is told again
            log.exception("edge %s: %s %s", edge.number, record.kind, record.key)
    if letters:
        run_due_inbox()
    return found


def _one(edge: Edge, record: Record) -> str:
    """Why it was refused, or nothing."""
    if record.kind == "fixes":  # told twice it is one by itself
        return _guarded(edge, record)
    with act(f"edge:{edge.number}"):
        taken, new = Taken.objects.get_or_create(edge=edge, kind=record.kind, key=record.key)
        if not new:
            return taken.why
        why = _guarded(edge, record)
        if why:
            Taken.objects.filter(pk=taken.pk).update(why=why)
    return why


def _guarded(edge: Edge, record: Record) -> str:
    try:
        with act(f"edge:{edge.number}"), connection.cursor() as cursor:  # a savepoint, with the events told in it
            KINDS[record.kind](edge, record.body)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except Problem as problem:
        return str(problem.detail or problem.code)[:200]
    except (IntegrityError, DataError, KeyError, ValueError, TypeError, ObjectDoesNotExist) as error:
        log.warning("edge %s: %s %s refused: %s", edge.number, record.kind, record.key, error)
        return f"{type(error).__name__}: {error}".replace("\x00", "").splitlines()[0][:200]
    return ""


def _inbox(edge: Edge, body: dict[str, Any]) -> None:
    """The very row the edge's gateway wrote; its handlers run here as if the device had spoken to us."""
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [body["adapter"], body["external_id"], body["message_key"], body["terminal"], body["topic"], b64decode(body["payload"]),
             body["made"], _at(body["received_at"])],
        )  # fmt: skip


def _ack(edge: Edge, body: dict[str, Any]) -> None:
    if body["principal"] == VOICE:
        spoken = Spoken(body["said_by"], body["channel"], body["read_back"], _at(body["said_at"]))
        acknowledge_by_voice(actor=body["by"], order_id=body["order"], kind=body["kind"], spoken=spoken, reason=body["reason"])
        return
    acknowledge_order(
        actor=body["by"], order_id=body["order"], principal=body["principal"], kind=body["kind"], said_at=_at(body["said_at"]),
        reason=body["reason"],
    )  # fmt: skip


def _leg(edge: Edge, body: dict[str, Any]) -> None:
    moment = "arrived_at" if body["leg"] == "arrived" else f"{body['leg']}_at"
    if getattr(Assignment.objects.get(pk=body["assignment"]), moment) is None:
        move_leg(actor=f"edge:{edge.number}", assignment_id=body["assignment"], leg=body["leg"], said_at=_at(body["at"]))


def _sos(edge: Edge, body: dict[str, Any]) -> None:
    raise_alarm(
        actor=body["device"], source="sos", urgency="critical", lon=body["lon"], lat=body["lat"], area=body["area"], place=body["place"],
        text=body["text"], subject_id=body["subject"], device=body["device"], received_at=_at(body["at"]), test=body["test"],
    )  # fmt: skip


def _fixes(edge: Edge, body: dict[str, Any]) -> None:
    terminal = Terminal.objects.live().get(pk=body["terminal"])
    take_fixes(terminal=terminal, fixes=[PhoneFix(**fix | {"at": _at(fix["at"])}) for fix in body["fixes"]])


def _rows(edge: Edge, body: dict[str, Any]) -> None:
    """Rows with the edge's own ids, written as they are. Its screens have them already; ours are told now, and nobody is sent anything again."""
    rows = [found.object for found in serializers.deserialize("json", body["rows"])]
    for row in rows:
        if not isinstance(row, (Incident, Order, Recipient, Assignment)) or not own(edge.number, row.pk):
            raise ValueError(f"{type(row).__name__} {row.pk} 不属于 {edge.number} 号节点")
    with act(f"edge:{edge.number}") as log_:
        new = [row for row in rows if not type(row)._default_manager.filter(pk=row.pk).exists()]
        for row in new:
            if isinstance(row, Incident) and not row.area.startswith(edge.area):
                raise ValueError(f"事件不在 {edge.area} 区划内")
            row.save_base(raw=True)
        for row in new:
            row.refresh_from_db()
            if isinstance(row, Incident):
                tell(log_, row.streams, "incident.opened", None, row.row(), area=row.area)
            elif isinstance(row, Order):
                tell(log_, row.streams, "order.issued", None, row.row(), area=row.incident.area)
            elif isinstance(row, Assignment):
                tell(log_, row.streams, "assignment.opened", None, row.row(), area=row.incident.area)
                tell(log_, [row.unit.stream], "unit.changed", None, row.unit.row(row.unit.holder()), area=row.unit.area)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


KINDS: dict[str, Callable[[Edge, dict[str, Any]], None]] = {
    "inbox": _inbox, "ack": _ack, "leg": _leg, "sos": _sos, "fixes": _fixes, "issued": _rows, "incident": _rows,
    **TAKEN,
}  # fmt: skip
