"""Who may open the bureau's pages on teams: everybody with a post reads their area; what changes something asks for its verb."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from realtime.accounts.may import Caller, caller_of_user
from realtime.accounts.models import User
from realtime.api import LOCKED
from realtime.codes import Problem

View = Callable[..., HttpResponseBase]


def reads(view: View) -> View:
    """The view gets the caller; a locked seat is shown but changes nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return redirect(f"/people/sign-in/?next={request.path}")
        locked = bool(request.session.get(LOCKED))
        who = caller_of_user(user, session=request.session.session_key or "", locked=locked)
        if not who.scopes:
            return render(request, "refused.html", {"what": "还没有岗位", "do": "请联系系统管理员为您安排岗位。"}, status=403)
        if locked and request.method == "POST":
            return render(request, "refused.html", {"what": "席位已锁定", "do": "请先在值守调度台输入口令解锁。"}, status=403)
        try:
            return view(request, who, *args, **kwargs)
        except Problem as problem:  # what a page did not expect to be asked
            return render(request, "refused.html", {"what": problem.detail, "do": "请返回上一页。"}, status=problem.status)

    return guarded


def require(who: Caller, verb: str, area: str) -> None:
    if not area or not who.may(verb, area):
        raise Problem("forbidden", "当前岗位没有此项权限,或对象不在您的辖区内。")


def areas_for(who: Caller, verb: str) -> list[str]:
    """Prefixes in which the caller may do this, the widest only."""
    found = sorted({grant.area for grant in who.grants if grant.allows(verb, grant.area)})
    return [area for area in found if not any(area != other and area.startswith(other) for other in found)]
