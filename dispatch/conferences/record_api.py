"""What a conference leaves behind, over HTTP: roll call, minutes, decisions, recordings."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File as FileParam
from ninja import Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from dispatch.conferences.api import found, seen
from dispatch.conferences.joining import HOST, leg_of
from dispatch.conferences.minutes import acknowledge_decision, decide, finish_decision, write_minute
from dispatch.conferences.models import Conference
from dispatch.conferences.recordings import start_recording, stop_recording, take_part
from dispatch.conferences.records import Decision, Recording
from dispatch.conferences.roll_calls import answer_roll_call, start_roll_call
from dispatch.conferences.rows import ConferenceRollCallRow, DecisionRow, MinuteText, Parted, RecordingRow
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, command, execute, permit
from realtime.clock import iso
from realtime.codes import Problem
from realtime.files.store import incoming

router = Router(tags=["conferences"])
MOST_PART = 64 * 1024 * 1024  # some seconds of a composed view are a few MB; a page that was cut off sends what gathered


class NewRollCall(Body):
    legs: list[int] = Field(default_factory=list, max_length=100)
    all: bool = False


class RollAnswer(Body):
    """Without `leg` it is one's own."""

    leg: int | None = None
    by_name: str = Field("", max_length=60)


class NewMinute(Body):
    text: str = Field(min_length=1, max_length=4000)


class DecisionTo(Body):
    unit: int | None = None
    person: int | None = None
    department: str = Field("", max_length=60)


class NewDecision(Body):
    text: str = Field(min_length=1, max_length=500)
    to: DecisionTo
    due_at: Annotated[datetime | None, Field(strict=False)] = None


class TakenOn(Body):
    said_by: str = Field(min_length=1, max_length=60)
    text: str = Field("", max_length=500)


class DecisionDone(Body):
    text: str = Field("", max_length=500)


@router.post("/{int:conference_id}/roll-call", response={201: ConferenceRollCallRow, **REFUSALS}, operation_id="call_conference_roll")
def post_roll_call(request: HttpRequest, conference_id: int, body: NewRollCall) -> HttpResponse:
    return command(
        request, HOST, found(conference_id).area,
        lambda who: start_roll_call(actor=who.actor, conference_id=conference_id, legs=body.legs, all_at_once=body.all).row(), status=201,
    )  # fmt: skip


@router.post(
    "/{int:conference_id}/roll-call/answer", response={200: ConferenceRollCallRow, **REFUSALS}, operation_id="answer_conference_roll"
)
def post_roll_answer(request: HttpRequest, conference_id: int, body: RollAnswer) -> HttpResponse:
    conference = found(conference_id)
    who = seen(request, conference)
    mine = leg_of(who, conference)
    own = mine is not None and not mine.listen_only and body.leg in (None, mine.pk)
    if own:
        assert mine is not None
        leg = mine.pk
        return execute(
            request, who, lambda who: answer_roll_call(actor=who.actor, conference_id=conference_id, leg_id=leg, itself=True).row()
        )
    return command(
        request, HOST, conference.area,
        lambda who: answer_roll_call(actor=who.actor, conference_id=conference_id, leg_id=body.leg or 0, by_name=body.by_name).row(),
    )  # fmt: skip


@router.post("/{int:conference_id}/minutes", response={201: MinuteText, **REFUSALS}, operation_id="write_conference_minute")
def post_minute(request: HttpRequest, conference_id: int, body: NewMinute) -> HttpResponse:
    def run(who: Caller) -> MinuteText:
        minute = write_minute(actor=who.actor, name=who.name, conference_id=conference_id, text=body.text)
        minute.refresh_from_db(fields=["at"])
        return {"number": minute.number, "text": minute.text, "at": str(iso(minute.at)), "by_name": minute.by_name}

    return command(request, HOST, found(conference_id).area, run, status=201)


@router.post("/{int:conference_id}/decisions", response={201: DecisionRow, **REFUSALS}, operation_id="decide_in_conference")
def post_decision(request: HttpRequest, conference_id: int, body: NewDecision) -> HttpResponse:
    """To a team it is an order, which is the right of who may order."""
    conference = found(conference_id)
    if body.to.unit is not None:
        permit(request, "unit.assign", conference.area)

    def run(who: Caller) -> DecisionRow:
        return decide(
            actor=who.actor, name=who.name, conference_id=conference_id, text=body.text, unit_id=body.to.unit, person_id=body.to.person,
            department=body.to.department, due_at=body.due_at,
        ).row()  # fmt: skip

    return command(request, HOST, conference.area, run, status=201)


def _decided(decision_id: int) -> Decision:
    decision = Decision.objects.select_related("conference", "person").filter(pk=decision_id).first()
    if decision is None:
        raise Problem("not_found", "没有这项决定。")
    return decision


@router.post("/decisions/{int:decision_id}/acknowledge", response={200: DecisionRow, **REFUSALS}, operation_id="acknowledge_decision")
def post_acknowledge(request: HttpRequest, decision_id: int, body: TakenOn) -> HttpResponse:
    return command(
        request, HOST, _decided(decision_id).conference.area,
        lambda who: acknowledge_decision(actor=who.actor, decision_id=decision_id, said_by=body.said_by, text=body.text).row(),
    )  # fmt: skip


@router.post("/decisions/{int:decision_id}/finish", response={200: DecisionRow, **REFUSALS}, operation_id="finish_decision")
def post_finish(request: HttpRequest, decision_id: int, body: DecisionDone) -> HttpResponse:
    return command(
        request, HOST, _decided(decision_id).conference.area,
        lambda who: finish_decision(actor=who.actor, decision_id=decision_id, text=body.text).row(),
    )  # fmt: skip


@router.post("/{int:conference_id}/recordings", response={201: RecordingRow, **REFUSALS}, operation_id="record_conference")
def post_recording(request: HttpRequest, conference_id: int) -> HttpResponse:
    return command(
        request, HOST, found(conference_id).area,
        lambda who: start_recording(actor=who.actor, name=who.name, conference_id=conference_id).row(), status=201,
    )  # fmt: skip


def _recording(recording_id: int) -> tuple[Recording, Conference]:
    recording = Recording.objects.select_related("conference").filter(pk=recording_id).first()
    if recording is None:
        raise Problem("not_found", "没有这次录制。")
    return recording, recording.conference


@router.post("/recordings/{int:recording_id}/parts", response={200: Parted, **REFUSALS}, operation_id="send_recording_part")
def post_part(
    request: HttpRequest,
    recording_id: int,
    part: Form[Annotated[int, Field(ge=1, le=1_000_000)]],
    file: Annotated[UploadedFile, FileParam()],
) -> HttpResponse:
    """Multipart: `part`, numbered from 1, and `file`. The answer says how far the recording has come."""
    recording, conference = _recording(recording_id)
    who = permit(request, HOST, conference.area)
    if recording.by != who.actor:
        raise Problem("not_found", "没有由您进行的这次录制。")
    with incoming(file.chunks(), MOST_PART) as arrived:
        content = json.dumps([arrived.sha256, part]).encode()

        def run(who: Caller) -> Parted:
            taken = take_part(actor=who.actor, recording_id=recording_id, number=part, path=arrived.path, size=arrived.size)
            return {"recording": taken.pk, "parts": taken.parts, "size": taken.size}

        return execute(request, who, run, content=content)


@router.post("/recordings/{int:recording_id}/stop", response={200: RecordingRow, **REFUSALS}, operation_id="stop_recording")
def post_stop_recording(request: HttpRequest, recording_id: int) -> HttpResponse:
    conference = _recording(recording_id)[1]
    return command(request, HOST, conference.area, lambda who: stop_recording(actor=who.actor, recording_id=recording_id).row())
