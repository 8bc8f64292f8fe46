"""callout → **showing** → reader: calls with their words and every attempt."""

from __future__ import annotations

from typing import cast

from dispatch.callout.about import thing
from dispatch.callout.models import Call, Callout
from dispatch.callout.rows import CalloutHead, CalloutWhole, CallWhole
from dispatch.callout.tree import names_of_gaps
from realtime.clock import iso
from realtime.codes import Problem

WHOLE = 300  # calls with their words in one answer


def call_whole(call: Call, place: str) -> CallWhole:
    return {
        **call.row(),
        "text": call.words,
        "started_name": call.callout.started_name,
        "place": place,
        "action_text": call.action_text,
        "said_by": call.said_by,
        "read_back": call.read_back,
        "attempts": [attempt.row() for attempt in call.attempts.all()],
    }


def place_of(callout: Callout) -> str:
    """Its place in words; empty when the thing itself is gone."""
    try:
        return thing(callout.about, callout.about_id).place
    except Problem:
        return ""


def callout_whole(callout: Callout) -> CalloutWhole:
    place = place_of(callout)
    count = callout.calls.count()
    calls = callout.calls.select_related("callout", "person").prefetch_related("attempts").order_by("id") if count <= WHOLE else []
    return cast("CalloutWhole", _facts(callout) | {"count": count, "calls": [call_whole(call, place) for call in calls]})


def head_of(callout: Callout) -> CalloutHead:
    gaps = [{"area": code, "area_name": name, "call": call} for code, name, call in names_of_gaps(callout)]
    return cast("CalloutHead", _facts(callout) | {"place": place_of(callout), "areas": callout.areas, "gaps": gaps})


def _facts(callout: Callout) -> dict[str, object]:
    return {
        "id": callout.pk, "about": callout.about, "about_id": callout.about_id, "incident": callout.incident_id, "purpose": callout.purpose,
        "area": callout.area, "text": callout.text, "started_name": callout.started_name, "started_at": iso(callout.started_at),
        "stopped_at": iso(callout.stopped_at), "x": callout.exercise_id,
    }  # fmt: skip
