"""What lies on the shelves: sources and alerts, counting, and a ledger that adds up whatever is done and however many do it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.supplies import actions
from dispatch.supplies.balances import reserve, today
from dispatch.supplies.models import Agreement, Depot, Item, Ledger, Lot, Stock, SupplyRequest
from dispatch.supplies.reading import alerts
from dispatch.supplies.sources import sources
from dispatch.supplies.stocking import count_stock, scrap_lot, take_in
from realtime.codes import Problem
from tests.dispatch.shelves import RAIN, TOWN, adds_up, approved, ask, step


@pytest.fixture
def incident(city: None) -> Incident:
    return open_incident(actor="user:1", **RAIN)


@pytest.mark.django_db
def test_sources_ask_the_own_level_first_then_by_arrival_and_agreements_last(incident, blanket, depot):
    depot("市库", 900, level="city", area="4401", lon=113.78, lat=23.49)
    depot("从化仓", 900, area="440117", lon=113.79, lat=23.5)
    depot("派潭镇仓", 20, level="town", area="440118105", lon=113.78, lat=23.49)
    depot("增城仓", 200)
    depot("空仓")
    shop = depot("代储企业", level="enterprise", lon=113.78, lat=23.49)
    Agreement.objects.create(depot=shop, party="某超市", item=blanket, quantity=500, response_min=120, valid_to=today())
    Agreement.objects.create(depot=shop, party="旧协议", item=blanket, quantity=99, response_min=120, valid_to=today() - timedelta(days=1))
    rows = sources(blanket, 100, area="440118", **TOWN)
    assert [row["depot_name"] for row in rows] == ["派潭镇仓", "增城仓", "市库", "从化仓", "代储企业"]
    assert [(row["available"], row["on_call"], row["enough"]) for row in rows[:1] + rows[-1:]] == [(20, 0, False), (0, 500, False)]
    assert all(row["eta_source"] == "estimate" for row in rows)
    assert [row["depot_name"] for row in rows if row["proposed"]] == ["增城仓"]  # enough in the own district, so that one lorry does
    assert [row["depot_name"] for row in sources(blanket, 700, area="440118", **TOWN) if row["proposed"]] == ["派潭镇仓"]
    assert rows[0]["eta_s"] < 20 * 60 < 40 * 60 < rows[1]["eta_s"]


@pytest.mark.django_db
def test_alerts_name_what_is_low_old_or_long_not_counted(blanket, depot):
    home = depot("增城仓", 100)
    Stock.objects.update(floor=150)
    for number, days in (("过期", -1), ("近期", 20)):
        take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot=number, quantity=10, expires_on=today() + timedelta(days=days))
    Agreement.objects.create(depot=home, party="某超市", item=blanket, quantity=5, response_min=60, valid_to=today() + timedelta(days=3))
    found = {row["kind"]: row["text"] for row in alerts(["440118"])}
    assert set(found) == {"floor", "expired", "expiring", "uncounted", "agreement_ends"}
    assert found["floor"] == "可用 110 条,低于下限 150 条" and found["uncounted"] == "1 种物资从未盘点"
    count_stock(actor="user:9", stock_id=Stock.objects.get().pk, counted={})
    assert "uncounted" not in {row["kind"] for row in alerts(["440118"])}
    assert alerts(["440115"]) == []


@pytest.mark.django_db
def test_counting_and_scrapping_are_rows_and_cannot_take_what_is_promised(incident, blanket, depot):
    depot("增城仓", 100)
    stock, lot = Stock.objects.get(), Lot.objects.get()
    count_stock(actor="user:9", stock_id=stock.pk, counted={lot.pk: 97}, note="短少")
    step("reserve", approved(incident, blanket, 90))
    scrap_lot(actor="user:9", lot_id=lot.pk, quantity=5, note="受潮")
    with pytest.raises(Problem, match="低于已预留数量"):
        count_stock(actor="user:9", stock_id=stock.pk, counted={lot.pk: 89})
    with pytest.raises(Problem, match="只有 92"):
        scrap_lot(actor="user:9", lot_id=lot.pk, quantity=93, note="x")
    adds_up(stock)
    assert stock.on_hand == 92


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE supplies_stock SET on_hand = on_hand + 1",
        "UPDATE supplies_stock SET reserved = 5",
        "UPDATE supplies_lot SET on_hand = 1",
        "UPDATE supplies_ledger SET change = 7",
        "DELETE FROM supplies_ledger",
        "INSERT INTO supplies_lot (stock_id, number, on_hand) SELECT id, 'x', 5 FROM supplies_stock",
        "INSERT INTO supplies_ledger (stock_id, kind, change, held, by, note) SELECT id, 'in', 5, 0, 'x', '' FROM supplies_stock",
        "INSERT INTO supplies_ledger (stock_id, kind, change, held, by, note) SELECT id, 'reserve', 0, 101, 'x', '' FROM supplies_stock",
    ],
)
def test_no_hand_but_the_ledger_moves_a_balance(blanket, depot, statement):
    depot("增城仓", 100)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    adds_up(Stock.objects.get())


@pytest.mark.django_db
def test_whatever_is_done_the_ledger_adds_up_and_nothing_goes_below_zero(incident, blanket, depot):
    home = depot("增城仓")
    ops = st.lists(
        st.tuples(st.sampled_from(["in", "ask", "reserve", "ship", "cancel", "receive", "return", "count"]), st.integers(0, 60)),
        max_size=25,
    )

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ops)
    def walk(steps: list[tuple[str, int]]) -> None:
        take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot="L", quantity=1)
        stock = Stock.objects.get(depot=home)
        mine: list[int] = []
        for name, number in steps:
            try:
                if name == "in":
                    take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot=f"L{number % 3}", quantity=number + 1)
                elif name == "ask":
                    mine.append(approved(incident, blanket, number + 1, depot_id=home.pk).pk)
                elif name == "count":
                    count_stock(actor="user:9", stock_id=stock.pk, counted={stock.lots.order_by("pk")[0].pk: number})
                elif mine:
                    request = SupplyRequest.objects.get(pk=mine[number % len(mine)])
                    given: dict[str, Any] = {
                        "cancel": {"reason": "x"}, "receive": {"quantity": request.reserved, "signed_name": "x"},
                        "return": {"quantity": request.received or 0, "reason": "x"},
                    }.get(name, {})  # fmt: skip
                    step(name, request, **given)
            except Problem:
                pass
            adds_up(stock)

    walk()


# --- many at once, on connections of their own


@pytest.fixture
def crowd(transactional_db: None, city: None) -> Callable[[int, Callable[[int], None]], list[BaseException]]:
    """Runs the same work in many threads that start together; returns what they raised."""

    def run(count: int, work: Callable[[int], None]) -> list[BaseException]:
        gate, raised = threading.Barrier(count), []

        def one(number: int) -> None:
            try:
                connection.ensure_connection()
                gate.wait(30)
                work(number)
            except BaseException as error:
                raised.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return raised

    return run


def test_fifty_clients_never_take_the_balance_below_zero(crowd):
    """800 blankets, fifty orders of 30: twenty-six are met, one gets the last 20, the others get a back-order. To the piece."""
    incident = open_incident(actor="user:1", **RAIN)
    blanket = Item.objects.get(sku="BX-02")
    home = Depot.objects.create(name="增城仓", level="district", area="440118", lon=113.811, lat=23.261)
    take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot="2025-01", quantity=800)
    stock = Stock.objects.get()
    wanted = [approved(incident, blanket, 30, depot_id=home.pk).pk for _ in range(50)]

    raised = crowd(50, lambda number: actions.reserve_supplies(actor=f"user:{number}", request_id=wanted[number]))
    assert raised == []
    adds_up(stock)
    assert (stock.on_hand, stock.reserved) == (800, 800)
    got = sorted(SupplyRequest.objects.filter(pk__in=wanted).values_list("reserved", flat=True))
    assert got == [0] * 23 + [20] + [30] * 26
    rest = SupplyRequest.objects.filter(parent__isnull=False)
    assert [row.quantity for row in rest] == [10]
    assert SupplyRequest.objects.filter(pk__in=wanted, state="back_order").count() == 23


def test_taking_and_giving_back_at_once_stays_exact(crowd):
    blanket = Item.objects.get(sku="BX-02")
    home = Depot.objects.create(name="增城仓", level="district", area="440118", lon=113.811, lat=23.261)
    take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot="2025-01", quantity=100)
    stock = Stock.objects.get()
    incident = open_incident(actor="user:1", **RAIN)
    rows = [ask(incident, blanket, 7) for _ in range(8)]

    def work(number: int) -> None:
        for round_ in range(12):
            with transaction.atomic():
                taken = reserve(stock, 20, rows[number], by="x")
            if taken and round_ % 2:
                Ledger.objects.create(stock=stock, kind="release", held=-taken, by="x")

    assert crowd(8, work) == []
    adds_up(stock)
    assert stock.reserved <= 100
