"""action → **telling** → log: of a command's row only what changed."""

from __future__ import annotations

from typing import Any, cast

from devices.commands.models import Command
from devices.commands.rows import CommandRow
from realtime.clock import iso
from realtime.log import Log


def command_row(command: Command) -> CommandRow:
    return cast("CommandRow", {
        "id": command.pk, "area": command.area, "terminal": command.terminal_id, "subject": command.terminal.subject_id,
        "kind": command.kind, "run": command.run, "state": command.state, "percent": command.percent, "step": command.step,
        "error": command.error, "reason": command.reason, "by": command.actor, "by_name": command.name,
        "second_name": command.second_name, "asked_at": iso(command.asked_at), "sent_at": iso(command.sent_at),
        "accepted_at": iso(command.accepted_at), "settled_at": iso(command.settled_at), "x": command.exercise_id,
    })  # fmt: skip


def tell_command(log: Log, verb: str, command: Command, before: CommandRow | None) -> None:
    after: dict[str, Any] = dict(command_row(command))
    if before is not None:
        was: dict[str, Any] = dict(before)
        after = {name: value for name, value in after.items() if name in ("id", "area") or was[name] != value}
    log.append(f"area:{command.area}", f"command.{verb}", after)
