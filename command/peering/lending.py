"""officer → **lending** → our teams and stock, their board: what we lend a platform that asked for support. Each step is told with the answer to its request.

Promised, a team is 外借支援 (nobody here can order it) and stock is held; what left is out of the depot; what comes home goes back to the lots it came
from. A drill's loan moves neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings

from command.agreements.loans import BORROWERS, CALLED_OFF, OVER, PROMISED, merged, stage
from command.peering import words
from command.peering.actions import answer_item, on_item
from command.peering.messages import Item
from dispatch.supplies import balances
from dispatch.supplies.models import Stock
from dispatch.teams.actions import locked_unit, move_status
from dispatch.teams.models import Unit, UnitStatus
from dispatch.telling import tell
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import Log

MOST_LINES = 60
Line = dict[str, Any]


def promise_loan(
    *, actor: str, name: str, item_id: int, teams: Sequence[int] = (), stock: Sequence[tuple[int, int]] = (), note: str = "", eta: datetime | None = None,
) -> Item:  # fmt: skip
    """同意并明确借出: teams by id, stock as (id, number). Grants the request if nobody has; what is not free refuses the whole."""
    if not teams and not stock:
        raise Problem("invalid", "请至少选一支队伍或一项物资。", where=["teams", "stock"])
    if len(set(teams)) < len(teams) or len({pk for pk, _ in stock}) < len(stock) or len(teams) + len(stock) > MOST_LINES:
        raise Problem("invalid", f"同一支队伍、同一项物资只写一行,最多 {MOST_LINES} 行。", where=["teams", "stock"])
    with on_item(actor, item_id) as (log, item):
        if item.kind != words.SUPPORT or item.over:
            raise Problem("wrong_state", "只有对方的求援、且未撤回时可以借出。")
        if item.loan is not None and stage(item.loan) != CALLED_OFF:
            raise Problem("wrong_state", "已经借出,请在原借出上办理。")
        if item.answered is None:
            answer_item(actor=actor, name=name, item_id=item_id, state="granted", text=note)
            item.refresh_from_db()
        elif item.answered != "granted":
            raise Problem("wrong_state", "已答复不能支援。")
        real = item.exercise_id is None
        lines = [_team(log, actor, pk, item, real=real) for pk in teams] + [
            _things(actor, pk, number, item, real=real) for pk, number in stock
        ]
        before = item.row()
        item.loan = {"lines": lines, "note": note.strip(), "promised_at": str(iso(clock.now()))} | ({"eta": str(iso(eta))} if eta else {})
        _say(log, item, before)
    return item


def loan_leaves(*, actor: str, item_id: int, eta: datetime | None = None) -> Item:
    """派出: from here on the things are out of the depot."""
    with _in(actor, item_id, (PROMISED,), "尚未明确借出,或已经派出") as (_log, item, loan):
        for line in loan["lines"]:
            if "stock" in line and item.exercise_id is None:
                line["lots"] = balances.lend(_stock(line["stock"]), line["count"], by=actor, note=_why(item))
        loan["left_at"] = str(iso(clock.now()))
        if eta is not None:
            loan["eta"] = str(iso(eta))
    return item


def loan_returned(*, actor: str, item_id: int, back: Mapping[int, int] | None = None) -> Item:
    """已归还. `back`: line → how many came home; a line that is not named came home whole. Teams are ready again; they rest by their own rule."""
    with _in(actor, item_id, ("on_the_way", "arrived", "going_home"), "尚未派出,或已经归还") as (log, item, loan):
        for number, line in enumerate(loan["lines"]):
            if "stock" in line:
                home = (back or {}).get(number, line["count"])
                if not 0 <= home <= line["count"]:
                    raise Problem("invalid", f"{line['name']}借出 {line['count']},归还数须在其内。", where=[f"back.{number}"])
                line["back"] = home
                if item.exercise_id is None:
                    balances.come_home(_stock(line["stock"]), [tuple(lot) for lot in line["lots"]], home, by=actor, note=_why(item))
        _free(log, actor, item, loan)
        loan["returned_at"] = str(iso(clock.now()))
    return item


def call_off(*, actor: str, item_id: int, why: str) -> Item:
    """取消借出, before anything has left."""
    with _in(actor, item_id, (PROMISED,), "已经派出或已取消") as (log, item, loan):
        _let_go(log, actor, item, loan, why)
    return item


def release_withdrawn(log: Log, actor: str, item: Item) -> None:
    """They need nothing any more: what has not left stays. Inside the transaction of their message, which tells of the item itself."""
    if item.loan is not None and stage(item.loan) == PROMISED:
        _let_go(log, actor, item, item.loan, "对方撤回请求")


def standing(item: Item) -> dict[str, Any] | None:
    """Ours and theirs together."""
    return None if item.loan is None else merged(item.loan, item.body, BORROWERS)


def told(item: Item) -> dict[str, Any] | None:
    """As it travels: nothing of our own numbers."""
    if item.loan is None:
        return None
    lines = [{key: line[key] for key in ("kind", "code", "name", "count", "unit", "back") if key in line} for line in item.loan["lines"]]
    return {**item.loan, "lines": lines}


def may_be_ordered(unit: Unit) -> str | None:
    """Whoever sets a lent team ready by hand is told where it is."""
    if unit.status_id != UnitStatus.LENT:
        return None
    for item in Item.objects.select_related("peer").filter(
        kind=words.SUPPORT, loan__isnull=False, loan__lines__contains=[{"team": unit.pk}]
    ):
        if stage(item.loan) not in OVER:
            return f"{unit.name}已外借给{item.peer.name}({item.number}),请在该求援上办理归还。"
    return None


def _team(log: Log, actor: str, pk: int, item: Item, *, real: bool) -> Line:
    unit = locked_unit(pk)
    if not unit.area.startswith(settings.CITY) or unit.exercise_id is not None:
        raise Problem("not_found", "没有这支队伍。", where=["teams"])
    if real:
        if not Unit.objects.available().filter(pk=pk).exists():
            raise Problem("unit_unavailable", f"{unit.name}现在不可派({unit.status.name}或有任务)。", where=["teams"])
        move_status(log, actor, unit, UnitStatus.objects.get(pk=UnitStatus.LENT), reason=_why(item))
    return {"kind": "team", "team": pk, "code": unit.code, "name": unit.name, "count": unit.headcount, "unit": "人"}


def _things(actor: str, pk: int, number: int, item: Item, *, real: bool) -> Line:
    stock = _stock(pk)
    if number < 1:
        raise Problem("invalid", "借出数量须大于 0。", where=["stock"])
    if real:
        balances.promise(stock, number, by=actor, note=_why(item))
    return {"kind": "stock", "stock": pk, "code": stock.item.code7, "name": stock.item.name, "count": number, "unit": stock.item.unit_of}


def _stock(pk: int) -> Stock:
    found = Stock.objects.select_related("item", "depot").filter(pk=pk, exercise_id=None).first()
    if found is None:
        raise Problem("not_found", "没有这项库存。", where=["stock"])
    return found


def _free(log: Log, actor: str, item: Item, loan: dict[str, Any]) -> None:
    if item.exercise_id is not None:
        return
    ready = UnitStatus.objects.get(pk=UnitStatus.READY)
    for line in loan["lines"]:
        if "team" in line:
            unit = locked_unit(line["team"])
            if unit.status_id == UnitStatus.LENT:
                move_status(log, actor, unit, ready, reason=f"外借归还:{_why(item)}")


def _let_go(log: Log, actor: str, item: Item, loan: dict[str, Any], why: str) -> None:
    for line in loan["lines"]:
        if "stock" in line and item.exercise_id is None:
            balances.unpromise(_stock(line["stock"]), line["count"], by=actor, note=_why(item))
    _free(log, actor, item, loan)
    loan["called_off_at"], loan["note"] = str(iso(clock.now())), why.strip()


def _why(item: Item) -> str:
    return f"支援{item.peer.name} {item.number}"[:200]


def _say(log: Log, item: Item, before: Any) -> None:
    item.changed_at = clock.now()
    item.save(update_fields=["loan", "changed_at"])
    tell(log, [item.stream], "peer_item.lent", before, item.row(), area=item.area)


@contextmanager
def _in(actor: str, item_id: int, stages: tuple[str, ...], refusal: str) -> Iterator[tuple[Log, Item, dict[str, Any]]]:
    with on_item(actor, item_id) as (log, item):
        at = stage(standing(item))
        if item.loan is None or at not in stages:
            raise Problem("wrong_state", f"{refusal}。")
        before, loan = item.row(), dict(item.loan)
        yield log, item, loan
        item.loan = loan
        _say(log, item, before)
