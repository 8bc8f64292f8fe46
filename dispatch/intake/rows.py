"""What another agency is answered."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class ReceiptRow(TypedDict):
    kind: Literal["received", "accepted", "verified", "reopened"]
    state: Literal["waiting", "sent", "failed"]
    attempts: int
    at: str
    sent_at: str | None
    error: str


class TransferRow(TypedDict):
    """`number` is the agency's, `our_number` the alarm's. `repeated`: this text was here before, nothing was added."""

    number: str
    our_number: str
    state: Literal["received", "accepted", "verified"]
    verdict: str | None
    verdict_name: str | None
    incident: str | None
    of: str | None
    received_at: str
    repeated: bool
    receipts: list[ReceiptRow]
