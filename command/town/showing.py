"""a town's person → **showing** → their page: only what concerns this place or is asked of them."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.db.models import F, Q
from django.utils.timezone import localtime

from command.alerts.models import Alert
from command.duty.nil import due_on
from command.duty.records import DutyRollTarget, NilReport
from command.evacuation.models import Evacuation
from command.evacuation.showing import concerns, whole
from command.evacuation.showing import found as evacuation_of
from command.plans.tasks.models import Task
from command.plans.tasks.states import CLOSED, VERIFIED
from command.town.rows import (
    SaidState,
    TownCall,
    TownEvacuation,
    TownIncident,
    TownNil,
    TownOrder,
    TownPage,
    TownSaid,
    TownShelter,
    TownWarning,
)
from dispatch.alarms.models import Alarm
from dispatch.alarms.models import Report as Signal
from dispatch.callout.models import UNSETTLED, Call
from dispatch.contacts.duty import area_name
from dispatch.features.models import Feature
from dispatch.incidents.models import CLOSED as INCIDENT_CLOSED
from dispatch.incidents.models import Incident, type_name
from dispatch.incidents.records import Note
from dispatch.orders.models import Order, Recipient
from dispatch.orders.states import CANCELLED
from realtime import clock
from realtime.accounts.may import Caller
from realtime.areas.models import DISTRICT, TOWN
from realtime.clock import iso
from realtime.codes import Problem
from realtime.exercises.snapshot import in_the_world

VERBS = ("alarm.raise", "duty.report", "evacuation.report", "incident.note")
OVER = ("closed", "cancelled")
MOST = 20
LATELY = timedelta(hours=24)


def area_of(who: Caller) -> str:
    """The finest place they answer for: a town's own, else whatever they have."""
    scopes = [scope for scope in who.scopes if len(scope) >= TOWN] or who.scopes
    if who.user_id is None or not scopes:
        raise Problem("forbidden", "这个账号没有镇街岗位,请联系管理员。")
    return scopes[0]


def page(who: Caller, area: str) -> TownPage:
    now = clock.now()
    return {
        "area": area, "area_name": area_name(area), "name": who.name, "verbs": [verb for verb in VERBS if who.may(verb, area)],
        "calls": calls_of(who), "tasks": [task.row() for task in _tasks(who)], "orders": orders_of(who, area), "warnings": warnings_of(who, area),
        "evacuations": evacuations_of(area), "shelters": shelters_of(area), "incidents": incidents_of(area), "said": said_of(who),
        "nil": nil_of(area), "server_at": str(iso(now)),
    }  # fmt: skip


def calls_of(who: Caller) -> list[TownCall]:
    if who.user_id is None:
        return []
    rows = Call.objects.filter(in_the_world(), person__user_id=who.user_id, state__in=UNSETTLED, callout__stopped_at=None, covered_by=None)
    rows = rows.exclude(callout__quiet=True).select_related("callout").order_by("-id")
    asked = {
        target.call_id: target
        for target in DutyRollTarget.objects.filter(call__in=[call.pk for call in rows[:MOST]]).select_related(
            "leg__conference", "roll_call"
        )
    }
    found: list[TownCall] = []
    for call in rows[:MOST]:
        target = asked.get(call.pk)
        leg = target.leg if target else None
        found.append(
            {
                "id": call.pk, "about": call.callout.about, "text": call.words, "from_name": call.callout.started_name, "at": str(iso(call.started_at)),
                "due_at": iso(target.roll_call.due_at) if target else None, "answered_at": iso(call.answered_at),
                "conference": leg.conference_id if leg and leg.conference.open else None, "x": call.exercise_id,
            }
        )  # fmt: skip
    return found


def _tasks(who: Caller) -> list[Task]:
    tasks = Task.objects.of(who.user_id or 0).filter(set__archived=False).exclude(state__in=[VERIFIED, CLOSED])
    return list(tasks.select_related("set", "owner").order_by(F("due_at").asc(nulls_last=True), "pk")[: MOST * 2])


def orders_of(who: Caller, area: str) -> list[TownOrder]:
    """Copies to this person, orders to them, and those to teams that belong here."""
    to_me = Recipient.objects.filter(principal=who.actor)
    rows = Order.objects.filter(in_the_world(), Q(recipients__in=to_me) | Q(unit__subject__area__startswith=area), incident__archived=False)
    rows = rows.exclude(state=CANCELLED).exclude(assignment__state="released").select_related("unit", "incident").distinct().order_by("-id")
    own = set(to_me.values_list("order_id", flat=True))
    return [
        {
            "id": order.pk, "number": order.number, "unit": order.unit.name, "task": order.task, "state": order.state, "place": order.incident.place,
            "issued_name": order.issued_name, "issued_at": str(iso(order.issued_at)), "due_at": iso(order.due_at), "mine": order.pk in own,
            "x": order.exercise_id,
        }
        for order in rows[:MOST]
    ]  # fmt: skip


def warnings_of(who: Caller, area: str) -> list[TownWarning]:
    alerts = list(Alert.objects.in_force(area).select_related("hazard").order_by("-published_at")[:MOST])
    asked = Call.objects.filter(
        person__user_id=who.user_id or 0, callout__about="alert", callout__about_id__in=[alert.pk for alert in alerts]
    )
    calls = {call.callout.about_id: call for call in asked.select_related("callout").order_by("id")}
    found: list[TownWarning] = []
    for alert in alerts:
        call = calls.get(alert.pk)
        found.append(
            {
                "id": alert.pk, "headline": alert.headline, "text": alert.text, "instruction": alert.instruction, "hazard": alert.hazard.name,
                "colour": alert.colour, "issuer": alert.issuer, "published_at": str(iso(alert.published_at)), "expires_at": iso(alert.expires_at),
                "call": call.pk if call else None, "received_at": iso(call.answered_at) if call else None,
            }
        )  # fmt: skip
    return found


def evacuations_of(area: str) -> list[TownEvacuation]:
    rows = [one for one in Evacuation.objects.filter(in_the_world()).exclude(state__in=OVER)[:200] if concerns(one, [area])]
    found: list[TownEvacuation] = []
    for row in rows[:MOST]:
        full = whole(evacuation_of(row.pk), [area])
        lines = [line for line in full["departures"] if not line["struck"]]
        found.append(
            cast("TownEvacuation", {
                **row.row(), "own_moved": sum(line["people"] for line in lines if line["outcome"] == "moved"),
                "own_refused": sum(line["people"] for line in lines if line["outcome"] == "refused"),
                "missing": full["reconciliation"]["missing"],
            })
        )  # fmt: skip
    return found


def shelters_of(area: str) -> list[TownShelter]:
    """Of the town's district, its own first: that is where its households are sent."""
    rows = Feature.objects.filter(layer="shelter", active=True, exercise_id=None, area__startswith=area[:DISTRICT])[:200]
    ordered = sorted(rows, key=lambda row: (not row.area.startswith(area), row.name))
    return [
        {"id": row.pk, "name": row.name, "capacity": row.attributes.get("capacity"), "occupied": row.attributes.get("occupied")} for row in ordered[:60]
    ]  # fmt: skip


def incidents_of(area: str) -> list[TownIncident]:
    rows = Incident.objects.filter(in_the_world(), area__startswith=area[:DISTRICT], archived=False).exclude(phase=INCIDENT_CLOSED)
    near = sorted(rows.order_by("-id")[:MOST], key=lambda one: not one.area.startswith(area))
    return [
        {"id": one.pk, "number": one.number, "title": f"{one.place or area_name(one.area)}{type_name(one.type_id) or '突发事件'}", "x": one.exercise_id}
        for one in near
    ]  # fmt: skip


def said_of(who: Caller) -> list[TownSaid]:
    since = clock.now() - LATELY
    signals = Signal.objects.filter(by=who.actor, entered_at__gt=since).select_related("alarm").order_by("-id")[:MOST]
    notes = Note.objects.filter(by=who.actor, kind=Note.NOTE, at__gt=since).order_by("-id")[:MOST]
    found: list[TownSaid] = [
        {"kind": "alarm", "id": one.alarm_id, "at": str(iso(one.entered_at)), "text": one.text, "state": _fate(one.alarm)} for one in signals
    ]  # fmt: skip
    found += [{"kind": "note", "id": one.pk, "at": str(iso(one.at)), "text": one.text, "state": "noted"} for one in notes]
    return sorted(found, key=lambda one: one["at"], reverse=True)[:MOST]


def _fate(alarm: Alarm) -> SaidState:
    if alarm.incident_id is not None:
        return "incident"
    if alarm.verdict:
        return "closed"
    return "acked" if alarm.acked_at else "waiting"


def nil_of(area: str) -> TownNil:
    day = localtime(clock.now()).date()
    said = NilReport.objects.filter(area=area, day=day).first()
    return {"due_at": str(iso(due_on(area, day))), "by_name": said.by_name if said else None, "at": iso(said.at) if said else None}
