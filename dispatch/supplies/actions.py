"""Verbs on requests: ask, approve (in writing or by voice), reserve, pick, ship, sign, settle, return, cancel. Stock moves in balances.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dispatch.incidents.models import Incident
from dispatch.numbers import next_number
from dispatch.supplies import balances
from dispatch.supplies.models import Depot, Item, SupplyRequest
from dispatch.supplies.sources import agreement_of, sources
from dispatch.telling import Row, tell
from realtime import clock
from realtime.areas.models import Area
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

NUMBER = "WZ"  # 物资
PAPER, RETURN = "supplies.paper", "supplies.return"  # deadline kinds


@dataclass(frozen=True)
class Verbal:
    """An order given by voice: who gave it, how, and that it was read back. Paper follows within the rule's term."""

    name: str
    channel: str
    read_back: bool


def request_supplies(
    *,
    actor: str,
    item_id: int,
    quantity: int,
    incident: Incident | None = None,
    area: str = "",
    depot_id: int | None = None,
    urgency: str = "urgent",
    place: str = "",
    receiver: str = "",
    receiver_phone: str = "",
    note: str = "",
    return_by: datetime | None = None,
    verbal: Verbal | None = None,
) -> SupplyRequest:
    """Ask for an item, for an incident or for an area. With `verbal` it is approved in the same breath."""
    exercise = incident.exercise_id if incident else None
    with act(actor, exercise) as log:
        if incident is not None and not incident.open:
            raise Problem("wrong_state", f"事件 {incident.number} 已结束,不能再申请物资。")
        item = Item.objects.filter(pk=item_id).first()
        if item is None:
            raise Problem("not_found", "没有这种物资。", where=["item"])
        depot = depot_in_use(depot_id) if depot_id else None
        request = SupplyRequest(
            number=next_number(NUMBER), incident=incident, area=incident.area if incident else area, item=item, quantity=quantity,
            urgency=urgency, place=place or (incident.place if incident else ""), receiver=receiver, receiver_phone=receiver_phone, note=note,
            return_by=return_by, requested_by=actor, exercise_id=exercise,
        )  # fmt: skip
        request.proposed = depot or next_depot(request)
        request.save()
        tell(log, request.streams, "supply_request.requested", None, request.row(), area=request.area)
        if verbal is not None:
            approve_supplies(actor=actor, name="", request_id=request.pk, verbal=verbal)
            request = locked(request.pk)
    return request


def depot_in_use(depot_id: int) -> Depot:
    depot = Depot.objects.filter(pk=depot_id, active=True).first()
    if depot is None:
        raise Problem("not_found", "没有这个仓库,或已停用。", where=["depot"])
    return depot


def next_depot(request: SupplyRequest, without: tuple[int, ...] = ()) -> Depot | None:
    """The one to ask next; roads are not asked inside a transaction."""
    lon, lat = destination(request)
    found = sources(
        request.item, request.quantity, area=request.area, lon=lon, lat=lat, exercise=request.exercise_id, without=without, ask_roads=False
    )
    return next((Depot.objects.get(pk=row["depot"]) for row in found if row["proposed"]), None)


def destination(request: SupplyRequest) -> tuple[float, float]:
    if request.incident is not None:
        return request.incident.lon, request.incident.lat
    return seat(request.area)


def seat(area: str) -> tuple[float, float]:
    """Where the area's government sits: goods for no incident go there."""
    for length in range(len(area), 3, -1):
        row = Area.objects.filter(pk=area[:length]).first()
        if row is not None and row.lon is not None and row.lat is not None:
            return row.lon, row.lat
    raise Problem("invalid", f"区划 {area} 没有坐标,无法计算到达时间。", where=["area"])


def locked(request_id: int) -> SupplyRequest:
    request = (
        SupplyRequest.objects.select_for_update(of=("self",))
        .select_related("item", "depot", "proposed", "incident")
        .filter(pk=request_id)
        .first()
    )
    if request is None:
        raise Problem("not_found", "没有这项物资调拨。")
    return request


def _move(request: SupplyRequest, state: str) -> None:
    if state not in SupplyRequest.MOVES[request.state]:
        wanted = dict(SupplyRequest.STATES)[state]
        raise Problem("wrong_state", f"调拨 {request.number} 处于“{request.get_state_display()}”,不能改为“{wanted}”。")
    request.state = state


def _told(log: Log, request: SupplyRequest, before: Row, boards: list[str], verb: str) -> None:
    """A board that has not held the request yet gets the whole row."""
    request.save()
    after = request.row()
    tell(log, [stream for stream in request.streams if stream in boards], f"supply_request.{verb}", before, after, area=request.area)
    tell(log, [stream for stream in request.streams if stream not in boards], f"supply_request.{verb}", None, after, area=request.area)


def approve_supplies(*, actor: str, name: str, request_id: int, verbal: Verbal | None = None, paper_number: str = "") -> SupplyRequest:
    """In writing by the caller, or by voice from somebody named; then the paper is due."""
    if verbal is not None and not (verbal.name and verbal.read_back):
        raise Problem("invalid", "口头调拨须填写下令人,并经复诵确认。", where=["verbal"])
    with act(actor) as log:
        request = locked(request_id)
        before, boards = request.row(), request.streams
        _move(request, SupplyRequest.APPROVED)
        request.approved_at = clock.now()
        if verbal is None:
            request.approved_name, request.paper_number = name, paper_number
        else:
            hours = float(rule("supplies.paper_h", request.area))
            request.verbal, request.approved_name, request.approved_how = True, verbal.name, f"{verbal.channel},已复诵"
            request.paper_due_at = request.approved_at + timedelta(hours=hours)
        with act(actor, request.exercise_id):
            _told(log, request, before, boards, "approved")
            if request.paper_due_at is not None:
                set_deadline(PAPER, request.pk, (request.paper_due_at - request.approved_at).total_seconds(), exercise=request.exercise_id)
    return request


def file_paper(*, actor: str, request_id: int, paper_number: str) -> SupplyRequest:
    """The written transfer order that a verbal one promised."""
    with act(actor) as log:
        request = locked(request_id)
        if not request.verbal:
            raise Problem("wrong_state", f"调拨 {request.number} 不是口头调拨,无须补办。")
        if request.paper_at is not None:
            raise Problem("wrong_state", f"调拨 {request.number} 已补办手续(单号 {request.paper_number})。")
        before, boards = request.row(), request.streams
        request.paper_at, request.paper_number, request.paper_overdue = clock.now(), paper_number, False
        with act(actor, request.exercise_id):
            _told(log, request, before, boards, "papered")
            clear_deadline(PAPER, request.pk)
    return request


def reserve_supplies(*, actor: str, request_id: int, depot_id: int | None = None) -> tuple[SupplyRequest, SupplyRequest | None]:
    """Take what the depot has. What it lacks becomes a back-order with the next depot proposed."""
    with act(actor) as log:
        request = locked(request_id)
        before, boards = request.row(), request.streams
        if request.state not in (SupplyRequest.APPROVED, SupplyRequest.BACK_ORDER):
            _move(request, SupplyRequest.RESERVED)  # says what the state forbids
        depot = depot_in_use(depot_id) if depot_id else request.proposed
        if depot is None:
            raise Problem("conflict", f"没有仓库存有{request.item.name},请联系代储单位或上级调拨。", where=["depot"])
        stock = balances.stock_of(depot, request.item, request.exercise_id, by=actor)
        taken = balances.reserve(stock, request.quantity, request, by=actor) if stock else 0
        with act(actor, request.exercise_id):
            if not taken:
                return _nothing_there(log, request, before, boards, depot), None
            _move(request, SupplyRequest.RESERVED)
            request.depot, request.reserved, request.reserved_at = depot, taken, clock.now()
            request.agreement = agreement_of(depot.area, request.area, request.incident.type_id if request.incident else "") or ""
            request.proposed = None
            _told(log, request, before, boards, "reserved")
            rest = _back_order(log, request) if taken < request.quantity else None
    return request, rest


def _nothing_there(log: Log, request: SupplyRequest, before: Row, boards: list[str], depot: Depot) -> SupplyRequest:
    """The depot gave its last piece to somebody else: say so, and propose another."""
    request.state = SupplyRequest.BACK_ORDER
    request.proposed = next_depot(request, (depot.pk,))
    _told(log, request, before, boards, "back_ordered")
    return request


def _back_order(log: Log, request: SupplyRequest) -> SupplyRequest:
    """The rest, approved as the whole was; its paper is the parent's."""
    rest = SupplyRequest(
        number=next_number(NUMBER), incident=request.incident, area=request.area, item=request.item, quantity=request.quantity - request.reserved,
        urgency=request.urgency, state=SupplyRequest.BACK_ORDER, parent=request, place=request.place, receiver=request.receiver,
        receiver_phone=request.receiver_phone, note=request.note, verbal=request.verbal, approved_name=request.approved_name,
        approved_how=request.approved_how, approved_at=request.approved_at, return_by=request.return_by, requested_by=request.requested_by,
        exercise_id=request.exercise_id,
    )  # fmt: skip
    rest.proposed = next_depot(rest, _asked(request))
    rest.save()
    tell(log, rest.streams, "supply_request.back_ordered", None, rest.row(), area=rest.area)
    return rest


def _asked(request: SupplyRequest | None) -> tuple[int, ...]:
    """Depots that gave already, up the chain of back-orders."""
    found: list[int] = []
    while request is not None:
        found += [request.depot_id] if request.depot_id else []
        request = request.parent
    return tuple(found)


def pick_supplies(*, actor: str, request_id: int) -> SupplyRequest:
    return _step(actor, request_id, SupplyRequest.PICKED, "picked")


def settle_supplies(*, actor: str, request_id: int) -> SupplyRequest:
    """Used up; nothing comes back."""
    return _step(actor, request_id, SupplyRequest.SETTLED, "settled")


def _step(actor: str, request_id: int, state: str, verb: str, **values: Any) -> SupplyRequest:
    with act(actor) as log:
        request = locked(request_id)
        before, boards = request.row(), request.streams
        _move(request, state)
        for name, value in {f"{state}_at": clock.now(), **values}.items():
            setattr(request, name, value)
        with act(actor, request.exercise_id):
            _told(log, request, before, boards, verb)
            if state in SupplyRequest.OVER:
                clear_deadline(RETURN, request.pk)
    return request


def ship_supplies(*, actor: str, request_id: int, plate: str = "", bearer: str = "", subject_id: int | None = None) -> SupplyRequest:
    """Out of the depot's books, on a vehicle that may be seen on the map."""
    with act(actor):
        request = locked(request_id)
        if SupplyRequest.SHIPPED in SupplyRequest.MOVES[request.state] and request.depot:
            stock = balances.stock_of(request.depot, request.item, request.exercise_id, by=actor)
            if stock is not None:
                balances.ship(stock, request, by=actor)
        return _step(actor, request_id, SupplyRequest.SHIPPED, "shipped", plate=plate, bearer=bearer, subject_id=subject_id)


def receive_supplies(*, actor: str, request_id: int, quantity: int, signed_name: str, reason: str = "") -> SupplyRequest:
    """Signed for by name. Fewer than were sent needs the reason; more is a mistake."""
    with act(actor):
        request = locked(request_id)
        if SupplyRequest.RECEIVED in SupplyRequest.MOVES[request.state]:
            if quantity > request.reserved:
                raise Problem("invalid", f"发出 {request.reserved} {request.item.unit_of},签收数量不能多于发出数量。", where=["quantity"])
            if quantity < request.reserved and not reason:
                raise Problem(
                    "invalid", f"签收数量比发出少 {request.reserved - quantity} {request.item.unit_of},请说明原因。", where=["reason"]
                )
        done = _step(actor, request_id, SupplyRequest.RECEIVED, "received", received=quantity, signed_name=signed_name, reason=reason)
        if done.return_by is not None:
            left = max(0.0, (done.return_by - clock.now()).total_seconds())
            set_deadline(RETURN, done.pk, left, exercise=done.exercise_id)
    return done


def return_supplies(*, actor: str, request_id: int, quantity: int, reason: str = "") -> SupplyRequest:
    """Lent things come home; what stays behind is named."""
    with act(actor):
        request = locked(request_id)
        signed = request.received or 0
        if SupplyRequest.RETURNED in SupplyRequest.MOVES[request.state]:
            if quantity > signed:
                raise Problem("invalid", f"签收 {signed} {request.item.unit_of},归还数量不能多于签收数量。", where=["quantity"])
            if quantity < signed and not reason:
                raise Problem("invalid", f"少归还 {signed - quantity} {request.item.unit_of},请说明原因。", where=["reason"])
            balances.put_back(request, quantity, by=actor)
        extra = {"reason": reason} if reason else {}
        return _step(actor, request_id, SupplyRequest.RETURNED, "returned", returned=quantity, return_overdue=False, **extra)


def cancel_supplies(*, actor: str, request_id: int, reason: str) -> SupplyRequest:
    """Before it leaves the depot; what was promised is free again."""
    with act(actor):
        request = locked(request_id)
        if request.state in (SupplyRequest.RESERVED, SupplyRequest.PICKED) and request.depot:
            stock = balances.stock_of(request.depot, request.item, request.exercise_id, by=actor)
            if stock is not None:
                balances.release(stock, request, by=actor)
        done = _step(actor, request_id, SupplyRequest.CANCELLED, "cancelled", reason=reason)
        clear_deadline(PAPER, done.pk)
    return done
