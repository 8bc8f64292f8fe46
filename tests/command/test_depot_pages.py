"""物资仓库: a keeper's phone. What waits, the next step of each as one big button, lots by date, the ledger, the count."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dispatch.incidents.actions import open_incident
from dispatch.supplies import actions
from dispatch.supplies.balances import today
from dispatch.supplies.models import Depot, Item, Ledger, Stock, SupplyRequest
from dispatch.supplies.stocking import take_in
from tests.conftest import FIRE, Caller, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def depot(city: None) -> Depot:
    return Depot.objects.create(
        name="从化区物资仓库", level="district", area="440117", lon=113.58, lat=23.55, keeper="周保管", phone="02000000001"
    )


@pytest.fixture
def blankets(depot: Depot) -> Stock:
    item = Item.objects.get(sku="BX-02")
    take_in(actor="system", depot_id=depot.pk, item_id=item.pk, lot="B2", quantity=60, expires_on=today() + timedelta(days=400))
    return take_in(actor="system", depot_id=depot.pk, item_id=item.pk, lot="B1", quantity=40, expires_on=today() + timedelta(days=30))


@pytest.fixture
def keeper(as_user: Any, city: None) -> Caller:
    return as_user(person("zhou", "周保管", "depot_keeper", "440117"))  # type: ignore[no-any-return]


@pytest.fixture
def asked(blankets: Stock, people: SimpleNamespace) -> SupplyRequest:
    incident = open_incident(actor="user:1", **FIRE)
    return actions.request_supplies(
        actor=people.wang.actor, item_id=blankets.item_id, quantity=50, incident=incident, depot_id=blankets.depot_id, receiver="陈站长"
    )


def text(answer: Any) -> str:
    return answer.content.decode()  # type: ignore[no-any-return]


def press(client: Caller, request: SupplyRequest, do: str, **given: str) -> Any:
    return client.post(f"/depot/requests/{request.pk}/", {"do": do} | given)


def state(request: SupplyRequest) -> str:
    request.refresh_from_db()
    return request.state


def test_a_transfer_from_approval_to_signature(
    keeper: Caller, as_user: Any, people: SimpleNamespace, asked: SupplyRequest, depot: Depot
) -> None:
    page = text(keeper.get("/depot/"))
    assert asked.number in page and "批准</a>" not in page  # his goods, not his word
    assert press(keeper, asked, "approve").status_code == 422 and state(asked) == "requested"
    chief = as_user(people.chen)
    assert press(chief, asked, "approve", paper_number="调字 7 号").status_code == 302 and state(asked) == "approved"
    assert press(keeper, asked, "reserve", depot=str(depot.pk)).status_code == 302 and state(asked) == "reserved"

    whole = text(keeper.get(f"/depot/requests/{asked.pk}/"))
    assert whole.index("B1") < whole.index("B2")  # what expires first goes first
    paper = text(keeper.get(f"/depot/requests/{asked.pk}/pick/"))
    assert "备货单" in paper and "陈站长" in paper and "40 " in paper and "10 " in paper

    assert press(keeper, asked, "pick", back="1").url == "/depot/" and state(asked) == "picked"
    nothing = press(keeper, asked, "ship")
    assert nothing.status_code == 422 and "请填写车牌或承运人" in text(nothing)
    assert press(keeper, asked, "ship", bearer="李师傅").status_code == 302 and state(asked) == "shipped"
    assert press(keeper, asked, "receive", quantity="50", signed_name="陈站长").status_code == 422  # not on his behalf
    short = press(chief, asked, "receive", quantity="48", signed_name="陈站长")
    assert short.status_code == 422 and 'value="48"' in text(short)
    assert press(chief, asked, "receive", quantity="48", signed_name="陈站长", reason="两件破损").status_code == 302
    assert (state(asked), asked.bearer, asked.received) == ("received", "李师傅", 48)
    assert press(keeper, asked, "return", quantity="48").status_code == 302 and state(asked) == "returned"
    assert asked.number in text(keeper.get("/depot/"))


def test_a_press_sent_twice_by_a_bad_line_is_one(keeper: Caller, blankets: Stock) -> None:
    form = {"item": str(blankets.item_id), "lot": "B3", "quantity": "5", "key": "same"}
    for _ in range(2):
        assert keeper.post(f"/depot/stock/?depot={blankets.depot_id}", form).status_code == 302
    blankets.refresh_from_db()
    assert blankets.on_hand == 105


def test_paper_that_a_voice_promised_is_asked_for(as_user: Any, people: SimpleNamespace, asked: SupplyRequest) -> None:
    actions.approve_supplies(actor=people.wang.actor, name="", request_id=asked.pk, verbal=actions.Verbal("张局", "电话", True))
    chief = as_user(people.chen)
    assert "待补办手续 1 项" in text(chief.get("/depot/"))
    assert press(chief, asked, "paper", paper_number="补 12 号").status_code == 302
    assert "待补办手续" not in text(chief.get("/depot/"))


def test_counting_says_why_where_the_books_are_wrong(keeper: Caller, blankets: Stock) -> None:
    path = f"/depot/stock/{blankets.pk}/"
    first, second = blankets.lots.order_by("number")
    listed = text(keeper.get(f"/depot/stock/?depot={blankets.depot_id}"))
    assert "B1 × 40" in listed and str(first.expires_on) in listed
    silent = keeper.post(path, {"do": "count", f"lot{first.pk}": "38"})
    assert silent.status_code == 422 and "请填写原因" in text(silent)
    assert keeper.post(path, {"do": "count", f"lot{first.pk}": "38", f"lot{second.pk}": "60", "note": "受潮两床"}).status_code == 302
    blankets.refresh_from_db()
    assert blankets.on_hand == 98 and blankets.counted_at is not None
    assert keeper.post(path, {"do": "scrap", "lot": str(first.pk), "quantity": "3", "note": "霉变"}).status_code == 302
    ledger = text(keeper.get(path))
    assert all(f"<td>{kind}</td>" in ledger for kind in ("盘点", "报废", "入库"))
    assert list(Ledger.objects.filter(lot=first).values_list("kind", "change").order_by("pk")) == [("in", 40), ("count", -2), ("scrap", -3)]
    assert keeper.post(path, {"do": "scrap", "lot": "1²", "quantity": "3", "note": "x"}).status_code == 422


def test_somebody_elses_depot_is_not_shown(as_user: Any, people: SimpleNamespace, asked: SupplyRequest, blankets: Stock) -> None:
    foreign = as_user(people.nansha)
    assert asked.number not in text(foreign.get("/depot/"))
    assert foreign.get(f"/depot/requests/{asked.pk}/").status_code == 404
    assert foreign.get(f"/depot/stock/{blankets.pk}/").status_code == 404
    officer = as_user(people.liang)
    assert "登记盘点" not in text(officer.get(f"/depot/stock/{blankets.pk}/"))
    assert officer.post(f"/depot/stock/{blankets.pk}/", {"do": "count", "note": "x"}).status_code in (403, 422)
