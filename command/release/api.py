"""灾情发布 over HTTP: draft, change, submit, sign with one's PIN, correct, withdraw; the paper. The public's page is in `pages.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from command.opinion.showing import found as opinion_of
from command.release import actions
from command.release.checking import SIGN
from command.release.models import Release
from command.release.paper import sheet
from command.release.rows import ReleaseKind, ReleaseRow, ReleaseWhole
from command.release.showing import DRAFT_VERB, found, whole
from command.reports.api import DOCX, PDF
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from dispatch.authority.pin import confirm_pin
from dispatch.incidents.api import found as incident_of
from dispatch.incidents.rows import Measure
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.exercises.snapshot import in_the_world

router = Router(tags=["releases"])
LISTED = 300
Code = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False, strict=False)]


class NewRelease(Body):
    """Of an incident; a counter to a rumour may be of none."""

    kind: ReleaseKind = "bulletin"
    incident: int | None = None
    opinion: int | None = None
    area: Code | None = None
    exercise: int | None = None


class ReleaseLineSaid(Body):
    area: Annotated[str, Field(pattern=r"^\d{9}$")]
    measure: Measure
    value: Amount


class ReleaseWords(Body):
    """`version`: as last seen; what is null stays."""

    version: int
    title: str | None = Field(None, min_length=1, max_length=120)
    text: str | None = Field(None, min_length=1, max_length=8000)
    figures: dict[Measure, Amount] | None = None
    lines: list[ReleaseLineSaid] | None = Field(None, max_length=2000)
    as_of: Annotated[AwareDatetime | None, Field(strict=False)] = None


class ReleaseReason(Body):
    why: str = Field(min_length=1, max_length=300)


class ReleaseSignature(Body):
    pin: str = Field(min_length=4, max_length=8, pattern=r"^\d+$")


@router.get("", response={200: list[ReleaseRow], **REFUSALS}, operation_id="list_releases")
def get_releases(request: HttpRequest, incident: int | None = None) -> list[ReleaseRow]:
    """The newest of the caller's areas, those off the board too."""
    who = caller(request)
    rows = Release.objects.filter(in_the_world(), **({} if incident is None else {"incident_id": incident}))[: LISTED * 3]
    return [one.row() for one in rows if who.may(READ, one.area)][:LISTED]


@router.post("", response={201: ReleaseWhole, **REFUSALS}, operation_id="draft_release")
def post_release(request: HttpRequest, body: NewRelease) -> HttpResponse:
    area = body.area or settings.CITY
    if body.opinion is not None:
        area = opinion_of(body.opinion).area
    if body.incident is not None:
        area = incident_of(body.incident).area

    def run(who: Caller) -> ReleaseWhole:
        made = actions.draft_release(
            actor=who.actor,
            name=who.name,
            kind=body.kind,
            incident_id=body.incident,
            opinion_id=body.opinion,
            area=area,
            exercise=body.exercise,
        )
        return whole(found(made.pk), who)

    return command(request, DRAFT_VERB, area, run, status=201)


@router.get("/{int:release_id}", response={200: ReleaseWhole, **REFUSALS}, operation_id="get_release")
def get_release(request: HttpRequest, release_id: int) -> ReleaseWhole:
    one = found(release_id)
    return whole(one, see(request, one.area))


@router.post("/{int:release_id}", response={200: ReleaseWhole, **REFUSALS}, operation_id="change_release")
def post_change(request: HttpRequest, release_id: int, body: ReleaseWords) -> HttpResponse:
    values = {key: value for key, value in body.model_dump(exclude={"version"}).items() if value is not None}
    return _do(
        request, release_id, DRAFT_VERB,
        lambda who: actions.change_release(actor=who.actor, release_id=release_id, version=body.version, values=values),
    )  # fmt: skip


@router.post("/{int:release_id}/submit", response={200: ReleaseWhole, **REFUSALS}, operation_id="submit_release")
def post_submit(request: HttpRequest, release_id: int) -> HttpResponse:
    return _do(request, release_id, DRAFT_VERB, lambda who: actions.submit_release(actor=who.actor, name=who.name, release_id=release_id))


@router.post("/{int:release_id}/return", response={200: ReleaseWhole, **REFUSALS}, operation_id="return_release")
def post_return(request: HttpRequest, release_id: int, body: ReleaseReason) -> HttpResponse:
    return _do(request, release_id, SIGN, lambda who: actions.return_release(actor=who.actor, release_id=release_id, why=body.why))


@router.post("/{int:release_id}/sign", response={200: ReleaseWhole, **REFUSALS}, operation_id="sign_release")
def post_sign(request: HttpRequest, release_id: int, body: ReleaseSignature) -> HttpResponse:
    """Refused with `numbers_differ`, field by field, while any number is not the latest signed report's."""
    who = caller(request)
    if who.may(SIGN, found(release_id).area):  # whoever may not is told so, whatever they typed
        confirm_pin(who.user_id, body.pin)
    return _do(request, release_id, SIGN, lambda who: actions.sign_release(actor=who.actor, who=who, release_id=release_id))


@router.post("/{int:release_id}/correct", response={201: ReleaseWhole, **REFUSALS}, operation_id="correct_release")
def post_correct(request: HttpRequest, release_id: int) -> HttpResponse:
    """A new draft that takes its place when it is signed."""

    def run(who: Caller) -> ReleaseWhole:
        return whole(found(actions.correct_release(actor=who.actor, name=who.name, release_id=release_id).pk), who)

    return command(request, DRAFT_VERB, found(release_id).area, run, status=201)


@router.post("/{int:release_id}/withdraw", response={200: ReleaseWhole, **REFUSALS}, operation_id="withdraw_release")
def post_withdraw(request: HttpRequest, release_id: int, body: ReleaseReason) -> HttpResponse:
    return _do(
        request, release_id, SIGN, lambda who: actions.withdraw_release(actor=who.actor, who=who, release_id=release_id, why=body.why)
    )


@router.post("/{int:release_id}/drop", response={200: ReleaseWhole, **REFUSALS}, operation_id="drop_release")
def post_drop(request: HttpRequest, release_id: int) -> HttpResponse:
    return _do(request, release_id, DRAFT_VERB, lambda who: actions.drop_release(actor=who.actor, release_id=release_id))


@router.get("/{int:release_id}/document.pdf", response={200: None, **REFUSALS}, operation_id="get_release_pdf")
def get_pdf(request: HttpRequest, release_id: int) -> HttpResponse:
    one = found(release_id)
    who = see(request, one.area)
    return _file(pdf(sheet(one, who.name)), PDF, "inline", f"release-{one.pk}.pdf")


@router.get("/{int:release_id}/document.docx", response={200: None, **REFUSALS}, operation_id="get_release_docx")
def get_docx(request: HttpRequest, release_id: int) -> HttpResponse:
    one = found(release_id)
    who = see(request, one.area)
    return _file(docx(sheet(one, who.name)), DOCX, "attachment", f"release-{one.pk}.docx")


def _file(content: bytes, mime: str, how: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    )


def _do(request: HttpRequest, release_id: int, verb: str, run: Callable[[Caller], Any]) -> HttpResponse:
    def answer(who: Caller) -> ReleaseWhole:
        run(who)
        return whole(found(release_id), who)

    return command(request, verb, found(release_id).area, answer)
