"""The event kinds of commands."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class CommandChanged(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    terminal: int | UnsetType = UNSET
    subject: int | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    run: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    percent: float | None | UnsetType = UNSET
    step: str | UnsetType = UNSET
    error: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    by: str | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    second_name: str | UnsetType = UNSET
    asked_at: str | UnsetType = UNSET
    sent_at: str | None | UnsetType = UNSET
    accepted_at: str | None | UnsetType = UNSET
    settled_at: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


VERBS = ("asked", "issued", "sent", "accepted", "progressed", "done", "failed", "timed_out", "expired", "refused")


def declare_all() -> None:
    for verb in VERBS:
        declare(f"command.{verb}", 1, CommandChanged)
    declare("command.left", 1, Left)
