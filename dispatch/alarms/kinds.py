from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class Step(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    due_at: str
    done_at: str | None
    overdue: bool


class AlarmRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    urgency: str | UnsetType = UNSET
    type: str | None | UnsetType = UNSET
    type_name: str | None | UnsetType = UNSET
    lon: float | None | UnsetType = UNSET
    lat: float | None | UnsetType = UNSET
    place: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    acked_by: str | None | UnsetType = UNSET
    acked_name: str | None | UnsetType = UNSET
    acked_at: str | None | UnsetType = UNSET
    verdict: str | None | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    subject: int | None | UnsetType = UNSET
    repeats: int | UnsetType = UNSET
    reports: int | UnsetType = UNSET
    sources: list[str] | UnsetType = UNSET
    late: bool | UnsetType = UNSET
    test: bool | UnsetType = UNSET
    duplicate_of: int | None | UnsetType = UNSET
    reopened: int | UnsetType = UNSET
    cleared_at: str | None | UnsetType = UNSET
    escalation: int | UnsetType = UNSET
    shelved_until: str | None | UnsetType = UNSET
    shelved_name: str | None | UnsetType = UNSET
    steps: list[Step] | UnsetType = UNSET
    occurred_at: str | None | UnsetType = UNSET
    received_at: str | UnsetType = UNSET
    entered_at: str | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


# raised: new · repeated: the same device again · merged: another source, or a person, says the same · changed: place, a duplicate taken back, an exercise's clock
VERBS = (
    "raised", "repeated", "merged", "acknowledged", "verified", "reopened", "cleared", "shelved", "unshelved", "escalated", "overdue",
    "step_done", "changed", "entered",
)  # fmt: skip


def declare_all() -> None:
    for verb in VERBS:
        declare(f"alarm.{verb}", 1, AlarmRow)
    declare("alarm.left", 1, Left)
