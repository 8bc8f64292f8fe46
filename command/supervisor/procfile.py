"""The one process list (`Procfile`), as the supervisor, the compose file and their tests read it."""

from __future__ import annotations

import pathlib
import shlex

from command.supervisor.complaint import Complaint


def read(path: pathlib.Path) -> dict[str, list[str]]:
    """Process name → words of its command, in the order of the file."""
    found: dict[str, list[str]] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, colon, command = text.partition(":")
        if not colon or not name.isidentifier() or not command.strip():
            raise Complaint(f"{path.name} 第 {number} 行不是“名称: 命令”。")
        found[name] = shlex.split(command)
    return found
