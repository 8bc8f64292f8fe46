"""`/paper/callout/<id>/`: the proof of a callout on A4 and as a spreadsheet; with whole numbers only for a reason, which is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from command.agreements.taken import mark_of
from command.paper.watermark import on_xlsx
from dispatch.callout.models import Callout
from dispatch.callout.proof import Proved, proof_of, spreadsheet
from dispatch.callout.showing import place_of
from dispatch.callout.tree import names_of_gaps
from dispatch.contacts.revealing import MAY, reveal_list
from realtime import clock
from realtime.accounts.may import READ, Caller, caller_of_user
from realtime.accounts.models import User
from realtime.areas.models import Area
from realtime.codes import Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[[HttpRequest, Caller, Callout, bool], HttpResponse]


def shows(view: View) -> Callable[[HttpRequest, int], HttpResponse]:
    """GET masks the numbers; POST with a reason shows them to who may see them, and is written down first."""

    @wraps(view)
    def guarded(request: HttpRequest, callout_id: int) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return redirect(f"/people/sign-in/?next={request.path}")
        who = caller_of_user(user, session=request.session.session_key or "")
        callout = Callout.objects.filter(pk=callout_id).first()
        if callout is None or not who.may(READ, callout.area):
            return render(request, "refused.html", {"what": "没有这次叫应,或不在您的辖区", "do": "请核对编号。"}, status=404)
        numbers = request.method == "POST"
        if numbers:
            if not who.may(MAY, callout.area):
                return render(request, "refused.html", {"what": "您的岗位不能导出完整号码", "do": "可使用遮盖号码的清单。"}, status=403)
            try:
                reveal_list(
                    actor=who.actor, name=who.name, what=f"callout:{callout.pk}", count=callout.calls.count(), area=callout.area,
                    stream=f"people:{settings.CITY}", reason=request.POST.get("reason", ""),
                )  # fmt: skip
            except Problem as problem:
                return render(request, "refused.html", {"what": problem.detail, "do": "返回上一页,写明理由后再试。"}, status=422)
        answer = view(request, who, callout, numbers)
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


@require_http_methods(["GET", "POST"])
@shows
def callout(request: HttpRequest, who: Caller, callout: Callout, numbers: bool) -> HttpResponse:
    rows = proof_of(callout, numbers=numbers)
    return render(request, "paper/callout.html", {
        "city": Area.objects.filter(pk=settings.CITY).values_list("name", flat=True).first() or "", "callout": callout, "rows": rows,
        "place": place_of(callout), "drill": callout.exercise_id is not None, "gaps": names_of_gaps(callout), "numbers": numbers,
        "may_reveal": who.may(MAY, callout.area), "printed_at": localtime(clock.now()), "by": who.name, **_counted(rows),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@shows
def callout_sheet(request: HttpRequest, who: Caller, callout: Callout, numbers: bool) -> HttpResponse:
    name = f"callout-{callout.pk}.xlsx"
    return HttpResponse(
        on_xlsx(spreadsheet(callout, proof_of(callout, numbers=numbers)), mark_of(who.name, callout.area)),
        content_type=XLSX,
        headers={
            "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''%E5%8F%AB%E5%BA%94%E6%B8%85%E5%8D%95-{callout.pk}.xlsx"
        },
    )


def _counted(rows: list[Proved]) -> dict[str, object]:
    posts = [row for row in rows if row.call.stands_for_id is None and not row.call.visit and row.call.state != "stopped"]
    answered = [row for row in posts if row.call.state == "answered" or row.call.covered_by_id is not None]
    times = [row.seconds for row in rows if row.seconds is not None]
    return {"posts": len(posts), "answered": len(answered), "longest": max(times, default=None)}
