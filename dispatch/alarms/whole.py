"""One alarm whole: its row, its words, every signal and every verdict, with names as people know them."""

from __future__ import annotations

from typing import cast

from devices.terminals.names import names_of_terminals
from dispatch.alarms.models import Alarm
from dispatch.alarms.rows import AlarmWhole, ReportRow, VerdictRow
from dispatch.masking import masked_phone
from realtime.accounts.names import names_of
from realtime.clock import iso


def whole(alarm: Alarm, *, reveal: bool) -> AlarmWhole:
    """`reveal`: the reader may see callers' numbers."""

    def shown(phone: str) -> str:
        return phone if reveal else masked_phone(phone)

    signals = list(alarm.signals.order_by("id"))
    actors = {signal.by for signal in signals}
    names = names_of(actors) | names_of_terminals(actors)
    reports = [
        cast("ReportRow", {
            "id": signal.pk, "source": signal.source, "urgency": signal.urgency, "type": signal.type or None, "device": signal.device,
            "subject": signal.subject_id, "lon": signal.lon, "lat": signal.lat, "distance_m": signal.distance_m, "place": signal.place,
            "text": signal.text, "caller_phone": shown(signal.caller_phone), "facts": signal.facts, "by": signal.by,
            "by_name": names.get(signal.by, signal.by), "merged_from": signal.merged_from_id, "occurred_at": iso(signal.occurred_at),
            "received_at": iso(signal.received_at), "entered_at": iso(signal.entered_at), "late": signal.late,
        })
        for signal in signals
    ]  # fmt: skip
    verdicts = [
        cast("VerdictRow", {
            "id": row.pk, "verdict": row.verdict, "by": row.by, "name": row.name, "at": iso(row.at), "note": row.note,
            "incident": row.incident_id, "of": row.of_id, "contact_how": row.contact_how, "contact_who": row.contact_who,
            "reopened_at": iso(row.reopened_at), "reopened_name": row.reopened_name, "reopen_reason": row.reopen_reason,
        })
        for row in alarm.verdicts.order_by("id")
    ]  # fmt: skip
    return {
        **alarm.row(),
        "text": alarm.text,
        "caller_phone": shown(alarm.caller_phone),
        "verdict_at": iso(alarm.verdict_at),
        "code": alarm.code,
        "signals": reports,
        "verdicts": verdicts,
    }
