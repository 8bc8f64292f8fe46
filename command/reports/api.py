"""信息报告 over HTTP: draft, change, submit, sign with one's PIN, send, receipt, return; and the paper itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.reports.actions import change_report, draft_report, send_back, sign_report, submit_report
from command.reports.choosing import choose_scheme
from command.reports.models import Report
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from command.reports.paper.sheet import sheet
from command.reports.rows import ElementKey, InfoReportKind, InfoReportRow, InfoReportTemplate, InfoReportWhole, ReportScheme
from command.reports.sending import receive_report, return_report, send_report
from command.reports.showing import REVIEW_VERB, SIGN, WRITE, report_whole, scheme_of
from dispatch.authority.pin import confirm_pin
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem

router = Router(tags=["reports"])
PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AreaCode = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Org = Annotated[str, Field(min_length=1, max_length=120)]
Moment = Annotated[datetime | None, Field(strict=False)]


class NewInfoReport(Body):
    """With an incident: drafted from its timeline. Without: a daily paper or a warning passed on, from its words, or drafted from the boards."""

    kind: InfoReportKind
    incident: int | None = None
    area: AreaCode | None = None
    template: InfoReportTemplate | None = None
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=8000)
    exercise: int | None = None


class InfoReportWords(Body):
    """`version`: as last seen; what is null stays."""

    version: int
    title: str | None = Field(None, min_length=1, max_length=200)
    elements: dict[ElementKey, str] | None = None
    text: str | None = Field(None, max_length=8000)
    to: Org | None = None
    cc: list[Org] | None = Field(None, max_length=30)
    secrecy: str | None = Field(None, max_length=20)
    urgency: str | None = Field(None, max_length=10)
    template: InfoReportTemplate | None = None


class InfoReportReason(Body):
    reason: str = Field(min_length=1, max_length=300)


class InfoReportSignature(Body):
    pin: str = Field(min_length=4, max_length=8, pattern=r"^\d+$")
    skip: bool = Field(False, description="also past the level above, of a grave event")


class InfoReportWay(Body):
    way: Literal["system", "network", "fax", "paper"] = "system"


class InfoReportReceipt(Body):
    org: Org
    name: str = Field(min_length=1, max_length=60)
    received_at: Moment = None
    note: str = Field("", max_length=300)


class InfoReportReturn(Body):
    org: Org
    reason: str = Field(min_length=1, max_length=300)


class SchemeChoice(Body):
    area: AreaCode
    scheme: str = Field(min_length=1, max_length=20)
    source: str = Field(min_length=1, max_length=200)


def found(report_id: int) -> Report:
    report = Report.objects.select_related("incident", "follows").prefetch_related("receipts").filter(pk=report_id).first()
    if report is None:
        raise Problem("not_found", "没有这份报告。")
    return report


def _do(request: HttpRequest, report_id: int, verb: str, run: Any, *, status: int = 200) -> HttpResponse:
    area = found(report_id).area

    def act(who: Caller) -> InfoReportWhole:
        run(who)
        return report_whole(found(report_id), who)

    return command(request, verb, area, act, status=status)


@router.post("", response={201: InfoReportWhole, **REFUSALS}, operation_id="draft_info_report")
def post_draft(request: HttpRequest, body: NewInfoReport) -> HttpResponse:
    area = incident_of(body.incident).area if body.incident is not None else body.area or next(iter(caller(request).scopes), "")

    def run(who: Caller) -> InfoReportWhole:
        made = draft_report(
            actor=who.actor, name=who.name, incident_id=body.incident, kind=body.kind, area=area, template=body.template or "",
            text=body.text, title=body.title, exercise=body.exercise,
        )  # fmt: skip
        return report_whole(found(made.pk), who)

    return command(request, WRITE, area, run, status=201)


@router.get("", response={200: list[InfoReportRow], **REFUSALS}, operation_id="list_info_reports")
def get_reports(request: HttpRequest, incident: int | None = None, kind: InfoReportKind | None = None) -> list[InfoReportRow]:
    """The newest 200 that the caller may read, those off the board too."""
    who = caller(request)
    rows = Report.objects.prefetch_related("receipts").order_by("-pk")
    if incident is not None:
        see(request, incident_of(incident).area)
        rows = rows.filter(incident=incident)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return [one.row() for one in rows[:400] if any(one.area.startswith(scope) for scope in who.scopes)][:200]


@router.get("/scheme", response={200: ReportScheme, **REFUSALS}, operation_id="get_report_scheme")
def get_scheme(request: HttpRequest, area: AreaCode) -> ReportScheme:
    see(request, area)
    return scheme_of(area)


@router.post("/scheme", response={200: ReportScheme, **REFUSALS}, operation_id="choose_report_scheme")
def post_scheme(request: HttpRequest, body: SchemeChoice) -> HttpResponse:
    def run(who: Caller) -> ReportScheme:
        choose_scheme(actor=who.actor, area=body.area, scheme=body.scheme, source=body.source)
        return scheme_of(body.area)

    return command(request, SIGN, body.area, run)


@router.get("/{int:report_id}", response={200: InfoReportWhole, **REFUSALS}, operation_id="get_info_report")
def get_report(request: HttpRequest, report_id: int) -> InfoReportWhole:
    report = found(report_id)
    return report_whole(report, see(request, report.area))


@router.post("/{int:report_id}", response={200: InfoReportWhole, **REFUSALS}, operation_id="change_info_report")
def post_change(request: HttpRequest, report_id: int, body: InfoReportWords) -> HttpResponse:
    values = {key: value for key, value in body.model_dump().items() if key != "version" and value is not None}
    if not values:
        raise Problem("invalid", "没有要修改的内容。", where=["body"])
    return _do(
        request, report_id, WRITE, lambda who: change_report(actor=who.actor, report_id=report_id, version=body.version, values=values)
    )


@router.post("/{int:report_id}/submit", response={200: InfoReportWhole, **REFUSALS}, operation_id="submit_info_report")
def post_submit(request: HttpRequest, report_id: int) -> HttpResponse:
    return _do(request, report_id, WRITE, lambda who: submit_report(actor=who.actor, name=who.name, report_id=report_id))


@router.post("/{int:report_id}/send-back", response={200: InfoReportWhole, **REFUSALS}, operation_id="send_back_info_report")
def post_send_back(request: HttpRequest, report_id: int, body: InfoReportReason) -> HttpResponse:
    return _do(
        request, report_id, REVIEW_VERB, lambda who: send_back(actor=who.actor, name=who.name, report_id=report_id, reason=body.reason)
    )


@router.post("/{int:report_id}/sign", response={200: InfoReportWhole, **REFUSALS}, operation_id="sign_info_report")
def post_sign(request: HttpRequest, report_id: int, body: InfoReportSignature) -> HttpResponse:
    who = caller(request)
    if who.may(SIGN, found(report_id).area):  # whoever may not is told so, whatever they typed
        confirm_pin(who.user_id, body.pin)
    return _do(request, report_id, SIGN, lambda who: sign_report(actor=who.actor, name=who.name, report_id=report_id, skip=body.skip))


@router.post("/{int:report_id}/send", response={200: InfoReportWhole, **REFUSALS}, operation_id="send_info_report")
def post_send(request: HttpRequest, report_id: int, body: InfoReportWay) -> HttpResponse:
    return _do(request, report_id, WRITE, lambda who: send_report(actor=who.actor, name=who.name, report_id=report_id, way=body.way))


@router.post("/{int:report_id}/receive", response={200: InfoReportWhole, **REFUSALS}, operation_id="receive_info_report")
def post_receive(request: HttpRequest, report_id: int, body: InfoReportReceipt) -> HttpResponse:
    return _do(
        request, report_id, WRITE,
        lambda who: receive_report(actor=who.actor, report_id=report_id, org=body.org, name=body.name, received_at=body.received_at, note=body.note),
    )  # fmt: skip


@router.post("/{int:report_id}/return", response={200: InfoReportWhole, **REFUSALS}, operation_id="return_info_report")
def post_return(request: HttpRequest, report_id: int, body: InfoReportReturn) -> HttpResponse:
    return _do(request, report_id, WRITE, lambda who: return_report(actor=who.actor, report_id=report_id, org=body.org, reason=body.reason))


@router.get("/{int:report_id}/document.pdf", response={200: None, **REFUSALS}, operation_id="get_info_report_pdf")
def get_pdf(request: HttpRequest, report_id: int) -> HttpResponse:
    report = found(report_id)
    who = see(request, report.area)
    return _file(pdf(sheet(report, who.name)), PDF, f"report-{report.pk}.pdf")


@router.get("/{int:report_id}/document.docx", response={200: None, **REFUSALS}, operation_id="get_info_report_docx")
def get_docx(request: HttpRequest, report_id: int) -> HttpResponse:
    report = found(report_id)
    who = see(request, report.area)
    return _file(docx(sheet(report, who.name)), DOCX, f"report-{report.pk}.docx")


def _file(content: bytes, mime: str, name: str) -> HttpResponse:
    how = "inline" if mime == PDF else "attachment"
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    )
