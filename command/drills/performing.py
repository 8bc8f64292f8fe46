"""inject → **performing** → the system: what a line of the script really does, in its exercise alone. One function per kind."""

from __future__ import annotations

from collections.abc import Callable

from command.drills.models import DrillInject
from command.drills.players import persons_for
from command.opinion.actions import enter_opinion
from devices.inbox.models import Inbox
from devices.readings import Measurement, Source
from devices.terminals.actions import register_terminal
from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.alarms.thresholds import take_measurement
from dispatch.broadcast.actions import start_broadcast
from dispatch.broadcast.audience import Audience
from dispatch.callout.actions import start_callout
from dispatch.incidents.actions import note_incident
from dispatch.incidents.grades import record_figure
from dispatch.incidents.models import CLOSED, Incident
from realtime import clock
from realtime.codes import Problem

ACTOR, NAME = "clerk", "导调"  # what a drill does to its players is nobody's own act, and is never taken for an expected one
Made = dict[str, list[int]]


def perform(inject: DrillInject) -> Made:
    """ids of what came of it."""
    return {} if inject.channel == "oral" else PERFORM[inject.kind](inject)


def _words(inject: DrillInject) -> str:
    return inject.text or inject.title


def _alarm(inject: DrillInject, source: str, device: str = "") -> Made:
    plan = inject.plan
    alarm = raise_alarm(
        actor=ACTOR, source=source, urgency=inject.urgency, lon=inject.lon, lat=inject.lat,
        area=inject.area or (None if inject.lon is not None else plan.area), type=inject.type, place=inject.place, text=_words(inject), device=device,
        exercise=plan.exercise_id, key=f"drill:{inject.pk}",
    )  # fmt: skip
    return {"alarms": [alarm.pk]}


def alarm(inject: DrillInject) -> Made:
    return _alarm(inject, "call")


def fault(inject: DrillInject) -> Made:
    """Said as the system says a fault of its own. Nothing real is broken for a drill."""
    return _alarm(inject, "system", f"drill:{inject.pk}")


def opinion(inject: DrillInject) -> Made:
    """Something said in public, found by those who listen: theirs to judge, whether it is true, what is answered."""
    plan = inject.plan
    item = enter_opinion(
        actor=ACTOR, name=NAME, area=inject.area or plan.area, title=inject.title, text=_words(inject), outlet="演练", hazard="",
        exercise=plan.exercise_id,
    )  # fmt: skip
    return {"opinions": [item.pk]}


def reading(inject: DrillInject) -> Made:
    """A sensor of the exercise speaks: its value is judged by the real thresholds, and its alarm is the exercise's."""
    plan, now_ms = inject.plan, int(clock.now().timestamp() * 1000)
    home = {} if inject.lon is None else {"home": {"lon": inject.lon, "lat": inject.lat}}
    name = f"X{plan.exercise_id}S{inject.number}"
    terminal = register_terminal(
        actor=ACTOR, adapter="thingsboard", external_id=name, kind="sensor", area=inject.area or plan.area, label=f"{inject.place or inject.title}(演练)",
        meta={"simulated": True, **home}, exercise=plan.exercise_id,
    )  # fmt: skip
    said = Measurement(
        source=Source("thingsboard", name), at_ms=now_ms, received_ms=now_ms, message_id=f"drill:{inject.pk}", quantity=inject.quantity,
        value=float(inject.value or 0), unit=inject.unit_of,
    )  # fmt: skip
    take_measurement(said, terminal, Inbox())
    alarms = Alarm.objects.filter(exercise_id=plan.exercise_id, subject_id=terminal.subject_id).values_list("pk", flat=True)
    return {"terminals": [terminal.pk], "alarms": list(alarms)}


def message(inject: DrillInject) -> Made:
    """To posts and persons of the list: on their page, and in a live drill by their own ways, in their own order."""
    plan, persons = inject.plan, persons_for(inject)
    if not persons:
        raise Problem("role_empty", f"参演名单中没有{inject.to or '任何人'}。")
    if inject.channel == "sms":
        sent = start_broadcast(
            actor=ACTOR, name=NAME, area=plan.area, audience=Audience(persons=[person.pk for person in persons]), channels=["sms"],
            text=_words(inject), exercise=plan.exercise_id,
        )  # fmt: skip
        return {"broadcasts": [sent.pk]}
    callout = start_callout(
        actor=ACTOR, name=NAME, about="drill", about_id=inject.pk, purpose="call" if inject.kind == "order" else "notify", persons=persons,
        text=_words(inject), area=plan.area, exercise=plan.exercise_id,
    )  # fmt: skip
    calls = callout.calls.filter(stands_for=None).order_by("pk").values_list("pk", flat=True)
    return {"callouts": [callout.pk], "calls": list(calls)}


def casualty(inject: DrillInject) -> Made:
    """A number from the scene, put on the exercise's newest incident; before there is one the desk hears it as a call."""
    incident = Incident.objects.filter(exercise_id=inject.plan.exercise_id).exclude(phase=CLOSED).order_by("-pk").first()
    if incident is None:
        return _alarm(inject, "call")
    record_figure(
        actor=ACTOR, incident_id=incident.pk, measure=inject.quantity, value=float(inject.value or 0), source=f"导调:{inject.title}"[:60]
    )
    if inject.text:
        note_incident(actor=ACTOR, incident_id=incident.pk, text=inject.text)
    return {"incidents": [incident.pk]}


PERFORM: dict[str, Callable[[DrillInject], Made]] = {
    "alarm": alarm, "reading": reading, "message": message, "order": message, "fault": fault, "opinion": opinion, "casualty": casualty,
}  # fmt: skip
