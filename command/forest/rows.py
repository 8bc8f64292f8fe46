"""Forest fire as screens hold it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from command.duty.rows import SpecialPeriodRow

CheckHow = Literal["phone", "terminal", "voice"]
PatrolState = Literal["going", "done", "stopped"]
HoseCode = Literal["d40", "d50", "d65", "d80"]


class FireDangerRow(TypedDict):
    id: int
    area: str
    day: str
    level: int
    source: str
    note: str
    at: str
    x: int | None


class DemandRow(TypedDict):
    """`patrol_h`: each point once in so many hours, 0 = no fixed round. `watch`: duty roles beside the usual ones."""

    id: int
    level: int
    area: str
    patrol_h: float
    watch: dict[str, int]
    teams: int
    text: str
    source: str
    valid_from: str


class FireBoardRow(TypedDict):
    """Of one district today. `danger` as it was said (0 = nobody did), `level` what is demanded: the higher of danger and period."""

    id: int
    area: str
    day: str
    danger: int
    danger_source: str
    danger_at: str | None
    level: int
    periods: list[str]
    patrol_h: float
    watch: dict[str, int]
    teams: int
    standing: int
    text: str
    x: int | None


class PointKindRow(TypedDict):
    code: str
    name: str
    mark: str
    order: int
    active: bool
    source: str


class FirePointRow(TypedDict):
    id: int
    area: str
    town: str
    kind: str
    name: str
    lon: float
    lat: float
    radius_m: int | None
    every_h: float | None
    keeper: str
    last_at: str | None
    last_by: str
    overdue: bool


class CheckInRow(TypedDict):
    id: int
    point: int
    patrol: int | None
    how: CheckHow
    metres: int | None
    note: str
    late: bool
    by_name: str
    at: str


class PatrolStopRow(TypedDict):
    point: int
    done_at: str | None


class PatrolRow(TypedDict):
    id: int
    area: str
    name: str
    ranger: str
    subject: int | None
    line: dict[str, Any] | None
    state: PatrolState
    due_at: str
    overdue: bool
    started_at: str
    ended_at: str | None
    stops: list[PatrolStopRow]
    x: int | None


class FirePeriodRow(SpecialPeriodRow):
    """A special period of the duty's calendar; `floor` = the woods are watched as at this level at least, null = it does not concern them.

    `own`: said of this very period, not by the rule of its kind.
    """

    floor: int | None
    own: bool
    now: bool


class PeriodFigures(TypedDict):
    """Of one period so far: fires, how much ground they took, rounds kept and missed."""

    period: int
    name: str
    first: str
    last: str
    fires: int
    burnt_ha: float
    checks: int
    late: int


class ForestPage(TypedDict):
    today: str
    boards: list[FireBoardRow]
    demands: list[DemandRow]
    kinds: list[PointKindRow]
    periods: list[FirePeriodRow]
    dangers: list[FireDangerRow]


class WaterRow(TypedDict):
    """`pump`, `helicopter`, `truck`: null = nobody said."""

    id: int
    layer: str
    name: str
    kind: str
    area: str
    lon: float
    lat: float
    metres: int
    volume_m3: float | None
    usable: bool
    pump: bool | None
    helicopter: bool | None
    truck: bool | None
    elevation_m: float | None


class WaterNear(TypedDict):
    km: float
    lon: float
    lat: float
    rows: list[WaterRow]


class RelayLeg(TypedDict):
    """From one pump to the next, or to the nozzle: heads in metres of water. `left_m` is what remains at its end."""

    from_m: int
    to_m: int
    hoses: int
    loss_m: float
    lift_m: float
    left_m: float


class RelayNumbers(TypedDict):
    metres: int
    hose_metres: int
    hoses: int
    pumps: int
    loss_per_hose_m: float
    loss_m: float
    lift_m: float
    nozzle_m: float
    total_m: float
    at_m: list[int]
    legs: list[RelayLeg]
    burst: bool
    fill_s: int
    formula: str


class RelayRow(TypedDict):
    id: int
    area: str
    incident: int
    water: int | None
    water_name: str
    plot: int | None
    metres: int
    lift_m: float
    flow_lps: float
    hose: str
    hoses: int
    pumps: int
    loss_m: float
    total_m: float
    at_m: list[int]
    by_name: str
    at: str
    ended_at: str | None


class FireHandoverRow(TypedDict):
    """Who took over is read with the incident, not told."""

    id: int
    area: str
    incident: int
    people: int
    early: bool
    at: str
    voided_at: str | None


class FireHandoverWhole(FireHandoverRow):
    taker: str
    org: str
    phone: str
    note: str
    early_why: str
    by_name: str


class LoopStep(TypedDict):
    """One step of the closed loop; `at` null = not yet."""

    step: Literal[
        "alarm", "verified", "dispatched", "arrived", "controlled", "out", "mop_up", "guard", "handed_over", "final_report", "closed"
    ]
    at: str | None


class EarlierFire(TypedDict):
    incident: int
    number: str
    metres: int | None
    at: str


class FireLoop(TypedDict):
    steps: list[LoopStep]
    open: list[str]
    handover: FireHandoverWhole | None
    rekindled: int
    earlier: list[EarlierFire]
    later: list[EarlierFire]
