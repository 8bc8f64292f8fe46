"""开通向导: leads the first administrators of a centre on duty from an empty installation to its first answered call."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from command.begin.steps import STEPS
from command.people.pages import managed, manages
from realtime.accounts.may import Caller


@require_GET
@never_cache
@manages
def begin(request: HttpRequest, who: Caller) -> HttpResponse:
    """`?from=sign-in`: where nothing is left to do, on to the people's page."""
    if settings.CITY not in managed(who):
        return render(
            request, "refused.html", {"what": "没有全市人员管理权限", "do": "开通向导由全市的系统管理员、安全管理员办理。"}, status=403
        )
    looked = [(step, step.look()) for step in STEPS]
    left = [step for step, found in looked if not found.done]
    if not left and request.GET.get("from") == "sign-in":
        return HttpResponseRedirect("/people/")
    context = {"steps": looked, "next": left[0] if left else None, "left": len(left), "mode": settings.MODE}
    return render(request, "begin/begin.html", context)
