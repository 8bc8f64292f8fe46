"""Commands as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

CommandState = Literal["asked", "issued", "sent", "accepted", "done", "failed", "timed_out", "expired", "refused"]


class CommandRow(TypedDict):
    id: int
    area: str
    terminal: int
    subject: int
    kind: str
    run: str
    state: CommandState
    percent: float | None
    step: str
    error: str
    reason: str
    by: str
    by_name: str
    second_name: str
    asked_at: str
    sent_at: str | None
    accepted_at: str | None
    settled_at: str | None
    x: int | None


class CommandKind(TypedDict):
    """What this terminal may be told by this caller; `why` says what stands against it. `offered`: the values a field can have, where they are known."""

    name: str
    words: str
    fields: list[str]
    danger: bool
    second: bool
    allowed: bool
    why: str
    offered: dict[str, list[str]]


class CommandList(TypedDict):
    kinds: list[CommandKind]
    items: list[CommandRow]
    may_approve: bool
