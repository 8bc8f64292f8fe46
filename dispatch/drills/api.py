"""演练 over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.contacts.models import Person
from dispatch.contacts.seeing import seen_by
from dispatch.drills.aborting import abort_drill
from dispatch.drills.actions import approve_drill, end_drill, list_participants, start_drill
from dispatch.drills.models import Drill
from dispatch.drills.rows import DrillWhole
from dispatch.drills.showing import whole
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem
from realtime.exercises.models import Exercise

router = Router(tags=["drills"])
LEAD, APPROVE = "callout.start", "drill.approve"


class NewDrill(Body):
    name: str = Field(min_length=1, max_length=80)
    kind: Literal["tabletop", "live"]
    area: str = Field(settings.CITY, max_length=12, pattern=r"^\d{4,12}$")
    persons: list[int] = Field(default_factory=list, max_length=500)


class Change(Body):
    add: list[int] = Field(default_factory=list, max_length=500)
    remove: list[int] = Field(default_factory=list, max_length=500)


class Break(Body):
    text: str = Field("", max_length=300)


def found(exercise_id: int) -> Drill:
    exercise = Exercise.objects.filter(pk=exercise_id).first()
    if exercise is None:
        raise Problem("not_found", "没有这场演练。")
    drill = Drill.objects.select_related("exercise").filter(pk=exercise_id).first()
    return drill or Drill(exercise=exercise, by_name=exercise.started_by)


def in_sight(who: Caller, persons: list[int]) -> None:
    seen = set(Person.objects.filter(seen_by(who), pk__in=persons).values_list("pk", flat=True))
    if any(number not in seen for number in persons):
        raise Problem("not_found", "有联系人不存在或不在您的辖区内。", where=["persons"])


@router.get("", response={200: list[DrillWhole], **REFUSALS}, operation_id="list_drills")
def get_drills(request: HttpRequest) -> list[DrillWhole]:
    who = caller(request)
    return [whole(drill) for drill in Drill.objects.select_related("exercise").order_by("-pk")[:30] if who.may(READ, drill.exercise.area)]


@router.post("", response={201: DrillWhole, **REFUSALS}, operation_id="start_drill")
def post_drill(request: HttpRequest, body: NewDrill) -> HttpResponse:
    def run(who: Caller) -> DrillWhole:
        in_sight(who, body.persons)
        return whole(start_drill(actor=who.actor, name=who.name, title=body.name, area=body.area, kind=body.kind, persons=body.persons))

    return command(request, LEAD, body.area, run, status=201)


@router.get("/{int:exercise_id}", response={200: DrillWhole, **REFUSALS}, operation_id="get_drill")
def get_drill(request: HttpRequest, exercise_id: int) -> DrillWhole:
    drill = found(exercise_id)
    see(request, drill.exercise.area)
    return whole(drill)


@router.post("/{int:exercise_id}/participants", response={200: DrillWhole, **REFUSALS}, operation_id="list_participants")
def post_participants(request: HttpRequest, exercise_id: int, body: Change) -> HttpResponse:
    def run(who: Caller) -> DrillWhole:
        in_sight(who, body.add)
        return whole(list_participants(actor=who.actor, exercise_id=exercise_id, add=body.add, remove=body.remove))

    return command(request, LEAD, found(exercise_id).exercise.area, run)


@router.post("/{int:exercise_id}/approve", response={200: DrillWhole, **REFUSALS}, operation_id="approve_drill")
def post_approve(request: HttpRequest, exercise_id: int) -> HttpResponse:
    area = found(exercise_id).exercise.area
    return command(request, APPROVE, area, lambda who: whole(approve_drill(actor=who.actor, name=who.name, exercise_id=exercise_id)))


@router.post("/{int:exercise_id}/end", response={200: DrillWhole, **REFUSALS}, operation_id="end_drill")
def post_end(request: HttpRequest, exercise_id: int) -> HttpResponse:
    area = found(exercise_id).exercise.area
    return command(request, LEAD, area, lambda who: whole(end_drill(actor=who.actor, name=who.name, exercise_id=exercise_id)))


@router.post("/{int:exercise_id}/abort", response={200: DrillWhole, **REFUSALS}, operation_id="abort_drill")
def post_abort(request: HttpRequest, exercise_id: int, body: Break) -> HttpResponse:
    """演练中止,转入实战."""
    area = found(exercise_id).exercise.area
    return command(
        request, LEAD, area, lambda who: whole(abort_drill(actor=who.actor, name=who.name, exercise_id=exercise_id, text=body.text))
    )
