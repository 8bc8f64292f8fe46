"""An alarm as screens hold it and the API answers it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

Urgency = Literal["critical", "urgent", "normal"]
Source = Literal["call", "sos", "uav", "satellite", "camera", "vehicle", "radio", "sensor", "public", "agency", "system"]
StepKind = Literal["notify", "view", "verdict", "feedback"]


class StepRow(TypedDict):
    """One deadline of verification; `overdue` stays true when it was done late."""

    kind: StepKind
    due_at: str
    done_at: str | None
    overdue: bool


class AlarmRow(TypedDict):
    """No free text, no phone number: those are read with the alarm itself. Cleared, not acknowledged, no verdict = 恢复未确认."""

    id: int
    number: str
    source: Source
    urgency: Urgency
    type: str | None
    type_name: str | None
    area: str
    lon: float | None
    lat: float | None
    place: str
    state: Literal["active", "cleared"]
    acked_by: str | None
    acked_name: str | None
    acked_at: str | None
    verdict: str | None
    incident: int | None
    subject: int | None
    repeats: int
    reports: int
    sources: list[Source]
    late: bool
    test: bool
    duplicate_of: int | None
    reopened: int
    cleared_at: str | None
    escalation: int
    shelved_until: str | None
    shelved_name: str | None
    steps: list[StepRow]
    occurred_at: str | None
    received_at: str
    entered_at: str
    x: int | None


class ReportRow(TypedDict):
    """One signal with its words; `merged_from`: the alarm it belonged to before that was found a duplicate."""

    id: int
    source: Source
    urgency: Urgency
    type: str | None
    device: str
    subject: int | None
    lon: float | None
    lat: float | None
    distance_m: float | None
    place: str
    text: str
    caller_phone: str
    facts: dict[str, Any]
    by: str
    by_name: str
    merged_from: int | None
    occurred_at: str | None
    received_at: str
    entered_at: str
    late: bool


class VerdictRow(TypedDict):
    id: int
    verdict: str
    by: str
    name: str
    at: str
    note: str
    incident: int | None
    of: int | None
    contact_how: str
    contact_who: str
    reopened_at: str | None
    reopened_name: str
    reopen_reason: str


class AlarmWhole(AlarmRow):
    """With the words, the caller's number as far as the reader may see it, every signal and every verdict. `code`: read back by who holds the device."""

    text: str
    caller_phone: str
    verdict_at: str | None
    code: str
    signals: list[ReportRow]
    verdicts: list[VerdictRow]
