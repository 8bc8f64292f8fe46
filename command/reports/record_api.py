"""What is owed for an incident, over HTTP: telephone reports, the first post on the net, a finding of 谎报 or 瞒报."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.reports.owing import PhoneReport, Reporting
from command.reports.phoning import flag_reporting, post_seen, record_phone_report
from command.reports.rows import ElementKey, PhoneReportRow, ReportingRow
from command.reports.showing import SIGN, WRITE, phone_row
from dispatch.incidents.api import found as incident_of
from realtime.api import REFUSALS, Body, command, see
from realtime.codes import Problem

router = Router(tags=["reports"])


class NewPhoneReport(Body):
    caller: str = Field(min_length=1, max_length=60)
    org: str = Field(min_length=1, max_length=120)
    receiver: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=4000)
    read_back: str = Field("", max_length=4000)
    read_back_ok: bool
    said_at: Annotated[datetime | None, Field(strict=False)] = None
    call: int | None = Field(None, description="of the telephone part, with its recording")
    elements: dict[ElementKey, str] | None = None


class PublicPost(Body):
    at: Annotated[datetime, Field(strict=False)]
    source: str = Field(min_length=1, max_length=200)


class ReportingFlag(Body):
    flag: Literal["", "false", "concealed"]
    reason: str = Field(min_length=1, max_length=300)


@router.get("/{int:incident_id}/reporting", response={200: ReportingRow, **REFUSALS}, operation_id="get_reporting")
def get_reporting(request: HttpRequest, incident_id: int) -> ReportingRow:
    incident = incident_of(incident_id)
    see(request, incident.area)
    found = Reporting.objects.prefetch_related("clocks").filter(pk=incident_id).first()
    if found is None:
        raise Problem("not_found", "这个事件早于报告时限功能,没有计时。")
    return found.row()


@router.get("/{int:incident_id}/phone-reports", response={200: list[PhoneReportRow], **REFUSALS}, operation_id="list_phone_reports")
def get_phone_reports(request: HttpRequest, incident_id: int) -> list[PhoneReportRow]:
    see(request, incident_of(incident_id).area)
    return [phone_row(one) for one in PhoneReport.objects.filter(incident=incident_id)]


@router.post("/{int:incident_id}/phone-reports", response={201: PhoneReportRow, **REFUSALS}, operation_id="record_phone_report")
def post_phone_report(request: HttpRequest, incident_id: int, body: NewPhoneReport) -> HttpResponse:
    return command(
        request, WRITE, incident_of(incident_id).area,
        lambda who: phone_row(record_phone_report(
            actor=who.actor, incident_id=incident_id, caller_name=body.caller, org=body.org, receiver_name=body.receiver, text=body.text,
            read_back_text=body.read_back, read_back_ok=body.read_back_ok, said_at=body.said_at, call_id=body.call,
            elements={str(key): text for key, text in body.elements.items()} if body.elements else None,
        )),
        status=201,
    )  # fmt: skip


@router.post("/{int:incident_id}/public-post", response={200: ReportingRow, **REFUSALS}, operation_id="note_public_post")
def post_public(request: HttpRequest, incident_id: int, body: PublicPost) -> HttpResponse:
    return command(
        request, WRITE, incident_of(incident_id).area,
        lambda who: post_seen(actor=who.actor, incident_id=incident_id, at=body.at, source=body.source).row(),
    )  # fmt: skip


@router.post("/{int:incident_id}/reporting/flag", response={200: ReportingRow, **REFUSALS}, operation_id="flag_reporting")
def post_flag(request: HttpRequest, incident_id: int, body: ReportingFlag) -> HttpResponse:
    return command(
        request, SIGN, incident_of(incident_id).area,
        lambda who: flag_reporting(actor=who.actor, name=who.name, incident_id=incident_id, flag=body.flag, reason=body.reason).row(),
    )  # fmt: skip
