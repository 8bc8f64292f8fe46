"""An alarm as screens hold it and the API answers it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Urgency = Literal["critical", "urgent", "normal"]
Source = Literal["call", "sos", "uav", "sensor", "public", "agency", "system"]


class AlarmRow(TypedDict):
    """No free text, no phone number: those are read with the alarm itself."""

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
    occurred_at: str | None
    received_at: str
    entered_at: str
    x: int | None


class AlarmWhole(AlarmRow):
    """With the words, and the caller's number as far as the reader may see it."""

    text: str
    caller_phone: str
    verdict_at: str | None
