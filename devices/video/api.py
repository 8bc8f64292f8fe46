"""Video and conference links over HTTP: open one, close one. The wall's tiles show them."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from devices.terminals.models import Subject
from devices.video.actions import BadLink, add_link, as_row, close_link
from devices.video.models import Stream, VideoLink
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem

router = Router(tags=["links"])


class NewLink(Body):
    kind: Literal["video", "conference"]
    label: str = Field(min_length=1, max_length=80)
    url: str = Field("", max_length=500)
    stream: int | None = Field(None, ge=1, description="of the register of streams, instead of an address")
    subject: int | None = None
    incident: int | None = None
    area: str = Field("", max_length=12, pattern=r"^[0-9]*$")


@router.post("", response={201: dict[str, Any], **REFUSALS}, operation_id="open_link")
def post_link(request: HttpRequest, body: NewLink) -> HttpResponse:
    """Without an area the link belongs to its subject's, or to the widest scope of the caller."""
    stream = Stream.objects.filter(pk=body.stream, active=True).first() if body.stream is not None else None
    if body.stream is not None and stream is None:
        raise Problem("invalid", "没有这路视频,或已停用。", where=["stream"])
    if stream is not None:
        see(request, stream.area)  # nobody shows others what he may not see himself
    area = (
        body.area
        or (stream.area if stream else "")
        or Subject.objects.filter(pk=body.subject or 0).values_list("area", flat=True).first()
        or (caller(request).scopes or [settings.CITY])[0]
    )

    def run(who: Caller) -> dict[str, Any]:
        try:
            link = add_link(
                actor=who.actor,
                kind=body.kind,
                label=body.label,
                url=body.url,
                area=area,
                subject_id=body.subject,
                incident_id=body.incident,
                stream=stream,
            )
        except BadLink as error:
            raise Problem("invalid", str(error), where=["url"]) from None
        return as_row(link)

    return command(request, "link.manage", area, run, status=201)


@router.post("/{int:link_id}/close", response={200: dict[str, Any], **REFUSALS}, operation_id="close_link")
def post_close(request: HttpRequest, link_id: int) -> HttpResponse:
    link = VideoLink.objects.filter(pk=link_id).first()
    if link is None:
        raise Problem("not_found", "没有这个链接。")
    return command(request, "link.manage", link.area, lambda who: as_row(close_link(actor=who.actor, link=link)))
