"""领导批示 over HTTP: given by the leader, or recorded by who took it down; acknowledged, fed back, closed; and the list on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.agreements.taken import mark_of
from command.instructions.actions import acknowledge_instruction, close_instruction, feed_back, give_instruction, resume_instruction
from command.instructions.listing import listing
from command.instructions.models import Addressee, Instruction
from command.instructions.rows import InstructionChannel, InstructionWhole
from command.reports.api import found as report_of
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["instructions"])
GIVE, RECORD = "instruction.give", "instruction.record"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 500
When = Annotated[datetime | None, Field(strict=False)]


class NewInstruction(Body):
    """`leader` null: the caller's own. Without addressees it goes to the shift chief on duty."""

    text: str = Field(min_length=1, max_length=2000)
    incident: int | None = None
    report: int | None = None
    area: Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")] | None = None
    leader: str | None = Field(None, min_length=1, max_length=60)
    leader_title: str = Field("", max_length=60)
    channel: InstructionChannel = "app"
    persons: list[int] = Field(default_factory=list, max_length=50)
    offices: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(default_factory=list, max_length=50)
    given_at: When = None
    due_at: When = None
    read_back_ok: bool = False
    exercise: int | None = None


class InstructionAck(Body):
    said_by: str = Field(min_length=1, max_length=60)


class InstructionFeedback(Body):
    name: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1, max_length=2000)
    done: bool = False


class InstructionResume(Body):
    reason: str = Field(min_length=1, max_length=300)


def found(instruction_id: int) -> Instruction:
    instruction = Instruction.objects.prefetch_related("addressees", "feedback").filter(pk=instruction_id).first()
    if instruction is None:
        raise Problem("not_found", "没有这条批示。")
    return instruction


def whole(one: Instruction) -> InstructionWhole:
    return {
        **one.row(), "leader_title": one.leader_title, "text": one.text, "read_back_ok": one.read_back_ok, "by_name": one.by_name,
        "entered_at": str(iso(one.entered_at)), "closed_name": one.closed_name, "feedbacks": [back.row() for back in one.feedback.all()],
    }  # fmt: skip


@router.post("", response={201: InstructionWhole, **REFUSALS}, operation_id="give_instruction")
def post_instruction(request: HttpRequest, body: NewInstruction) -> HttpResponse:
    if body.report is not None:
        area = report_of(body.report).area
    elif body.incident is not None:
        area = incident_of(body.incident).area
    else:
        area = body.area or next(iter(caller(request).scopes), "")

    def run(who: Caller) -> InstructionWhole:
        made = give_instruction(
            actor=who.actor, name=who.name, leader_name=body.leader or who.name, leader_title=body.leader_title,
            channel=body.channel if body.leader else "app", text=body.text, area=area, incident_id=body.incident, report_id=body.report,
            persons=body.persons, offices=body.offices, given_at=body.given_at, due_at=body.due_at, read_back_ok=body.read_back_ok,
            exercise=body.exercise,
        )  # fmt: skip
        return whole(found(made.pk))

    return command(request, RECORD if body.leader else GIVE, area, run, status=201)


@router.get("", response={200: list[InstructionWhole], **REFUSALS}, operation_id="list_instructions")
def get_instructions(request: HttpRequest, incident: int | None = None) -> list[InstructionWhole]:
    return [whole(one) for one in _readable(caller(request), incident)[:200]]


@router.get("/list.xlsx", response={200: None, **REFUSALS}, operation_id="export_instructions")
def get_list(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    headers = {"Content-Disposition": 'attachment; filename="instructions.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(listing(_readable(who, None), who.name, mark_of(who.name, settings.CITY)), content_type=XLSX, headers=headers)


def _readable(who: Caller, incident: int | None) -> list[Instruction]:
    rows = Instruction.objects.prefetch_related("addressees", "feedback")
    if incident is not None:
        rows = rows.filter(incident=incident)
    return [one for one in rows[:MOST] if any(one.area.startswith(scope) for scope in who.scopes)]


@router.get("/{int:instruction_id}", response={200: InstructionWhole, **REFUSALS}, operation_id="get_instruction")
def get_instruction(request: HttpRequest, instruction_id: int) -> InstructionWhole:
    one = found(instruction_id)
    see(request, one.area)
    return whole(one)


@router.post(
    "/addressees/{int:addressee_id}/acknowledge", response={200: InstructionWhole, **REFUSALS}, operation_id="acknowledge_instruction"
)
def post_ack(request: HttpRequest, addressee_id: int, body: InstructionAck) -> HttpResponse:
    one = Addressee.objects.select_related("instruction").filter(pk=addressee_id).first()
    if one is None:
        raise Problem("not_found", "没有这个承办对象。")

    def run(who: Caller) -> InstructionWhole:
        acknowledge_instruction(actor=who.actor, addressee_id=addressee_id, said_by=body.said_by)
        return whole(found(one.instruction_id))

    return command(request, RECORD, one.instruction.area, run)


@router.post("/{int:instruction_id}/feedback", response={200: InstructionWhole, **REFUSALS}, operation_id="feed_back_instruction")
def post_feedback(request: HttpRequest, instruction_id: int, body: InstructionFeedback) -> HttpResponse:
    def run(who: Caller) -> InstructionWhole:
        feed_back(actor=who.actor, instruction_id=instruction_id, name=body.name, text=body.text, done=body.done)
        return whole(found(instruction_id))

    return command(request, RECORD, found(instruction_id).area, run)


@router.post("/{int:instruction_id}/resume", response={200: InstructionWhole, **REFUSALS}, operation_id="resume_instruction")
def post_resume(request: HttpRequest, instruction_id: int, body: InstructionResume) -> HttpResponse:
    def run(who: Caller) -> InstructionWhole:
        resume_instruction(actor=who.actor, instruction_id=instruction_id, reason=body.reason)
        return whole(found(instruction_id))

    return command(request, RECORD, found(instruction_id).area, run)


@router.post("/{int:instruction_id}/close", response={200: InstructionWhole, **REFUSALS}, operation_id="close_instruction")
def post_close(request: HttpRequest, instruction_id: int) -> HttpResponse:
    def run(who: Caller) -> InstructionWhole:
        close_instruction(actor=who.actor, name=who.name, instruction_id=instruction_id)
        return whole(found(instruction_id))

    return command(request, RECORD, found(instruction_id).area, run)
