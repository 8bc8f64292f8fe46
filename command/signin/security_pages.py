"""登录锁定与安全日志: who grants posts opens doors that were shut; who audits reads what was done, and is seen reading."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from command.signin import record
from command.signin.guesses import lift
from command.signin.models import Guess
from command.signin.words import WORDS
from realtime.accounts.may import Caller, caller_of_user
from realtime.accounts.models import User
from realtime.accounts.separation import AUDITS, GRANTS_ROLES
from realtime.log.models import Event, Stream
from realtime.log.verify import broken_at
from realtime.rules.models import rule

PAGE = "/security/"
ROWS = 200


@require_http_methods(["GET", "POST"])
def security(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return redirect(f"/people/sign-in/?next={PAGE}")
    who = caller_of_user(request.user, session=request.session.session_key or "")
    grants, audits = who.may(GRANTS_ROLES, settings.CITY), who.may(AUDITS, settings.CITY)
    if not (grants or audits) or (request.method == "POST" and not grants):
        words = {"what": "登录锁定由安全管理员解除,安全日志由审计管理员查看", "do": "请联系相应的管理员。"}
        return render(request, "refused.html", words, status=403)
    if request.method == "POST":
        lift(actor=who.actor, guess=get_object_or_404(Guess, pk=request.POST.get("guess", "")))
        messages.success(request, "已解除,可立即重新登录。")
        return HttpResponseRedirect(PAGE)
    context: dict[str, Any] = {"grants": grants, "audits": audits, "days": rule("security.keep_days")}
    if grants:
        context["shut"] = Guess.objects.filter(until__gt=Now()).select_related("user").order_by("-until")
        context["readings"] = _rows(Event.objects.filter(stream_id=record.stream(), kind="security_log.read").order_by("-seq")[:20])
    if audits:
        context |= _log(request, who)
    return render(request, "account/security.html", context)


def _log(request: HttpRequest, who: Caller) -> dict[str, Any]:
    kind, person = request.GET.get("kind", ""), request.GET.get("person", "").strip()[:40]
    found = Event.objects.filter(stream_id__in=record.watched())
    if kind in WORDS:
        found = found.filter(kind=kind)
    if person:
        users = User.objects.filter(Q(name__icontains=person) | Q(username__icontains=person))[:50]
        found = found.filter(actor__in=[user.actor for user in users])
    rows = _rows(found.order_by("-at", "-seq")[:ROWS])
    record.note(who.actor, "security_log.read", {"kind": kind if kind in WORDS else "", "rows": len(rows)})
    context: dict[str, Any] = {"rows": rows, "kind": kind, "person": person, "kinds": sorted(WORDS.items(), key=lambda one: one[1])}
    if "verify" in request.GET:
        names = Stream.objects.filter(name__in=record.watched()).values_list("name", flat=True)
        context["verified"] = [(name, broken_at(name)) for name in names]
    return context


def _rows(events: Any) -> list[dict[str, Any]]:
    rows = list(events)
    people = {f"user:{pk}": name for pk, name in User.objects.values_list("pk", "name")} if rows else {}
    shown = []
    for event in rows:
        body = json.loads(event.body)
        about = body.get("user") or (body.get("id") if event.kind.startswith("person.") else None)
        shown.append(
            {
                "at": event.at,
                "who": people.get(event.actor, event.actor),
                "what": WORDS.get(event.kind, event.kind),
                "about": people.get(f"user:{about}", "") if about and f"user:{about}" != event.actor else "",
                "address": body.get("address", ""),
                "seq": f"{event.stream_id.partition(':')[0]} {event.seq}",
                "bad": event.kind in ("sign_in.failed", "sign_in.locked_out"),
            }
        )
    return shown
