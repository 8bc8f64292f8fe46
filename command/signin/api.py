"""The session over HTTP: who am I, sign in (one step or two, or with a passkey), lock, unlock, change hands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router
from ninja.utils import check_csrf
from pydantic import Field

from command.signin import actions, passkeys, passwords
from command.signin.sessions import idle_s
from dispatch.teams.models import Member
from realtime import clock
from realtime.accounts.may import Caller, caller_of_user
from realtime.accounts.models import User
from realtime.api import REFUSALS, Body, caller
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["session"])
Answer = {200: dict[str, Any], **REFUSALS}
Nothing = {204: None, **REFUSALS}


class SignIn(Body):
    username: str = Field(max_length=150)
    password: str = Field(max_length=128)


class SecondStep(Body):
    code: str = Field(max_length=40)


class PasskeyAnswer(Body):
    """What `navigator.credentials.get()` gave, in the JSON form of WebAuthn level 3."""

    credential: dict[str, Any]


class Unlock(Body):
    pin: str = Field(max_length=8)
    username: str = Field("", max_length=150)


@router.get("/session", response=Answer, operation_id="get_session")
def get_session(request: HttpRequest) -> dict[str, Any]:
    return describe(request, caller(request))


@router.post("/session/sign-in", auth=None, response={**Answer, 429: REFUSALS[409]}, operation_id="sign_in")
def post_sign_in(request: HttpRequest, body: SignIn) -> dict[str, Any]:
    _fresh(request)
    actions.sign_in(request, body.username, body.password)
    return _again(request)


@router.post("/session/second-step", auth=None, response={**Answer, 429: REFUSALS[409]}, operation_id="take_second_step")
def post_second_step(request: HttpRequest, body: SecondStep) -> dict[str, Any]:
    _fresh(request)
    actions.second_step(request, body.code)
    return _again(request)


@router.post("/session/passkey-options", auth=None, response=Answer, operation_id="get_passkey_options")
def post_passkey_options(request: HttpRequest) -> dict[str, Any]:
    """Options for `navigator.credentials.get()`; after a password those of its person, else whatever the device holds for this place."""
    _fresh(request)
    options: dict[str, Any] = passkeys.parsed(passkeys.authentication(request, actions.pending(request)))
    return options


@router.post("/session/passkey", auth=None, response={**Answer, 429: REFUSALS[409]}, operation_id="sign_in_with_passkey")
def post_passkey(request: HttpRequest, body: PasskeyAnswer) -> dict[str, Any]:
    _fresh(request)
    actions.passkey(request, body.credential)
    return _again(request)


@router.post("/session/sign-out", response=Nothing, operation_id="sign_out")
def post_sign_out(request: HttpRequest) -> HttpResponse:
    actions.sign_out(request)
    return HttpResponse(status=204)


@router.post("/session/lock", response=Nothing, operation_id="lock")
def post_lock(request: HttpRequest) -> HttpResponse:
    _person(request)
    actions.lock(request)
    return HttpResponse(status=204)


@router.post("/session/unlock", response={**Answer, 429: REFUSALS[409]}, operation_id="unlock")
def post_unlock(request: HttpRequest, body: Unlock) -> dict[str, Any]:
    _person(request)
    actions.unlock(request, body.pin, body.username)
    return _again(request)


def _fresh(request: HttpRequest) -> None:
    """Operations without a session still want the page's CSRF token."""
    if check_csrf(request):
        raise Problem("forbidden", "页面已过期,请刷新后再登录。")


def _person(request: HttpRequest) -> None:
    if caller(request).user_id is None:
        raise Problem("forbidden", "大屏与终端没有锁定和解锁。")


def _again(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    assert user.is_authenticated
    return describe(request, caller_of_user(user, session=request.session.session_key or "", locked=bool(request.session.get("locked"))))


def describe(request: HttpRequest, who: Caller) -> dict[str, Any]:
    """Everything a page needs to know about its person and its city. Also renews the CSRF token."""
    city = Area.objects.filter(pk=settings.CITY).first()
    names = dict(Area.objects.filter(pk__in=[grant.area for grant in who.grants]).values_list("code", "name"))
    member = Member.objects.filter(user_id=who.user_id).order_by("id").first() if who.user_id else None
    username = request.user.get_username() if who.user_id else ""
    return {
        "actor": who.actor,
        "user": {"id": who.user_id, "name": who.name, "username": username},
        "posts": [
            {
                "role": grant.role,
                "role_name": grant.role_name,
                "area": grant.area,
                "area_name": names.get(grant.area, grant.area),
                "verbs": sorted(grant.verbs),
            }
            for grant in who.grants
        ],
        "scope": who.scopes,
        "locked": who.locked,
        "mode": settings.MODE,
        "city": {"code": settings.CITY, "name": city.name if city else settings.CITY, "center": [city.lon, city.lat] if city else None},
        "idle_s": idle_s(),
        "password_due": passwords.due(request.user) if isinstance(request.user, User) else "",
        "csrf": get_token(request),
        "at": iso(clock.now()),
        "unit": member.unit_id if member else None,
        "subject": member.unit_id if member else None,
    }
