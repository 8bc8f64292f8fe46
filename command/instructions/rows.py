"""Instructions as screens hold them; the words are read with the instruction."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

InstructionState = Literal["told", "acked", "done", "closed"]
InstructionChannel = Literal["app", "phone", "paper", "meeting"]


class AddresseeRow(TypedDict):
    id: int
    name: str
    acked_at: str | None


class InstructionRow(TypedDict):
    """`reminded`: how often the addressees were told again. `overdue` stays after it was done late."""

    id: int
    area: str
    incident: int | None
    report: int | None
    leader_name: str
    channel: InstructionChannel
    state: InstructionState
    given_at: str
    due_at: str | None
    overdue: bool
    reminded: int
    done_at: str | None
    addressees: list[AddresseeRow]
    feedback: int
    x: int | None


class FeedbackRow(TypedDict):
    id: int
    name: str
    text: str
    done: bool
    at: str


class InstructionWhole(InstructionRow):
    leader_title: str
    text: str
    read_back_ok: bool
    by_name: str
    entered_at: str
    closed_name: str
    feedbacks: list[FeedbackRow]
