"""Telephone calls as screens hold them; a number is masked, the whole one stays with us."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Direction = Literal["in", "out", "robot"]
PhoneState = Literal["ringing", "answered", "ended", "missed", "failed"]


class PhoneCallRow(TypedDict):
    """`name` is the known contact's; `alarms` are open alarms of the same number; `file` is the recording under /api/files/{id}."""

    id: int
    area: str
    direction: Direction
    name: str | None
    org: str | None
    number_masked: str
    state: PhoneState
    person: int | None
    incident: int | None
    alarm: int | None
    alarms: list[int]
    call: int | None
    by_name: str | None
    why: str
    key: str
    at: str
    answered_at: str | None
    ended_at: str | None
    file: int | None
    x: int | None


class PhoneLineRow(TypedDict):
    """The connection to the bureau's exchange."""

    id: int
    area: str
    state: Literal["up", "down"]
    why: str
    since: str


class OwnPhone(TypedDict):
    """`line` null: no exchange is configured here, and nothing can be dialled."""

    extension: str
    line: PhoneLineRow | None
