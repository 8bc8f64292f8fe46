"""request → **sources** → depots: who could give an item, own level first, then by time of arrival."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any, cast

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from dispatch.distance import great_circle_m
from dispatch.mutual_aid import STOCK, borrowed, covering
from dispatch.recommend import roads
from dispatch.recommend.roads.estimate import Mode, read_modes
from dispatch.supplies.balances import today
from dispatch.supplies.models import Agreement, Depot, Item, Lot, Stock
from dispatch.supplies.rows import EtaSource, SourceRow
from realtime.rules.models import rule, rules_under

SHOWN = 30


def expired_in(stocks: Collection[int]) -> dict[int, int]:
    """stock → pieces past their date."""
    rows = Lot.objects.filter(stock__in=stocks, expires_on__lt=today(), on_hand__gt=0).values("stock").annotate(sum=Sum("on_hand"))
    return {row["stock"]: row["sum"] for row in rows}


def sources(
    item: Item, quantity: int, *, area: str, lon: float, lat: float, exercise: int | None = None, without: Collection[int] = (), ask_roads: bool = True, type: str = "",
) -> list[SourceRow]:  # fmt: skip
    """Depots of this item. `without` = those asked already. What only an agreement holds comes last: it must be called first."""
    stocks = _stocks(item, exercise).exclude(depot__in=without)
    expired = expired_in([stock.pk for stock in stocks])
    available = {stock.depot_id: stock.on_hand - stock.reserved - expired.get(stock.pk, 0) for stock in stocks}
    on_call = dict(
        Agreement.objects.filter(item=item, valid_to__gte=today())
        .exclude(depot__in=without)
        .values_list("depot")
        .annotate(sum=Sum("quantity"))
    )
    depots = list(Depot.objects.filter(pk__in={pk for pk, count in available.items() if count > 0} | set(on_call), active=True))
    times = _times(depots, area, lon, lat, ask_roads)
    rows: list[SourceRow] = [
        {
            "depot": depot.pk, "depot_name": depot.name, "level": depot.level_code, "area": depot.area,
            "available": max(0, available.get(depot.pk, 0)), "on_call": on_call.get(depot.pk, 0), "eta_s": round(times[depot.pk][0]),
            "eta_source": cast("EtaSource", times[depot.pk][1]), "enough": available.get(depot.pk, 0) >= quantity,
            "proposed": False, "borrowed": borrowed(depot.area, area), "agreement": agreement_of(depot.area, area, type),
        }
        for depot in depots
    ]  # fmt: skip
    rows.sort(key=lambda row: (row["available"] == 0, circle(row["area"], area), row["eta_s"]))
    _propose(rows, area)
    return rows[:SHOWN]


def agreement_of(lender: str, area: str, type: str) -> str | None:
    """Of another district's stock; None where none is needed, or none is there."""
    cover = covering(lender, area, type, STOCK) if borrowed(lender, area) else None
    return cover.name if cover else None


def _propose(rows: list[SourceRow], area: str) -> None:
    """Of the nearest circle that has any: the first depot with enough, so that one lorry does; else the first at all."""
    if not rows or not rows[0]["available"]:
        return
    near = [row for row in rows if row["available"] and circle(row["area"], area) == circle(rows[0]["area"], area)]
    next((row for row in near if row["enough"]), near[0])["proposed"] = True


def _stocks(item: Item, exercise: int | None) -> QuerySet[Stock]:
    """The real ones; in an exercise its own copies stand for those it has touched."""
    real = Stock.objects.filter(item=item, exercise_id=None)
    if exercise is None:
        return real
    copied = Stock.objects.filter(item=item, exercise_id=exercise)
    return Stock.objects.filter(Q(pk__in=copied.values("pk")) | Q(pk__in=real.exclude(depot__in=copied.values("depot")).values("pk")))


def circle(depot: str, area: str) -> int:
    """0 own district and what lies in it, 1 the level above, 2 elsewhere."""
    if depot.startswith(area):
        return 0
    return 1 if area.startswith(depot) else 2


def _times(depots: list[Depot], area: str, lon: float, lat: float, ask: bool) -> dict[int, tuple[float, str]]:
    """Loading plus the road: the engine's time where one answers, else the estimate."""
    loading: dict[str, Any] = rule("supplies.loading_s", area)
    road: Mode = read_modes({"road": rules_under("travel.road", area)["travel.road"]})["road"]
    found = {
        depot.pk: (road.seconds(great_circle_m(depot.lon, depot.lat, lon, lat)) + float(loading.get(depot.level, 0)), "estimate")
        for depot in depots
    }
    if ask and settings.ROUTING_URL:
        nearest = sorted(depots, key=lambda depot: found[depot.pk][0])[:SHOWN]
        until = time.monotonic() + float(rule("recommend.routing_timeout_s", area))
        answer = roads.route(settings.ROUTING_URL, [(depot.lon, depot.lat) for depot in nearest], (lon, lat), until)
        if answer is not None:
            for depot, leg in zip(nearest, answer[1], strict=True):
                if leg is not None:
                    found[depot.pk] = (leg[0] + float(loading.get(depot.level, 0)), answer[0])
    return found
