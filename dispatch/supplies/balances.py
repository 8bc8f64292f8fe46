"""action → **balances** → ledger: every movement of stock is one inserted row; the database sums it (migration 0002) and refuses what would go below zero."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime

from dispatch.supplies.models import Depot, Item, Ledger, Lot, Stock, SupplyRequest
from realtime import clock
from realtime.codes import Problem

# What has expired lies there and is not given out.
EXPIRED = "(SELECT coalesce(sum(l.on_hand), 0) FROM supplies_lot l WHERE l.stock_id = s.id AND l.expires_on < %(today)s)"
# One statement: it takes the row's lock, sees the newest balance under it, and takes no more than there is. Nobody can come between.
RESERVE = f"""
INSERT INTO supplies_ledger (stock_id, kind, change, held, request_id, "by", note)
SELECT s.id, 'reserve', 0, LEAST(%(wanted)s, s.on_hand - s.reserved - {EXPIRED}), %(request)s, %(by)s, ''
FROM supplies_stock s WHERE s.id = %(stock)s AND s.on_hand - s.reserved - {EXPIRED} > 0
FOR UPDATE OF s
RETURNING held
"""


def today() -> date:
    return localtime(clock.now()).date()


def stock_of(depot: Depot, item: Item, exercise: int | None, *, by: str) -> Stock | None:
    """The real stock, or an exercise's own copy of it, made when it is first touched."""
    if exercise is None:
        return Stock.objects.filter(depot=depot, item=item, exercise_id=None).first()
    real = Stock.objects.select_for_update().filter(depot=depot, item=item, exercise_id=None).first()
    if real is None:
        return None
    copy, made = Stock.objects.get_or_create(depot=depot, item=item, exercise_id=exercise, defaults={"floor": real.floor})
    if made:
        for lot in real.lots.filter(on_hand__gt=0):
            twin = Lot.objects.create(stock=copy, number=lot.number, expires_on=lot.expires_on)
            Ledger.objects.create(stock=copy, lot=twin, kind="copy", change=lot.on_hand, by=by)
        if real.reserved:
            Ledger.objects.create(stock=copy, kind="copy", held=real.reserved, by=by)
    return copy


def reserve(stock: Stock, wanted: int, request: SupplyRequest, *, by: str) -> int:
    """How many were taken: all that were wanted, fewer, or none."""
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, {"wanted": wanted, "request": request.pk, "by": by, "stock": stock.pk, "today": today()})
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def release(stock: Stock, request: SupplyRequest, *, by: str) -> None:
    """What was promised is free again."""
    Ledger.objects.create(stock=stock, kind="release", held=-request.reserved, request=request, by=by)


def ship(stock: Stock, request: SupplyRequest, *, by: str) -> None:
    """Out of the door: what expires first goes first, what has expired stays."""
    Stock.objects.select_for_update().get(pk=stock.pk)
    left = request.reserved
    lots = Lot.objects.filter(stock=stock, on_hand__gt=0).exclude(expires_on__lt=today()).order_by("expires_on", "pk")  # nulls last
    for lot in lots.select_for_update():
        taken = min(left, lot.on_hand)
        Ledger.objects.create(stock=stock, lot=lot, kind="ship", change=-taken, held=-taken, request=request, by=by)
        left -= taken
        if not left:
            return
    raise Problem("wrong_state", f"预留的物资中有 {left} {request.item.unit_of}已过有效期,不能出库;请取消后从别的仓库重新调拨。")


def promise(stock: Stock, quantity: int, *, by: str, note: str) -> None:
    """Held for somebody outside this installation, all of it or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, {"wanted": quantity, "request": None, "by": by, "stock": stock.pk, "today": today()})
        row = cursor.fetchone()
    held = int(row[0]) if row else 0
    if held < quantity:
        raise Problem(
            "wrong_state", f"{stock.depot.name}的{stock.item.name}可调出 {held}{stock.item.unit_of},不足 {quantity}。", where=["stock"]
        )


def unpromise(stock: Stock, quantity: int, *, by: str, note: str) -> None:
    Ledger.objects.create(stock=stock, kind="release", held=-quantity, by=by, note=note)


def lend(stock: Stock, quantity: int, *, by: str, note: str) -> list[tuple[int, int]]:
    """Out of the door to somebody outside: what was promised, [(lot, number)]; what expires first goes first."""
    Stock.objects.select_for_update().get(pk=stock.pk)
    left, taken = quantity, []
    for lot in (
        Lot.objects.filter(stock=stock, on_hand__gt=0).exclude(expires_on__lt=today()).order_by("expires_on", "pk").select_for_update()
    ):
        part = min(left, lot.on_hand)
        Ledger.objects.create(stock=stock, lot=lot, kind="ship", change=-part, held=-part, by=by, note=note)
        taken.append((lot.pk, part))
        left -= part
        if not left:
            return taken
    raise Problem("wrong_state", f"{stock.item.name}有 {left}{stock.item.unit_of}已过有效期,不能出库。", where=["stock"])


def come_home(stock: Stock, lots: list[tuple[int, int]], quantity: int, *, by: str, note: str) -> None:
    """What was lent goes back to the lots it came from, the last ones first; what was used up does not."""
    left = quantity
    for lot, lent in reversed(lots):
        back = min(left, lent)
        if back:
            Ledger.objects.create(stock=stock, lot_id=lot, kind="return", change=back, by=by, note=note)
        left -= back


def put_back(request: SupplyRequest, quantity: int, *, by: str) -> None:
    """Returned goods go to the lots they came from, the last ones taken first."""
    left = quantity
    for out in request.ledger.filter(kind="ship").select_related("stock", "lot").order_by("-pk"):
        back = min(left, -out.change)
        if back:
            Ledger.objects.create(stock=out.stock, lot=out.lot, kind="return", change=back, request=request, by=by)
        left -= back


def take_in(stock: Stock, number: str, quantity: int, expires_on: date | None, *, by: str, note: str = "", kind: str = "in") -> Lot:
    lot, made = Lot.objects.get_or_create(stock=stock, number=number, defaults={"expires_on": expires_on})
    if not made and lot.expires_on != expires_on:
        raise Problem("conflict", f"批号 {number} 已登记,有效期为 {lot.expires_on or '无'},与本次不同。", where=["lot"])
    Ledger.objects.create(stock=stock, lot=lot, kind=kind, change=quantity, by=by, note=note)
    return lot


def correct(lot: Lot, counted: int, *, by: str, note: str, kind: str) -> None:
    """The difference becomes a row; what is promised to somebody cannot be counted away."""
    change = counted - lot.on_hand
    if not change:
        return
    try:
        with transaction.atomic():
            Ledger.objects.create(stock=lot.stock, lot=lot, kind=kind, change=change, by=by, note=note)
    except IntegrityError:
        raise Problem("wrong_state", f"批次 {lot.number} 的数量低于已预留数量,请先取消或改派相应的调拨。", where=["counted"]) from None
