"""Verbs on the duty log: write a line, strike one through. Nothing is taken out or written over."""

from __future__ import annotations

from datetime import datetime

from command.duty.records import DutyEntry
from realtime import clock
from realtime.codes import Problem
from realtime.log import act


def write_entry(
    *,
    actor: str,
    name: str,
    area: str,
    text: str,
    kind: str = "note",
    handling: str = "",
    occurred_at: datetime | None = None,
    received_at: datetime | None = None,
    corrects: int | None = None,
) -> DutyEntry:
    """`corrects`: written instead of a line that was struck."""
    now = clock.now()
    for field, at in (("occurred_at", occurred_at), ("received_at", received_at)):
        if at is not None and at > now:
            raise Problem("invalid", "时间晚于现在。", where=[field])
    if occurred_at and received_at and occurred_at > received_at:
        raise Problem("invalid", "发生时间晚于接收时间。", where=["occurred_at"])
    with act(actor) as log:
        if corrects is not None and not DutyEntry.objects.filter(pk=corrects, area=area).exclude(struck_at=None).exists():
            raise Problem("invalid", "更正前请先划去原记录。", where=["corrects"])
        entry = DutyEntry.objects.create(
            area=area, kind=kind, text=text.strip(), handling=handling.strip(), occurred_at=occurred_at, received_at=received_at, by=actor,
            by_name=name[:60], corrects_id=corrects,
        )  # fmt: skip
        entry.refresh_from_db()
        log.append(f"area:{area}", "duty_log.noted", {"id": entry.pk, "area": area, "struck": False}, area=area)
    return entry


def strike_entry(*, actor: str, name: str, entry_id: int, why: str) -> DutyEntry:
    """Stays to be read, with who struck it and why."""
    with act(actor) as log:
        entry = DutyEntry.objects.select_for_update().filter(pk=entry_id).first()
        if entry is None:
            raise Problem("not_found", "没有这条记录。")
        if entry.struck_at is not None:
            return entry
        if entry.kind == "handover":
            raise Problem("wrong_state", "交接班记录不能划去。")
        entry.struck_at, entry.struck_by, entry.struck_name, entry.struck_why = clock.now(), actor, name[:60], why.strip()[:200]
        entry.save(update_fields=["struck_at", "struck_by", "struck_name", "struck_why"])
        log.append(f"area:{entry.area}", "duty_log.noted", {"id": entry.pk, "area": entry.area, "struck": True}, area=entry.area)
    return entry
