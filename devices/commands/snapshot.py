"""The `commands` table of an area: what is under way, and what ended lately."""

from __future__ import annotations

from devices.commands.models import Command
from devices.commands.telling import command_row


def commands(prefix: str) -> dict[str, dict[str, object]]:
    rows = Command.objects.filter(archived=False, area__startswith=prefix).select_related("terminal")
    return {str(row.pk): dict(command_row(row)) for row in rows}
