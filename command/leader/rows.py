"""What the leader's page says; every figure names the row it comes from."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from command.instructions.rows import InstructionState
from dispatch.incidents.rows import Grade, Phase
from dispatch.orders.rows import Leg

AskKind = Literal["report", "response", "instruction", "approval"]
StepKind = Literal["phone", "written", "follow", "backfill", "final", "instruction", "answer"]
StepState = Literal["running", "reminded", "overdue", "met", "late", "missed"]


class LeaderCard(TypedDict):
    """One line of the list."""

    id: int
    number: str
    title: str
    area: str
    area_name: str
    phase: Phase
    grade: Grade | None
    grade_state: Literal["proposed", "confirmed"] | None
    opened_at: str
    asks: int
    late: int
    x: int | None


class LeaderEvidence(TypedDict):
    """Behind a figure: who said so and when. `stale`: there is a newer one."""

    at: str
    occurred_at: str | None
    text: str
    by_name: str
    stale: bool


class LeaderFigure(TypedDict):
    measure: str
    value: float
    at: str
    evidence: list[LeaderEvidence]


class LeaderForce(TypedDict):
    id: int
    unit: str
    people: int
    leg: Leg
    ordered_at: str
    answered_at: str | None
    arrived_at: str | None
    due_at: str | None
    voice: bool


class LeaderLink(TypedDict):
    id: int
    kind: str
    label: str
    url: str
    stream: int | None


class LeaderStep(TypedDict):
    kind: StepKind
    name: str
    due_at: str
    done_at: str | None
    state: StepState
    source: str


class LeaderAsk(TypedDict):
    """What is asked of this person; `id` is of the thing itself (a report, a change of a response)."""

    kind: AskKind
    id: int
    text: str
    since: str | None
    due_at: str | None


class LeaderWord(TypedDict):
    id: int
    leader_name: str
    text: str
    state: InstructionState
    given_at: str
    due_at: str | None
    overdue: bool
    answer: str


class LeaderNews(TypedDict):
    at: str
    text: str


class LeaderPage(LeaderCard):
    place: str
    lon: float
    lat: float
    text: str
    people: list[LeaderFigure]
    extent: list[LeaderFigure]
    forces: list[LeaderForce]
    answered: int
    arrived: int
    headcount: int
    commander: str
    commander_since: str | None
    links: list[LeaderLink]
    conference: int | None
    response: str
    steps: list[LeaderStep]
    asked: list[LeaderAsk]
    instructions: list[LeaderWord]
    news: list[LeaderNews]
    net_earlier: bool
    may_instruct: bool
