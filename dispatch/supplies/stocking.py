"""Verbs of a depot's keeper: take in, count, scrap. Each is a ledger row; the desk is told nothing, it asks when it needs to know."""

from __future__ import annotations

from datetime import date

from dispatch.supplies import balances
from dispatch.supplies.models import Depot, Item, Lot, Stock
from realtime import clock
from realtime.codes import Problem
from realtime.log import act


def take_in(*, actor: str, depot_id: int, item_id: int, lot: str, quantity: int, expires_on: date | None = None, note: str = "") -> Stock:
    with act(actor):
        if not Depot.objects.filter(pk=depot_id, active=True).exists() or not Item.objects.filter(pk=item_id).exists():
            raise Problem("not_found", "没有这个仓库或这种物资。", where=["depot", "item"])
        stock, _ = Stock.objects.get_or_create(depot_id=depot_id, item_id=item_id, exercise_id=None)
        balances.take_in(stock, lot, quantity, expires_on, by=actor, note=note)
    return _fresh(stock.pk)


def count_stock(*, actor: str, stock_id: int, counted: dict[int, int], note: str = "") -> Stock:
    """What was found in each lot; lots that were not named are taken to be right."""
    with act(actor):
        stock = Stock.objects.select_for_update().filter(pk=stock_id, exercise_id=None).first()
        if stock is None:
            raise Problem("not_found", "没有这项库存。")
        lots = {lot.pk: lot for lot in stock.lots.all()}
        if strange := [str(pk) for pk in counted if pk not in lots]:
            raise Problem("invalid", f"批次 {'、'.join(strange)} 不属于这项库存。", where=["lots"])
        for pk, found in counted.items():
            balances.correct(lots[pk], found, by=actor, note=note, kind="count")
        Stock.objects.filter(pk=stock.pk).update(counted_at=clock.now())
    return _fresh(stock.pk)


def scrap_lot(*, actor: str, lot_id: int, quantity: int, note: str) -> Stock:
    with act(actor):
        lot = Lot.objects.select_related("stock").filter(pk=lot_id, stock__exercise_id=None).first()
        if lot is None:
            raise Problem("not_found", "没有这个批次。")
        Stock.objects.select_for_update().get(pk=lot.stock_id)
        lot.refresh_from_db()
        if quantity > lot.on_hand:
            raise Problem("invalid", f"批次 {lot.number} 只有 {lot.on_hand},不能报废 {quantity}。", where=["quantity"])
        balances.correct(lot, lot.on_hand - quantity, by=actor, note=note, kind="scrap")
    return _fresh(lot.stock_id)


def _fresh(stock_id: int) -> Stock:
    return Stock.objects.select_related("depot", "item").get(pk=stock_id)
