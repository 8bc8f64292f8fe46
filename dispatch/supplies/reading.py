"""rows → **reading** → answer: depots, stock with its lots, what needs attention, and a request whole. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.db.models import Count, Prefetch, Q

from dispatch.masking import masked_phone
from dispatch.supplies.balances import today
from dispatch.supplies.models import Agreement, Depot, Ledger, Lot, Stock, SupplyRequest
from dispatch.supplies.rows import AgreementRow, AlertKind, DepotRow, LedgerRow, StockAlert, StockRow, SupplyRequestWhole
from dispatch.supplies.sources import expired_in
from realtime import clock
from realtime.accounts.may import Caller
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.rules.models import rule

REVEAL = "phone.reveal"
LAST_MOVES = 200


def visible(scopes: Iterable[str], field: str = "area") -> Q:
    """The caller's own areas, and the levels above them: whom to ask when one's own shelves are empty."""
    found = Q(pk__in=[])
    for scope in scopes:
        above = [scope[:length] for length in range(4, len(scope))]
        found |= Q(**{f"{field}__startswith": scope}) | Q(**{f"{field}__in": above})
    return found


def depots(who: Caller, *, area: str = "") -> list[DepotRow]:
    rows = Depot.objects.filter(visible(who.scopes), active=True, area__startswith=area).annotate(
        kinds=Count("stock", filter=Q(stock__exercise_id=None, stock__on_hand__gt=0))
    )
    return [
        {
            "id": row.pk, "name": row.name, "level": row.level_code, "area": row.area, "lon": row.lon, "lat": row.lat, "owner": row.owner,
            "keeper": row.keeper, "phone": row.phone if who.may(REVEAL, row.area) else masked_phone(row.phone), "items": row.kinds,
        }
        for row in rows
    ]  # fmt: skip


def stock(scopes: Sequence[str], *, depot: int | None = None, item: int | None = None) -> list[StockRow]:
    found = Stock.objects.filter(visible(scopes, "depot__area"), exercise_id=None, depot__active=True)
    if depot is not None:
        found = found.filter(depot=depot)
    if item is not None:
        found = found.filter(item=item)
    lots = Prefetch("lots", Lot.objects.filter(on_hand__gt=0).order_by("expires_on", "pk"))
    rows = list(found.select_related("depot", "item").prefetch_related(lots).order_by("depot__name", "item__code7", "item__sku"))
    expired = expired_in([row.pk for row in rows])
    return [stock_row(row, expired.get(row.pk, 0)) for row in rows]


def stock_row(row: Stock, expired: int) -> StockRow:
    return {
        "id": row.pk, "depot": row.depot_id, "depot_name": row.depot.name, "item": row.item_id, "item_name": row.item.name,
        "unit_of": row.item.unit_of, "on_hand": row.on_hand, "reserved": row.reserved, "expired": expired,
        "available": max(0, row.on_hand - row.reserved - expired), "floor": row.floor, "counted_at": iso(row.counted_at),
        "lots": [
            {"id": lot.pk, "number": lot.number, "on_hand": lot.on_hand, "expires_on": lot.expires_on.isoformat() if lot.expires_on else None}
            for lot in row.lots.all()
        ],
    }  # fmt: skip


def ledger(stock_id: int) -> list[LedgerRow]:
    rows = Ledger.objects.filter(stock=stock_id).order_by("-pk")[:LAST_MOVES]
    return _ledger_rows(list(rows.select_related("stock__depot", "stock__item", "lot")))


def _ledger_rows(rows: list[Ledger]) -> list[LedgerRow]:
    names = names_of({row.by for row in rows})
    return [
        {
            "id": row.pk, "at": cast("str", iso(row.at)), "kind": row.kind, "depot_name": row.stock.depot.name,
            "item_name": row.stock.item.name, "lot": row.lot.number if row.lot else None, "change": row.change, "held": row.held,
            "request": row.request_id, "by": names.get(row.by, row.by), "note": row.note,
        }
        for row in rows
    ]  # fmt: skip


def agreements(scopes: Sequence[str]) -> list[AgreementRow]:
    rows = Agreement.objects.filter(visible(scopes, "depot__area")).select_related("depot", "item").order_by("valid_to")
    return [
        {
            "id": row.pk, "depot": row.depot_id, "depot_name": row.depot.name, "party": row.party, "item": row.item_id,
            "item_name": row.item.name, "unit_of": row.item.unit_of, "quantity": row.quantity, "response_min": row.response_min,
            "valid_to": row.valid_to.isoformat(),
        }
        for row in rows
    ]  # fmt: skip


def alerts(scopes: Sequence[str]) -> list[StockAlert]:
    """Below its floor, past or near its date, long not counted, and agreements about to end. Only one's own areas."""
    mine = Q(pk__in=[])
    for scope in scopes:
        mine |= Q(depot__area__startswith=scope)
    city = str(settings.CITY)
    expiring = today() + timedelta(days=int(rule("supplies.expiring_d", city)))
    uncounted = clock.now() - timedelta(days=int(rule("supplies.count_d", city)))
    rows = list(Stock.objects.filter(mine, exercise_id=None, depot__active=True).select_related("depot", "item"))
    expired = expired_in([row.pk for row in rows])
    dates = _first_dates(rows, expiring)
    found: list[StockAlert] = []
    for row in rows:
        unit, available = row.item.unit_of, row.on_hand - row.reserved - expired.get(row.pk, 0)
        if available < row.floor:
            found.append(_alert("floor", row, f"可用 {max(0, available)} {unit},低于下限 {row.floor} {unit}"))
        if row.pk in expired:
            found.append(_alert("expired", row, f"{expired[row.pk]} {unit}已过有效期,请报废或轮换"))
        if row.pk in dates:
            found.append(_alert("expiring", row, f"有批次将于 {dates[row.pk]:%Y-%m-%d} 到期"))
    found += _uncounted([row for row in rows if row.on_hand and (row.counted_at is None or row.counted_at < uncounted)])
    ending = Agreement.objects.filter(mine, valid_to__lt=expiring).select_related("depot", "item")
    found += [_alert("agreement_ends", row, f"与{row.party}的代储协议于 {row.valid_to:%Y-%m-%d} 到期") for row in ending]
    return found


def _uncounted(rows: list[Stock]) -> list[StockAlert]:
    """One line a depot: its keeper counts the whole house at once."""
    found: list[StockAlert] = []
    for depot in dict.fromkeys(row.depot for row in rows):
        here = [row.counted_at for row in rows if row.depot_id == depot.pk]
        dates = [at for at in here if at is not None]
        text = f"{len(here)} 种物资" + (f"已 {(clock.now() - min(dates)).days} 天未盘点" if dates else "从未盘点")
        found.append({"kind": "uncounted", "depot": depot.pk, "depot_name": depot.name, "item": None, "item_name": "", "text": text})
    return found


def _first_dates(rows: list[Stock], until: object) -> dict[int, object]:
    """stock → its first date that is near, not past."""
    lots = Lot.objects.filter(stock__in=rows, on_hand__gt=0, expires_on__gte=today(), expires_on__lt=until).order_by("-expires_on")
    return dict(lots.values_list("stock", "expires_on"))


def _alert(kind: AlertKind, row: Stock | Agreement, text: str) -> StockAlert:
    return {
        "kind": kind, "depot": row.depot_id, "depot_name": row.depot.name, "item": row.item_id, "item_name": row.item.name,
        "text": text,
    }  # fmt: skip


def whole(request: SupplyRequest, who: Caller) -> SupplyRequestWhole:
    """As the transfer order has it: who receives where, who gives, who approved; and every movement of it."""
    depot = request.depot or request.proposed
    reveal = who.may(REVEAL, request.area)
    moves = list(request.ledger.select_related("stock__depot", "stock__item", "lot").order_by("pk"))
    phone = depot.phone if depot else ""
    return cast("SupplyRequestWhole", {
        **request.row(), "place": request.place, "receiver": request.receiver,
        "receiver_phone": request.receiver_phone if reveal else masked_phone(request.receiver_phone),
        "keeper": depot.keeper if depot else "", "keeper_phone": phone if reveal else masked_phone(phone), "spec": request.item.spec,
        "approved_name": request.approved_name, "approved_how": request.approved_how, "agreement": request.agreement, "paper_number": request.paper_number,
        "bearer": request.bearer, "signed_name": request.signed_name, "note": request.note, "reason": request.reason, "ledger": _ledger_rows(moves),
        "children": list(request.children.order_by("pk").values_list("pk", flat=True)),
    })  # fmt: skip
