"""Reports and what is owed as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

InfoReportKind = Literal["first", "follow", "final", "daily", "warning"]
InfoReportState = Literal["draft", "review", "signed", "sent", "received", "returned", "superseded", "final"]
InfoReportTemplate = Literal["daily", "brief", "special", "warning", "final"]
InfoReportUrgency = Literal["", "urgent", "extra"]
InfoReportSecrecy = Literal["", "internal", "work"]
ReportClockKind = Literal["phone", "written", "follow", "backfill", "final"]
ReportClockState = Literal["running", "reminded", "overdue", "met", "late", "missed"]
ElementKey = Literal[
    "time", "place", "source", "received", "cause", "course", "consequences", "scope", "trend", "actions", "leaders", "measures",
    "requests", "on_scene",
]  # fmt: skip


class ReportReceiptRow(TypedDict):
    org: str
    name: str
    at: str


class InfoReportRow(TypedDict):
    id: int
    area: str
    incident: int | None
    kind: InfoReportKind
    seq: int
    template: InfoReportTemplate
    state: InfoReportState
    title: str
    number: str | None
    urgency: InfoReportUrgency
    secrecy: InfoReportSecrecy
    skip: bool
    by_name: str
    signed_name: str | None
    created_at: str
    submitted_at: str | None
    signed_at: str | None
    sent_at: str | None
    returned_at: str | None
    receipts: list[ReportReceiptRow]
    version: int
    x: int | None


class ReportFact(TypedDict):
    """What an element was drafted from: a row that can be opened."""

    kind: str
    id: int
    at: str | None
    text: str


class ReportParagraph(TypedDict):
    heading: str
    text: str


class InfoReportWhole(InfoReportRow):
    elements: dict[str, str]
    text: str
    brief: str
    facts: dict[str, list[ReportFact]]
    figures: dict[str, float]
    grade: int | None
    to: str
    cc: list[str]
    skipped: str
    submitted_name: str
    sent_name: str
    sent_by_way: str
    returned_name: str
    returned_why: str
    missing: list[ElementKey]
    paragraphs: list[ReportParagraph]
    follows: int | None
    may_review: bool
    may_sign: bool


class ReportClockRow(TypedDict):
    id: int
    kind: ReportClockKind
    from_at: str
    remind_at: str
    due_at: str
    met_at: str | None
    state: ReportClockState
    source: str


class ReportingRow(TypedDict):
    """One per incident, by the incident's id. `late`: clocks that ran out, met or not."""

    id: int
    area: str
    incident: int
    scheme: str
    grade: int | None
    from_at: str
    first_signal_at: str | None
    first_report_at: str | None
    first_public_post_at: str | None
    net_earlier: bool
    flag: Literal["false", "concealed"] | None
    clocks: list[ReportClockRow]
    late: int
    x: int | None


class PhoneReportRow(TypedDict):
    id: int
    incident: int
    caller_name: str
    org: str
    receiver_name: str
    said_at: str
    text: str
    read_back_text: str
    read_back_ok: bool
    call: int | None
    at: str


class ReportTermRow(TypedDict):
    id: int
    scheme: str
    scheme_name: str
    grade: int
    event: str
    phone_min: int | None
    written_min: int | None
    follow_min: int | None
    follow_at: list[str]
    note: str
    source: str
    valid_from: str


class ReportScheme(TypedDict):
    """`chosen`: the set that holds for this area."""

    area: str
    chosen: str
    terms: list[ReportTermRow]
