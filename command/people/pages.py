"""Where the bureau manages its own people, in Chinese: create, transfer, disable, who sees what, wall tokens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from command.people import actions
from command.signin import actions as signin
from realtime.accounts.may import Caller, caller_of_user
from realtime.accounts.models import Post, Role, Token, User
from realtime.areas.models import Area
from realtime.codes import Problem

MANAGE = "people.manage"
View = Callable[..., HttpResponse]


def manages(view: View) -> View:
    """Only who may manage people somewhere; the view narrows to where."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return redirect(f"/people/sign-in/?next={request.path}")
        who = caller_of_user(user, session=request.session.session_key or "")
        if not managed(who):
            return render(request, "refused.html", {"what": "没有人员管理权限", "do": "请联系系统管理员为您开通。"}, status=403)
        try:
            return view(request, who, *args, **kwargs)
        except Problem as problem:
            messages.error(request, problem.detail)
            return HttpResponseRedirect(request.path)

    return guarded


def managed(who: Caller) -> list[str]:
    """Area prefixes in which this caller manages people."""
    return [grant.area for grant in who.grants if grant.allows(MANAGE, grant.area)]


def _require(who: Caller, area: str) -> None:
    if not area or not who.may(MANAGE, area):
        raise Problem("forbidden", f"区划 {area} 不在您可管理的范围内。")


def _visible(who: Caller) -> Any:
    """People with a post under a managed area; whoever manages the whole city also sees those without any."""
    under = Q()
    for area in managed(who):
        under |= Q(posts__area__startswith=area)
    return User.objects.filter(under | Q(posts=None) if any(len(area) <= 4 for area in managed(who)) else under).distinct()


def _areas(who: Caller) -> list[Area]:
    return [area for prefix in managed(who) for area in Area.objects.under(prefix).to_towns()]


@require_http_methods(["GET", "POST"])
@manages
def people(request: HttpRequest, who: Caller) -> HttpResponse:
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("username", "name", "phone", "role", "area")}
        _require(who, given["area"])
        if not given["username"] or not given["name"]:
            raise Problem("invalid", "请填写登录名和姓名。")
        user, password = actions.create_person(actor=who.actor, **given)
        return render(
            request, "people/secret.html", {"what": f"{user.name}({user.username})的初始密码", "secret": password, "back": "/people/"}
        )
    wanted = request.GET.get("q", "").strip()
    found = _visible(who).filter(Q(name__icontains=wanted) | Q(username__icontains=wanted) | Q(phone__contains=wanted)).order_by("name")
    rows = [(user, list(Post.objects.valid().filter(user=user).select_related("role"))) for user in found[:200]]
    return render(
        request, "people/list.html", {"rows": rows, "q": wanted, "roles": Role.objects.all(), "areas": _areas(who), "names": _names()}
    )


@require_http_methods(["GET", "POST"])
@manages
def person(request: HttpRequest, who: Caller, user_id: int) -> HttpResponse:
    user = _visible(who).filter(pk=user_id).first()
    if user is None:
        raise Http404
    if request.method == "POST":
        return _change(request, who, user)
    posts = list(user.posts.select_related("role").order_by("-valid_from"))
    current = set(Post.objects.valid().filter(user=user).values_list("pk", flat=True))
    context = {"person": user, "posts": posts, "current": current, "roles": Role.objects.all(), "areas": _areas(who), "names": _names()}
    return render(request, "people/person.html", context)


def _change(request: HttpRequest, who: Caller, user: User) -> HttpResponse:
    """Every change of another person needs all of that person's posts to be under the manager: nobody disables a superior."""
    for post in Post.objects.valid().filter(user=user):
        _require(who, post.area)
    match request.POST.get("do"):
        case "give":
            area = request.POST.get("area", "")
            _require(who, area)
            actions.give_post(actor=who.actor, user=user, role=request.POST.get("role", ""), area=area)
            messages.success(request, "岗位已增加,立即生效。")
        case "end":
            post = get_object_or_404(Post, pk=request.POST.get("post"), user=user)
            actions.end_post(actor=who.actor, post=post)
            messages.success(request, "岗位已结束,立即生效。")
        case "disable" | "enable" as verb:
            if verb == "disable" and user.actor == who.actor:
                raise Problem("wrong_state", "不能停用自己的账号。")
            actions.set_active(actor=who.actor, user=user, active=verb == "enable")
            messages.success(request, "账号已启用。" if verb == "enable" else "账号已停用,其屏幕随即断开。")
        case "password":
            password = actions.reset_password(actor=who.actor, user=user)
            return render(request, "people/secret.html", {"what": f"{user.name} 的新密码", "secret": password, "back": request.path})
        case "pin":
            signin.set_pin(actor=who.actor, user=user, pin=request.POST.get("pin", ""))
            messages.success(request, "解锁口令已更新。")
        case _:
            raise Problem("bad_request")
    return HttpResponseRedirect(request.path)


@require_http_methods(["GET", "POST"])
@manages
def walls(request: HttpRequest, who: Caller) -> HttpResponse:
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            token = get_object_or_404(Token, pk=request.POST.get("token"), kind=Token.WALL)
            _require(who, token.area)
            actions.revoke_wall(actor=who.actor, token=token)
            messages.success(request, f"{token.name} 的令牌已吊销,大屏随即断开。")
            return HttpResponseRedirect(request.path)
        area, name = request.POST.get("area", ""), request.POST.get("name", "").strip()
        _require(who, area)
        if not name:
            raise Problem("invalid", "请填写大屏名称。")
        token, secret = actions.issue_wall(actor=who.actor, name=name, area=area)
        address = request.build_absolute_uri(f"/wall/?token={secret}")
        return render(request, "people/secret.html", {"what": f"大屏“{token.name}”的打开地址", "secret": address, "back": request.path})
    tokens = [token for token in Token.objects.filter(kind=Token.WALL).order_by("-id") if who.may(MANAGE, token.area)]
    return render(request, "people/walls.html", {"tokens": tokens, "areas": _areas(who), "names": _names()})


@manages
def roles(request: HttpRequest, who: Caller) -> HttpResponse:
    """Who sees what: every role with its verbs, every area with its holders."""
    posts = Post.objects.valid().select_related("role", "user").order_by("area", "role__order")
    holders = [post for post in posts if who.may(MANAGE, post.area)]
    return render(request, "people/roles.html", {"roles": Role.objects.all(), "holders": holders, "names": _names()})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    signin.sign_out(request)
    return redirect("/")


def _names() -> dict[str, str]:
    return dict(Area.objects.values_list("code", "name"))
