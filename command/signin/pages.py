"""我的账户: one's second factor, passkeys, sessions, password. And the pages of signing in that are not a screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from command.signin import actions, factors, passkeys, passwords, sessions, totp
from command.signin.models import RecoveryCode, Totp
from realtime.accounts.models import User
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.rules.models import rule

PAGE = "/account/"
View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """For whoever is signed in. A refusal is said on the page it came from."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect(f"/people/sign-in/?next={request.path}")
        try:
            return view(request, request.user, *args, **kwargs)
        except Problem as problem:
            messages.error(request, problem.detail)
            return HttpResponseRedirect(PAGE)

    return guarded


@require_http_methods(["GET", "POST"])
@own
def account(request: HttpRequest, user: User) -> HttpResponse:
    if request.method == "POST":
        return _change(request, user)
    here = request.session.session_key
    context = {
        "held": factors.held(user),
        "must": factors.must_have(user),
        "totp": Totp.objects.filter(user=user).exclude(confirmed_at=None).first(),
        "passkeys": user.passkeys.order_by("added_at"),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count(),
        "sessions": [(row, row.session == here, _browser(row.browser)) for row in sessions.of(user)],
        "due": passwords.due(user),
        "least": rule("signin.password_min_length"),
        "kinds": rule("signin.password_kinds"),
        "days": rule("signin.password_days"),
        "names_itself": _can_passkey(request),
        "proved": _proved(request),
    }
    return render(request, "account/account.html", context)


def _change(request: HttpRequest, user: User) -> HttpResponse:
    match request.POST.get("do"):
        case "password":
            if request.POST.get("new") != request.POST.get("again"):
                raise Problem("invalid", "两次输入的新密码不一致。", where=["again"])
            ended = passwords.change(request, old=request.POST.get("old", ""), new=request.POST.get("new", ""))
            messages.success(request, f"密码已更改,其他 {ended} 处登录已退出。" if ended else "密码已更改。")
        case "others":
            ended = sessions.end_others(actor=user.actor, user=user, keep=request.session.session_key or "")
            messages.success(request, f"已退出其他 {ended} 处登录。" if ended else "没有其他登录。")
        case "pin":
            _prove(request, user)
            actions.set_pin(actor=user.actor, user=user, pin=request.POST.get("pin", ""))
            messages.success(request, "解锁口令已更新。")
        case "codes":
            _prove(request, user)
            if not factors.held(user):
                raise Problem("wrong_state", "请先绑定动态口令或通行密钥。")
            return _codes(request, factors.new_recovery_codes(user), PAGE)
        case "remove_totp" | "remove_passkey" as verb:
            _prove(request, user)
            if factors.must_have(user) and sum(one != factors.RECOVERY for one in _each(user)) < 2:
                raise Problem("wrong_state", "您的岗位须用双因素登录,请先绑定另一种再移除这一种。")
            if verb == "remove_totp":
                factors.remove_totp(actor=user.actor, user=user)
            else:
                passkeys.remove(actor=user.actor, user=user, passkey_id=_number(request.POST.get("passkey", "")))
            messages.success(request, "已移除。")
        case _:
            raise Problem("bad_request")
    return HttpResponseRedirect(PAGE)


def _number(words: str) -> int:
    """0 is nobody's."""
    return int(words) if words.isdecimal() and len(words) < 10 else 0


def _each(user: User) -> list[str]:
    return [*(one for one in factors.held(user) if one != factors.PASSKEY), *[factors.PASSKEY] * user.passkeys.count()]


def _prove(request: HttpRequest, user: User) -> None:
    """Who found a desk unlocked takes no factor away and makes no codes."""
    passwords.prove(request, user, request.POST.get("password", ""))


@require_http_methods(["GET", "POST"])
@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator: by one who is in, or by one whose post demands it before being in."""
    onward = onward_of(request, PAGE)
    user = _enrolling(request)
    if user is None:
        return redirect(f"/people/sign-in/?next={onward}")
    if factors.TOTP in factors.held(user):
        return redirect(PAGE)
    try:
        if request.method == "POST" and "password" in request.POST:
            _prove(request, user)
            return redirect(request.get_full_path())
        if not _proved(request):
            return render(request, "account/prove.html")
        if request.method == "POST":
            codes = factors.confirm_totp(user, request.POST.get("code", ""))
            if not request.user.is_authenticated:
                actions.enrolled(request)
            return _codes(request, codes, onward)
    except Problem as problem:
        messages.error(request, problem.detail)
        if not _proved(request):
            return render(request, "account/prove.html")
    secret = factors.begin_totp(user)
    square = segno.make(totp.address(secret, f"{_city()}应急指挥中心", user.username), error="m")
    context = {
        "square": square.svg_data_uri(scale=5, border=3, dark="#000", light="#fff"),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "demanded": not request.user.is_authenticated,
        "onward": onward,
        "names_itself": _can_passkey(request),
    }
    return render(request, "account/enrol.html", context)


@require_POST
@never_cache
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What `navigator.credentials.create()` is told."""
    user = _enrolling(request)
    try:
        if user is None:
            raise Problem("not_signed_in")
        if request.POST.get("password"):
            _prove(request, user)
        _require_proof(request)
        return HttpResponse(passkeys.registration(request, user, _city()), content_type="application/json")
    except Problem as problem:
        return JsonResponse(problem.body(), status=problem.status)


@require_POST
@never_cache
def passkey_add(request: HttpRequest) -> HttpResponse:
    user = _enrolling(request)
    onward = onward_of(request, PAGE)
    if user is None:
        return redirect(f"/people/sign-in/?next={onward}")
    try:
        _require_proof(request)
        codes = passkeys.register(request, user, passkeys.parsed(request.POST.get("credential", "")), request.POST.get("name", ""))
        if not request.user.is_authenticated:
            actions.enrolled(request)
        if codes:
            return _codes(request, codes, onward)
        messages.success(request, "通行密钥已登记。")
    except Problem as problem:
        messages.error(request, problem.detail)
    return HttpResponseRedirect(PAGE if request.user.is_authenticated else f"/account/enrol/?next={onward}")


@require_http_methods(["GET", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """One page, two steps: the password, then the code where one is asked."""
    onward = onward_of(request, "/begin/?from=sign-in" if settings.MODE == "duty" else "/people/")
    asked = actions.pending(request) is not None and request.session[actions.PENDING]["step"] == "factor" and "code" in request.POST
    try:
        if request.method == "POST":
            if "credential" in request.POST:
                actions.passkey(request, passkeys.parsed(request.POST["credential"]))
            elif "code" in request.POST:
                actions.second_step(request, request.POST["code"])
            else:
                actions.sign_in(request, request.POST.get("username", ""), request.POST.get("password", ""))
            return HttpResponseRedirect(onward)
    except Problem as problem:
        if problem.code == "enrol_factor":
            return redirect(f"/account/enrol/?next={onward}")
        if problem.code == "second_factor":
            asked = True
        else:
            messages.error(request, problem.detail)
    held = factors.held(user) if asked and (user := actions.pending(request)) else []
    context = {"asked": asked, "held": held, "names_itself": _can_passkey(request)}
    return render(request, "people/sign_in.html", context)


@require_POST
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """What `navigator.credentials.get()` is told on the sign-in page."""
    return HttpResponse(passkeys.authentication(request, actions.pending(request)), content_type="application/json")


def onward_of(request: HttpRequest, default: str) -> str:
    """Within this site only."""
    onward = request.GET.get("next", default)
    return onward if onward.startswith("/") and not onward.startswith(("//", "/\\")) else default


def _enrolling(request: HttpRequest) -> User | None:
    """Who may bind a factor here: signed in, or held up on the way in because a post demands one."""
    if isinstance(request.user, User):
        return request.user
    try:
        return actions.waiting(request, "enrol")
    except Problem:
        return None


def _proved(request: HttpRequest) -> bool:
    """Who found a desk unlocked binds no phone of their own to it either. On the way in the password was right a moment ago."""
    return not isinstance(request.user, User) or passwords.proved(request)


def _require_proof(request: HttpRequest) -> None:
    if not _proved(request):
        raise Problem("wrong_state", "请刷新本页,输入密码后再登记。")


def _codes(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    return render(request, "account/codes.html", {"codes": codes, "onward": onward})


def _can_passkey(request: HttpRequest) -> bool:
    """As browsers decide it: https or localhost, and a name, no bare address."""
    name, _ = passkeys.place(request)
    bare = name.startswith("[") or name.replace(".", "").isdigit()
    return not bare and (request.is_secure() or name == "localhost" or name.endswith(".localhost"))


def _browser(agent: str) -> str:
    """What a person recognises of a User-Agent."""
    brands = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (("Android", "安卓"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))
    brand = next((name for sign, name in brands if sign in agent), "其他浏览器")
    return " · ".join([brand, *(name for sign, name in systems[:] if sign in agent)][:2])


def _city() -> str:
    return Area.objects.filter(pk=settings.CITY).values_list("name", flat=True).first() or settings.CITY
