"""库存: what lies in a depot, lot by lot, with the ledger of each item; taking in, counting, scrapping."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from command.depot.mine import MANAGE, depots_of
from command.teams.guard import reads, require
from command.teams.pages import whole as number
from dispatch.supplies import reading
from dispatch.supplies.balances import today
from dispatch.supplies.models import Depot, Item, Ledger, Lot, Stock
from dispatch.supplies.stocking import count_stock, scrap_lot, take_in
from realtime.accounts.may import READ, Caller
from realtime.codes import Problem
from realtime.idempotency.once import once

KINDS = dict(Ledger.KINDS)


@require_http_methods(["GET", "POST"])
@reads
def stock(request: HttpRequest, who: Caller) -> HttpResponse:
    depots = list(depots_of(who))
    chosen = next((depot for depot in depots if str(depot.pk) == request.GET.get("depot", "")), depots[0] if depots else None)
    given: dict[str, Any] = {}
    if request.method == "POST" and chosen is not None:
        try:
            messages.success(request, pressed(who, request.POST, lambda: _take_in(who, chosen, request.POST)))
            return HttpResponseRedirect(request.get_full_path())
        except Problem as problem:
            messages.error(request, problem.detail)
            given = request.POST.dict()
    wanted = request.GET.get("q", "").strip().replace("\x00", "")
    rows = [row for row in reading.stock(who.scopes, depot=chosen.pk) if wanted in row["item_name"]] if chosen else []
    context = {
        "depots": depots, "chosen": chosen, "rows": rows, "q": wanted, "today": today().isoformat(), "items": Item.objects.all(), "given": given,
        "alerts": [row for row in reading.alerts(who.scopes) if chosen and row["depot"] == chosen.pk], "key": uuid4(),
        "manages": chosen is not None and who.may(MANAGE, chosen.area),
    }  # fmt: skip
    return render(request, "depot/stock.html", context, status=422 if given else 200)


@require_http_methods(["GET", "POST"])
@reads
def item(request: HttpRequest, who: Caller, stock_id: int) -> HttpResponse:
    found = Stock.objects.select_related("depot", "item").filter(pk=stock_id, exercise_id=None).first()
    if found is None or not who.may(READ, found.depot.area):
        raise Http404
    given: dict[str, Any] = {}
    if request.method == "POST":
        try:
            messages.success(request, pressed(who, request.POST, lambda: _change(who, found, request.POST)))
            return HttpResponseRedirect(request.path)
        except Problem as problem:
            messages.error(request, problem.detail)
            given = request.POST.dict()
    row = next((one for one in reading.stock([found.depot.area], depot=found.depot_id, item=found.item_id) if one["id"] == found.pk), None)
    ledger = [{**line, "kind_name": KINDS.get(line["kind"], line["kind"])} for line in reading.ledger(found.pk)]
    context = {
        "stock": found, "row": row, "ledger": ledger, "today": today().isoformat(), "given": given, "key": uuid4(),
        "manages": who.may(MANAGE, found.depot.area),
    }  # fmt: skip
    return render(request, "depot/item.html", context, status=422 if given else 200)


def pressed(who: Caller, given: QueryDict, run: Any) -> str:
    """A form sent twice by a bad line moves stock once."""
    said = sha256(given.urlencode().encode()).hexdigest()
    _, body = once(who.actor, given.get("key", "")[:64] or said, said, lambda: (200, {"say": run()}))
    return str(body["say"])


def _take_in(who: Caller, depot: Depot, given: QueryDict) -> str:
    require(who, MANAGE, depot.area)
    item = Item.objects.filter(pk=number(given.get("item", ""), "物资")).first()
    lot, quantity = given.get("lot", "").replace("\x00", "").strip()[:40], number(given.get("quantity", ""), "数量")
    if item is None or not lot or quantity < 1:
        raise Problem("invalid", "请选择物资,填写批号和数量。", where=["item", "lot", "quantity"])
    try:
        expires = parse_date(given.get("expires_on", "") or "")
    except ValueError:
        raise Problem("invalid", "有效期应为日期。", where=["expires_on"]) from None
    take_in(actor=who.actor, depot_id=depot.pk, item_id=item.pk, lot=lot, quantity=quantity, expires_on=expires, note=_note(given))
    return f"{item.name} {quantity} {item.unit_of}已入库。"


def _change(who: Caller, found: Stock, given: QueryDict) -> str:
    require(who, MANAGE, found.depot.area)
    match given.get("do"):
        case "count":
            lots = {lot.pk: lot for lot in found.lots.filter(on_hand__gt=0)}
            counted = {pk: number(said, "实盘数量") for pk in lots if (said := given.get(f"lot{pk}", "").strip())}
            wrong = {pk: seen for pk, seen in counted.items() if seen != lots[pk].on_hand}
            if wrong and not _note(given):
                raise Problem("invalid", "实盘与账面不符,请填写原因。", where=["note"])
            count_stock(actor=who.actor, stock_id=found.pk, counted=counted, note=_note(given))
            return f"{found.item.name}盘点已登记" + (f",{len(wrong)} 个批次有差异。" if wrong else ",账实相符。")
        case "scrap":
            lot = Lot.objects.filter(pk=number(given.get("lot", ""), "批次"), stock=found).first()
            if lot is None or not _note(given):
                raise Problem("invalid", "请选择批次并填写报废原因。", where=["lot", "note"])
            quantity = number(given.get("quantity", ""), "数量")
            if quantity < 1:
                raise Problem("invalid", "请填写报废数量。", where=["quantity"])
            scrap_lot(actor=who.actor, lot_id=lot.pk, quantity=quantity, note=_note(given))
            return f"批次 {lot.number} 已报废 {quantity} {found.item.unit_of}。"
    raise Problem("bad_request")


def _note(given: QueryDict) -> str:
    return given.get("note", "").replace("\x00", "").strip()[:200]
