"""Gateways for the bureau's administrator: is there a key, what went out today and in how many parts, what came back, what a text would become."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dispatch.callout.channels.known import Message
from dispatch.callout.message import opening
from dispatch.contacts.actions import MANAGE
from dispatch.contacts.showing import REVEAL
from dispatch.gateways.api import worded
from dispatch.gateways.models import SIGNED, Handover, Inbound, Provider
from dispatch.gateways.rows import Worded
from dispatch.gateways.secrets import name_of, secret_of
from dispatch.masking import masked_phone
from realtime.accounts.may import caller_of_user
from realtime.accounts.models import User

SHOWN = 30
SAMPLE = "派潭镇发布暴雨红色预警,请立即组织低洼处群众转移,收到请回复1。"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        return redirect(f"/people/sign-in/?next={request.path}")
    who = caller_of_user(user, session=request.session.session_key or "")
    if not who.may(MANAGE, settings.CITY):
        return render(request, "refused.html", {"what": "您的岗位不能查看网关", "do": "请联系系统管理员。"}, status=403)
    text = request.POST.get("text", SAMPLE)[:1000]
    exercise = bool(request.POST.get("exercise"))
    reveal = who.may(REVEAL, settings.CITY)
    return render(
        request,
        "gateways/list.html",
        {
            "gateways": [_gateway(provider) for provider in _counted()],
            "text": text, "exercise": exercise, "words": _words(text, exercise) if request.method == "POST" else None,
            "given": [_given(row, reveal=reveal) for row in Handover.objects.select_related("provider")[:SHOWN]],
            "told": Inbound.objects.select_related("provider")[:SHOWN],
        },
    )  # fmt: skip


def _counted() -> QuerySet[Provider]:
    today = Q(handovers__at__gte=Now() - timedelta(hours=24))
    return Provider.objects.select_related("circuit").annotate(
        taken=Count("handovers", filter=today & Q(handovers__result=Handover.TAKEN)),
        not_taken=Count("handovers", filter=today & ~Q(handovers__result=Handover.TAKEN)),
        parts=Sum("handovers__parts", filter=today & Q(handovers__result=Handover.TAKEN)),
    )


def _gateway(provider: Provider) -> dict[str, object]:
    """Whether there is a key, never the key."""
    return {
        "row": provider,
        "key": bool(secret_of(provider.code)),
        "variable": name_of(provider.code),
        "signed": provider.kind in SIGNED,
        "circuit": getattr(provider, "circuit", None),
    }


def _words(text: str, exercise: bool) -> list[Worded]:
    message = Message(
        id="preview", to="", person=None, text=opening(text, 1 if exercise else None), purpose="call", exercise=exercise, name="李村长"
    )
    return [worded(message, provider) for provider in Provider.objects.filter(kind__in=SIGNED, active=True).prefetch_related("templates")]


def _given(row: Handover, *, reveal: bool) -> dict[str, object]:
    return {"row": row, "to": row.number if reveal else masked_phone(row.number)}
