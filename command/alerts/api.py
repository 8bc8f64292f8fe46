"""Warnings over HTTP: documents in by token, drafts and signatures by people, the message out as XML."""

from __future__ import annotations

from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from command.alerts import actions
from command.alerts.answering import answer_alert
from command.alerts.calling import call_out, persons_of
from command.alerts.cap.national import write_national
from command.alerts.cap.writing import write_cap
from command.alerts.cap.xml import LARGEST
from command.alerts.models import Alert, Document
from command.alerts.publishing import act_of, publish_alert, signature_is_enough
from command.alerts.rows import AlertDocumentRow, AlertFacts, AlertRow, AlertTaken, AlertWhole, AlertWords
from command.alerts.showing import alert_facts, alert_whole, message_of
from command.alerts.sources import settle_document, source_of
from command.alerts.states import CANCEL, GREEN, UPDATE
from command.alerts.taking import take_document
from command.alerts.ways import enter_way
from command.alerts.words import words_of
from dispatch.authority.asking import Act
from dispatch.authority.door import require
from dispatch.authority.models import OFFICIALS
from dispatch.authority.ruling import Case
from realtime.accounts.may import READ, Caller, caller_of_actor
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, permit, plain, see
from realtime.codes import Problem

router = Router(tags=["alerts"])
DRAFT, REVIEW, SIGN, INTAKE, CALL = "alert.draft", "alert.review", "alert.sign", "alert.intake", "callout.start"
Code = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Instant = Annotated[AwareDatetime | None, Field(strict=False)]
Colour = Literal["white", "blue", "yellow", "orange", "red"]
Path = Literal["ordinary", "emergency", "green"]
Corner = Annotated[tuple[Lon, Lat], Field(strict=False)]
Way = Annotated[str, Field(min_length=1, max_length=20)]
Whole = {200: AlertWhole, **REFUSALS}


class AlertChange(Body):
    """Nothing given = as it was."""

    colour: Colour | None = None
    areas: list[Code] | None = Field(None, max_length=300)
    polygon: list[Corner] | None = Field(None, min_length=4, max_length=500)
    headline: str | None = Field(None, max_length=200)
    text: str | None = Field(None, min_length=1, max_length=4000)
    instruction: str | None = Field(None, max_length=4000)
    path: Path | None = None
    channels: list[Way] | None = Field(None, max_length=30, description="codes of the ways out")
    effective_at: Instant = None
    expires_at: Instant = None


class NewAlert(Body):
    area: Code
    hazard: str = Field(max_length=20)
    colour: Colour
    text: str = Field(min_length=1, max_length=4000)
    areas: list[Code] = Field(default_factory=list, max_length=300)
    polygon: list[Corner] | None = Field(None, min_length=4, max_length=500)
    headline: str = Field("", max_length=200)
    instruction: str = Field("", max_length=4000)
    path: Path = "ordinary"
    channels: list[Way] | None = Field(None, max_length=30, description="codes of the ways out; none = by the colour's row")
    effective_at: Instant = None
    expires_at: Instant = None
    issuer: str = Field("", max_length=60)
    exercise: int | None = None


class AlertReason(Body):
    why: str = Field(min_length=1, max_length=200)


class AlertEnd(Body):
    text: str = Field(min_length=1, max_length=4000, description="why it is over")


class AlertAct(Body):
    approval: int | None = Field(None, description="the word of another, where the matrix asks for it")


class AlertAnswer(Body):
    text: str = Field(min_length=1, max_length=300, description="what is done about it here")


class AlertWayWord(Body):
    code: Way
    state: Literal["handed", "delivered", "failed"]
    note: str = Field("", max_length=200)


def whole(alert: Alert) -> AlertWhole:
    return alert_whole(actions.found(alert.pk))


def area_of(alert_id: int) -> str:
    return actions.found(alert_id).area


@router.post("/intake", response={201: AlertTaken, **REFUSALS}, operation_id="take_alert_document", openapi_extra={
    "requestBody": {"required": True, "content": {"application/xml": {"schema": {"type": "string"}}}},
})  # fmt: skip
def post_intake(request: HttpRequest) -> HttpResponse:
    """One CAP 1.2 or national XML document by a sender that is entered. Its own identifier makes a repetition harmless."""
    who = caller(request)
    source = source_of(who.actor)
    permit(request, INTAKE, source.token.area)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Problem("too_large")
    taken = take_document(actor=who.actor, content=request.body, source=source.name)
    if taken.document.state == Document.REFUSED:
        raise Problem("invalid", f"预警文件未能接收:{taken.document.reason}", where=[f"document {taken.document.pk}"])
    return JsonResponse(plain({"document": taken.document.row(), "repeated": taken.repeated}), status=200 if taken.repeated else 201)


@router.get("", response={200: list[AlertRow], **REFUSALS}, operation_id="list_alerts")
def get_alerts(request: HttpRequest, area: Code, in_force: bool = False) -> list[AlertRow]:
    see(request, area)
    rows = Alert.objects.in_force(area) if in_force else Alert.objects.seen_in(area)
    return [row.row() for row in rows.select_related("hazard").order_by("-pk")[:200]]


@router.get("/facts", response={200: AlertFacts, **REFUSALS}, operation_id="get_alert_facts")
def get_facts(request: HttpRequest, area: Code) -> AlertFacts:
    see(request, area)
    return alert_facts(area)


@router.get("/words", response={200: AlertWords, **REFUSALS}, operation_id="get_alert_words")
def get_words(request: HttpRequest, area: Code, hazard: str, colour: Colour, areas: str = "") -> AlertWords:
    """The scheme's own text for a draft; `areas`: codes with commas between."""
    see(request, area)
    return words_of(area, hazard, colour, [one for one in areas.split(",") if one.isascii() and one.isdigit()][:300])


@router.get("/documents", response={200: list[AlertDocumentRow], **REFUSALS}, operation_id="list_alert_documents")
def get_documents(request: HttpRequest, area: Code, refused: bool = True) -> list[AlertDocumentRow]:
    """Those refused and not settled yet; else the latest of all."""
    permit(request, DRAFT, area)
    rows = Document.objects.defer("content")
    return [row.row() for row in (rows.filter(state=Document.REFUSED, settled_at=None) if refused else rows)[:200]]


@router.post("/documents/{int:document_id}/settle", response={200: AlertDocumentRow, **REFUSALS}, operation_id="settle_alert_document")
def post_settle(request: HttpRequest, document_id: int) -> HttpResponse:
    """By the city, to whom documents come."""
    return command(
        request, DRAFT, settings.CITY, lambda who: settle_document(actor=who.actor, name=who.name, document_id=document_id).row()
    )


@router.post("", response={201: AlertWhole, **REFUSALS}, operation_id="draft_alert")
def post_alert(request: HttpRequest, body: NewAlert) -> HttpResponse:
    given = body.model_dump()
    return command(request, DRAFT, body.area, lambda who: whole(actions.draft_alert(actor=who.actor, name=who.name, **given)), status=201)


@router.get("/{int:alert_id}", response=Whole, operation_id="get_alert")
def get_alert(request: HttpRequest, alert_id: int) -> AlertWhole:
    return alert_whole(seen(request, alert_id))


def seen(request: HttpRequest, alert_id: int) -> Alert:
    """By the area whose it is, by those it holds in, and by those above."""
    alert, who = actions.found(alert_id), caller(request)
    mine = [scope for scope in who.scopes if any(scope.startswith(code) for code in alert.areas)]
    if not mine and not any(who.may(READ, area) for area in [alert.area, *alert.areas]):
        raise Problem("not_found")
    return alert


@router.get("/{int:alert_id}/cap", response={200: None, **REFUSALS}, operation_id="get_alert_cap")
def get_cap(request: HttpRequest, alert_id: int) -> HttpResponse:
    return HttpResponse(write_cap(message_of(seen(request, alert_id))), content_type="application/cap+xml")


@router.get("/{int:alert_id}/national", response={200: None, **REFUSALS}, operation_id="get_alert_national")
def get_national(request: HttpRequest, alert_id: int) -> HttpResponse:
    alert = seen(request, alert_id)
    content = write_national(message_of(alert), methods=(("SMS", f"{alert.headline}:{alert.text}"),))
    return HttpResponse(content, content_type="application/xml")


@router.post("/{int:alert_id}", response=Whole, operation_id="change_alert")
def post_change(request: HttpRequest, alert_id: int, body: AlertChange) -> HttpResponse:
    given = body.model_dump()
    return command(request, DRAFT, area_of(alert_id), lambda who: whole(actions.change_alert(actor=who.actor, alert_id=alert_id, **given)))


@router.post("/{int:alert_id}/update", response={201: AlertWhole, **REFUSALS}, operation_id="update_alert")
def post_update(request: HttpRequest, alert_id: int, body: AlertChange) -> HttpResponse:
    """A draft of the next message of this chain."""
    given = body.model_dump() | {"text": body.text or actions.found(alert_id).text}

    def run(who: Caller) -> AlertWhole:
        return whole(actions.draft_next(actor=who.actor, name=who.name, alert_id=alert_id, kind=UPDATE, **given))

    return command(request, DRAFT, area_of(alert_id), run, status=201)


@router.post("/{int:alert_id}/cancel", response={201: AlertWhole, **REFUSALS}, operation_id="cancel_alert")
def post_cancel(request: HttpRequest, alert_id: int, body: AlertEnd) -> HttpResponse:
    """A draft of the cancellation; it goes the same way out."""

    def run(who: Caller) -> AlertWhole:
        return whole(actions.draft_next(actor=who.actor, name=who.name, alert_id=alert_id, kind=CANCEL, text=body.text))

    return command(request, DRAFT, area_of(alert_id), run, status=201)


@router.post("/{int:alert_id}/review", response=Whole, operation_id="review_alert")
def post_review(request: HttpRequest, alert_id: int) -> HttpResponse:
    area = area_of(alert_id)
    return command(request, REVIEW, area, lambda who: whole(actions.review_alert(actor=who.actor, name=who.name, alert_id=alert_id)))


@router.post("/{int:alert_id}/return", response=Whole, operation_id="return_alert")
def post_return(request: HttpRequest, alert_id: int, body: AlertReason) -> HttpResponse:
    area = area_of(alert_id)
    return command(request, REVIEW, area, lambda who: whole(actions.return_alert(actor=who.actor, alert_id=alert_id, why=body.why)))


@router.post("/{int:alert_id}/sign", response=Whole, operation_id="sign_alert")
def post_sign(request: HttpRequest, alert_id: int) -> HttpResponse:
    """On the green channel the signature publishes what the officer drafted, where the matrix wants nobody's word besides."""

    def run(who: Caller) -> AlertWhole:
        alert = actions.sign_alert(actor=who.actor, name=who.name, alert_id=alert_id)
        drafter = caller_of_actor(alert.drafted_by)
        if alert.path == GREEN and drafter is not None and signature_is_enough(drafter, alert):
            alert = publish_alert(actor=who.actor, name=who.name, alert_id=alert_id)
        return whole(alert)

    return command(request, SIGN, area_of(alert_id), run)


@router.post("/{int:alert_id}/publish", response=Whole, operation_id="publish_alert")
def post_publish(request: HttpRequest, alert_id: int, body: AlertAct) -> HttpResponse:
    def run(who: Caller) -> AlertWhole:
        alert = actions.found(alert_id)
        if not signature_is_enough(who, alert):
            require(who, act_of(alert), body.approval)
        return whole(publish_alert(actor=who.actor, name=who.name, alert_id=alert_id))

    return command(request, DRAFT, area_of(alert_id), run)


@router.post("/{int:alert_id}/drop", response=Whole, operation_id="drop_alert")
def post_drop(request: HttpRequest, alert_id: int) -> HttpResponse:
    return command(request, DRAFT, area_of(alert_id), lambda who: whole(actions.drop_alert(actor=who.actor, alert_id=alert_id)))


@router.post("/{int:alert_id}/answer", response=Whole, operation_id="answer_alert")
def post_answer(request: HttpRequest, alert_id: int, body: AlertAnswer) -> HttpResponse:
    """What came in is read, and this is done about it."""
    area = area_of(alert_id)
    return command(request, DRAFT, area, lambda who: whole(answer_alert(actor=who.actor, name=who.name, alert_id=alert_id, text=body.text)))


@router.post("/{int:alert_id}/ways", response=Whole, operation_id="enter_alert_way")
def post_way(request: HttpRequest, alert_id: int, body: AlertWayWord) -> HttpResponse:
    """How it went on a way that no machine of ours drives."""
    given = body.model_dump()
    return command(
        request, DRAFT, area_of(alert_id), lambda who: whole(enter_way(actor=who.actor, name=who.name, alert_id=alert_id, **given))
    )


@router.post("/{int:alert_id}/callout", response=Whole, operation_id="call_out_alert")
def post_callout(request: HttpRequest, alert_id: int, body: AlertAct) -> HttpResponse:
    """叫应 of the contacts in its area, as deep as its colour's row says."""

    def run(who: Caller) -> AlertWhole:
        alert = actions.found(alert_id)
        number = len(persons_of(alert))
        said = {"alert": alert.pk, "number": number}
        require(
            who,
            Act("callout", alert.area, [Case("", OFFICIALS, number)], said, f"叫应 {number} 人:{alert.headline}", None, alert.exercise_id),
            body.approval,
        )
        call_out(actor=who.actor, name=who.name, alert_id=alert_id)
        return whole(alert)

    return command(request, CALL, area_of(alert_id), run)
