"""Depots and what lies in them, over HTTP: lists for the desk, and the keeper's three verbs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.supplies import reading
from dispatch.supplies.models import Depot, Item, Lot, Stock
from dispatch.supplies.rows import AgreementRow, DepotRow, ItemRow, LedgerRow, StockAlert, StockRow
from dispatch.supplies.sources import expired_in
from dispatch.supplies.stocking import count_stock, scrap_lot, take_in
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem

router = Router(tags=["supplies"])


class Delivery(Body):
    depot: int
    item: int
    lot: str = Field(min_length=1, max_length=40)
    quantity: int = Field(ge=1, le=1_000_000)
    expires_on: date | None = Field(None, strict=False)
    note: str = Field("", max_length=200)


class CountedLot(Body):
    lot: int
    found: int = Field(ge=0, le=1_000_000)


class Counting(Body):
    lots: list[CountedLot] = Field(default_factory=list, max_length=500)
    note: str = Field("", max_length=200)


class Scrapping(Body):
    quantity: int = Field(ge=1, le=1_000_000)
    note: str = Field(min_length=1, max_length=200)


@router.get("/depots", response={200: list[DepotRow], **REFUSALS}, operation_id="list_depots")
def get_depots(request: HttpRequest, area: Annotated[str, Field(pattern=r"^\d{0,12}$")] = "") -> list[DepotRow]:
    return reading.depots(caller(request), area=area)


@router.get("/items", response={200: list[ItemRow], **REFUSALS}, operation_id="list_items")
def get_items(request: HttpRequest) -> list[ItemRow]:
    fields = ("id", "code7", "sku", "name", "spec", "unit_of", "pack")
    return list(Item.objects.values(*fields))


@router.get("/stock", response={200: list[StockRow], **REFUSALS}, operation_id="list_stock")
def get_stock(request: HttpRequest, depot: int | None = None, item: int | None = None) -> list[StockRow]:
    return reading.stock(caller(request).scopes, depot=depot, item=item)


@router.get("/stock/{int:stock_id}/ledger", response={200: list[LedgerRow], **REFUSALS}, operation_id="list_ledger")
def get_ledger(request: HttpRequest, stock_id: int) -> list[LedgerRow]:
    see(request, depot_of(stock_id).area)
    return reading.ledger(stock_id)


@router.get("/agreements", response={200: list[AgreementRow], **REFUSALS}, operation_id="list_agreements")
def get_agreements(request: HttpRequest) -> list[AgreementRow]:
    return reading.agreements(caller(request).scopes)


@router.get("/alerts", response={200: list[StockAlert], **REFUSALS}, operation_id="list_stock_alerts")
def get_alerts(request: HttpRequest) -> list[StockAlert]:
    return reading.alerts(caller(request).scopes)


@router.post("/stock", response={201: StockRow, **REFUSALS}, operation_id="take_in_stock")
def post_delivery(request: HttpRequest, body: Delivery) -> HttpResponse:
    depot = Depot.objects.filter(pk=body.depot).first()
    if depot is None:
        raise Problem("not_found", "没有这个仓库。", where=["depot"])

    def run(who: Any) -> Any:
        return row_of(
            take_in(
                actor=who.actor, depot_id=body.depot, item_id=body.item, lot=body.lot, quantity=body.quantity, expires_on=body.expires_on,
                note=body.note,
            )
        )  # fmt: skip

    return command(request, "supply.manage", depot.area, run, status=201)


@router.post("/stock/{int:stock_id}/count", response={200: StockRow, **REFUSALS}, operation_id="count_stock")
def post_count(request: HttpRequest, stock_id: int, body: Counting) -> HttpResponse:
    counted = {line.lot: line.found for line in body.lots}
    return command(
        request, "supply.manage", depot_of(stock_id).area,
        lambda who: row_of(count_stock(actor=who.actor, stock_id=stock_id, counted=counted, note=body.note)),
    )  # fmt: skip


@router.post("/lots/{int:lot_id}/scrap", response={200: StockRow, **REFUSALS}, operation_id="scrap_lot")
def post_scrap(request: HttpRequest, lot_id: int, body: Scrapping) -> HttpResponse:
    lot = Lot.objects.filter(pk=lot_id, stock__exercise_id=None).first()
    if lot is None:
        raise Problem("not_found", "没有这个批次。")
    return command(
        request, "supply.manage", depot_of(lot.stock_id).area,
        lambda who: row_of(scrap_lot(actor=who.actor, lot_id=lot_id, quantity=body.quantity, note=body.note)),
    )  # fmt: skip


def depot_of(stock_id: int) -> Depot:
    stock = Stock.objects.select_related("depot").filter(pk=stock_id, exercise_id=None).first()
    if stock is None:
        raise Problem("not_found", "没有这项库存。")
    return stock.depot


def row_of(stock: Stock) -> StockRow:
    return reading.stock_row(stock, expired_in([stock.pk]).get(stock.pk, 0))
