"""Bursts over HTTP: which were spoken, and how they sound."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from realtime.accounts.may import READ, Caller
from realtime.accounts.names import names_of
from realtime.api import REFUSALS, caller, permit
from realtime.codes import Problem
from realtime.files.sending import RANGE, part_of
from realtime.talk import burstlog, store
from realtime.talk.models import Act, Burst
from realtime.talk.rows import ActWhole, BurstRow

router = Router(tags=["talk"])
AUDIT = "audit.read"
MOST = 200


def readable(who: Caller) -> Q:
    """By area; of private calls one's own, and those one was allowed to listen to while they went on."""
    under = Q(pk=None)
    for scope in who.scopes:
        under |= Q(area__startswith=scope, private=False)
    if who.user_id is not None:
        under |= Q(group__members__accounts__contains=[who.user_id])
        under |= Q(group__in=Act.objects.filter(by=who.actor, act=Act.LISTEN, state=Act.DONE).values("group"), private=True)
    return under


@router.get("/bursts", response={200: list[BurstRow], **REFUSALS}, operation_id="list_bursts")
def get_bursts(request: HttpRequest, group: int | None = None, incident: int | None = None, before: int | None = None) -> list[BurstRow]:
    """Newest first."""
    who = caller(request)
    if group is None and incident is None:
        raise Problem("invalid", "请指定通话组或事件。", where=["group", "incident"])
    bursts = Burst.objects.filter(readable(who))
    bursts = bursts.filter(group=group) if group is not None else bursts.filter(incident_id=incident)
    if before is not None:
        bursts = bursts.filter(pk__lt=before)
    return [burst.row() for burst in bursts.distinct().order_by("-pk")[:MOST]]


@router.get("/bursts/{int:burst_id}/audio", response={200: bytes, **REFUSALS}, operation_id="get_burst_audio")
def get_audio(request: HttpRequest, burst_id: int) -> HttpResponseBase:
    """Ogg Opus, made from the recorded messages: whole, or the part a player asks for."""
    who = caller(request)
    burst = Burst.objects.filter(readable(who), pk=burst_id).first()
    if burst is None or not who.has(READ):
        raise Problem("not_found", "没有这段录音,或它不在您的辖区内。")
    if not burst.file:
        raise Problem("not_found", "这段通话没有声音,或录音已过保存期。")
    try:
        log = burstlog.read(store.root() / burst.file)
    except (OSError, burstlog.NoLog):
        raise Problem("not_found", "录音文件已不在服务器上,请联系管理员从备份恢复。") from None
    return _sent(request, burst, store.audio(burst, log))


@router.get("/acts", response={200: list[ActWhole], **REFUSALS}, operation_id="list_talk_acts")
def get_acts(request: HttpRequest, area: str, before: int | None = None) -> list[ActWhole]:
    """强插 强拆 监听 禁呼 under an area, newest first, the refused ones too."""
    permit(request, AUDIT, area)
    acts = Act.objects.filter(group__area__startswith=area).select_related("group")
    if before is not None:
        acts = acts.filter(pk__lt=before)
    listed = list(acts.order_by("-pk")[:MOST])
    names = names_of(act.target for act in listed)
    return [
        {**act.row(), "group_name": act.group.name, "by_name": act.by_name, "target_name": names.get(act.target), "reason": act.reason}
        for act in listed
    ]


def _sent(request: HttpRequest, burst: Burst, data: bytes) -> HttpResponse:
    etag = f'"{burst.sha256[:32]}"'
    asked = request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""
    span = part_of(asked, len(data))
    if span is None and RANGE.fullmatch(asked.strip()):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    first, last = span or (0, len(data) - 1)
    answer = HttpResponse(data[first : last + 1], status=206 if span else 200, content_type="audio/ogg")
    answer["Content-Length"] = str(last - first + 1)  # without it players do not know how long it is
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    if span:
        answer["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return answer
