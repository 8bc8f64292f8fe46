"""Correcting the timeline without touching it: the entry stays, struck through, with who, when, why, and what it should say."""

from __future__ import annotations

from dispatch.incidents.actions import lock_incident, set_fields
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Strike
from realtime.codes import Problem
from realtime.log import act
from realtime.log.models import Event

WRITTEN = ("incident.written", "incident.noted", "incident.attached")  # what a person put there in words


def strike_entry(*, actor: str, incident_id: int, seq: int, reason: str, text: str = "") -> Incident:
    """Also after the end: a wrong word in the record is put right whenever it is found."""
    with act(actor):
        incident = lock_incident(incident_id)
        entry = Event.objects.filter(stream_id=f"incident:{incident.pk}", seq=seq).first()
        if entry is None:
            raise Problem("not_found", f"时间线上没有第 {seq} 条。")
        if entry.kind not in WRITTEN:
            raise Problem("wrong_state", "只有人员填写的记录可以划改;状态、指令由系统记下,请用相应的操作更正。", where=["seq"])
        number = incident.words + 1
        Strike.objects.create(incident=incident, number=number, seq=seq, reason=reason, text=text, by=actor)
        return set_fields(actor, incident, "incident.struck", {"words": number})
