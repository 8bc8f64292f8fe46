"""Verbs on mapping rows: save, remove, and the try-out that changes nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models.functions import Now

from devices.adapters import read_frame
from devices.adapters.mapped import read_row
from devices.adapters.mapped_rows import Fault, Wrong, matches
from devices.mapping.models import MappingRow, checked
from devices.readings import Decoded, Reading, Undecodable
from realtime import bus, clock
from realtime.codes import Problem
from realtime.log import act


def save_mapping(*, actor: str, mapping_id: int | None, active: bool, source: str, **told: Any) -> MappingRow:
    """A new row, or a changed one; the gateway hears it within seconds."""
    try:
        checked(told)
    except Wrong as wrong:
        raise Problem("invalid", f"{wrong}。", where=[fault.where for fault in wrong.faults]) from None
    with act(actor):
        if MappingRow.objects.filter(name=told["name"]).exclude(pk=mapping_id or 0).exists():
            raise Problem("exists", f"名称“{told['name']}”已有映射使用。", where=["name"])
        row = MappingRow.objects.select_for_update().filter(pk=mapping_id).first() if mapping_id else MappingRow()
        if row is None:
            raise Problem("not_found", "没有这条映射。")
        for name, value in told.items():
            setattr(row, name, value)
        row.active, row.source, row.changed_by, row.changed_at = active, source, actor[:60], Now()
        row.save()
        row.refresh_from_db()
        transaction.on_commit(ring)
    return row


def remove_mapping(*, actor: str, mapping_id: int) -> None:
    with act(actor):
        if not MappingRow.objects.filter(pk=mapping_id).delete()[0]:
            raise Problem("not_found", "没有这条映射。")
        transaction.on_commit(ring)


def ring() -> None:
    bus.publish(bus.REGISTRY, b"")


class Tried(NamedTuple):
    """What a row would make of a payload."""

    readings: list[dict[str, Any]]
    faults: list[Fault]


def try_mapping(*, topic: str, payload: str, told: dict[str, Any]) -> Tried:
    """The same reading as in the gateway, with everything named that was not found."""
    try:
        row = checked(told)
    except Wrong as wrong:
        return Tried([], wrong.faults)
    levels = topic.split("/")
    if not matches(row.levels, levels):
        return Tried([], [Fault("topic", f"主题与过滤器 {row.row.topic_filter} 不符")])
    notes: list[Fault] = []
    now_ms = int(clock.now().timestamp() * 1000)

    def read(body: bytes, received_ms: int, retained: bool, memory: Any) -> Decoded:
        return read_row(row, levels, body, received_ms, retained, notes), ()

    try:
        readings, _ = read_frame(read, payload.encode(), now_ms, False, None)
    except Undecodable as error:
        return Tried([], [*notes, Fault("payload", error.reason)])
    return Tried([_shown(reading) for reading in readings], notes)


def _shown(reading: Reading) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(reading)
    source = told.pop("source")
    return {"reading": type(reading).__name__, "device": source["external_id"]} | {
        k: v for k, v in told.items() if v is not None and k != "type"
    }
