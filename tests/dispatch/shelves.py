"""What tests of supplies stand on: a rainy town, and requests on their way."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from dispatch.incidents.models import Incident
from dispatch.supplies import actions
from dispatch.supplies.models import Item, Stock, SupplyRequest

TOWN = {"lon": 113.778, "lat": 23.494}  # 派潭镇
RAIN = {"type": "11B03", "place": "派潭镇", "area": "440118", **TOWN}


def ask(incident: Incident, item: Item, quantity: int, **given: Any) -> SupplyRequest:
    return actions.request_supplies(actor="user:1", item_id=item.pk, quantity=quantity, incident=incident, **given)


def approved(incident: Incident, item: Item, quantity: int, **given: Any) -> SupplyRequest:
    return actions.approve_supplies(actor="user:2", name="陈班长", request_id=ask(incident, item, quantity, **given).pk)


def step(name: str, request: SupplyRequest, **given: Any) -> SupplyRequest:
    done = getattr(actions, f"{name}_supplies")(actor="user:1", request_id=request.pk, **given)
    return done[0] if isinstance(done, tuple) else done


def adds_up(stock: Stock) -> None:
    stock.refresh_from_db()
    sums = stock.ledger.aggregate(change=Sum("change", default=0), held=Sum("held", default=0))
    assert (stock.on_hand, stock.reserved) == (sums["change"], sums["held"])
    assert stock.on_hand == sum(lot.on_hand for lot in stock.lots.all())
    assert 0 <= stock.reserved <= stock.on_hand
