"""Where the bureau manages its own people, in Chinese: accounts (system administrator), posts (security administrator), who sees what, wall tokens."""

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
from command.signin import factors
from realtime.accounts.may import Caller, caller_of_user
from realtime.accounts.models import Post, Role, Token, User
from realtime.accounts.separation import GRANTS_ROLES, MAKES_ACCOUNTS, NAMES
from realtime.areas.models import Area
from realtime.codes import Problem

EITHER = (MAKES_ACCOUNTS, GRANTS_ROLES)
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
    """Area prefixes in which this caller makes accounts or grants posts."""
    return [grant.area for grant in who.grants if any(grant.allows(verb, grant.area) for verb in EITHER)]


def _require(who: Caller, verb: str, area: str) -> None:
    if not who.has(verb):
        raise Problem("forbidden", f"这一项由{NAMES[verb]}办理。", where=[verb])
    if not area or not who.may(verb, area):
        raise Problem("forbidden", f"区划 {area} 不在您可管理的范围内。", where=[verb, area])


def _visible(who: Caller) -> Any:
    """People with a post under a managed area; whoever manages the whole city also sees those without any."""
    under = Q()
    for area in managed(who):
        under |= Q(posts__area__startswith=area) | Q(standing__area__startswith=area)
    return User.objects.filter(under | Q(posts=None) if any(len(area) <= 4 for area in managed(who)) else under).distinct()


def _areas(who: Caller) -> list[Area]:
    return [area for prefix in managed(who) for area in Area.objects.under(prefix).to_towns()]


@require_http_methods(["GET", "POST"])
@manages
def people(request: HttpRequest, who: Caller) -> HttpResponse:
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("username", "name", "phone", "area")}
        _require(who, MAKES_ACCOUNTS, given["area"])
        if not given["username"] or not given["name"]:
            raise Problem("invalid", "请填写登录名和姓名。")
        user, password = actions.create_person(actor=who.actor, **given)
        return render(
            request, "people/secret.html", {"what": f"{user.name}({user.username})的初始密码", "secret": password, "back": "/people/"}
        )
    wanted = request.GET.get("q", "").strip()
    found = _visible(who).filter(Q(name__icontains=wanted) | Q(username__icontains=wanted) | Q(phone__contains=wanted)).order_by("name")
    rows = [(user, list(Post.objects.valid().filter(user=user).select_related("role"))) for user in found[:200]]
    context = {"rows": rows, "q": wanted, "areas": _areas(who), "names": _names(), "makes": who.has(MAKES_ACCOUNTS)}
    return render(request, "people/list.html", context)


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
    may_do = {"makes": who.has(MAKES_ACCOUNTS), "grants": who.has(GRANTS_ROLES), "held": factors.held(user)}
    context = may_do | {
        "person": user,
        "posts": posts,
        "current": current,
        "roles": Role.objects.all(),
        "areas": _areas(who),
        "names": _names(),
    }
    return render(request, "people/person.html", context)


WHOSE = {
    "give": GRANTS_ROLES, "end": GRANTS_ROLES, "factors": GRANTS_ROLES,
    "disable": MAKES_ACCOUNTS, "enable": MAKES_ACCOUNTS, "password": MAKES_ACCOUNTS, "pin": MAKES_ACCOUNTS,
}  # fmt: skip


def _change(request: HttpRequest, who: Caller, user: User) -> HttpResponse:
    """Every change of another person needs all of that person's posts to be under the manager: nobody disables a superior."""
    verb = WHOSE.get(request.POST.get("do", ""))
    if verb is None:
        raise Problem("bad_request")
    if not who.has(verb):
        raise Problem("forbidden", f"这一项由{NAMES[verb]}办理。", where=[verb])
    for post in Post.objects.valid().filter(user=user):
        _require(who, verb, post.area)
    if user.actor == who.actor and verb == GRANTS_ROLES:
        raise Problem("wrong_state", "不能改动自己的岗位和双因素,请另一位安全管理员办理。")
    match request.POST["do"]:
        case "give":
            area = request.POST.get("area", "")
            _require(who, verb, area)
            actions.give_post(actor=who.actor, user=user, role=request.POST.get("role", ""), area=area)
            messages.success(request, "岗位已增加,立即生效。")
        case "end":
            post = get_object_or_404(Post, pk=request.POST.get("post"), user=user)
            actions.end_post(actor=who.actor, post=post)
            messages.success(request, "岗位已结束,立即生效。")
        case "factors":
            factors.reset(actor=who.actor, user=user)
            messages.success(request, "双因素已重置,须用的岗位在下次登录时重新绑定。")
        case "disable" | "enable" as do:
            if do == "disable" and user.actor == who.actor:
                raise Problem("wrong_state", "不能停用自己的账号。")
            actions.set_active(actor=who.actor, user=user, active=do == "enable")
            messages.success(request, "账号已启用。" if do == "enable" else "账号已停用,其屏幕随即断开。")
        case "password":
            password = actions.reset_password(actor=who.actor, user=user)
            return render(request, "people/secret.html", {"what": f"{user.name} 的新密码", "secret": password, "back": request.path})
        case _:
            signin.set_pin(actor=who.actor, user=user, pin=request.POST.get("pin", ""))
            messages.success(request, "解锁口令已更新。")
    return HttpResponseRedirect(request.path)


@require_http_methods(["GET", "POST"])
@manages
def walls(request: HttpRequest, who: Caller) -> HttpResponse:
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            token = get_object_or_404(Token, pk=request.POST.get("token"), kind=Token.WALL)
            _require(who, MAKES_ACCOUNTS, token.area)
            actions.revoke_wall(actor=who.actor, token=token)
            messages.success(request, f"{token.name} 的令牌已吊销,大屏随即断开。")
            return HttpResponseRedirect(request.path)
        area, name = request.POST.get("area", ""), request.POST.get("name", "").strip()
        _require(who, MAKES_ACCOUNTS, area)
        if not name:
            raise Problem("invalid", "请填写大屏名称。")
        token, secret = actions.issue_wall(actor=who.actor, name=name, area=area)
        address = request.build_absolute_uri(f"/wall/?token={secret}")
        return render(request, "people/secret.html", {"what": f"大屏“{token.name}”的打开地址", "secret": address, "back": request.path})
    tokens = [token for token in Token.objects.filter(kind=Token.WALL).order_by("-id") if who.may(MAKES_ACCOUNTS, token.area)]
    return render(request, "people/walls.html", {"tokens": tokens, "areas": _areas(who), "names": _names()})


@manages
def roles(request: HttpRequest, who: Caller) -> HttpResponse:
    """Who sees what: every role with its verbs, every area with its holders."""
    posts = Post.objects.valid().select_related("role", "user").order_by("area", "role__order")
    holders = [post for post in posts if any(who.may(verb, post.area) for verb in EITHER)]
    return render(request, "people/roles.html", {"roles": Role.objects.all(), "holders": holders, "names": _names()})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    signin.sign_out(request)
    return redirect("/")


def _names() -> dict[str, str]:
    return dict(Area.objects.values_list("code", "name"))
