"""The demo city's shelves: two city depots, one a district, some towns and villages, enterprises under agreement. Invented, but of plausible size."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from command.seeding.cities import here
from command.seeding.derived import depots_of, towns_with_depot
from dispatch.supplies.balances import today
from dispatch.supplies.models import Agreement, Depot, Item, Ledger, Lot, Stock
from realtime import clock
from realtime.areas.models import Area

BY = "system"
# sku → pieces in a district depot; city depots hold eight times as many, towns a sixth, villages a thirtieth.
SHELF = {
    "BX-01": 400, "BX-02": 800, "BX-03": 200, "BX-04": 60, "BX-05": 30, "BX-06": 600, "SP-01": 4800, "SP-02": 900, "SP-03": 1200, "YW-01": 500,
    "YW-02": 120, "FX-01": 300, "FX-02": 120, "FX-03": 6, "FX-04": 4, "FX-05": 24, "FD-01": 4, "FD-02": 8, "FH-01": 300, "FH-02": 60, "FH-03": 48,
    "FH-04": 240, "FH-05": 150, "FH-06": 30, "WH-01": 12, "WH-02": 24, "WH-03": 60, "YL-01": 60, "YL-02": 30, "YL-03": 800, "TX-01": 6, "TX-02": 40,
    "GC-01": 20_000, "GC-02": 120, "GC-03": 2000, "GC-04": 300, "GC-05": 600, "GC-06": 80, "GC-07": 60,
}  # fmt: skip
SHARES = {"city": 8.0, "district": 1.0, "town": 1 / 6, "village": 1 / 30}
SHELF_LIFE = {"SP-01": 365, "SP-02": 540, "SP-03": 730, "YL-01": 730, "YL-03": 730, "FH-06": 1095, "WH-03": 1460}  # days
FLOOR_SHARE = 0.3


def make_depots() -> None:
    """Idempotent: a city that has a depot keeps its own."""
    if Depot.objects.exists():
        return
    dice = random.Random(11)
    depots = Depot.objects.bulk_create([*_city(), *_districts(), *_towns(), *_villages(), *_enterprises()])
    items = {item.sku: item for item in Item.objects.exclude(sku="")}
    _fill([depot for depot in depots if depot.level in SHARES], items, dice)
    _agree({depot.name: depot for depot in depots}, items)


def _depot(name: str, level: str, area: str, lon: float, lat: float, keeper: str, number: int) -> Depot:
    return Depot(name=name, level=level, area=area, lon=lon, lat=lat, owner=name[:12], keeper=keeper, phone=f"020-0000{number:04d}")


def _city() -> list[Depot]:
    return [
        _depot(one.name, "city", here().code, one.lon, one.lat, "库值班室", 100 + number) for number, one in enumerate(depots_of(here()))
    ]


def _districts() -> list[Depot]:
    rows = Area.objects.districts(here().code).filter(lon__isnull=False).order_by("code")
    return [
        _depot(
            f"{row.name}应急物资仓库",
            "district",
            row.code,
            float(row.lon or 0) + 0.01,
            float(row.lat or 0) - 0.01,
            "区库值班室",
            200 + number,
        )
        for number, row in enumerate(rows)
    ]


def _towns() -> list[Depot]:
    rows = Area.objects.filter(code__in=towns_with_depot(here())).select_related("parent").order_by("code")
    found, repeated = [], Counter(row.name for row in rows)
    for number, row in enumerate(rows):
        seat = row if row.lon is not None else row.parent
        if seat is not None and seat.lon is not None and seat.lat is not None:
            name = f"{row.parent.name if row.parent and repeated[row.name] > 1 else ''}{row.name}应急物资库"
            found.append(_depot(name, "town", row.code, seat.lon, seat.lat, "镇街值班室", 300 + number))
    return found


def _villages() -> list[Depot]:
    return [
        _depot(name, "village", area, lon, lat, "村委值班员", 400 + number)
        for number, (name, area, lon, lat) in enumerate(here().villages_with_depot)
    ]


def _enterprises() -> list[Depot]:
    return [
        _depot(name, "enterprise", area, lon, lat, "企业值班经理", 500 + number)
        for number, (name, area, lon, lat, _) in enumerate(here().enterprises)
    ]


def _fill(depots: list[Depot], items: dict[str, Item], dice: random.Random) -> None:
    """Two lots each; perishables with their dates. The opening balance is a ledger row like any other."""
    now = clock.now()
    shelves = [(depot, now - timedelta(days=dice.choice((3, 9, 16, 24, 33))), SHARES[depot.level]) for depot in depots]
    counts = {(depot.pk, sku): round(usual * share) for depot, _, share in shelves for sku, usual in SHELF.items()}
    stock = Stock.objects.bulk_create(
        [
            Stock(depot=depot, item=items[sku], floor=round(counts[depot.pk, sku] * FLOOR_SHARE), counted_at=counted)
            for depot, counted, _ in shelves
            for sku in SHELF
            if counts[depot.pk, sku]
        ]
    )
    parts = []
    for row in stock:
        count, sku = counts[row.depot_id, row.item.sku], row.item.sku
        parts += [(row, sku, number, part) for number, part in (("A", count - count // 2), ("B", count // 2)) if part]
    lots = Lot.objects.bulk_create(
        [Lot(stock=row, number=f"{sku}-{number}", expires_on=_date(sku, number, dice)) for row, sku, number, _ in parts]
    )
    Ledger.objects.bulk_create(
        [
            Ledger(stock=row, lot=lot, kind="opening", change=part, by=BY, note="期初库存")
            for lot, (row, _, _, part) in zip(lots, parts, strict=True)
        ]
    )


def _date(sku: str, number: str, dice: random.Random) -> date | None:
    if sku not in SHELF_LIFE:
        return None
    return today() + timedelta(days=int(SHELF_LIFE[sku] * (0.9 if number == "B" else dice.uniform(0.05, 0.6))))


def _agree(depots: dict[str, Depot], items: dict[str, Item]) -> None:
    until = today() + timedelta(days=400)
    Agreement.objects.bulk_create(
        [
            Agreement(
                depot=depots[name], party=name.removesuffix("(代储)"), item=items[sku], quantity=count, response_min=minutes, valid_to=until
            )
            for name, _, _, _, kept in here().enterprises
            for sku, count, minutes in kept
        ]
    )
