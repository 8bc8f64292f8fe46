"""Channels over HTTP: how each stands, and one more try now."""

from __future__ import annotations

from django.conf import settings
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.pacing.flow import wake
from dispatch.pacing.limits import set_limit
from dispatch.pacing.models import DOWN, ChannelState
from dispatch.pacing.rows import ChannelWhole
from dispatch.pacing.showing import channels, known
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command
from realtime.codes import Problem

router = Router(tags=["channels"])
TRY, SET = "broadcast.send", "authority.manage"


class Limit(Body):
    per_minute: int = Field(ge=1, le=10_000_000)
    burst: int = Field(ge=1, le=1_000_000)
    concurrent: int = Field(ge=1, le=64)
    cost_fen: int = Field(0, ge=0, le=100_000)
    source: str = Field(min_length=1, max_length=200)


def one(name: str) -> ChannelWhole:
    found = next((row for row in channels() if row["id"] == name), None)
    if found is None:
        raise Problem("not_found", "没有这个通道。")
    return found


def exists(name: str) -> None:
    if all(row.name != name for row in known()):
        raise Problem("not_found", "没有这个通道。")


@router.get("", response={200: list[ChannelWhole], **REFUSALS}, operation_id="list_channels")
def get_channels(request: HttpRequest) -> list[ChannelWhole]:
    if not caller(request).scopes:
        raise Problem("not_found")
    return channels()


@router.post("/{channel}/try", response={200: ChannelWhole, **REFUSALS}, operation_id="try_channel")
def post_try(request: HttpRequest, channel: str) -> HttpResponse:
    """A channel that is down is asked at once instead of at its next turn."""
    exists(channel)

    def run(who: Caller) -> ChannelWhole:
        if not ChannelState.objects.filter(pk=channel, state=DOWN).update(probe_at=Now()):
            raise Problem("wrong_state", "该通道没有中断。")
        wake()
        return one(channel)

    return command(request, TRY, settings.CITY, run)


@router.post("/{channel}/limit", response={200: ChannelWhole, **REFUSALS}, operation_id="set_channel_limit")
def post_limit(request: HttpRequest, channel: str, body: Limit) -> HttpResponse:
    exists(channel)

    def run(who: Caller) -> ChannelWhole:
        set_limit(actor=who.actor, channel=channel, **body.model_dump())
        return one(channel)

    return command(request, SET, settings.CITY, run)
