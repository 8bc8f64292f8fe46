"""Tracks over HTTP: whose way, of which span, as which file, and why."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from command.tracks.actions import record_export, written
from command.tracks.asking import Asked, of_incident, of_subjects
from command.tracks.models import TrackExport
from command.tracks.writing import WRITERS
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller
from realtime.codes import Problem

router = Router(tags=["tracks"])


class TrackParts(StreamingHttpResponse):
    """Read from the database piece by piece under ASGI too, on the request's own thread and connection."""

    def __init__(self, pieces: Iterator[bytes], **given: Any) -> None:
        super().__init__(pieces, **given)
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await sync_to_async(_next, thread_sensitive=True)(self.pieces):
            yield piece


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")


Instant = Annotated[AwareDatetime, Field(strict=False)]


class ExportTracks(Body):
    """Subjects with a span, or an incident: then everybody sent to it, each from order to release."""

    subjects: list[int] | None = Field(None, min_length=1, max_length=200)
    incident: int | None = Field(None, ge=1)
    since: Instant | None = None
    until: Instant | None = None
    format: Literal["gpx", "geojson", "csv"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]

    @model_validator(mode="after")
    def _one(self) -> ExportTracks:
        if (self.subjects is None) == (self.incident is None):
            raise ValueError("请给出对象(subjects)或事件(incident)之一")
        if self.subjects is not None and (self.since is None or self.until is None):
            raise ValueError("请给出起止时间(since、until)")
        return self


def asked_by(who: Caller, subjects: list[int] | None, incident: int | None, since: datetime | None, until: datetime | None) -> Asked:
    if incident is not None:
        return of_incident(who, incident_of(incident), since, until)
    if since is None or until is None:
        raise Problem("invalid", "请给出起止时间。", where=["since", "until"])
    return of_subjects(who, subjects or [], since, until)


@router.post("/export", response={200: bytes, **REFUSALS}, operation_id="export_tracks")
def post_export(request: HttpRequest, body: ExportTracks) -> HttpResponseBase:
    """A file that is written while it is read; who took it, and why, stays on record."""
    who = caller(request)
    asked = asked_by(who, body.subjects, body.incident, body.since, body.until)
    if who.locked:
        raise Problem("locked")
    return as_file(record_export(who=who, asked=asked, format=body.format, reason=body.reason), asked)


def as_file(record: TrackExport, asked: Asked) -> HttpResponseBase:
    answer = TrackParts(written(record, asked), content_type=WRITERS[record.format].mime)
    name = quote(f"轨迹-{record.title}-{asked.since.astimezone():%Y%m%d%H%M}.{record.format}")
    answer["Content-Disposition"] = f"attachment; filename=\"tracks.{record.format}\"; filename*=UTF-8''{name}"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
