"""a request and who looks at it → **steps** → the buttons of its card, and the action each of them is. Verbs and areas are those of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from command.depot.mine import APPROVE, ASK, MANAGE, RECEIVE
from command.teams.guard import require
from command.teams.pages import whole as number
from dispatch.supplies import actions
from dispatch.supplies.api import giver
from dispatch.supplies.models import SupplyRequest
from dispatch.teams.models import Vehicle
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.idempotency.once import once


@dataclass(frozen=True)
class Step:
    code: str
    label: str
    verb: str
    area: str
    quick: bool = False  # one press does it; the others ask something first


def next_steps(request: SupplyRequest, who: Caller) -> list[Step]:
    """What may follow the request's state, of that what this person may do."""
    to = SupplyRequest.MOVES[request.state]
    from_, at = giver(request), request.area
    found = []
    if SupplyRequest.APPROVED in to:
        found.append(Step("approve", "批准", APPROVE, from_))
    if request.state in (SupplyRequest.APPROVED, SupplyRequest.BACK_ORDER):
        found.append(Step("reserve", "预留", MANAGE, from_))
    if SupplyRequest.PICKED in to:
        found.append(Step("pick", "备货完成", MANAGE, from_, quick=True))
    if SupplyRequest.SHIPPED in to:
        found.append(Step("ship", "出库发运", MANAGE, from_))
    if SupplyRequest.RECEIVED in to:
        found.append(Step("receive", "签收", RECEIVE, at))
    if SupplyRequest.RETURNED in to:
        found += [Step("return", "归还入库", MANAGE, from_), Step("settle", "消耗核销", RECEIVE, at, quick=True)]
    if request.verbal and request.paper_at is None:
        found.append(Step("paper", "补办手续", ASK, at))
    return [step for step in found if who.may(step.verb, step.area)]


def take(who: Caller, request: SupplyRequest, code: str, given: Mapping[str, str]) -> str:
    """One press, one action; the same press sent twice by a bad line is one. Answers what to say."""
    step = next((one for one in next_steps(request, who) if one.code == code), None)
    if step is None:
        raise Problem("wrong_state", f"调拨 {request.number} 现为“{request.get_state_display()}”,不能再做这一步;可能别人已经办理。")
    require(who, step.verb, step.area)
    # Everything is parsed before the key is taken: a wrong figure must not use the press up.
    key = given.get("key", "")[:64] or f"depot-{code}-{request.pk}"
    said = sha256(
        "\n".join(f"{name}={value}" for name, value in sorted(given.items()) if name != "csrfmiddlewaretoken").encode()
    ).hexdigest()
    _, body = once(who.actor, key, said, lambda: (200, {"say": _act(who, request, code, given)}))
    return str(body["say"])


def _act(who: Caller, request: SupplyRequest, code: str, given: Mapping[str, str]) -> str:
    def text(name: str, most: int) -> str:
        return given.get(name, "").replace("\x00", "").strip()[:most]

    pk, actor = request.pk, who.actor
    match code:
        case "approve":
            actions.approve_supplies(actor=actor, name=who.name, request_id=pk, paper_number=text("paper_number", 40))
            return f"{request.number} 已批准。"
        case "reserve":
            depot = number(given.get("depot", ""), "仓库") or None
            if depot is not None:
                require(who, MANAGE, actions.depot_in_use(depot).area)
            taken, rest = actions.reserve_supplies(actor=actor, request_id=pk, depot_id=depot)
            if taken.state == SupplyRequest.BACK_ORDER:
                return f"{request.number}:库中无货,已转为缺货待调。"
            return f"{request.number} 已预留 {taken.reserved} {request.item.unit_of}" + (
                f",欠 {rest.quantity} 已转 {rest.number}。" if rest else "。"
            )
        case "pick":
            actions.pick_supplies(actor=actor, request_id=pk)
            return f"{request.number} 已备货。"
        case "ship":
            plate, bearer = text("plate", 12).upper(), text("bearer", 40)
            if not plate and not bearer:
                raise Problem("invalid", "请填写车牌或承运人。", where=["plate", "bearer"])
            car = Vehicle.objects.filter(plate=plate, exercise_id=request.exercise_id).first() if plate else None
            actions.ship_supplies(actor=actor, request_id=pk, plate=plate, bearer=bearer, subject_id=car.pk if car else None)
            return f"{request.number} 已出库" + (",车辆位置可在地图上看到。" if car else "。")
        case "receive":
            name = text("signed_name", 40)
            if not name:
                raise Problem("invalid", "请填写签收人姓名。", where=["signed_name"])
            count = number(given.get("quantity", ""), "签收数量", request.reserved)
            actions.receive_supplies(actor=actor, request_id=pk, quantity=count, signed_name=name, reason=text("reason", 200))
            return f"{request.number} 已由 {name} 签收 {count} {request.item.unit_of}。"
        case "return":
            count = number(given.get("quantity", ""), "归还数量", request.received or 0)
            actions.return_supplies(actor=actor, request_id=pk, quantity=count, reason=text("reason", 200))
            return f"{request.number} 已归还 {count} {request.item.unit_of}。"
        case "settle":
            actions.settle_supplies(actor=actor, request_id=pk)
            return f"{request.number} 已核销。"
        case "paper":
            paper = text("paper_number", 40)
            if not paper:
                raise Problem("invalid", "请填写调拨单号。", where=["paper_number"])
            actions.file_paper(actor=actor, request_id=pk, paper_number=paper)
            return f"{request.number} 已补办手续。"
    raise Problem("bad_request")
