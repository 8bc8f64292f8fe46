"""Web push over HTTP: the installation's public key, and a browser of one's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field
from typing_extensions import TypedDict

from dispatch.webpush.actions import subscribe, unsubscribe
from dispatch.webpush.keys import public_key
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, execute
from realtime.codes import Problem

router = Router(tags=["push"])


class PushKey(TypedDict):
    key: str


class Done(TypedDict):
    ok: bool


class Keys(Body):
    p256dh: str = Field(min_length=80, max_length=120, pattern=r"^[A-Za-z0-9_=-]+$")
    auth: str = Field(min_length=16, max_length=60, pattern=r"^[A-Za-z0-9_=-]+$")


class NewSubscription(Body):
    endpoint: str = Field(min_length=10, max_length=600)
    keys: Keys
    device: str = Field("", max_length=80)


class Gone(Body):
    endpoint: str = Field(min_length=10, max_length=600)


def person(who: Caller) -> int:
    if who.user_id is None:
        raise Problem("forbidden", "只有本人登录的浏览器可以接收推送。")
    return who.user_id


@router.get("/key", response={200: PushKey, **REFUSALS}, operation_id="get_push_key")
def get_key(request: HttpRequest) -> PushKey:
    person(caller(request))
    return {"key": public_key()}


@router.post("/subscriptions", response={200: Done, **REFUSALS}, operation_id="subscribe_push")
def post_subscription(request: HttpRequest, body: NewSubscription) -> HttpResponse:
    """This browser wants to be woken for the person signed in."""
    who = caller(request)
    number = person(who)

    def run(who: Caller) -> Done:
        subscribe(actor=who.actor, user_id=number, endpoint=body.endpoint, p256dh=body.keys.p256dh, auth=body.keys.auth, device=body.device)
        return {"ok": True}

    return execute(request, who, run)


@router.post("/unsubscribe", response={200: Done, **REFUSALS}, operation_id="unsubscribe_push")
def post_unsubscribe(request: HttpRequest, body: Gone) -> HttpResponse:
    who = caller(request)
    number = person(who)

    def run(who: Caller) -> Done:
        unsubscribe(actor=who.actor, user_id=number, endpoint=body.endpoint)
        return {"ok": True}

    return execute(request, who, run)
