from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Text = str | UnsetType
Time = str | None | UnsetType
Number = int | UnsetType
Maybe = int | None | UnsetType


class ConferenceRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: Text = UNSET
    incident: Maybe = UNSET
    purpose: Text = UNSET
    provider: Text = UNSET
    state: Text = UNSET
    url: Time = UNSET
    turn: Number = UNSET
    started_at: Text = UNSET
    ended_at: Time = UNSET
    host: Text = UNSET
    host_name: Text = UNSET
    recording: bool | UnsetType = UNSET
    shared: dict[str, Any] | None | UnsetType = UNSET
    provider_state: Time = UNSET
    talk_group: Maybe = UNSET
    minutes: Number = UNSET
    decisions: Number = UNSET
    x: Maybe = UNSET


class LegRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    conference: Number = UNSET
    incident: Maybe = UNSET
    who: dict[str, int] | UnsetType = UNSET
    name: Text = UNSET
    org: Text = UNSET
    state: Text = UNSET
    invited_at: Text = UNSET
    ringing_at: Time = UNSET
    joined_at: Time = UNSET
    left_at: Time = UNSET
    how: Text = UNSET
    why: Text = UNSET
    video: bool | UnsetType = UNSET
    listen_only: bool | UnsetType = UNSET
    call: Maybe = UNSET
    quiet: bool | UnsetType = UNSET
    x: Maybe = UNSET


class RollCallRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    conference: Number = UNSET
    incident: Maybe = UNSET
    state: Text = UNSET
    all: bool | UnsetType = UNSET
    within_s: Number = UNSET
    due_at: Time = UNSET
    started_at: Text = UNSET
    done_at: Time = UNSET
    targets: list[dict[str, Any]] | UnsetType = UNSET
    x: Maybe = UNSET


class DecisionRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    conference: Number = UNSET
    incident: Maybe = UNSET
    number: Number = UNSET
    to: dict[str, Any] | UnsetType = UNSET
    name: Text = UNSET
    state: Text = UNSET
    order: Maybe = UNSET
    call: Maybe = UNSET
    due_at: Time = UNSET
    overdue: bool | UnsetType = UNSET
    acked_at: Time = UNSET
    acked_by: Text = UNSET
    done_at: Time = UNSET
    x: Maybe = UNSET


CONFERENCE = ("started", "shared", "recording", "minuted", "decided", "switched", "provider_down", "provider_up", "talk_group", "ended")
LEG = ("invited", "ringing", "joined", "left_room", "failed", "declined", "changed")


class Swept(msgspec.Struct, forbid_unknown_fields=True):
    """A recording's term is over; the digest says which."""

    id: int
    conference: int
    sha256: str
    size: int


def declare_all() -> None:
    declare("conference_recording.swept", 1, Swept)
    for verb in (*CONFERENCE, "moved"):
        declare(f"conference.{verb}", 1, ConferenceRow)
    for verb in (*LEG, "moved"):
        declare(f"conference_leg.{verb}", 1, LegRow)
    for verb in ("started", "asked", "answered", "done", "moved"):
        declare(f"conference_roll_call.{verb}", 1, RollCallRow)
    for verb in ("made", "acked", "done", "overdue", "advanced", "moved"):
        declare(f"decision.{verb}", 1, DecisionRow)
    for table in ("conference", "conference_leg", "conference_roll_call", "decision"):
        declare(f"{table}.left", 1, Left)
