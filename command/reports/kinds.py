from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ReceiptRow(msgspec.Struct, forbid_unknown_fields=True):
    org: str
    name: str
    at: str


class InfoReportRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    seq: int | UnsetType = UNSET
    template: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    number: str | None | UnsetType = UNSET
    urgency: str | UnsetType = UNSET
    secrecy: str | UnsetType = UNSET
    skip: bool | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    signed_name: str | None | UnsetType = UNSET
    created_at: str | UnsetType = UNSET
    submitted_at: str | None | UnsetType = UNSET
    signed_at: str | None | UnsetType = UNSET
    sent_at: str | None | UnsetType = UNSET
    returned_at: str | None | UnsetType = UNSET
    receipts: list[ReceiptRow] | UnsetType = UNSET
    version: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class ClockRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    kind: str
    from_at: str
    remind_at: str
    due_at: str
    met_at: str | None
    state: str
    source: str


class ReportingRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    scheme: str | UnsetType = UNSET
    grade: int | None | UnsetType = UNSET
    from_at: str | UnsetType = UNSET
    first_signal_at: str | None | UnsetType = UNSET
    first_report_at: str | None | UnsetType = UNSET
    first_public_post_at: str | None | UnsetType = UNSET
    net_earlier: bool | UnsetType = UNSET
    flag: str | None | UnsetType = UNSET
    clocks: list[ClockRow] | UnsetType = UNSET
    late: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


# `changed`: words of a draft. `written`: the first telephone report of an incident stands in `reporting`, not here.
REPORT_VERBS = ("drafted", "changed", "submitted", "sent_back", "signed", "sent", "received", "returned", "superseded", "finished", "moved")
REPORTING_VERBS = ("opened", "regraded", "reminded", "overdue", "met", "posted", "flagged", "changed", "moved")


def declare_all() -> None:
    for verb in REPORT_VERBS:
        declare(f"info_report.{verb}", 1, InfoReportRow)
    declare("info_report.left", 1, Left)
    for verb in REPORTING_VERBS:
        declare(f"reporting.{verb}", 1, ReportingRow)
    declare("reporting.left", 1, Left)
