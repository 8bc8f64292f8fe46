"""应急物资 over HTTP: requests and their steps. Parse → permit → one action. Stock and depots are in stock_api.py."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from dispatch.incidents.api import found as incident_of
from dispatch.supplies import actions
from dispatch.supplies.actions import Verbal, seat
from dispatch.supplies.models import Item, SupplyRequest
from dispatch.supplies.reading import whole
from dispatch.supplies.rows import Reserved, SourceRow, SupplyRequestRow, SupplyRequestWhole
from dispatch.supplies.sources import sources
from dispatch.supplies.stock_api import router as stock_router
from realtime.accounts.may import READ
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem

router = Router(tags=["supplies"])
router.add_router("", stock_router)
Answer = {200: SupplyRequestRow, **REFUSALS}
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class ByVoice(Body):
    """Who gave the order, over which channel, and that it was read back."""

    name: str = Field(min_length=1, max_length=60)
    channel: str = Field(min_length=1, max_length=40)
    read_back: bool

    def verbal(self) -> Verbal:
        return Verbal(self.name, self.channel, self.read_back)


class NewRequest(Body):
    item: int
    quantity: Count
    incident: int | None = None
    area: str = Field("", pattern=r"^\d{4,12}$|^$")
    depot: int | None = None
    urgency: Annotated[str, Field(pattern="^(critical|urgent|normal)$")] = "urgent"
    place: str = Field("", max_length=120)
    receiver: str = Field("", max_length=40)
    receiver_phone: str = Field("", max_length=20)
    note: str = Field("", max_length=500)
    return_by: AwareDatetime | None = Field(None, strict=False)
    verbal: ByVoice | None = None


class Approval(Body):
    verbal: ByVoice | None = None
    paper_number: str = Field("", max_length=40)


class Paper(Body):
    paper_number: str = Field(min_length=1, max_length=40)


class From(Body):
    depot: int | None = None


class Shipment(Body):
    plate: str = Field("", max_length=12)
    bearer: str = Field("", max_length=40)
    subject: int | None = None


class Signature(Body):
    quantity: int = Field(ge=0, le=1_000_000)
    signed_name: str = Field(min_length=1, max_length=40)
    reason: str = Field("", max_length=200)


class Homecoming(Body):
    quantity: int = Field(ge=0, le=1_000_000)
    reason: str = Field("", max_length=200)


class CancelReason(Body):
    reason: str = Field(min_length=1, max_length=200)


def found(request_id: int) -> SupplyRequest:
    request = SupplyRequest.objects.select_related("item", "depot", "proposed", "incident").filter(pk=request_id).first()
    if request is None:
        raise Problem("not_found", "没有这项物资调拨。")
    return request


def giver(request: SupplyRequest) -> str:
    """Whose goods they are: nobody moves them unapproved."""
    depot = request.depot or request.proposed
    return depot.area if depot else request.area


@router.post("/requests", response={201: SupplyRequestRow, **REFUSALS}, operation_id="request_supplies")
def post_request(request: HttpRequest, body: NewRequest) -> HttpResponse:
    incident = incident_of(body.incident) if body.incident is not None else None
    if incident is None and not body.area:
        raise Problem("invalid", "请填写事件或区划。", where=["incident", "area"])
    if incident is None and not body.note.strip():
        raise Problem("invalid", "不属某一事件的申请,请写明事由。", where=["note"])
    area = incident.area if incident else body.area
    given: dict[str, Any] = body.model_dump(include={"urgency", "place", "receiver", "receiver_phone", "note", "return_by", "quantity"})
    verbal = body.verbal.verbal() if body.verbal else None

    def run(who: Any) -> Any:
        asked = actions.request_supplies(
            actor=who.actor, item_id=body.item, incident=incident, area=area, depot_id=body.depot, verbal=verbal, **given
        )
        return asked.row()

    return command(request, "supply.request", area, run, status=201)


@router.get("/requests/{int:request_id}", response={200: SupplyRequestWhole, **REFUSALS}, operation_id="get_supply_request")
def get_request(request: HttpRequest, request_id: int) -> SupplyRequestWhole:
    asked = found(request_id)
    who = caller(request)
    if not (who.may(READ, asked.area) or who.may(READ, giver(asked))):
        raise Problem("not_found", "没有这项物资调拨。")
    return whole(asked, who)


@router.get("/sources", response={200: list[SourceRow], **REFUSALS}, operation_id="list_supply_sources")
def get_sources(request: HttpRequest, item: int, quantity: int = 1, incident: int | None = None, area: str = "") -> list[SourceRow]:
    """Who could give it: own level first, then by time of arrival."""
    wanted = Item.objects.filter(pk=item).first()
    if wanted is None:
        raise Problem("not_found", "没有这种物资。", where=["item"])
    if incident is not None:
        at = incident_of(incident)
        see(request, at.area)
        return sources(wanted, quantity, area=at.area, lon=at.lon, lat=at.lat, exercise=at.exercise_id, type=at.type_id)
    see(request, area)
    lon, lat = seat(area)
    return sources(wanted, quantity, area=area, lon=lon, lat=lat)


@router.post("/requests/{int:request_id}/approve", response=Answer, operation_id="approve_supplies")
def post_approve(request: HttpRequest, request_id: int, body: Approval) -> HttpResponse:
    """By voice, whoever took the order writes it down; in writing, the caller's own post must allow it for the giver's area."""
    asked, verbal = found(request_id), body.verbal.verbal() if body.verbal else None
    verb, area = ("supply.request", asked.area) if verbal else ("supply.approve", giver(asked))
    return command(
        request, verb, area,
        lambda who: actions.approve_supplies(
            actor=who.actor, name=who.name, request_id=request_id, verbal=verbal, paper_number=body.paper_number
        ).row(),
    )  # fmt: skip


@router.post("/requests/{int:request_id}/paper", response=Answer, operation_id="file_supply_paper")
def post_paper(request: HttpRequest, request_id: int, body: Paper) -> HttpResponse:
    return command(
        request, "supply.request", found(request_id).area,
        lambda who: actions.file_paper(actor=who.actor, request_id=request_id, paper_number=body.paper_number).row(),
    )  # fmt: skip


@router.post("/requests/{int:request_id}/reserve", response={200: Reserved, **REFUSALS}, operation_id="reserve_supplies")
def post_reserve(request: HttpRequest, request_id: int, body: From) -> HttpResponse:
    asked = found(request_id)
    depot = actions.depot_in_use(body.depot) if body.depot is not None else asked.proposed

    def run(who: Any) -> Any:
        taken, rest = actions.reserve_supplies(actor=who.actor, request_id=request_id, depot_id=body.depot)
        return {"request": taken.row(), "back_order": rest.row() if rest else None}

    return command(request, "supply.manage", depot.area if depot else asked.area, run)


@router.post("/requests/{int:request_id}/pick", response=Answer, operation_id="pick_supplies")
def post_pick(request: HttpRequest, request_id: int) -> HttpResponse:
    area = giver(found(request_id))
    return command(request, "supply.manage", area, lambda who: actions.pick_supplies(actor=who.actor, request_id=request_id).row())


@router.post("/requests/{int:request_id}/ship", response=Answer, operation_id="ship_supplies")
def post_ship(request: HttpRequest, request_id: int, body: Shipment) -> HttpResponse:
    return command(
        request, "supply.manage", giver(found(request_id)),
        lambda who: actions.ship_supplies(
            actor=who.actor, request_id=request_id, plate=body.plate, bearer=body.bearer, subject_id=body.subject
        ).row(),
    )  # fmt: skip


@router.post("/requests/{int:request_id}/receive", response=Answer, operation_id="receive_supplies")
def post_receive(request: HttpRequest, request_id: int, body: Signature) -> HttpResponse:
    return command(
        request, "supply.receive", found(request_id).area,
        lambda who: actions.receive_supplies(actor=who.actor, request_id=request_id, **body.model_dump()).row(),
    )  # fmt: skip


@router.post("/requests/{int:request_id}/settle", response=Answer, operation_id="settle_supplies")
def post_settle(request: HttpRequest, request_id: int) -> HttpResponse:
    area = found(request_id).area
    return command(request, "supply.receive", area, lambda who: actions.settle_supplies(actor=who.actor, request_id=request_id).row())


@router.post("/requests/{int:request_id}/return", response=Answer, operation_id="return_supplies")
def post_return(request: HttpRequest, request_id: int, body: Homecoming) -> HttpResponse:
    """The keeper says what came home."""
    return command(
        request, "supply.manage", giver(found(request_id)),
        lambda who: actions.return_supplies(actor=who.actor, request_id=request_id, **body.model_dump()).row(),
    )  # fmt: skip


@router.post("/requests/{int:request_id}/cancel", response=Answer, operation_id="cancel_supplies")
def post_cancel(request: HttpRequest, request_id: int, body: CancelReason) -> HttpResponse:
    return command(
        request, "supply.request", found(request_id).area,
        lambda who: actions.cancel_supplies(actor=who.actor, request_id=request_id, reason=body.reason).row(),
    )  # fmt: skip
