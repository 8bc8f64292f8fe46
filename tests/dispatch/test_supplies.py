"""Supplies: never below zero, nothing moved unapproved, nothing lapses in silence, and the ledger is what lies there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.alarms.models import Alarm
from dispatch.archive import archive_over
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.supplies import actions, leaving, terms
from dispatch.supplies.actions import Verbal
from dispatch.supplies.balances import reserve, today
from dispatch.supplies.models import Agreement, Depot, Item, Ledger, Lot, Stock, SupplyRequest
from dispatch.supplies.reading import alerts
from dispatch.supplies.sources import sources
from dispatch.supplies.stocking import count_stock, scrap_lot, take_in
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import advance, start_exercise
from realtime.rules.models import rule

TOWN = {"lon": 113.778, "lat": 23.494}  # 派潭镇
RAIN = {"type": "11B03", "place": "派潭镇", "area": "440118", **TOWN}
CHIEF = Verbal("李常务副总指挥", "值班电话", True)


@pytest.fixture
def incident(city: None) -> Incident:
    return open_incident(actor="user:1", **RAIN)


@pytest.fixture
def blanket(city: None) -> Item:
    return Item.objects.get(sku="BX-02")


@pytest.fixture
def depot(blanket: Item) -> Callable[..., Depot]:
    def make(name: str, blankets: int = 0, **given: Any) -> Depot:
        fields = {"level": "district", "area": "440118", "lon": 113.811, "lat": 23.261, "keeper": "周保管", "phone": "13911112222"} | given
        made = Depot.objects.create(name=name, **fields)
        if blankets:
            take_in(actor="user:9", depot_id=made.pk, item_id=blanket.pk, lot="2025-01", quantity=blankets)
        return made

    return make


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


@pytest.mark.django_db
def test_two_rival_orders_get_what_there_is_and_the_rest_is_asked_of_the_next_depot(incident, blanket, depot):
    """500 by voice, then 400, of 800: the second gets 300, and 100 wait for the next depot by time of arrival."""
    near, far = depot("增城仓", 800), depot("从化仓", 90, area="440117", lon=113.586, lat=23.548)
    first = ask(incident, blanket, 500, verbal=CHIEF)
    assert (first.state, first.verbal, first.approved_name, first.proposed) == ("approved", True, "李常务副总指挥", near)
    second = approved(incident, blanket, 400)
    assert actions.reserve_supplies(actor="user:1", request_id=first.pk)[1] is None
    taken, rest = actions.reserve_supplies(actor="user:1", request_id=second.pk)
    assert (taken.reserved, taken.state, taken.depot) == (300, "reserved", near)
    assert rest is not None and (rest.quantity, rest.state, rest.parent, rest.proposed, rest.depot) == (100, "back_order", taken, far, None)
    more, last = actions.reserve_supplies(actor="user:1", request_id=rest.pk)
    assert (more.reserved, more.depot) == (90, far)
    assert last is not None and (last.quantity, last.proposed) == (10, None)  # nobody else has any
    with pytest.raises(Problem, match="没有仓库存有毛毯"):
        actions.reserve_supplies(actor="user:1", request_id=last.pk)
    stock = Stock.objects.get(depot=near)
    adds_up(stock)
    assert (stock.on_hand, stock.reserved) == (800, 800)


@pytest.mark.django_db
def test_from_asking_to_settling_and_every_step_agrees_with_the_board(agrees, incident, blanket, depot):
    home = depot("增城仓", 100)
    with agrees():
        request = ask(incident, blanket, 40, receiver="钟镇长", receiver_phone="13900000000")
    with agrees():
        actions.approve_supplies(actor="user:2", name="陈班长", request_id=request.pk, paper_number="〔2026〕12号")
    with agrees():
        step("reserve", request)
    with agrees():
        step("pick", request)
    with agrees(f"incident:{incident.pk}"):
        step("ship", request, plate="粤A12345")
    stock = Stock.objects.get(depot=home)
    adds_up(stock)
    assert (stock.on_hand, stock.reserved) == (60, 0)
    with pytest.raises(Problem, match="少 2 条,请说明原因"):
        step("receive", request, quantity=38, signed_name="钟镇长")
    with agrees():
        done = step("receive", request, quantity=38, signed_name="钟镇长", reason="两条浸水")
    assert (done.received, done.state) == (38, "received")
    with agrees():
        step("settle", request)
    assert [row.kind for row in Ledger.objects.filter(request=request).order_by("pk")] == ["reserve", "ship"]


@pytest.mark.django_db
def test_the_depots_own_board_learns_of_it_whole(agrees, incident, blanket, depot):
    depot("从化仓", 50, area="440117")
    request = approved(incident, blanket, 20)
    with agrees("area:440117"):  # never told before: the whole row
        step("reserve", request)
    with agrees("area:440117"):
        step("ship", request)


@pytest.mark.django_db
def test_nothing_moves_unapproved_or_out_of_turn(incident, blanket, depot):
    depot("增城仓", 100)
    request = ask(incident, blanket, 10)
    with pytest.raises(Problem, match="处于“待批准”,不能改为“已预留”"):
        step("reserve", request)
    with pytest.raises(Problem, match="不能改为“在途”"):
        step("ship", request)
    actions.approve_supplies(actor="user:2", name="陈班长", request_id=request.pk)
    step("reserve", request)
    step("ship", request)
    with pytest.raises(Problem, match="处于“在途”,不能改为“已取消”"):
        step("cancel", request, reason="不要了")
    with pytest.raises(Problem, match="签收数量不能多于发出数量"):
        step("receive", request, quantity=11, signed_name="钟镇长")
    adds_up(Stock.objects.get())
    with pytest.raises(Problem, match="已结束"):
        Incident.objects.filter(pk=incident.pk).update(phase="closed")
        incident.refresh_from_db()
        ask(incident, blanket, 1)


@pytest.mark.django_db
def test_cancelling_frees_what_was_promised(agrees, incident, blanket, depot):
    depot("增城仓", 100)
    request = approved(incident, blanket, 70)
    step("reserve", request)
    step("pick", request)
    with agrees():
        step("cancel", request, reason="就地调剂")
    adds_up(Stock.objects.get())
    assert Stock.objects.get().reserved == 0


@pytest.mark.django_db
def test_what_expires_first_leaves_first_and_what_has_expired_stays(incident, blanket, depot):
    home = depot("增城仓", 10)  # no date
    for number, days, count in (("过期", -1, 50), ("近期", 20, 30), ("远期", 400, 30)):
        take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot=number, quantity=count, expires_on=today() + timedelta(days=days))
    request = approved(incident, blanket, 100)
    taken, rest = actions.reserve_supplies(actor="user:1", request_id=request.pk)
    assert taken.reserved == 70 and rest is not None and rest.quantity == 30
    actions.cancel_supplies(actor="user:1", request_id=taken.pk, reason="减量")
    smaller = approved(incident, blanket, 50)
    step("reserve", smaller)
    step("ship", smaller)
    assert {row.lot.number: -row.change for row in Ledger.objects.filter(request=smaller, kind="ship")} == {"近期": 30, "远期": 20}
    adds_up(Stock.objects.get())


@pytest.mark.django_db
def test_lent_things_come_home_to_their_lots_and_are_missed_when_late(agrees, incident, blanket, depot):
    home = depot("增城仓", 30)
    take_in(actor="user:9", depot_id=home.pk, item_id=blanket.pk, lot="新批", quantity=30, expires_on=today() + timedelta(days=300))
    from realtime import clock

    request = approved(incident, blanket, 50, return_by=clock.now() + timedelta(days=3))
    step("reserve", request)
    step("ship", request)
    step("receive", request, quantity=50, signed_name="钟镇长")
    assert Deadline.objects.filter(kind=actions.RETURN, object_id=request.pk).exists()
    with agrees():
        terms.return_due(request.pk)
    request.refresh_from_db()
    assert request.return_overdue and "到期未归还" in Alarm.objects.get(source="system").text
    with pytest.raises(Problem, match="少归还 5 条,请说明原因"):
        step("return", request, quantity=45)
    with agrees():
        done = step("return", request, quantity=45, reason="损毁 5 条")
    assert (done.returned, done.state, done.return_overdue) == (45, "returned", False)
    assert not Deadline.objects.filter(kind=actions.RETURN).exists()
    adds_up(Stock.objects.get())
    assert Stock.objects.get().on_hand == 55
    assert Lot.objects.get(number="新批").on_hand == 25  # last taken, first back: 20 of the undated lot, then 25 of 30


@pytest.mark.django_db
def test_a_verbal_order_owes_its_paper_within_the_rules_term(agrees, incident, blanket, depot):
    depot("增城仓", 100)
    with pytest.raises(Problem, match="复诵"):
        ask(incident, blanket, 10, verbal=Verbal("李常务", "电话", False))
    with agrees():
        request = ask(incident, blanket, 10, verbal=CHIEF)
    due = Deadline.objects.get(kind=actions.PAPER, object_id=request.pk)
    assert request.paper_due_at is not None and request.approved_at is not None
    assert request.paper_due_at - request.approved_at == timedelta(hours=float(rule("supplies.paper_h"))) == timedelta(hours=48)
    assert abs((due.due_at - request.paper_due_at).total_seconds()) < 5
    with agrees():
        terms.paper_due(request.pk)
    assert "未补办书面手续" in Alarm.objects.get(source="system").text
    with agrees():
        done = actions.file_paper(actor="user:1", request_id=request.pk, paper_number="〔2026〕13号")
    assert done.paper_at is not None and not done.paper_overdue
    assert not Deadline.objects.filter(kind=actions.PAPER).exists()
    terms.paper_due(request.pk)  # a late firing says nothing more
    assert Alarm.objects.count() == 1


@pytest.mark.django_db
def test_an_exercise_takes_nothing_real(incident, blanket, depot):
    home = depot("增城仓", 100)
    real = approved(incident, blanket, 30)
    step("reserve", real)
    drill = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drilled = open_incident(actor="user:1", exercise=drill.pk, **RAIN)
    request = ask(drilled, blanket, 90, verbal=CHIEF)
    taken, rest = actions.reserve_supplies(actor="user:1", request_id=request.pk)
    assert taken.reserved == 70 and rest is not None and rest.exercise_id == drill.pk
    step("ship", taken)
    copy, stock = Stock.objects.get(exercise_id=drill.pk), Stock.objects.get(exercise_id=None)
    adds_up(copy)
    adds_up(stock)
    assert (copy.on_hand, stock.on_hand, stock.reserved) == (30, 100, 30)
    assert sources(blanket, 1, area="440118", exercise=drill.pk, **TOWN) == []
    assert sources(blanket, 1, area="440118", **TOWN)[0]["depot"] == home.pk
    before = request.paper_due_at
    advance(drill.pk, timedelta(hours=10))
    request.refresh_from_db()
    assert before is not None and request.paper_due_at == before - timedelta(hours=10)


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


@pytest.mark.django_db
def test_requests_leave_the_board_with_their_incident_or_a_day_after_they_ended(agrees, incident, blanket, depot):
    depot("增城仓", 10, area="440117")
    step("reserve", approved(incident, blanket, 5))
    loose = actions.request_supplies(actor="user:1", item_id=blanket.pk, quantity=1, area="440118")
    step("cancel", loose, reason="x")
    Incident.objects.filter(pk=incident.pk).update(phase="closed", closed_at=incident.opened_at - timedelta(days=3))
    with agrees():
        archive_over()
    SupplyRequest.objects.filter(pk=loose.pk).update(cancelled_at=incident.opened_at - timedelta(days=3))
    with agrees():
        assert leaving.archive_settled() == 1
    assert not SupplyRequest.objects.filter(archived=False).exists()


@pytest.mark.django_db
def test_over_http(as_user: Callable[..., Any], people: SimpleNamespace, incident, blanket, depot):
    from tests.conftest import person

    home = depot("增城仓", 100)
    town = as_user(person("paitan", "派潭值守", "town_desk", "440118"))
    keeper = as_user(person("zhou", "周保管", "depot_keeper", "440118"))
    body = {"item": blanket.pk, "quantity": 120, "incident": incident.pk, "receiver": "钟镇长", "receiver_phone": "13900001111"}
    made = town.send("/api/supplies/requests", body)
    assert made.status_code == 201 and made.json()["proposed_name"] == "增城仓"
    path = f"/api/supplies/requests/{made.json()['id']}"
    assert town.send(f"{path}/approve", {}).status_code == 403  # the district's goods, and a town's desk
    assert as_user(people.huang).send(f"{path}/approve", {}).status_code == 403
    assert as_user(people.chen).send(f"{path}/approve", {}).json()["state"] == "approved"
    answer = keeper.send(f"{path}/reserve").json()
    assert (answer["request"]["reserved"], answer["back_order"]["quantity"], answer["back_order"]["parent"]) == (100, 20, made.json()["id"])
    assert keeper.send(f"{path}/ship", {"plate": "粤A12345"}).json()["state"] == "shipped"
    assert town.send(f"{path}/receive", {"quantity": 100, "signed_name": "钟镇长"}).json()["received"] == 100
    whole = town.get(path).json()
    assert (whole["approved_name"], whole["receiver"], whole["keeper"]) == ("陈班长", "钟镇长", "周保管")
    assert [row["kind"] for row in whole["ledger"]] == ["reserve", "ship"]
    assert as_user(people.wang).get(path).json()["receiver_phone"] == "13900001111"
    assert as_user(people.nansha).get(path).status_code == 404
    stock = town.get(f"/api/supplies/stock?depot={home.pk}").json()
    assert [(row["item_name"], row["on_hand"], row["available"]) for row in stock] == [("毛毯", 0, 0)]
    assert as_user(people.nansha).get("/api/supplies/stock").json() == []
    assert [row["name"] for row in town.get("/api/supplies/depots").json()] == ["增城仓"]
    assert town.get(f"/api/supplies/sources?item={blanket.pk}&incident={incident.pk}").json() == []
    assert town.send("/api/supplies/requests", {"item": blanket.pk, "quantity": 1}).status_code == 422
    assert town.send("/api/supplies/requests", body | {"quantity": 0}).status_code == 422


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
