"""Platforms over HTTP, for the desk: links, keys, shares, what waits; what they told us and our word on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from command.peering import actions, keys, lending
from command.peering.messages import Item
from command.peering.rows import PeerItemRow, PeerItemWhole, PeerKeyOnce, PeerKind, PeerLine, PeerMessageRow, PeerWhole
from command.peering.showing import found, item_found, item_whole, lines, messages_of, whole
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, permit, see
from realtime.codes import Problem

router = Router(tags=["peers"])
MANAGE, ANSWER, DIRECT, GIVE, ADOPT, LEND = (
    "peer.manage",
    "instruction.record",
    "instruction.record",
    "instruction.give",
    "incident.open",
    "unit.assign",
)
Code = Annotated[str, Field(min_length=2, max_length=30, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Area = Annotated[str, Field(max_length=12, pattern=r"^\d{2,12}$")]
Url = Annotated[str, Field(max_length=300, pattern=r"^$|^https?://[^\s]+$")]
When = Annotated[datetime | None, Field(strict=False)]


class PeerFields(Body):
    name: str = Field(min_length=1, max_length=60)
    area: Area
    known_as: Code
    url: Url = ""
    active: bool = True


class NewPeer(Body):
    code: Code
    name: str = Field(min_length=1, max_length=60)
    level: Literal["above", "below", "beside"]
    area: Area
    known_as: Code
    url: Url = ""


class PeerShareGiven(Body):
    kind: PeerKind
    area: Annotated[str, Field(max_length=12, pattern=r"^\d{0,12}$")] = ""
    from_grade: Annotated[int, Field(ge=1, le=4)] | None = None
    phones: bool = False
    why: str = Field("", max_length=200)


class PeerShares(Body):
    shares: list[PeerShareGiven] = Field(max_length=10)


class PeerKeyGiven(Body):
    name: str = Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_-]+$")
    secret: str = Field(min_length=1, max_length=200)


class PeerAnswer(Body):
    state: Literal["received", "returned", "granted", "refused"]
    text: str = Field("", max_length=300)


class PeerLoanThing(Body):
    stock: int
    count: int = Field(ge=1, le=10_000_000)


class PeerLoan(Body):
    teams: list[int] = Field(default_factory=list, max_length=60)
    stock: list[PeerLoanThing] = Field(default_factory=list, max_length=60)
    note: str = Field("", max_length=300)
    eta: When = None


class PeerLoanLeaving(Body):
    eta: When = None


class PeerLoanLineBack(Body):
    line: int = Field(ge=0, le=60)
    count: int = Field(ge=0, le=10_000_000)


class PeerLoanBack(Body):
    back: list[PeerLoanLineBack] = Field(default_factory=list, max_length=60)


class PeerLoanCallOff(Body):
    why: str = Field(min_length=1, max_length=300)


class PeerDirective(Body):
    """`leader` null: the caller's own word. With `item` it is about that incident of theirs."""

    text: str = Field(min_length=1, max_length=2000)
    leader: str | None = Field(None, min_length=1, max_length=60)
    leader_title: str = Field("", max_length=60)
    channel: Literal["app", "phone", "paper", "meeting"] = "app"
    read_back_ok: bool = False
    due_at: When = None
    item: int | None = None


@router.get("", response={200: list[PeerLine], **REFUSALS}, operation_id="list_peers")
def get_peers(request: HttpRequest) -> list[PeerLine]:
    """The installation's links; for who has its whole area."""
    return lines() if caller(request).may(READ, settings.CITY) else []


@router.post("", response={201: PeerWhole, **REFUSALS}, operation_id="add_peer")
def post_peer(request: HttpRequest, body: NewPeer) -> HttpResponse:
    return command(request, MANAGE, settings.CITY, lambda who: whole(actions.add_peer(actor=who.actor, **body.model_dump()).pk), status=201)


@router.get("/items", response={200: list[PeerItemRow], **REFUSALS}, operation_id="list_peer_items")
def get_items(request: HttpRequest) -> list[PeerItemRow]:
    who = caller(request)
    return [one.row() for one in Item.objects.select_related("peer").filter(archived=False)[:500] if who.may(READ, one.area)]


@router.get("/items/{int:peer_item_id}", response={200: PeerItemWhole, **REFUSALS}, operation_id="get_peer_item")
def get_item(request: HttpRequest, peer_item_id: int) -> PeerItemWhole:
    see(request, item_found(peer_item_id).area)
    return item_whole(peer_item_id)


@router.post("/items/{int:peer_item_id}/answer", response={200: PeerItemWhole, **REFUSALS}, operation_id="answer_peer_item")
def post_answer(request: HttpRequest, peer_item_id: int, body: PeerAnswer) -> HttpResponse:
    def run(who: Caller) -> PeerItemWhole:
        actions.answer_item(actor=who.actor, name=who.name, item_id=peer_item_id, state=body.state, text=body.text)
        return item_whole(peer_item_id)

    return command(request, ANSWER, item_found(peer_item_id).area, run)


@router.post("/items/{int:peer_item_id}/adopt", response={200: PeerItemWhole, **REFUSALS}, operation_id="adopt_peer_item")
def post_adopt(request: HttpRequest, peer_item_id: int) -> HttpResponse:
    def run(who: Caller) -> PeerItemWhole:
        actions.adopt_item(actor=who.actor, item_id=peer_item_id)
        return item_whole(peer_item_id)

    return command(request, ADOPT, item_found(peer_item_id).area, run)


@router.post("/items/{int:peer_item_id}/loan", response={200: PeerItemWhole, **REFUSALS}, operation_id="lend_to_peer")
def post_loan(request: HttpRequest, peer_item_id: int, body: PeerLoan) -> HttpResponse:
    """Grants their request for support with what is lent; all of it is free, or nothing is lent."""

    def run(who: Caller) -> None:
        stock = [(one.stock, one.count) for one in body.stock]
        lending.promise_loan(
            actor=who.actor, name=who.name, item_id=peer_item_id, teams=body.teams, stock=stock, note=body.note, eta=body.eta
        )

    return _lend(request, peer_item_id, run)


@router.post("/items/{int:peer_item_id}/loan/leave", response={200: PeerItemWhole, **REFUSALS}, operation_id="peer_loan_leaves")
def post_leave(request: HttpRequest, peer_item_id: int, body: PeerLoanLeaving) -> HttpResponse:
    return _lend(request, peer_item_id, lambda who: lending.loan_leaves(actor=who.actor, item_id=peer_item_id, eta=body.eta))


@router.post("/items/{int:peer_item_id}/loan/return", response={200: PeerItemWhole, **REFUSALS}, operation_id="peer_loan_returned")
def post_return(request: HttpRequest, peer_item_id: int, body: PeerLoanBack) -> HttpResponse:
    """What is not named came home whole."""
    back = {one.line: one.count for one in body.back}
    return _lend(request, peer_item_id, lambda who: lending.loan_returned(actor=who.actor, item_id=peer_item_id, back=back))


@router.post("/items/{int:peer_item_id}/loan/call-off", response={200: PeerItemWhole, **REFUSALS}, operation_id="call_off_peer_loan")
def post_call_off(request: HttpRequest, peer_item_id: int, body: PeerLoanCallOff) -> HttpResponse:
    return _lend(request, peer_item_id, lambda who: lending.call_off(actor=who.actor, item_id=peer_item_id, why=body.why))


def _lend(request: HttpRequest, peer_item_id: int, run: Callable[[Caller], object]) -> HttpResponse:
    def done(who: Caller) -> PeerItemWhole:
        run(who)
        return item_whole(peer_item_id)

    return command(request, LEND, item_found(peer_item_id).area, done)


@router.get("/{int:peer_id}", response={200: PeerWhole, **REFUSALS}, operation_id="get_peer")
def get_peer(request: HttpRequest, peer_id: int) -> PeerWhole:
    see(request, settings.CITY)
    return whole(peer_id)


@router.post("/{int:peer_id}", response={200: PeerWhole, **REFUSALS}, operation_id="change_peer")
def post_change(request: HttpRequest, peer_id: int, body: PeerFields) -> HttpResponse:
    def run(who: Caller) -> PeerWhole:
        actions.change_peer(actor=who.actor, peer_id=peer_id, **body.model_dump())
        return whole(peer_id)

    return command(request, MANAGE, settings.CITY, run)


@router.post("/{int:peer_id}/shares", response={200: PeerWhole, **REFUSALS}, operation_id="share_with_peer")
def post_shares(request: HttpRequest, peer_id: int, body: PeerShares) -> HttpResponse:
    def run(who: Caller) -> PeerWhole:
        actions.share_with(actor=who.actor, peer_id=peer_id, shares=[one.model_dump() for one in body.shares])
        return whole(peer_id)

    return command(request, MANAGE, settings.CITY, run)


@router.post("/{int:peer_id}/keys", response={201: PeerKeyOnce, **REFUSALS}, operation_id="make_peer_key")
def post_key(request: HttpRequest, peer_id: int) -> HttpResponse:
    """The secret is in this answer and nowhere after it: no answer is stored, a repeated request makes another key."""
    who = permit(request, MANAGE, settings.CITY)
    if who.locked:
        raise Problem("locked")
    key, secret = keys.make_key(actor=who.actor, peer_id=peer_id)
    once: PeerKeyOnce = {"name": key.name, "secret": secret}
    return JsonResponse(once, status=201, headers={"Cache-Control": "no-store"})


@router.post("/{int:peer_id}/keys/enter", response={200: PeerWhole, **REFUSALS}, operation_id="enter_peer_key")
def post_entered(request: HttpRequest, peer_id: int, body: PeerKeyGiven) -> HttpResponse:
    def run(who: Caller) -> PeerWhole:
        keys.enter_key(actor=who.actor, peer_id=peer_id, name=body.name, secret=body.secret)
        return whole(peer_id)

    return command(request, MANAGE, settings.CITY, run)


@router.post("/keys/{int:peer_key_id}/end", response={200: PeerWhole, **REFUSALS}, operation_id="end_peer_key")
def post_end(request: HttpRequest, peer_key_id: int) -> HttpResponse:
    return command(request, MANAGE, settings.CITY, lambda who: whole(keys.end_key(actor=who.actor, key_id=peer_key_id).peer_id))


@router.post("/{int:peer_id}/try", response={200: PeerWhole, **REFUSALS}, operation_id="try_peer")
def post_try(request: HttpRequest, peer_id: int) -> HttpResponse:
    return command(request, MANAGE, settings.CITY, lambda who: whole(actions.try_peer(actor=who.actor, peer_id=peer_id).pk))


@router.post("/{int:peer_id}/again", response={200: PeerWhole, **REFUSALS}, operation_id="tell_peer_again")
def post_again(request: HttpRequest, peer_id: int) -> HttpResponse:
    def run(who: Caller) -> PeerWhole:
        actions.tell_again(actor=who.actor, peer_id=peer_id)
        return whole(peer_id)

    return command(request, MANAGE, settings.CITY, run)


@router.get("/{int:peer_id}/messages", response={200: list[PeerMessageRow], **REFUSALS}, operation_id="list_peer_messages")
def get_messages(request: HttpRequest, peer_id: int, wrong: bool = False) -> list[PeerMessageRow]:
    see(request, settings.CITY)
    return messages_of(found(peer_id), wrong=wrong)


@router.post("/{int:peer_id}/directives", response={201: dict[str, int], **REFUSALS}, operation_id="direct_peer")
def post_directive(request: HttpRequest, peer_id: int, body: PeerDirective) -> HttpResponse:
    """Answers the number of the instruction, which runs with every other."""
    area = item_found(body.item).area if body.item is not None else settings.CITY

    def run(who: Caller) -> dict[str, int]:
        given = actions.direct_peer(
            actor=who.actor, name=who.name, peer_id=peer_id, text=body.text, leader_name=body.leader or who.name, leader_title=body.leader_title,
            channel=body.channel if body.leader else "app", read_back_ok=body.read_back_ok, due_at=body.due_at, item_id=body.item,
        )  # fmt: skip
        return {"instruction": given.instruction_id}

    return command(request, DIRECT, area, run, status=201)
