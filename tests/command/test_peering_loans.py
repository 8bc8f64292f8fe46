"""Support lent from one platform to another: asked, granted with what is lent, on the way, arrived, sent home, back – each side says its own part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.agreements.actions import draft_support, send_support, sign_support
from command.agreements.leaving import archive_support
from command.agreements.lending import loan_arrived, send_loan_home
from command.agreements.loans import BORROWERS, LENDERS, merged, stage
from command.agreements.models import SupportRequest
from command.peering.actions import share_with
from command.peering.leaving import archive_peer_items
from command.peering.lending import call_off, loan_leaves, loan_returned, promise_loan
from command.peering.messages import Item
from dispatch.supplies.models import Depot, Ledger, Stock
from dispatch.supplies.models import Item as Thing
from dispatch.supplies.stocking import take_in
from dispatch.teams.actions import change_status
from dispatch.teams.models import Unit
from realtime import clock
from realtime.codes import Problem
from tests.command.peering_side import Side, said_to, side

pytestmark = pytest.mark.django_db
ASKS = {
    "number": "QZ-9", "force": "neighbour", "force_name": "毗邻地区力量", "what": "冲锋舟 4 艘", "people": 20, "place": "良口镇政府", "state": "sent",
}  # fmt: skip


@pytest.fixture
def neighbour(city) -> Side:
    one = side("beside", "4416", "heyuan")
    share_with(
        actor="system", peer_id=one.peer.pk,
        shares=[{"kind": kind, "area": "", "from_grade": None, "phones": False, "why": ""} for kind in ("incident", "support")],
    )  # fmt: skip
    return one


@pytest.fixture
def stock(city) -> Stock:
    thing = Thing.objects.first() or Thing.objects.create(code7="9999999", name="救生衣")
    depot = Depot.objects.create(name="市库", level="city", area="4401", lon=113.3, lat=23.2)
    return take_in(actor="system", depot_id=depot.pk, item_id=thing.pk, lot="A", quantity=40)


def asked_by(neighbour: Side, **more: Any) -> Item:
    neighbour.say("support", "9", more.pop("revision", 1), ASKS | more)
    return Item.objects.get(peer=neighbour.peer, kind="support")


def on_hand(stock: Stock) -> tuple[int, int]:
    stock.refresh_from_db()
    return stock.on_hand, stock.reserved


def status_of(unit: Unit) -> str:
    return str(Unit.objects.values_list("status_id", flat=True).get(pk=unit.pk))


def answers(one: Side) -> list[dict[str, Any]]:
    return [said["body"] for said in said_to(one, "answer")]


def test_what_we_lend_leaves_our_hands_step_by_step_and_comes_back(neighbour, stock, unit, people, agrees):
    item = asked_by(neighbour)
    with agrees():
        promise_loan(actor=people.wang.actor, name="王值班", item_id=item.pk, teams=[unit.pk], stock=[(stock.pk, 12)], note="半小时出发")
    assert status_of(unit) == "lent" and not Unit.objects.available().filter(pk=unit.pk).exists()
    assert on_hand(stock) == (40, 12)
    (told,) = answers(neighbour)
    assert (told["state"], [line["name"] for line in told["loan"]["lines"]]) == ("granted", [unit.name, stock.item.name])
    assert all("team" not in line and "stock" not in line for line in told["loan"]["lines"]), "our own numbers are nobody's"
    with pytest.raises(Problem, match="外借给"):
        change_status(actor=people.wang.actor, unit_id=unit.pk, status="ready")
    with agrees():
        loan_leaves(actor=people.wang.actor, item_id=item.pk, eta=clock.now() + timedelta(hours=2))
    assert on_hand(stock) == (28, 0) and answers(neighbour)[0]["loan"]["left_at"]
    # Theirs: it came, and went home. That is no new question to us
    for revision, moment in ((2, "arrived_at"), (3, "home_at")):
        with agrees():
            item = asked_by(
                neighbour, revision=revision, **({"arrived_at": "2026-11-23T08:00:00+08:00"} | {moment: clock.now().isoformat()})
            )
        assert item.answered == "granted" and item.row()["loan"] == {"arrived_at": "arrived", "home_at": "going_home"}[moment]
    with agrees():
        loan_returned(actor=people.wang.actor, item_id=item.pk, back={1: 10})  # two were used up
    assert status_of(unit) == "ready" and on_hand(stock) == (38, 0)
    (told,) = answers(neighbour)
    assert told["loan"]["returned_at"] and told["loan"]["lines"][1]["back"] == 10
    assert sum(row.change for row in Ledger.objects.filter(stock=stock)) == 38
    with pytest.raises(Problem, match="已经归还"):
        loan_returned(actor=people.wang.actor, item_id=item.pk)
    assert Item.objects.get().row()["loan"] == "returned"


def test_what_is_not_free_refuses_the_whole_and_nothing_is_held(neighbour, stock, unit, make_unit, people):
    other = make_unit(name="乙队")
    change_status(actor=people.wang.actor, unit_id=other.pk, status="off")
    item = asked_by(neighbour)
    for teams, things, why in (
        ([unit.pk, other.pk], [], "不可派"),
        ([unit.pk], [(stock.pk, 41)], "不足"),
        ([], [], "至少"),
        ([unit.pk, unit.pk], [], "只写一行"),
    ):
        with pytest.raises(Problem, match=why):
            promise_loan(actor=people.wang.actor, name="王值班", item_id=item.pk, teams=teams, stock=things)
        assert status_of(unit) == "ready" and on_hand(stock) == (40, 0)
    assert Item.objects.get().answered is None


def test_called_off_or_withdrawn_before_it_left_everything_is_free_again(neighbour, stock, unit, people, agrees):
    item = asked_by(neighbour)
    promise_loan(actor=people.wang.actor, name="王值班", item_id=item.pk, teams=[unit.pk], stock=[(stock.pk, 5)])
    with agrees():
        call_off(actor=people.wang.actor, item_id=item.pk, why="本市启动Ⅲ级响应")
    assert status_of(unit) == "ready" and on_hand(stock) == (40, 0) and Item.objects.get().row()["loan"] == "called_off"
    promise_loan(actor=people.wang.actor, name="王值班", item_id=item.pk, teams=[unit.pk], stock=[(stock.pk, 5)])
    with agrees():
        asked_by(neighbour, revision=2, state="withdrawn")
    assert status_of(unit) == "ready" and on_hand(stock) == (40, 0)
    with pytest.raises(Problem, match="已经派出或已取消"):
        call_off(actor=people.wang.actor, item_id=item.pk, why="再来")


def test_what_is_lent_to_us_is_on_our_request_and_our_word_goes_back(neighbour, people, agrees):
    said_to(neighbour)
    asked = draft_support(
        actor=people.wang.actor, name="王值班", force="neighbour", to="河源市", what="冲锋舟 4 艘", place="良口镇政府", area="440117"
    )
    sign_support(actor=people.chen.actor, name="陈班长", request_id=asked.pk)
    send_support(actor=people.wang.actor, request_id=asked.pk, way="system")
    said_to(neighbour, "support")
    lines = [{"kind": "stock", "code": "1", "name": "冲锋舟", "count": 4, "unit": "艘"}]
    now = clock.now().isoformat()

    def lender(revision: int, **loan: Any) -> None:
        body = {
            "about": "support",
            "subject": str(asked.pk),
            "state": "granted",
            "name": "河源李处",
            "loan": {"lines": lines, "promised_at": now} | loan,
        }
        neighbour.say("answer", f"support:{asked.pk}", revision, body)

    def ours() -> SupportRequest:
        return SupportRequest.objects.get(pk=asked.pk)

    with pytest.raises(Problem):
        loan_arrived(actor=people.wang.actor, request_id=asked.pk)
    with agrees():
        lender(1)
    assert (ours().state, ours().row()["loan"]) == ("granted", "promised")
    with agrees():
        lender(3, left_at=now)
    lender(2)  # late: an older word
    assert ours().row()["loan"] == "on_the_way"
    with agrees():
        loan_arrived(actor=people.wang.actor, request_id=asked.pk)
    loan_arrived(actor=people.wang.actor, request_id=asked.pk)
    (told,) = said_to(neighbour, "support")
    assert told["body"]["arrived_at"] and "home_at" not in told["body"]
    lender(4, left_at=now)  # what they say next does not forget what we said
    assert ours().row()["loan"] == "arrived"
    with agrees():
        send_loan_home(actor=people.wang.actor, request_id=asked.pk)
    SupportRequest.objects.update(answered_at=clock.now() - timedelta(days=9))
    assert archive_support() == 0, "it is not home yet"
    with agrees():
        lender(5, left_at=now, returned_at=now)
    assert ours().row()["loan"] == "returned" and archive_support() == 1


def test_a_loan_that_is_not_home_keeps_its_paper_on_the_board(neighbour, unit, people):
    item = asked_by(neighbour)
    promise_loan(actor=people.wang.actor, name="王值班", item_id=item.pk, teams=[unit.pk])
    Item.objects.update(changed_at=clock.now() - timedelta(days=9))
    assert archive_peer_items() == 0
    loan_leaves(actor=people.wang.actor, item_id=item.pk)
    loan_returned(actor=people.wang.actor, item_id=item.pk)
    Item.objects.update(changed_at=clock.now() - timedelta(days=9))
    assert archive_peer_items() == 1


@given(st.permutations([("l", "promised_at"), ("l", "left_at"), ("b", "arrived_at"), ("b", "home_at"), ("l", "returned_at")]))
def test_whatever_order_the_words_of_both_come_in_they_end_the_same(order):
    """Each side says the whole of its part each time; the other merges it."""
    parts: dict[str, dict[str, Any]] = {"l": {"lines": []}, "b": {}}
    held: dict[str, Any] = {}
    for side_, moment in order:
        parts[side_][moment] = "2026-01-01T00:00:00+08:00"
        held = merged(held, parts[side_], LENDERS if side_ == "l" else BORROWERS)
        assert merged(held, parts[side_], LENDERS if side_ == "l" else BORROWERS) == held, "said again it is the same"
    assert stage(held) == "returned" and all(held[moment] for _, moment in order)
