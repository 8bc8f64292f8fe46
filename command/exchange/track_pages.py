"""轨迹导出: where a team, a vehicle or everybody on an incident went, as a file; the desk's cards link here with the rest filled in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from command.teams.guard import areas_for, reads
from command.tracks.actions import record_export
from command.tracks.api import as_file, asked_by
from command.tracks.asking import EXPORT
from command.tracks.models import TrackExport
from command.tracks.writing import WRITERS
from devices.terminals.models import Subject
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.accounts.may import Caller
from realtime.codes import Problem

LISTED, RECENT = 500, 20


@require_http_methods(["GET", "POST"])
@reads
def tracks(request: HttpRequest, who: Caller) -> HttpResponseBase:
    given, status = request.POST or request.GET, 200
    subjects = [int(pk) for pk in given.getlist("subject") if pk.isdecimal() and len(pk) < 10]
    incident = given.get("incident", "")
    if request.method == "POST":
        try:
            number = _incident(incident)
            asked = asked_by(who, subjects, number, _instant(given.get("since", ""), "起点"), _instant(given.get("until", ""), "止点"))
            return as_file(record_export(who=who, asked=asked, format=given.get("format", ""), reason=given.get("reason", "")), asked)
        except Problem as problem:
            messages.error(request, problem.detail)
            status = problem.status
    now = clock.now().astimezone()
    q = given.get("q", "").replace("\x00", "")[:40]
    areas = areas_for(who, EXPORT)
    context = {
        "listed": _listed(areas, q, subjects), "chosen": set(subjects), "incident": incident, "q": q, "formats": WRITERS, "may": bool(areas),
        "given": given, "since": given.get("since") or f"{now - timedelta(hours=8):%Y-%m-%dT%H:%M}" * (not incident),
        "until": given.get("until") or f"{now:%Y-%m-%dT%H:%M}" * (not incident), "recent": _recent(who),
    }  # fmt: skip
    return render(request, "exchange/tracks.html", context, status=status)


def _listed(areas: list[str], q: str, chosen: list[int]) -> list[Subject]:
    """Who has ever reported, in the areas whose tracks one may take."""
    if not areas:
        return []
    within = Q()
    for area in areas:
        within |= Q(area__startswith=area)
    known = Subject.objects.filter(within, last_fix__isnull=False)
    found = list(known.filter(label__icontains=q).exclude(pk__in=chosen).order_by("area", "label")[:LISTED])
    return [*known.filter(pk__in=chosen).order_by("label"), *found]


def _incident(text: str) -> int | None:
    """Its number as people write it, or the desk's link."""
    text = text.strip()
    if not text:
        return None
    pk = Incident.objects.filter(number=text).values_list("pk", flat=True).first()
    if pk is None and text.isdecimal() and len(text) < 10:
        pk = Incident.objects.filter(pk=int(text)).values_list("pk", flat=True).first()
    if pk is None:
        raise Problem("not_found", f"没有编号为“{text[:24]}”的事件。")
    return int(pk)


def _instant(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()  # the browser's field has no zone: it means the clock on the wall here
    except ValueError:
        raise Problem("invalid", f"{name}的时间无法读懂。") from None


def _recent(who: Caller) -> list[TrackExport]:
    """Who keeps the audit sees everybody's; others their own."""
    taken = TrackExport.objects.order_by("-id")
    return list((taken if who.has("audit.read") else taken.filter(by=who.actor))[:RECENT])
