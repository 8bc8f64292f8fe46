"""队伍与装备: the list of teams, one team whole, vehicles, sources of positions. Plain pages that work with the keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.views.decorators.http import require_http_methods

from command.teams.forms import UnitForm
from command.teams.guard import areas_for, reads, require
from devices.ranking import MISSED
from devices.terminals.actions import UnknownKind, rank_source, rank_terminal
from devices.terminals.models import ADAPTER_CHOICES, KIND_CHOICES, SourceRank, Terminal
from devices.tracks.models import LastFix
from dispatch.incidents.models import Incident
from dispatch.teams import reading
from dispatch.teams.actions import change_status
from dispatch.teams.capabilities import CAPABILITIES
from dispatch.teams.fleet import add_vehicle, change_vehicle
from dispatch.teams.models import Unit, UnitStatus, Vehicle
from realtime import clock
from realtime.accounts.may import READ, Caller
from realtime.areas.models import Area
from realtime.codes import Problem

SHOWN = 500


def names() -> dict[str, str]:
    return dict(Area.objects.values_list("code", "name"))


def moment(text: str, what: str) -> Any:
    """What a date-and-time field of a page sends: local time without a zone."""
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise Problem("invalid", f"{what}应为日期和时间。", where=[what])
    return make_aware(at) if is_naive(at) else at


def whole(text: str, what: str, default: int = 0) -> int:
    if not text.strip():
        return default
    if not text.strip().isdecimal():  # isdigit takes ², which is no number
        raise Problem("invalid", f"{what}应为整数。", where=[what])
    return min(int(text), 1_000_000)


@require_http_methods(["GET", "POST"])
@reads
def teams(request: HttpRequest, who: Caller) -> HttpResponse:
    form = UnitForm(None, areas_for(who, "unit.manage"))
    if request.method == "POST":
        unit = form.save(who, request.POST)
        if unit is not None:
            messages.success(request, f"{unit.name} 已登记。")
            return HttpResponseRedirect(f"/teams/{unit.pk}/")
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "status", "area")}
    found = reading.units(who.scopes, kind=wanted["kind"], status=wanted["status"], q=wanted["q"].replace("\x00", ""))
    if wanted["area"]:
        found = found.under(wanted["area"])
    units = list(found[:SHOWN])
    fixes = LastFix.objects.in_bulk([unit.pk for unit in units])
    held = dict(Incident.objects.filter(pk__in={unit.held_by for unit in units if unit.held_by}).values_list("pk", "number"))
    now = clock.now()
    rows = [(unit, held.get(unit.held_by or 0, ""), age(fixes.get(unit.pk), now)) for unit in units]
    context = {
        "rows": rows, "wanted": wanted, "total": found.count(), "people": sum(unit.headcount for unit in units), "kinds": CAPABILITIES,
        "statuses": UnitStatus.objects.all(), "names": names(), "form": form, "districts": Area.objects.filter(code__regex=r"^\d{6}$"),
    }  # fmt: skip
    return render(request, "teams/list.html", context, status=422 if form.errors else 200)


def age(fix: LastFix | None, now: Any) -> str:
    """How old a position is, as people say it."""
    if fix is None:
        return "无定位"
    seconds = max(0, round((now - fix.received_at).total_seconds()))
    return f"{seconds} 秒前" if seconds < 120 else f"{seconds // 60} 分钟前" if seconds < 7200 else f"{seconds // 3600} 小时前"


@require_http_methods(["GET", "POST"])
@reads
def team(request: HttpRequest, who: Caller, unit_id: int) -> HttpResponse:
    unit = Unit.objects.with_names().filter(pk=unit_id).first()
    if unit is None or not who.may(READ, unit.area):
        raise Http404
    form = UnitForm(unit, areas_for(who, "unit.manage"))
    given: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "profile":
                require(who, "unit.manage", unit.area)
                if form.save(who, request.POST) is not None:
                    messages.success(request, "队伍档案已更新。")
                    return HttpResponseRedirect(request.path)
            else:
                _change(request, who, unit)
                return HttpResponseRedirect(request.path)
        except Problem as problem:  # what was typed stays in the form
            messages.error(request, problem.detail)
            given = request.POST.dict()
            unit.refresh_from_db()
    context = {
        "whole": reading.profile(unit), "unit": unit, "form": form, "given": given, "names": names(), "vehicle_kinds": Vehicle.KINDS,
        "vehicle_statuses": Vehicle.STATUSES, "posts": reading.posts([unit.area[:4]]), "adapters": dict(ADAPTER_CHOICES),
        "may": {verb.replace(".", "_"): who.may(verb, unit.area) for verb in ("unit.status", "unit.manage", "unit.assign")},
        "age": age(LastFix.objects.filter(pk=unit.pk).first(), clock.now()),
        "number": Incident.objects.filter(pk=unit.holder() or 0).values_list("number", flat=True).first(),
    }  # fmt: skip
    return render(request, "teams/team.html", context, status=422 if given or form.errors else 200)


def _change(request: HttpRequest, who: Caller, unit: Unit) -> None:
    given = request.POST
    match given.get("do"):
        case "status":
            require(who, "unit.status", unit.area)
            until = moment(given["until"], "休整至") if given.get("until") else None
            _, warning = change_status(
                actor=who.actor, unit_id=unit.pk, status=given.get("status", ""), reason=given.get("reason", "").strip(), until=until
            )
            if warning:
                messages.warning(request, warning)
            else:
                messages.success(request, "状态已变更。")
        case "vehicle":
            require(who, "unit.manage", unit.area)
            plate = given.get("plate", "").strip()[:20]
            if not plate:
                raise Problem("invalid", "请填写号牌。")
            seats = whole(given.get("capacity", ""), "载员")
            add_vehicle(actor=who.actor, plate=plate, kind=given.get("kind", ""), unit_id=unit.pk, capacity=min(seats, 500))
            messages.success(request, f"{plate} 已登记。")
        case "vehicle_status":
            require(who, "unit.manage", unit.area)
            vehicle = get_object_or_404(Vehicle, pk=whole(given.get("vehicle", ""), "车辆"), unit=unit)
            change_vehicle(actor=who.actor, vehicle_id=vehicle.pk, status=given.get("status"))
            messages.success(request, "车辆状态已变更。")
        case "rank":
            require(who, "unit.manage", unit.area)
            terminal = get_object_or_404(Terminal, pk=whole(given.get("terminal", ""), "终端"), subject=unit.pk)
            rank, seconds = given.get("rank", "").strip(), given.get("max_age_s", "").strip()
            rank_terminal(
                actor=who.actor, terminal=terminal, rank=_ranked(rank) if rank else None, max_age_s=_seconds(seconds) if seconds else None
            )
            messages.success(request, "定位来源位次已更新,数秒内生效。")
        case _:
            raise Problem("bad_request")


def _ranked(text: str) -> int:
    rank = whole(text, "位次")
    if not 1 <= rank <= 99:
        raise Problem("invalid", "位次应在 1 到 99 之间。")
    return rank


def _seconds(text: str) -> float:
    seconds = whole(text, "最长时效")
    if not 1 <= seconds <= 86_400:
        raise Problem("invalid", "最长时效应在 1 秒到 24 小时之间。")
    return float(seconds)


@require_http_methods(["GET"])
@reads
def vehicles(request: HttpRequest, who: Caller) -> HttpResponse:
    wanted = request.GET.get("q", "").strip().replace("\x00", "")
    found = Vehicle.objects.filter(reading.within(who.scopes), exercise_id=None).select_related("unit")
    if wanted:
        found = found.filter(plate__icontains=wanted) | found.filter(unit__name__icontains=wanted)
    cars = list(found[:SHOWN])
    fixes, now = LastFix.objects.in_bulk([car.pk for car in cars]), clock.now()
    return render(
        request, "teams/vehicles.html", {"rows": [(car, age(fixes.get(car.pk), now)) for car in cars], "q": wanted, "names": names()}
    )


@require_http_methods(["GET", "POST"])
@reads
def sources(request: HttpRequest, who: Caller) -> HttpResponse:
    """Which kind of source is believed first, and for how long."""
    manages = areas_for(who, "unit.manage")
    if request.method == "POST":
        given = request.POST
        try:
            area = given.get("area", "")
            require(who, "unit.manage", area)
            if not given.get("source", "").strip():
                raise Problem("invalid", "请填写出处:谁定的、依据什么。")
            rank_source(
                actor=who.actor, adapter=given.get("adapter", ""), kind=given.get("kind", ""), area=area, rank=_ranked(given.get("rank", "")),
                max_age_s=_seconds(given.get("max_age_s", "")), source=given["source"].strip()[:200],
            )  # fmt: skip
            messages.success(request, "已更新,数秒内生效。")
            return HttpResponseRedirect(request.path)
        except UnknownKind as error:
            messages.error(request, f"{error}。")
        except Problem as problem:
            messages.error(request, problem.detail)
    context = {
        "rows": SourceRank.objects.all(), "names": names(), "adapters": ADAPTER_CHOICES, "kinds": KIND_CHOICES, "missed": MISSED,
        "areas": [area for prefix in manages for area in Area.objects.under(prefix).to_towns() if len(area.code) <= 6], "given": request.POST,
    }  # fmt: skip
    return render(request, "teams/sources.html", context)
