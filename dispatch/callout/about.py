"""What a callout is about: its area, incident, exercise, and where it is in words. The only place here that knows the other apps' rows."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from dispatch.alarms.models import Alarm
from dispatch.incidents.models import Incident
from dispatch.orders.models import Order
from realtime.codes import Problem


class Thing(NamedTuple):
    area: str
    incident: int | None
    exercise: int | None
    place: str
    number: str
    type: str = ""


def thing(about: str, about_id: int) -> Thing:
    """A duty callout is about nothing but itself: a test, or "come in"."""
    if about == "alarm":
        alarm = Alarm.objects.filter(pk=about_id).first()
        if alarm is not None:
            return Thing(alarm.area, alarm.incident_id, alarm.exercise_id, alarm.place, alarm.number, alarm.type)
    elif about == "incident":
        incident = Incident.objects.filter(pk=about_id).first()
        if incident is not None:
            return Thing(incident.area, incident.pk, incident.exercise_id, incident.place, incident.number, incident.type_id)
    elif about == "order":
        order = Order.objects.select_related("incident").filter(pk=about_id).first()
        if order is not None:
            incident = order.incident
            return Thing(incident.area, incident.pk, order.exercise_id, incident.place, order.number, incident.type_id)
    elif about == "duty":
        return Thing(settings.CITY, None, None, "", "")
    raise Problem("not_found", "没有这个叫应对象。")
