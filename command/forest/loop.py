"""incident → **loop** → which steps of 闭环 are done and when, and what still holds it open: read from the log, kept nowhere else."""

from __future__ import annotations

import json
from typing import Literal, cast

from command.forest.records import FireHandover, Rekindle
from command.forest.rows import EarlierFire, FireHandoverWhole, FireLoop, LoopStep
from command.reports.models import OUTSIDE, Report
from dispatch.alarms.models import Alarm
from dispatch.incidents.models import CLOSED, Incident
from dispatch.masking import masked_phone
from realtime.clock import iso
from realtime.log.models import Event

PHASES: tuple[Literal["controlled", "out", "mop_up", "guard"], ...] = ("controlled", "out", "mop_up", "guard")


def handover_row(row: FireHandover) -> FireHandoverWhole:
    return {
        **row.row(), "taker": row.taker, "org": row.org, "phone": masked_phone(row.phone), "note": row.note, "early_why": row.early_why,
        "by_name": row.by_name,
    }  # fmt: skip


def loop_of(incident: Incident) -> FireLoop:
    alarms = list(Alarm.objects.filter(incident_id=incident.pk).order_by("received_at"))
    orders, legs = (
        incident.orders.order_by("issued_at").first(),
        incident.assignments.exclude(arrived_at=None).order_by("arrived_at").first(),
    )
    phases = _phases(incident)
    handed = FireHandover.objects.filter(incident=incident, voided_at=None).first()
    final = Report.objects.filter(incident=incident, kind="final", state__in=OUTSIDE).order_by("pk").first()
    verified = [alarm.verdict_at for alarm in alarms if alarm.verdict_at]
    found: dict[str, str | None] = {
        "alarm": iso(alarms[0].received_at) if alarms else iso(incident.opened_at), "verified": iso(min(verified)) if verified else iso(incident.opened_at),
        "dispatched": iso(orders.issued_at) if orders else None, "arrived": iso(legs.arrived_at) if legs else None,
        **{phase: phases.get(phase) for phase in PHASES}, "handed_over": iso(handed.at) if handed else None,
        "final_report": iso(final.sent_at) if final else None, "closed": iso(incident.closed_at),
    }  # fmt: skip
    earlier = Rekindle.objects.filter(incident=incident).exclude(earlier=None).select_related("earlier")
    later = Rekindle.objects.filter(earlier=incident).select_related("incident")
    return {
        "steps": [cast("LoopStep", {"step": step, "at": at}) for step, at in found.items()], "open": still_open(incident),
        "handover": handover_row(handed) if handed else None,
        "rekindled": Rekindle.objects.filter(incident=incident, earlier=None).count(),
        "earlier": [_fire(one.earlier, one) for one in earlier if one.earlier], "later": [_fire(one.incident, one) for one in later],
    }  # fmt: skip


def still_open(incident: Incident) -> list[str]:
    """What closing would be refused for, in a word each: numbers of child incidents, names of teams."""
    if incident.phase == CLOSED:
        return []
    children = [child.number for child in incident.children.exclude(phase=CLOSED).order_by("id")]
    teams = [one.unit.name for one in incident.assignments.filter(state__in=("open", "planned")).select_related("unit").order_by("id")]
    return children + teams


def _phases(incident: Incident) -> dict[str, str | None]:
    """When each was reached last: a fire that came back reaches them again."""
    found: dict[str, str | None] = {}
    for body, at in (
        Event.objects.filter(stream_id=f"incident:{incident.pk}", kind="incident.changed").order_by("seq").values_list("body", "at")
    ):
        if phase := json.loads(body).get("phase"):
            found[phase] = iso(at)
            if phase == "on_scene":  # it burnt again
                for later in PHASES:
                    found.pop(later, None)
    return found


def _fire(incident: Incident, link: Rekindle) -> EarlierFire:
    return {"incident": incident.pk, "number": incident.number, "metres": link.metres, "at": str(iso(link.at))}
