"""HTTP of the replay: board, picture and moves at instants of the past; everything here only reads."""

from __future__ import annotations

import struct
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from command.replay.asking import LONGEST, LONGEST_CHUNK, MOST_TICKS, Record, instant, record_of, span
from command.replay.case import CaseRecord, ms
from command.replay.case_api import router as cases
from command.replay.fixes import message
from command.replay.keyframes import first_keyframe
from command.replay.rows import As, ReplayAxis, ReplayBoard, ReplayEvents, ReplaySpan, Trail
from command.replay.trails import trail_of
from realtime import clock
from realtime.api import REFUSALS, caller
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log.snapshot import epoch
from realtime.snapshots import measures

router = Router(tags=["replay"])
router.add_router("/cases", cases)

Instant = Annotated[AwareDatetime, Field(strict=False)]
Areas = Annotated[str, Field(max_length=200, pattern=r"^[0-9,]*$")]
Step = Annotated[float, Field(ge=0.25, le=600, allow_inf_nan=False)]
TICK = struct.Struct("<dII")  # ms since 1970, bytes of the message, 0: the message starts at a multiple of eight


def _record(request: HttpRequest, areas: str, case: int | None) -> Record:
    return record_of(caller(request), areas, case)


@router.get("/span", response={200: ReplaySpan, **REFUSALS}, operation_id="get_replay_span")
def get_span(request: HttpRequest, areas: Areas = "", case: int | None = None) -> ReplaySpan:
    """From when to when there is something to see."""
    record = _record(request, areas, case)
    if isinstance(record, CaseRecord):
        about = record.about
        return {
            "since": str(iso(record.since)),
            "until": str(iso(record.until)),
            "title": about.title,
            "city": about.city_name,
            "center": about.center,
            "areas": record.reader.json("areas.json"),
        }
    now = clock.now()
    city = Area.objects.filter(pk=settings.CITY).first()
    since = first_keyframe() or now
    return {
        "since": str(iso(since)),
        "until": str(iso(now)),
        "title": "",
        "city": city.name if city else settings.CITY,
        "center": None,
        "areas": {},
    }


@router.get("/state", response={200: ReplayBoard, **REFUSALS}, operation_id="get_replay_state")
def get_state(
    request: HttpRequest, at: Instant, areas: Areas = "", shown_as: Annotated[As, Query(alias="as")] = "known", case: int | None = None
) -> HttpResponse:
    """The board at an instant, in the shape of a snapshot."""
    record = _record(request, areas, case)
    at = instant(record, at)
    board = record.board(at, happened=shown_as == "happened")
    limits = record.reader.json("limits.json") if isinstance(record, CaseRecord) else measures()
    answer: ReplayBoard = {
        "scope": "replay", "epoch": epoch(), "heads": board.heads, "at": str(iso(at)), "state": board.state, "limits": limits,
        "city": settings.CITY, "complete": board.complete, "shown_as": shown_as,
    }  # fmt: skip
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@router.get("/positions", response={200: bytes, **REFUSALS}, operation_id="get_replay_positions")
def get_positions(
    request: HttpRequest, at: Instant, areas: Areas = "", shown_as: Annotated[As, Query(alias="as")] = "known", case: int | None = None
) -> HttpResponse:
    """A whole picture as the live socket sends it (docs/protocol.md §3), ages counted from `at`."""
    record = _record(request, areas, case)
    at = instant(record, at)
    happened = shown_as == "happened"
    picture = record.picture(at, happened=happened)
    return _binary(message(picture.fixes, ms(at), picture.who, happened=happened, full=True))


@router.get("/track", response={200: bytes, **REFUSALS}, operation_id="get_replay_track")
def get_track(
    request: HttpRequest,
    since: Annotated[Instant, Query(alias="from")],
    until: Annotated[Instant, Query(alias="to")],
    step: Step = 1,
    areas: Areas = "",
    shown_as: Annotated[As, Query(alias="as")] = "known",
    case: int | None = None,
) -> HttpResponse:
    """Picture messages of a span, one per step in which anything moved: [f64 ms since 1970, u32 length, u32 0, message padded to eight]…"""
    record = _record(request, areas, case)
    since, until = span(record, since, until, LONGEST_CHUNK)
    if (until - since).total_seconds() / step > MOST_TICKS:
        raise Problem("invalid", f"一次最多 {MOST_TICKS} 步,请缩短时段或加大步长。", where=["step"])
    if until <= since:
        return _binary(b"")
    happened = shown_as == "happened"
    ticks, who = record.moves(since, until, step, happened=happened)
    parts: list[bytes] = []
    for seconds, fixes in ticks:
        at_ms = ms(since) + int(seconds * 1000)
        text = message(fixes, at_ms, who, happened=happened, full=False)
        parts += [TICK.pack(at_ms, len(text), 0), text, bytes(-len(text) % 8)]
    return _binary(b"".join(parts))


@router.get("/events", response={200: ReplayEvents, **REFUSALS}, operation_id="get_replay_events")
def get_events(
    request: HttpRequest,
    since: Annotated[Instant, Query(alias="from")],
    until: Annotated[Instant, Query(alias="to")],
    areas: Areas = "",
    shown_as: Annotated[As, Query(alias="as")] = "known",
    case: int | None = None,
) -> ReplayEvents:
    """What was told and what was said, in order. `until` of the answer is earlier than asked when there was too much for one."""
    record = _record(request, areas, case)
    since, until = span(record, since, until, LONGEST_CHUNK)
    told = record.moments(since, until, happened=shown_as == "happened")
    return {"since": str(iso(since)), "until": str(iso(told.until)), "events": told.moments, "bursts": record.spoken(since, told.until)}


@router.get("/axis", response={200: ReplayAxis, **REFUSALS}, operation_id="get_replay_axis")
def get_axis(
    request: HttpRequest,
    since: Annotated[Instant, Query(alias="from")],
    until: Annotated[Instant, Query(alias="to")],
    areas: Areas = "",
    case: int | None = None,
) -> ReplayAxis:
    """A span at a glance: density of events, and the marks worth jumping to."""
    record = _record(request, areas, case)
    since, until = span(record, since, until, LONGEST)
    return record.axis() if isinstance(record, CaseRecord) else record.axis(since, until)


@router.get("/trail", response={200: Trail, **REFUSALS}, operation_id="get_trail")
def get_trail(
    request: HttpRequest,
    subject: Annotated[int, Field(ge=1, le=2**31 - 1)],
    since: Annotated[Instant, Query(alias="from")],
    until: Annotated[Instant, Query(alias="to")],
    case: int | None = None,
) -> Trail:
    """Where one subject went, by device time."""
    return trail_of(caller(request), subject, since, until, case)


def _binary(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type="application/octet-stream", headers={"Cache-Control": "private, no-store"})
