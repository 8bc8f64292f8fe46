"""Teams, vehicles and standby posts as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Meaning = Literal["available", "delayed", "unavailable"]


class UnitRow(TypedDict):
    """`incident` is the one that holds the unit now; its home district sees it too. `post`: the standby post it stands at."""

    id: int
    subject: int
    code: str
    name: str
    category: Literal["industry", "grassroots", "volunteer"]
    force: str
    kind: str
    kind_name: str
    domains: list[str]
    headcount: int
    equipment: dict[str, int]
    skills: list[str]
    area: str
    lon: float
    lat: float
    base_name: str
    status: str
    status_name: str
    meaning: Meaning
    status_at: str
    irregular: bool
    rest_until: str | None
    post: int | None
    incident: int | None
    x: int | None


class PostRow(TypedDict):
    id: int
    name: str
    area: str
    lon: float
    lat: float
    kind: Literal["fire", "flood", "holiday", "general"]


class VehicleRow(TypedDict):
    id: int
    subject: int
    plate: str
    kind: str
    kind_name: str
    unit: int
    capacity: int
    area: str
    status: Literal["ready", "maintenance", "off"]


class StatusOption(TypedDict):
    """`foreseen` false: rule `unit.status_moves` warns of it or refuses it."""

    code: str
    name: str
    meaning: Meaning
    foreseen: bool


class StatusAnswer(TypedDict):
    """`warning` is what the officer should read when the move was not foreseen."""

    unit: UnitRow
    warning: str | None


class StatusChangeRow(TypedDict):
    at: str
    before: str
    after: str
    by: str
    by_name: str
    reason: str
    irregular: bool


class MissionRow(TypedDict):
    """Times of arrival at the post's own place; `gain_s` is what standing there saves against coming from home.

    `silent`: not answered in time. `answer` empty: not yet.
    """

    id: int
    unit: int
    unit_name: str
    post: int
    post_name: str
    area: str
    from_at: str
    until_at: str
    state: Literal["planned", "standing", "ended", "cancelled"]
    reason: str
    answer: Literal["", "accepted", "declined"]
    answer_note: str
    answered_name: str
    answered_at: str | None
    silent: bool
    home_distance_m: int
    home_eta_s: int
    post_eta_s: int
    gain_s: int
    x: int | None


class GainRow(TypedDict):
    """A team that could stand at a post: how far its home is, and how much sooner it would be there."""

    unit: int
    unit_name: str
    area: str
    headcount: int
    home_distance_m: int
    gain_s: int


class SourceOfUnit(TypedDict):
    """A terminal that can move the unit's marker; the lowest rank within its age wins."""

    terminal: int
    adapter: str
    external_id: str
    kind: str
    rank: int
    max_age_s: float
    own_rank: int | None
    own_max_age_s: float | None


class MemberRow(TypedDict):
    name: str
    role: Literal["commander", "deputy", "member"]
    account: bool


class UnitProfile(TypedDict):
    """One team whole: row, words, people, vehicles, how it can be reached and what it may become."""

    unit: UnitRow
    seconds_in_status: int
    force_name: str
    radio_channel: str
    equipment: list[EquipmentLine]
    skills: list[str]
    base: BaseRow | None
    members: list[MemberRow]
    vehicles: list[VehicleRow]
    sources: list[SourceOfUnit]
    next: list[StatusOption]
    changes: list[StatusChangeRow]
    missions: list[MissionRow]


class EquipmentLine(TypedDict):
    code: str
    name: str
    count: int
    measure: str


class BaseRow(TypedDict):
    id: int
    code: str
    name: str
    kind: Literal["training", "standby", "incubation", "joint"]
    kind_name: str
    area: str
    lon: float
    lat: float
    units: int


class TeamCodes(TypedDict):
    """Names of all codes a team's row can hold."""

    capabilities: dict[str, str]
    domains: dict[str, str]
    categories: dict[str, str]
    forces: dict[str, str]
    statuses: list[StatusOption]
    equipment: dict[str, str]
    skills: dict[str, str]
    vehicle_kinds: dict[str, str]
    post_kinds: dict[str, str]
    base_kinds: dict[str, str]


class BadCell(TypedDict):
    line: int
    column: str
    value: str
    why: str


class SheetRow(TypedDict):
    line: int
    code: str
    name: str
    outcome: Literal["add", "change", "same", "bad"]
    changes: list[str]
    errors: list[BadCell]


class SheetPreview(TypedDict):
    """What an uploaded list would do; nothing is done before it is applied."""

    id: int
    kind: Literal["units", "vehicles", "members"]
    name: str
    datum: Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
    area: str
    ignored: list[str]
    add: int
    change: int
    same: int
    bad: int
    applied_at: str | None
    rows: list[SheetRow]
