"""`/paper/incident/<id>/`: one incident on A4, for the moment the screens are dark."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from command.paper.words import GRADE, LEG, PHASE, Units, line
from dispatch.contacts.models import Address, Person
from dispatch.contacts.revealing import MAY, reveal_list
from dispatch.incidents.conditions import NAMES as FOUR_ONES
from dispatch.incidents.models import Incident
from dispatch.incidents.timeline import whole
from dispatch.masking import masked_phone
from dispatch.orders.models import STATES
from realtime import clock
from realtime.accounts.may import READ, caller_of_user
from realtime.accounts.models import User
from realtime.areas.models import Area
from realtime.codes import Problem

PHONES = ("phone", "sms")  # channels whose address is a telephone number


@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        return redirect(f"/people/sign-in/?next={request.path}")
    who = caller_of_user(user, session=request.session.session_key or "")
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None or not who.may(READ, found.area):
        return render(request, "refused.html", {"what": "没有这个事件,或不在您的辖区", "do": "请核对编号。"}, status=404)
    may = who.may(MAY, found.area)
    numbers = request.method == "POST" and may
    if numbers:
        try:
            reveal_list(
                actor=who.actor, name=who.name, what=f"paper:incident:{found.pk}", count=Person.objects.filter(area__in=_chain(found.area)).count(),
                area=found.area, stream=f"people:{settings.CITY}", reason=request.POST.get("reason", ""),
            )  # fmt: skip
        except Problem as problem:
            return render(request, "refused.html", {"what": problem.detail, "do": "返回上一页,写明理由后再试。"}, status=422)
    told = incident_context(found, reveal=numbers, by=who.name)
    page = render(request, "paper/incident.html", told | {"may_reveal": may and not numbers})
    page["Cache-Control"] = "no-store"  # the back key shows no numbers without a reason
    return page


def incident_context(found: Incident, *, reveal: bool, by: str) -> dict[str, Any]:
    told = whole(found)
    units = _names(found)
    return {
        "city": Area.objects.filter(pk=settings.CITY).values_list("name", flat=True).first() or "", "told": told, "row": told["incident"],
        "phase": PHASE[found.phase], "grade": GRADE.get(found.grade or 0, "未定"), "drill": found.exercise_id is not None,
        "grade_state": "" if found.grade is None else "已定" if found.grade_state == "confirmed" else "拟定",
        "entries": [{**entry, "line": line(entry["kind"], entry["body"], units)} for entry in told["entries"]],
        "teams": _teams(found), "four_ones": [(FOUR_ONES[one["item"]], one["text"]) for one in told["four_ones"]],
        "contacts": _contacts(found.area, reveal=reveal), "printed_at": localtime(clock.now()), "by": by,
    }  # fmt: skip


def _names(found: Incident) -> Units:
    orders = {("order", row.pk): row.unit.name for row in found.orders.select_related("unit")}
    assignments = list(found.assignments.select_related("unit"))
    held = {("assignment", row.pk): row.unit.name for row in assignments}
    return orders | held | {("unit", row.unit_id): row.unit.name for row in assignments}


def _teams(found: Incident) -> list[dict[str, Any]]:
    """Newest order of each assignment beside its leg, so that a radio operator can go on from paper."""
    states = dict(STATES)
    rows = found.assignments.exclude(state="planned").select_related("unit", "order").order_by("id")
    return [
        {
            "unit": row.unit, "leg": LEG.get(row.leg, row.leg), "released": row.state == "released", "order": row.order,
            "state": states.get(row.order.state, "") if row.order else "", "channel": (row.order.radio_channel if row.order else "") or row.unit.radio_channel,
        }
        for row in rows
    ]  # fmt: skip


def _chain(area: str) -> list[str]:
    return [area[:length] for length in (4, 6, 9, 12) if length <= len(area)]


def _contacts(area: str, *, reveal: bool) -> list[dict[str, Any]]:
    """Everybody responsible from the city down to the incident's own area, with their telephone."""
    people = Person.objects.filter(area__in=_chain(area)).order_by("area", "id")
    numbers: dict[int, str] = {}
    for address in Address.objects.filter(person__in=people, channel__in=PHONES).order_by("-rank"):
        numbers[address.person_id] = address.value if reveal else masked_phone(address.value)
    return [{"person": person, "phone": numbers.get(person.pk, "")} for person in people]
