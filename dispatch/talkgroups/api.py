"""Talk groups over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from realtime.api import REFUSALS, Body, Lat, Lon
from realtime.talk.rows import ActRow, TalkGroupRow, TicketRow

router = Router(tags=["talk"])
MANAGE, SPEAK, OVERRIDE = "talk.manage", "talk.speak", "talk.override"
Ids = Annotated[list[int], Field(max_length=500)]


class Wanted(Body):
    groups: list[int] = Field(min_length=1, max_length=50)


class NewGroup(Body):
    name: str = Field(min_length=1, max_length=60)
    kind: Literal["adhoc", "incident"] = "adhoc"
    incident: int | None = None
    area: str | None = Field(None, max_length=12, pattern=r"^\d{4,12}$")
    units: Ids = Field(default_factory=list)
    users: Ids = Field(default_factory=list)
    polygon: list[tuple[Lon, Lat]] | None = Field(None, min_length=3, max_length=500)


class Who(Body):
    kind: Literal["unit", "user", "terminal"]
    id: int


class NewMember(Who):
    listen_only: bool = False


class Members(Body):
    add: list[NewMember] = Field(default_factory=list, max_length=500)
    remove: list[Who] = Field(default_factory=list, max_length=500)


class Lock(Body):
    locked: bool


class Override(Body):
    act: Literal["break_in", "break_down", "listen", "mute", "unmute"]
    reason: str = Field(min_length=1, max_length=200)
    user: int | None = None


class PrivateCall(Body):
    user: int | None = None
    unit: int | None = None


class GroupSeat(TalkGroupRow):
    priority: int
    speak: bool


@router.post("/ticket", response={201: TicketRow, **REFUSALS}, operation_id="get_talk_ticket")
def post_ticket(request: HttpRequest, body: Wanted) -> HttpResponse:
    raise NotImplementedError


@router.get("/groups", response={200: list[GroupSeat], **REFUSALS}, operation_id="list_talk_groups")
def get_groups(request: HttpRequest) -> list[GroupSeat]:
    raise NotImplementedError


@router.post("/groups", response={201: TalkGroupRow, **REFUSALS}, operation_id="open_talk_group")
def post_group(request: HttpRequest, body: NewGroup) -> HttpResponse:
    raise NotImplementedError


@router.post("/groups/{int:group_id}/members", response={200: TalkGroupRow, **REFUSALS}, operation_id="change_talk_members")
def post_members(request: HttpRequest, group_id: int, body: Members) -> HttpResponse:
    raise NotImplementedError


@router.post("/groups/{int:group_id}/lock", response={200: TalkGroupRow, **REFUSALS}, operation_id="lock_talk_group")
def post_lock(request: HttpRequest, group_id: int, body: Lock) -> HttpResponse:
    raise NotImplementedError


@router.post("/groups/{int:group_id}/close", response={200: TalkGroupRow, **REFUSALS}, operation_id="close_talk_group")
def post_close(request: HttpRequest, group_id: int) -> HttpResponse:
    raise NotImplementedError


@router.post("/groups/{int:group_id}/override", response={200: ActRow, **REFUSALS}, operation_id="override_talk_group")
def post_override(request: HttpRequest, group_id: int, body: Override) -> HttpResponse:
    raise NotImplementedError


@router.post("/private", response={201: TalkGroupRow, **REFUSALS}, operation_id="call_privately")
def post_private(request: HttpRequest, body: PrivateCall) -> HttpResponse:
    raise NotImplementedError


@router.post("/private/{int:group_id}/accept", response={200: TalkGroupRow, **REFUSALS}, operation_id="accept_private_call")
def post_accept(request: HttpRequest, group_id: int) -> HttpResponse:
    raise NotImplementedError


@router.post("/private/{int:group_id}/decline", response={200: TalkGroupRow, **REFUSALS}, operation_id="decline_private_call")
def post_decline(request: HttpRequest, group_id: int) -> HttpResponse:
    raise NotImplementedError
