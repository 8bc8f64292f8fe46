"""A report whole, for its editor and its reader; terms and telephone records beside it."""

from __future__ import annotations

from typing import cast

from command.reports import wording
from command.reports.elements import missing
from command.reports.models import Report
from command.reports.owing import PhoneReport
from command.reports.rows import InfoReportWhole, PhoneReportRow, ReportScheme, ReportTermRow
from command.reports.terms import ReportTerm
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.rules.models import rule

WRITE, REVIEW_VERB, SIGN = "report.write", "report.review", "report.sign"


def report_whole(report: Report, who: Caller) -> InfoReportWhole:
    previous = dict(report.follows.elements) if report.follows is not None else None
    tied = report.incident_id is not None
    return cast("InfoReportWhole", {
        **report.row(), "elements": report.elements, "text": report.text, "facts": report.facts, "figures": report.figures, "grade": report.grade,
        "brief": wording.brief(report.elements, previous) if tied else "", "to": report.to, "cc": report.cc, "skipped": report.skipped,
        "submitted_name": report.submitted_name, "sent_name": report.sent_name, "sent_by_way": report.sent_by_way,
        "returned_name": report.returned_name, "returned_why": report.returned_why, "missing": missing(report.elements) if tied else [],
        "paragraphs": [
            {"heading": heading, "text": text}
            for heading, text in (
                wording.paragraphs(
                    report.elements, previous, previous_number=report.follows.number_text if report.follows else "", final=report.kind == "final"
                ) if tied else [("", report.text)]
            )
        ],
        "follows": report.follows_id, "may_review": who.may(REVIEW_VERB, report.area), "may_sign": who.may(SIGN, report.area),
    })  # fmt: skip


def phone_row(one: PhoneReport) -> PhoneReportRow:
    return {
        "id": one.pk, "incident": one.incident_id, "caller_name": one.caller_name, "org": one.org, "receiver_name": one.receiver_name,
        "said_at": str(iso(one.said_at)), "text": one.text, "read_back_text": one.read_back_text, "read_back_ok": one.read_back_ok,
        "call": one.call_id, "at": str(iso(one.at)),
    }  # fmt: skip


def scheme_of(area: str) -> ReportScheme:
    terms = [
        cast("ReportTermRow", {
            "id": one.pk, "scheme": one.scheme, "scheme_name": one.scheme_name, "grade": one.grade, "event": one.event, "phone_min": one.phone_min,
            "written_min": one.written_min, "follow_min": one.follow_min, "follow_at": list(one.follow_at), "note": one.note,
            "source": one.source, "valid_from": iso(one.valid_from),
        })
        for one in ReportTerm.objects.all()
    ]  # fmt: skip
    return {"area": area, "chosen": str(rule("reports.scheme", area)), "terms": terms}
