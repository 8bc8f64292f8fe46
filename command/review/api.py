"""After-action reviews over HTTP: draft from the record, write, recommend, attach the play-back, sign; the paper itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.agreements.api import paper
from command.replay.models import Case
from command.reports.api import DOCX, PDF
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from command.review import actions
from command.review.models import Review
from command.review.paper import review_sheet
from command.review.rows import ReviewRow, ReviewWhole
from command.review.showing import SIGN, WRITE, found, whole
from dispatch.authority.pin import confirm_pin
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, permit, see
from realtime.codes import Problem

router = Router(tags=["reviews"])
EXPORT = "replay.export"
MOST = 200


class NewReview(Body):
    incident: int


class ReviewWords(Body):
    """What is null stays."""

    findings: str | None = Field(None, max_length=8000)
    causes: str | None = Field(None, max_length=8000)


class NewRecommendation(Body):
    text: str = Field(min_length=1, max_length=500)
    person: int | None = None
    owner_name: str = Field("", max_length=60)
    due_at: Annotated[datetime | None, Field(strict=False)] = None


class ReviewCase(Body):
    """`case` null: a new one over the incident's hours is asked for."""

    case: int | None = None
    reason: str = Field("调查评估", min_length=2, max_length=200)


class ReviewSignature(Body):
    pin: str = Field(min_length=4, max_length=8, pattern=r"^\d+$")


def _do(request: HttpRequest, review_id: int, verb: str, run: Any, status: int = 200) -> HttpResponse:
    def act(who: Caller) -> ReviewWhole:
        run(who)
        return whole(found(review_id), who)

    return command(request, verb, found(review_id).area, act, status=status)


@router.get("", response={200: list[ReviewRow], **REFUSALS}, operation_id="list_reviews")
def get_reviews(request: HttpRequest, incident: int | None = None) -> list[ReviewRow]:
    scopes = caller(request).scopes
    rows = Review.objects.filter(**({} if incident is None else {"incident_id": incident}))
    return [one.row() for one in rows[: MOST * 3] if any(one.area.startswith(scope) for scope in scopes)][:MOST]


@router.post("", response={201: ReviewWhole, **REFUSALS}, operation_id="draft_review")
def post_review(request: HttpRequest, body: NewReview) -> HttpResponse:
    def run(who: Caller) -> ReviewWhole:
        made = actions.draft_review(actor=who.actor, name=who.name, incident_id=body.incident)
        return whole(found(made.pk), who)

    return command(request, WRITE, incident_of(body.incident).area, run, status=201)


@router.get("/{int:review_id}", response={200: ReviewWhole, **REFUSALS}, operation_id="get_review")
def get_review(request: HttpRequest, review_id: int) -> ReviewWhole:
    one = found(review_id)
    return whole(one, see(request, one.area))


@router.post("/{int:review_id}", response={200: ReviewWhole, **REFUSALS}, operation_id="write_review")
def post_words(request: HttpRequest, review_id: int, body: ReviewWords) -> HttpResponse:
    values = {key: value for key, value in body.model_dump().items() if value is not None}
    return _do(request, review_id, WRITE, lambda who: actions.write_review(actor=who.actor, review_id=review_id, values=values))


@router.post("/{int:review_id}/recommendations", response={201: ReviewWhole, **REFUSALS}, operation_id="recommend_change")
def post_recommendation(request: HttpRequest, review_id: int, body: NewRecommendation) -> HttpResponse:
    return _do(
        request, review_id, WRITE,
        lambda who: actions.recommend_change(
            actor=who.actor, name=who.name, review_id=review_id, text=body.text, person_id=body.person, owner_name=body.owner_name, due_at=body.due_at
        ), 201,
    )  # fmt: skip


@router.post("/{int:review_id}/case", response={200: ReviewWhole, **REFUSALS}, operation_id="attach_review_case")
def post_case(request: HttpRequest, review_id: int, body: ReviewCase) -> HttpResponse:
    who = permit(request, EXPORT, found(review_id).area)
    if body.case is not None and not any(who.may(READ, one.area) for one in Case.objects.filter(pk=body.case)):
        raise Problem("not_found", "案例库中没有这个案例。", where=["case"])
    return _do(
        request, review_id, EXPORT,
        lambda who: actions.attach_case(actor=who.actor, name=who.name, review_id=review_id, case_id=body.case, reason=body.reason),
    )  # fmt: skip


@router.post("/{int:review_id}/sign", response={200: ReviewWhole, **REFUSALS}, operation_id="sign_review")
def post_sign(request: HttpRequest, review_id: int, body: ReviewSignature) -> HttpResponse:
    who = caller(request)
    if who.may(SIGN, found(review_id).area):
        confirm_pin(who.user_id, body.pin)
    return _do(request, review_id, SIGN, lambda who: actions.sign_review(actor=who.actor, name=who.name, review_id=review_id))


@router.get("/{int:review_id}/document.pdf", response={200: None, **REFUSALS}, operation_id="get_review_pdf")
def get_pdf(request: HttpRequest, review_id: int) -> HttpResponse:
    one = found(review_id)
    return paper(pdf(review_sheet(one, see(request, one.area).name)), PDF, f"review-{one.pk}.pdf")


@router.get("/{int:review_id}/document.docx", response={200: None, **REFUSALS}, operation_id="get_review_docx")
def get_docx(request: HttpRequest, review_id: int) -> HttpResponse:
    one = found(review_id)
    return paper(docx(review_sheet(one, see(request, one.area).name)), DOCX, f"review-{one.pk}.docx")
