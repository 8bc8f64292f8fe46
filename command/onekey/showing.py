"""press → **showing** → reader: with its words, who waits longest, and every failure with what to do next."""

from __future__ import annotations

from command.onekey.models import FAILED, Leg, Press
from command.onekey.parts import BY_NAME
from command.onekey.rows import PressLongest, PressTrouble, PressWhole
from dispatch.callout.models import UNSETTLED, Call
from realtime.clock import iso

SHOWN = 100  # troubles in one answer; the tree of the callout has the rest


def press_whole(press: Press) -> PressWhole:
    legs = list(press.legs.order_by("pk"))
    troubles = [trouble for leg in legs for trouble in _troubles(press, leg)]
    return {
        **press.row(), "text": press.text, "task": press.task, "reached": sum(leg.done for leg in legs), "total": sum(leg.of for leg in legs),
        "longest": _longest(legs), "troubles": troubles[:SHOWN], "corrected": [row.row() for row in press.corrected.all()],
    }  # fmt: skip


def _troubles(press: Press, leg: Leg) -> list[PressTrouble]:
    if leg.state == FAILED and leg.words:
        return [{"kind": leg.kind, "who": leg.get_kind_display(), "why": leg.words, "todo": "手动发起"}]  # type: ignore[typeddict-item]
    leg.press = press
    return list(BY_NAME[leg.kind].troubles(leg)) if leg.kind in BY_NAME else []


def _longest(legs: list[Leg]) -> PressLongest | None:
    refs = [leg.ref for leg in legs if leg.kind == "callout" and leg.ref]
    call = Call.objects.filter(callout_id__in=refs, state__in=UNSETTLED, covered_by=None).order_by("started_at", "id").first()
    return {"name": call.name, "org": f"{call.org}{call.title}", "since": str(iso(call.started_at))} if call else None
