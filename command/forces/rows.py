"""队伍建设 as screens read it; the generated TypeScript comes from here. Dates are ISO days, shares per cent."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

GearState = Literal["in_use", "stored", "repair", "scrapped"]
TrainingKind = Literal["course", "drill", "exam"]
TrainingResult = Literal["passed", "failed"]
ReadinessSide = Literal["skill", "machine", "signal", "drill", "turnout"]
CoverState = Literal["covered", "unequipped", "late", "none"]
CoverBy = Literal["domain", "hazard"]
CrossingCode = Literal["area", "industry", "level", "department", "hazard"]


class SkillLotRow(TypedDict):
    id: int
    skill: str
    skill_name: str
    certificate: str
    people: int
    valid_to: str | None
    days_left: int | None


class ForceGearRow(TypedDict):
    """`overdue`: in service, and its inspection is over time."""

    id: int
    unit: int
    unit_name: str
    item: str
    item_name: str
    measure: str
    number: str
    count: int
    state: GearState
    state_name: str
    place: str
    inspect_by: str | None
    days_left: int | None
    overdue: bool
    note: str


class TrainingRow(TypedDict):
    id: int
    unit: int
    unit_name: str
    kind: TrainingKind
    kind_name: str
    course: str
    person: str
    base_name: str
    hours: float
    people: int
    result: TrainingResult
    result_name: str
    held_on: str
    next_due: str | None
    drill: int | None
    note: str


class TrainingCount(TypedDict):
    """场次, 人次, and hours times people."""

    kind: TrainingKind
    times: int
    people: int
    hours: float


class ReadinessFact(TypedDict):
    """`wanted`: what the next better level asks; null where it bears the best. `value` null: nothing was entered."""

    code: str
    side: ReadinessSide
    value: float | None
    level: int
    wanted: float | None


class Readiness(TypedDict):
    """1 to 3 备勤级别, 4 short of every level, 0 not ready whatever it has."""

    unit: int
    level: int
    facts: list[ReadinessFact]


class ForceProfile(TypedDict):
    """四化 of one team: why its level is what it is, and the registers behind it. `reach_km`: what it reaches within the rule's minutes."""

    unit: int
    name: str
    area: str
    readiness: Readiness
    turnout_s: int
    reach_km: float
    reach_minutes: int
    certified: int
    people: int
    skills: list[SkillLotRow]
    gear: list[ForceGearRow]
    trainings: list[TrainingRow]
    terminals: int


class ForceLine(TypedDict):
    """One team in the list of levels."""

    unit: int
    level: int
    weakest: list[str]
    overdue: int
    expiring: int


class ForceSummary(TypedDict):
    lines: list[ForceLine]
    levels: dict[str, int]
    gear_overdue: int
    certificates_expiring: int
    training_due: int


class ForceBase(TypedDict):
    id: int
    code: str
    name: str
    kind: Literal["training", "standby", "incubation", "joint"]
    kind_name: str
    area: str
    lon: float
    lat: float
    place: str
    contact: str
    capacity: int
    people: int
    teams: int
    full: bool


class BaseTeam(TypedDict):
    id: int
    code: str
    name: str
    kind_name: str
    headcount: int
    status_name: str
    level: int


class BaseGear(TypedDict):
    code: str
    name: str
    count: int
    measure: str


class ForceBaseWhole(ForceBase):
    courses: list[str]
    equipment: list[BaseGear]
    stationed: list[BaseTeam]
    trainings: list[TrainingRow]
    counts: list[TrainingCount]


class CoverPlace(TypedDict):
    """`minutes` null: no ready team at all. `grade`: index into `classes`, beyond the last = over it."""

    area: str
    name: str
    lon: float
    lat: float
    minutes: int | None
    grade: int
    unit: int | None
    unit_name: str


class CoverDistrict(TypedDict):
    district: str
    state: CoverState
    share: float
    reached: float
    ready: int
    teams: int


class ForceCoverage(TypedDict):
    by: CoverBy
    key: str
    name: str
    minutes: int
    classes: list[int]
    full_pct: float
    kit: list[str]
    places: list[CoverPlace]
    districts: list[CoverDistrict]


class CoverLine(TypedDict):
    by: CoverBy
    key: str
    name: str
    kinds: list[str]
    districts: list[CoverDistrict]


class CoverTable(TypedDict):
    minutes: int
    full_pct: float
    gaps: int
    lines: list[CoverLine]


class CrossingAid(TypedDict):
    id: int
    name: str
    standing: str


class CrossingLine(TypedDict):
    """One thing that may have to be crossed, and who has agreed to it; none = the gap."""

    key: str
    name: str
    agreements: list[CrossingAid]


class CrossingCover(TypedDict):
    code: CrossingCode
    name: str
    gaps: int
    lines: list[CrossingLine]


class SheetFault(TypedDict):
    line: int
    column: str
    value: str
    why: str


class ForceSheetDone(TypedDict):
    """A bad row costs no other row: what was wrong is listed with its line in the file."""

    added: int
    changed: int
    same: int
    bad: list[SheetFault]
    ignored: list[str]
