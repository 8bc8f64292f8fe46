"""Streams over HTTP: the registry, watching, moving, catalogue and recordings of the national-standard platform."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from devices.video.asking import ask
from devices.video.letting_in import watched_row
from devices.video.models import Job, Stream
from devices.video.moving import move, release
from devices.video.providers.known import Move, PtzCommand
from devices.video.registry import add_stream, change_stream, remove_stream
from devices.video.rows import StreamRow, StreamWatched
from devices.video.telling import stream_row
from devices.video.watching import leave, watch
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute, permit, see
from realtime.codes import Problem
from realtime.log import act

router = Router(tags=["video"])

PAGE = 50
SPEEDS = (0.25, 0.5, 1, 2, 4, 8)  # GB/T 28181 MANSRTSP Scale, as recorders take it
LONGEST_RECORDS_H = 24  # one day of a camera's recorder; more is asked for day by day


class StreamChange(Body):
    name: str | None = Field(None, min_length=1, max_length=80)
    kind: Literal["camera", "watchtower", "body", "uav", "vehicle"] | None = None
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False, strict=False)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False, strict=False)
    ptz: bool | None = None
    codec: Literal["", "h264", "h265"] | None = None
    address: dict[str, str] | None = Field(None, description="what the provider needs, docs/video.md §2")
    active: bool | None = None


class NewStream(StreamChange):
    name: str = Field(min_length=1, max_length=80)
    kind: Literal["camera", "watchtower", "body", "uav", "vehicle"] = "camera"
    area: str = Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")
    provider: str = Field(min_length=1, max_length=12)
    address: dict[str, str]
    subject: int | None = None


class Tile(Body):
    key: str = Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$", description="the screen's own number for this tile")


class PtzMove(Body):
    move: Move
    speed: int = Field(96, ge=1, le=255)
    preset: int | None = Field(None, ge=1, le=255)


class CatalogueWish(Body):
    area: str = Field(min_length=4, max_length=12, pattern=r"^[0-9]+$", description="where channels without coordinates belong")


class RecordsWish(Body):
    start: AwareDatetime = Field(strict=False)
    end: AwareDatetime = Field(strict=False)
    play: bool = Field(False, description="true: play this span; false: list what there is")


class PlaybackSteer(Body):
    playing: str = Field(min_length=1, max_length=120, pattern=r"^[\w.-]+$", description="from the result of the job that began it")
    do: Literal["stop", "pause", "resume", "seek", "speed"]
    value: float = Field(0, ge=0, le=86_400, allow_inf_nan=False, strict=False, description="seek: seconds from its start; speed: 0.25–8")


def _stream(stream_id: int) -> Stream:
    stream = Stream.objects.filter(pk=stream_id, active=True).first()
    if stream is None:
        raise Problem("not_found", "没有这路视频,或已停用。")
    return stream


@router.get("/streams", response={200: dict[str, Any], **REFUSALS}, operation_id="list_streams")
def list_streams(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=60)] = "",
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> dict[str, Any]:
    """Streams in the caller's areas, 50 a page, by number; `q` is part of a name or a national-standard number."""
    who = caller(request)
    scope = Q(pk__in=[])
    for area in who.scopes:
        scope |= Q(area__startswith=area)
    rows = Stream.objects.filter(scope, active=True, pk__gt=after).order_by("pk")
    if q:
        rows = rows.filter(Q(name__icontains=q.replace("\x00", "")) | Q(address__channel=q))
    found = [stream_row(stream) for stream in rows[: PAGE + 1]]
    return {"streams": found[:PAGE], "more": len(found) > PAGE}


@router.post("/streams", response={201: StreamRow, **REFUSALS}, operation_id="add_stream")
def post_stream(request: HttpRequest, body: NewStream) -> HttpResponse:
    def run(who: Caller) -> Any:
        return stream_row(add_stream(
            actor=who.actor, name=body.name, area=body.area, provider=body.provider, address=body.address, kind=body.kind,
            subject_id=body.subject, lon=body.lon, lat=body.lat, ptz=body.ptz or False, codec=body.codec or "",
        ))  # fmt: skip

    return command(request, "link.manage", body.area, run, status=201)


@router.post("/streams/{int:stream_id}", response={200: StreamRow, **REFUSALS}, operation_id="change_stream")
def post_change(request: HttpRequest, stream_id: int, body: StreamChange) -> HttpResponse:
    stream = _stream(stream_id)
    wanted = body.model_dump(exclude_none=True)
    return command(
        request, "link.manage", stream.area, lambda who: stream_row(change_stream(actor=who.actor, stream_id=stream.pk, **wanted))
    )


@router.post("/streams/{int:stream_id}/remove", response={200: dict[str, Any], **REFUSALS}, operation_id="remove_stream")
def post_remove(request: HttpRequest, stream_id: int) -> HttpResponse:
    stream = _stream(stream_id)

    def run(who: Caller) -> Any:
        remove_stream(actor=who.actor, stream_id=stream.pk)
        return {"id": stream.pk}

    return command(request, "link.manage", stream.area, run)


@router.post("/streams/{int:stream_id}/watch", response={200: StreamWatched, **REFUSALS}, operation_id="watch_stream")
def post_watch(request: HttpRequest, stream_id: int, body: Tile) -> HttpResponse:
    """At the opening of a tile and each 15 s while it is open. A wall may too. With a `ticket` for the media server, good for this caller and this stream."""
    stream = _stream(stream_id)
    who = see(request, stream.area)
    return execute(request, who, lambda who: watched_row(watch(actor=who.actor, stream_id=stream.pk, key=body.key), who))


@router.post("/streams/{int:stream_id}/leave", response={200: dict[str, Any], **REFUSALS}, operation_id="leave_stream")
def post_leave(request: HttpRequest, stream_id: int, body: Tile) -> HttpResponse:
    stream = _stream(stream_id)
    who = see(request, stream.area)

    def run(who: Caller) -> Any:
        leave(actor=who.actor, stream_id=stream.pk, key=body.key)
        return {"id": stream.pk}

    return execute(request, who, run)


@router.post("/streams/{int:stream_id}/ptz", response={200: StreamRow, **REFUSALS}, operation_id="move_camera")
def post_ptz(request: HttpRequest, stream_id: int, body: PtzMove) -> HttpResponse:
    stream = _stream(stream_id)
    if body.move == "preset" and body.preset is None:
        raise Problem("invalid", "请指明预置位编号。", where=["preset"])

    def run(who: Caller) -> Any:
        rank = 2 if who.may("camera.override", stream.area) else 1
        found = move(actor=who.actor, name=who.name, rank=rank, stream_id=stream.pk, command=PtzCommand(body.move, body.speed, body.preset))
        return stream_row(found)

    return command(request, "camera.control", stream.area, run)


@router.post("/streams/{int:stream_id}/release", response={200: StreamRow, **REFUSALS}, operation_id="release_camera")
def post_release(request: HttpRequest, stream_id: int) -> HttpResponse:
    stream = _stream(stream_id)
    return command(request, "camera.control", stream.area, lambda who: stream_row(release(actor=who.actor, stream_id=stream.pk)))


@router.post("/streams/{int:stream_id}/records", response={200: dict[str, Any], **REFUSALS}, operation_id="ask_records")
def post_records(request: HttpRequest, stream_id: int, body: RecordsWish) -> HttpResponse:
    """A job: its result is read at /jobs/{id}."""
    stream = _stream(stream_id)
    if not body.start < body.end or (body.end - body.start).total_seconds() > LONGEST_RECORDS_H * 3600:
        raise Problem("invalid", f"回放时段须在 {LONGEST_RECORDS_H} 小时以内,且先始后终。", where=["start", "end"])
    payload = {"start": _iso(body.start), "end": _iso(body.end), "play": body.play}
    return command(request, "camera.control", stream.area, lambda who: _asked(Job.RECORDS, stream, who.actor, payload))


@router.post("/streams/{int:stream_id}/playback", response={200: dict[str, Any], **REFUSALS}, operation_id="steer_playback")
def post_playback(request: HttpRequest, stream_id: int, body: PlaybackSteer) -> HttpResponse:
    """A play-back somebody watches: stop, pause, resume, seek, speed; a job."""
    stream = _stream(stream_id)
    if body.do == "speed" and body.value not in SPEEDS:
        raise Problem("invalid", "回放倍速可选 0.25、0.5、1、2、4、8。", where=["value"])
    return command(request, "camera.control", stream.area, lambda who: _asked(Job.RECORDS, stream, who.actor, body.model_dump()))


@router.post("/catalogue", response={200: dict[str, Any], **REFUSALS}, operation_id="ask_catalogue")
def post_catalogue(request: HttpRequest, body: CatalogueWish) -> HttpResponse:
    """Reads the national-standard platform's devices and channels into the registry; a job."""
    return command(request, "link.manage", body.area, lambda who: _asked(Job.CATALOGUE, None, who.actor, {"area": body.area}))


@router.get("/jobs/{int:job_id}", response={200: dict[str, Any], **REFUSALS}, operation_id="get_video_job")
def get_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    job = Job.objects.filter(pk=job_id).select_related("stream").first()
    if job is None:
        raise Problem("not_found", "没有这项视频任务。")
    area = job.stream.area if job.stream else str(job.payload.get("area", ""))
    permit(request, "camera.control" if job.stream else "link.manage", area)
    return {"id": job.pk, "kind": job.kind, "state": job.state, "result": job.result, "error": job.error}


def _asked(kind: str, stream: Stream | None, actor: str, payload: dict[str, Any]) -> dict[str, Any]:
    with act(actor, stream.exercise_id if stream else None):
        return {"job": ask(kind, stream, actor=actor, provider="gb28181", payload=payload).pk}


def _iso(at: datetime) -> str:
    return at.isoformat()
