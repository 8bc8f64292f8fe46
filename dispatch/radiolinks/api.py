"""Radio links over HTTP: which channels there are and how they fare, add, change. Into a group they come as its members."""

from __future__ import annotations

from typing import Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field
from typing_extensions import TypedDict

from dispatch.radiolinks import actions
from dispatch.radiolinks.models import RadioLink
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["talk"])
MANAGE = "talk.manage"


class RadioLinkState(TypedDict, total=False):
    """As the process wrote it last; empty while it never ran. `strange`: packets of other addresses or no RTP; `own`: our own that came back."""

    gateway: bool
    silent_s: int | None
    group: int | None
    carrier: bool
    ptt: bool
    strange: int
    own: int
    carried: int
    refused: int
    guarded: int
    limited: int
    error: str


class RadioLinkRow(TypedDict):
    """`terminal` is what is put into a talk group; `actor` is who its bursts are of."""

    id: int
    name: str
    area: str
    terminal: int
    actor: str
    port: int
    host: str
    remote_port: int
    codec: Literal["pcma", "pcmu", "l16"]
    signalling: Literal["presence", "ed137", "vox"]
    priority: int
    hang_ms: int
    guard_ms: int
    lead_ms: int
    limit_s: int
    active: bool
    group: int | None
    state: RadioLinkState
    state_at: str | None


class RadioLinkChange(Body):
    name: str | None = Field(None, min_length=1, max_length=60)
    host: str | None = Field(None, min_length=2, max_length=39, pattern=r"^[0-9a-fA-F.:]+$", description="address of the gateway, no name")
    remote_port: int | None = Field(None, ge=0, le=65535)
    port: int | None = Field(None, ge=1024, le=65535)
    codec: Literal["pcma", "pcmu", "l16"] | None = None
    signalling: Literal["presence", "ed137", "vox"] | None = None
    priority: int | None = Field(None, ge=1, le=9)
    hang_ms: int | None = Field(None, ge=60, le=5000)
    guard_ms: int | None = Field(None, ge=0, le=5000)
    lead_ms: int | None = Field(None, ge=60, le=2000)
    limit_s: int | None = Field(None, ge=5, le=300)
    active: bool | None = None


class NewRadioLink(RadioLinkChange):
    name: str = Field(min_length=1, max_length=60)
    area: str = Field(min_length=4, max_length=12, pattern=r"^\d{4,12}$")
    host: str = Field(min_length=2, max_length=39, pattern=r"^[0-9a-fA-F.:]+$")
    port: int = Field(ge=1024, le=65535)


def row(link: RadioLink) -> RadioLinkRow:
    group = actions.group_of(link)
    return cast("RadioLinkRow", {
        "id": link.pk, "name": link.name, "area": link.area, "terminal": link.terminal_id, "actor": link.token.actor, "port": link.port,
        "host": link.host, "remote_port": link.remote_port, "codec": link.codec, "signalling": link.signalling, "priority": link.priority,
        "hang_ms": link.hang_ms, "guard_ms": link.guard_ms, "lead_ms": link.lead_ms, "limit_s": link.limit_s, "active": link.active,
        "group": group.pk if group else None, "state": link.state, "state_at": iso(link.state_at),
    })  # fmt: skip


@router.get("/radio-links", response={200: list[RadioLinkRow], **REFUSALS}, operation_id="list_radio_links")
def get_links(request: HttpRequest) -> list[RadioLinkRow]:
    """In the caller's areas."""
    who = caller(request)
    return [row(link) for link in RadioLink.objects.select_related("token") if who.may(MANAGE, link.area)]


@router.post("/radio-links", response={201: RadioLinkRow, **REFUSALS}, operation_id="add_radio_link")
def post_link(request: HttpRequest, body: NewRadioLink) -> HttpResponse:
    given = {name: value for name, value in body.model_dump(exclude_none=True).items() if name != "active"}

    def run(who: Caller) -> RadioLinkRow:
        return row(actions.add_link(actor=who.actor, **given))

    return command(request, MANAGE, body.area, run, status=201)


@router.post("/radio-links/{int:radio_link_id}", response={200: RadioLinkRow, **REFUSALS}, operation_id="change_radio_link")
def post_change(request: HttpRequest, radio_link_id: int, body: RadioLinkChange) -> HttpResponse:
    link = RadioLink.objects.filter(pk=radio_link_id).first()
    if link is None:
        raise Problem("not_found", "没有这条电台链路。")
    wanted = body.model_dump(exclude_none=True)
    return command(request, MANAGE, link.area, lambda who: row(actions.change_link(actor=who.actor, link_id=link.pk, **wanted)))
