"""仓库: what is asked of my depots and the next step of each, for a keeper with a cheap phone in one hand."""

from __future__ import annotations

from itertools import chain
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from command.depot.mine import MANAGE, depots_of, requests_at
from command.depot.steps import next_steps, take
from command.teams.guard import areas_for, reads
from dispatch.supplies.api import giver
from dispatch.supplies.balances import today
from dispatch.supplies.models import Lot, Stock, SupplyRequest
from dispatch.supplies.reading import whole
from dispatch.supplies.sources import expired_in
from dispatch.teams.models import Vehicle
from realtime import clock
from realtime.accounts.may import READ, Caller
from realtime.areas.models import Area
from realtime.codes import Problem

# In the order in which a keeper works: what somebody waits for first, what is on the road last.
GROUPS = [
    ("待批准", (SupplyRequest.REQUESTED,)),
    ("待预留", (SupplyRequest.APPROVED, SupplyRequest.BACK_ORDER)),
    ("待备货、出库", (SupplyRequest.RESERVED, SupplyRequest.PICKED)),
    ("在途", (SupplyRequest.SHIPPED,)),
    ("已签收,待归还或核销", (SupplyRequest.RECEIVED,)),
    ("近七天办结", SupplyRequest.OVER),
]
URGENCY = {"critical": "特急", "urgent": "紧急", "normal": "一般"}


@require_http_methods(["GET"])
@reads
def requests(request: HttpRequest, who: Caller) -> HttpResponse:
    depots = list(depots_of(who))
    chosen = request.GET.get("depot", "")
    shown = [depot for depot in depots if str(depot.pk) == chosen] or depots
    rows = list(requests_at(shown, [] if shown is not depots else areas_for(who, MANAGE) or who.scopes))
    names = dict(Area.objects.filter(code__in={row.area for row in rows}).values_list("code", "name"))
    groups = [(title, [row for row in rows if row.state in states]) for title, states in GROUPS]
    context = {
        "groups": [(title, [_card(row, who, names) for row in found]) for title, found in groups if found],
        "papers": [row for row in rows if row.verbal and row.paper_at is None], "depots": depots, "depot": chosen, "now": clock.now(),
        "key": uuid4(),
    }  # fmt: skip
    return render(request, "depot/requests.html", context)


def _card(row: SupplyRequest, who: Caller, names: dict[str, str]) -> dict[str, object]:
    return {
        "row": row, "steps": next_steps(row, who), "to": names.get(row.area, row.area), "urgency": URGENCY[row.urgency],
        "depot": row.depot or row.proposed,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@reads
def one(request: HttpRequest, who: Caller, request_id: int) -> HttpResponse:
    row = seen(who, request_id)
    given: dict[str, str] = {}
    if request.method == "POST":
        try:
            messages.success(request, take(who, row, request.POST.get("do", ""), request.POST.dict()))
            return HttpResponseRedirect("/depot/" if request.POST.get("back") else request.path)
        except Problem as problem:  # what was typed stays in the form
            messages.error(request, problem.detail)
            given = request.POST.dict()
            row = seen(who, request_id)
    stocks = Stock.objects.filter(item=row.item, depot__in=depots_of(who), exercise_id=None).select_related("depot")
    expired = expired_in([stock.pk for stock in stocks])
    context = {
        **_card(row, who, dict(Area.objects.filter(code=row.area).values_list("code", "name"))), "whole": whole(row, who), "given": given,
        "stocks": [(stock, max(0, stock.on_hand - stock.reserved - expired.get(stock.pk, 0))) for stock in stocks], "key": uuid4(), "now": clock.now(),
        "cars": Vehicle.objects.filter(area__startswith=giver(row)[:6], exercise_id=row.exercise_id, status="available")[:80],
        "lots": _lots(row),
    }  # fmt: skip
    return render(request, "depot/request.html", context, status=422 if given else 200)


def seen(who: Caller, request_id: int) -> SupplyRequest:
    row = SupplyRequest.objects.select_related("item", "depot", "proposed", "incident").filter(pk=request_id).first()
    if row is None or not (who.may(READ, row.area) or who.may(READ, giver(row))):
        raise Http404
    return row


def _lots(row: SupplyRequest) -> list[tuple[Lot, int]]:
    """Which lots to take: as the books will when it goes out, what expires first, nothing that has expired."""
    if row.depot is None or row.state not in (SupplyRequest.RESERVED, SupplyRequest.PICKED):
        return []
    left, found = row.reserved, []
    lots = Lot.objects.filter(stock__depot=row.depot, stock__item=row.item, stock__exercise_id=row.exercise_id, on_hand__gt=0)
    for lot in lots.exclude(expires_on__lt=today()).order_by("expires_on", "pk"):
        found.append((lot, min(left, lot.on_hand)))
        left -= found[-1][1]
        if not left:
            break
    return found


@require_http_methods(["GET"])
@reads
def picking_list(request: HttpRequest, who: Caller, request_id: int) -> HttpResponse:
    """A4 for the man in the aisle: what, where to, which lots, and room for two signatures."""
    row = seen(who, request_id)
    context = {
        "row": row, "whole": whole(row, who), "lots": _lots(row), "urgency": URGENCY[row.urgency], "depot": row.depot or row.proposed,
        "printed_at": localtime(clock.now()), "by": who.name,
        "place": ",".join(filter(None, chain([row.place], [f"事件 {row.incident.number}" if row.incident else ""]))),
    }  # fmt: skip
    return render(request, "depot/pick.html", context)
