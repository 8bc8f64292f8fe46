"""The door of foreign gateways (docs/gateways.md), by signature; and an officer's look at what a text becomes and costs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from dispatch.callout.channels.known import ChannelFailed, Message
from dispatch.callout.message import opening
from dispatch.gateways.door import by_signature
from dispatch.gateways.inbound import take
from dispatch.gateways.lengths import measure
from dispatch.gateways.models import SIGNED, Inbound, Provider
from dispatch.gateways.rows import Taken, Worded
from dispatch.gateways.wording import Worded as Words
from dispatch.gateways.wording import word
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller
from realtime.codes import Problem

router = Router(tags=["gateways"])
MOST = 1000  # items a request
START = "callout.start"


class Items(BaseModel):
    """Each item is judged by itself (docs/gateways.md §4): one that is wrong never costs another."""

    model_config = ConfigDict(extra="forbid", strict=True)

    items: list[Any] = Field(max_length=MOST)


class Draft(Body):
    text: str = Field(min_length=1, max_length=1000)
    purpose: str = Field("", max_length=10)
    exercise: bool = False
    name: str = Field("", max_length=40)


def _take(provider: str, kind: str, items: Items) -> Taken:
    return take(provider=Provider.objects.get(pk=provider), kind=kind, items=items.items)


@router.post("/{provider}/reports", auth=by_signature, response={200: Taken, **REFUSALS}, operation_id="take_gateway_reports")
def post_reports(request: HttpRequest, provider: str, body: Items) -> Taken:
    """送达回执: {message|provider_id, state, at?, error?}."""
    return _take(provider, Inbound.REPORT, body)


@router.post("/{provider}/replies", auth=by_signature, response={200: Taken, **REFUSALS}, operation_id="take_gateway_replies")
def post_replies(request: HttpRequest, provider: str, body: Items) -> Taken:
    """上行: {id, number, text, at?, message?}."""
    return _take(provider, Inbound.REPLY, body)


@router.post("/{provider}/results", auth=by_signature, response={200: Taken, **REFUSALS}, operation_id="take_gateway_results")
def post_results(request: HttpRequest, provider: str, body: Items) -> Taken:
    """外呼结果: {message|provider_id, state, key?, at?, duration_s?, recording_url?}."""
    return _take(provider, Inbound.RESULT, body)


@router.post("/preview", response={200: list[Worded], **REFUSALS}, operation_id="preview_gateway_text")
def post_preview(request: HttpRequest, body: Draft) -> list[Worded]:
    """What each gateway in service would be given, and in how many parts. Sends nothing."""
    who: Caller = caller(request)
    if not who.has(START):
        raise Problem("forbidden")
    message = Message(
        id="preview", to="", person=None, text=opening(body.text, 1 if body.exercise else None), purpose=body.purpose, exercise=body.exercise, name=body.name, sender=who.name
    )  # fmt: skip
    return [worded(message, provider) for provider in Provider.objects.filter(kind__in=SIGNED, active=True).prefetch_related("templates")]


def worded(message: Message, provider: Provider) -> Worded:
    try:
        found, error = word(message, provider), ""
    except ChannelFailed as reason:
        found, error = Words(message.text, "", {}, measure(message.text)), reason.words
    encoding, units, parts = found.length
    return {
        "provider": provider.name, "text": found.text, "template": found.template, "encoding": encoding, "units": units, "parts": parts, "error": error
    }  # fmt: skip
