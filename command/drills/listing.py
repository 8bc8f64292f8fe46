"""exercise → **listing** → desk: everything of it that is going on now, one line each."""

from __future__ import annotations

from command.drills.rows import DrillRunningRow
from command.evacuation.models import OVER as EVACUATED
from command.evacuation.models import Evacuation
from command.responses.models import ACTIVE as IN_FORCE
from command.responses.models import Response
from dispatch.alarms.models import ACTIVE, Alarm
from dispatch.callout.models import UNSETTLED, Call
from dispatch.conferences.models import Conference
from dispatch.conferences.states import OPEN as OPEN_ROOM
from dispatch.incidents.models import CLOSED, Incident
from dispatch.orders.models import Assignment, Order
from dispatch.orders.states import OPEN, WAITING

MOST = 100


def running_of(exercise: int) -> list[DrillRunningRow]:
    found: list[DrillRunningRow] = []

    def add(kind: str, number: int, text: str) -> None:
        found.append({"kind": kind, "id": number, "text": text[:200]})

    for incident in Incident.objects.filter(exercise_id=exercise).exclude(phase=CLOSED).order_by("pk"):
        add("incident", incident.pk, f"{incident.number} {incident.place}")
    for alarm in Alarm.objects.filter(exercise_id=exercise, state=ACTIVE, incident_id=None).order_by("pk"):
        add("alarm", alarm.pk, f"{alarm.number} {alarm.place} {alarm.text}")
    for order in Order.objects.filter(exercise_id=exercise, state__in=WAITING).select_related("unit").order_by("pk"):
        add("order", order.pk, f"{order.number} {order.unit.name}")
    for held in Assignment.objects.filter(exercise_id=exercise, state=OPEN).select_related("unit", "incident").order_by("pk"):
        add("unit", held.unit_id, f"{held.unit.name} → {held.incident.number}")
    for call in Call.objects.filter(exercise_id=exercise, state__in=UNSETTLED, covered_by=None).order_by("pk"):
        add("call", call.pk, f"{call.org}{call.title} {call.name}")
    for room in Conference.objects.filter(exercise_id=exercise, state=OPEN_ROOM).order_by("pk"):
        add("conference", room.pk, str(room))
    for response in Response.objects.filter(exercise_id=exercise, state=IN_FORCE).order_by("pk"):
        add("response", response.pk, str(response))
    for evacuation in Evacuation.objects.filter(exercise_id=exercise).exclude(state__in=EVACUATED).order_by("pk"):
        add("evacuation", evacuation.pk, str(evacuation))
    return found[:MOST]
