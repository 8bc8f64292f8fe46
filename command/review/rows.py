"""After-action reviews as screens hold and read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from command.plans.tasks.rows import TaskEnd, TaskState

ReviewState = Literal["draft", "signed"]
ReviewStageKey = Literal["signal", "verified", "opened", "ordered", "accepted", "departed", "arrived", "controlled", "out", "closed"]
LateKind = Literal["report", "order", "task", "instruction", "contact"]


class ReviewRow(TypedDict):
    id: int
    number: str
    incident: int
    area: str
    title: str
    state: ReviewState
    late: int
    gaps: int
    recommendations: int
    solved: int
    drafted_at: str
    due_at: str | None
    signed_at: str | None
    case: int | None
    rev: int
    x: int | None


class ReviewStage(TypedDict):
    """`events`: numbers of the entries of the incident's timeline that it rests on."""

    stage: ReviewStageKey
    name: str
    at: str | None
    seconds: float | None
    since: ReviewStageKey | None
    over: list[ReviewStageKey]
    backwards: bool
    events: list[int]


class ReviewFigure(TypedDict):
    """`this`: of this incident; `past`: of all of its kind within a year. Seconds, P50 and P90."""

    key: str
    name: str
    n: int
    p50: float | None
    p90: float | None
    past_n: int
    past_p50: float | None
    past_p90: float | None
    events: list[int]


class ReviewGap(TypedDict):
    since: str
    until: str
    seconds: float
    events: list[int]


class ReviewHole(ReviewGap):
    unit: str


class ReviewLate(TypedDict):
    kind: LateKind
    id: int
    title: str
    why: str
    due_at: str | None
    done_at: str | None
    events: list[int]


class ReviewForce(TypedDict):
    unit: str
    people: int
    ordered_at: str
    accepted_at: str | None
    arrived_at: str | None
    released_at: str | None
    borrowed: str
    events: list[int]


class ReviewSupply(TypedDict):
    number: str
    item: str
    quantity: int
    received: int | None
    depot: str
    agreement: str
    events: list[int]


class ReviewVersion(TypedDict):
    """A report's figures as they stood when it was drafted."""

    report: int
    title: str
    signed_at: str | None
    figures: dict[str, float]


class ReviewDecision(TypedDict):
    kind: Literal["consultation", "conference", "instruction", "response"]
    id: int
    text: str
    who: str
    at: str
    done: bool
    events: list[int]


class ReviewFacts(TypedDict):
    stages: list[ReviewStage]
    missing: list[ReviewStageKey]
    figures: list[ReviewFigure]
    log_gaps: list[ReviewGap]
    holes: list[ReviewHole]
    late: list[ReviewLate]
    unanswered: list[ReviewLate]
    forces: list[ReviewForce]
    supplies: list[ReviewSupply]
    versions: list[ReviewVersion]
    moved: int
    decisions: list[ReviewDecision]
    entries: int
    late_entries: int


class ReviewRecommendation(TypedDict):
    id: int
    number: int
    text: str
    owner_name: str
    due_at: str | None
    task: int | None
    state: TaskState | None
    ended: TaskEnd | None
    solved: bool


class ReviewWhole(ReviewRow):
    facts: ReviewFacts
    findings: str
    causes: str
    recommendations_text: list[ReviewRecommendation]
    by_name: str
    signed_name: str
    case_title: str
    case_state: str
    may_write: bool
    may_sign: bool
