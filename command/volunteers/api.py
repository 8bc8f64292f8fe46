"""Social teams' registration over HTTP, for whoever reviews them. Applying is the public page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.volunteers import actions
from command.volunteers.models import Application
from command.volunteers.rows import VolunteerNumber, VolunteerRow, VolunteerWhole
from command.volunteers.showing import one_application, volunteer_whole
from dispatch.teams.reading import within
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, permit
from realtime.codes import Problem

router = Router(tags=["volunteers"])
MANAGE, REVEAL = "unit.manage", "phone.reveal"
MOST = 500
Words = Annotated[str, Field(min_length=1, max_length=300)]


class VolunteerWords(Body):
    words: Words


class VolunteerApproval(Body):
    """What was found in the interview and in the trial drill."""

    interview: Annotated[str, Field(min_length=1, max_length=200)]
    trial: Annotated[str, Field(min_length=1, max_length=200)]


class VolunteerYear(Body):
    words: Words
    headcount: int | None = Field(None, ge=1, le=100_000)


class VolunteerReveal(Body):
    core: int
    why: Words


@router.get("", response={200: list[VolunteerRow], **REFUSALS}, operation_id="list_volunteers")
def get_volunteers(request: HttpRequest) -> list[VolunteerRow]:
    """Of areas where the caller keeps teams; others see the teams they became."""
    scopes = [grant.area for grant in caller(request).grants if grant.has(MANAGE)]
    return [one.row() for one in Application.objects.filter(within(scopes))[:MOST]]


@router.get("/{int:application_id}", response={200: VolunteerWhole, **REFUSALS}, operation_id="get_volunteer")
def get_volunteer(request: HttpRequest, application_id: int) -> VolunteerWhole:
    one = one_application(application_id)
    return volunteer_whole(one, permit(request, MANAGE, one.area).actor)


def _do(request: HttpRequest, application_id: int, run: Callable[[Caller], Any]) -> HttpResponse:
    def done(who: Caller) -> VolunteerWhole:
        run(who)
        return volunteer_whole(one_application(application_id), who.actor)

    return command(request, MANAGE, one_application(application_id).area, done)


@router.post("/{int:application_id}/vet", response={200: VolunteerWhole, **REFUSALS}, operation_id="vet_volunteer")
def post_vet(request: HttpRequest, application_id: int, body: VolunteerWords) -> HttpResponse:
    return _do(
        request, application_id, lambda who: actions.vet(actor=who.actor, name=who.name, application_id=application_id, words=body.words)
    )


@router.post("/{int:application_id}/approve", response={200: VolunteerWhole, **REFUSALS}, operation_id="approve_volunteer")
def post_approve(request: HttpRequest, application_id: int, body: VolunteerApproval) -> HttpResponse:
    """By another person than who vetted it; the team can be called from here on."""
    return _do(
        request, application_id,
        lambda who: actions.approve(actor=who.actor, name=who.name, application_id=application_id, interview=body.interview, trial=body.trial),
    )  # fmt: skip


@router.post("/{int:application_id}/refuse", response={200: VolunteerWhole, **REFUSALS}, operation_id="refuse_volunteer")
def post_refuse(request: HttpRequest, application_id: int, body: VolunteerWords) -> HttpResponse:
    return _do(
        request, application_id, lambda who: actions.refuse(actor=who.actor, name=who.name, application_id=application_id, why=body.words)
    )


@router.post("/{int:application_id}/suspend", response={200: VolunteerWhole, **REFUSALS}, operation_id="suspend_volunteer")
def post_suspend(request: HttpRequest, application_id: int, body: VolunteerWords) -> HttpResponse:
    return _do(
        request, application_id, lambda who: actions.suspend(actor=who.actor, name=who.name, application_id=application_id, why=body.words)
    )


@router.post("/{int:application_id}/resume", response={200: VolunteerWhole, **REFUSALS}, operation_id="resume_volunteer")
def post_resume(request: HttpRequest, application_id: int, body: VolunteerWords) -> HttpResponse:
    return _do(
        request, application_id, lambda who: actions.resume(actor=who.actor, name=who.name, application_id=application_id, words=body.words)
    )


@router.post("/{int:application_id}/review", response={200: VolunteerWhole, **REFUSALS}, operation_id="review_volunteer")
def post_review(request: HttpRequest, application_id: int, body: VolunteerYear) -> HttpResponse:
    return _do(
        request, application_id,
        lambda who: actions.review(actor=who.actor, name=who.name, application_id=application_id, words=body.words, headcount=body.headcount),
    )  # fmt: skip


@router.post("/{int:application_id}/depart", response={200: VolunteerWhole, **REFUSALS}, operation_id="depart_volunteer")
def post_depart(request: HttpRequest, application_id: int, body: VolunteerWords) -> HttpResponse:
    return _do(
        request, application_id, lambda who: actions.depart(actor=who.actor, name=who.name, application_id=application_id, why=body.words)
    )


@router.post("/{int:application_id}/reveal", response={200: VolunteerNumber, **REFUSALS}, operation_id="reveal_volunteer")
def post_reveal(request: HttpRequest, application_id: int, body: VolunteerReveal) -> HttpResponse:
    one = one_application(application_id)
    permit(request, MANAGE, one.area)

    def run(who: Caller) -> VolunteerNumber:
        core = actions.reveal(actor=who.actor, name=who.name, application_id=application_id, core_id=body.core, why=body.why)
        return {"id": core.pk, "phone": core.phone}

    if not caller(request).may(REVEAL, one.area):
        raise Problem("forbidden", "当前岗位不能查看完整号码。", where=[REVEAL])
    return command(request, MANAGE, one.area, run)
