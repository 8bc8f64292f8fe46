from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from dispatch.alarms.kinds import AlarmRow
from dispatch.callout.kinds import CallRow
from dispatch.geofences.kinds import FenceRow
from dispatch.orders.kinds import AssignmentRow, OrderRow, ReinforcementRow
from dispatch.plots.kinds import PlotRow
from dispatch.safety.kinds import CheckRow, DangerRow, RollCallRow
from dispatch.supplies.kinds import SupplyRequestRow
from realtime.log.kinds import declare
from realtime.log.left import Left


class GradeWhy(msgspec.Struct, forbid_unknown_fields=True):
    grade: int
    measure: str
    value: float
    at_least: float
    source: str


class IncidentRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    type_name: str | None | UnsetType = UNSET
    place: str | UnsetType = UNSET
    lon: float | UnsetType = UNSET
    lat: float | UnsetType = UNSET
    phase: str | UnsetType = UNSET
    guard_until: str | None | UnsetType = UNSET
    grade: int | None | UnsetType = UNSET
    grade_state: str | None | UnsetType = UNSET
    grade_why: GradeWhy | None | UnsetType = UNSET
    figures: dict[str, float] | UnsetType = UNSET
    four_ones: list[str] | UnsetType = UNSET
    opened_at: str | UnsetType = UNSET
    closed_at: str | None | UnsetType = UNSET
    commander: int | None | UnsetType = UNSET
    commander_name: str | UnsetType = UNSET
    parent: int | None | UnsetType = UNSET
    merged_into: int | None | UnsetType = UNSET
    reopened: int | UnsetType = UNSET
    words: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class Noted(msgspec.Struct, forbid_unknown_fields=True):
    """How notes were told before rows counted their `words`; kept, since the log keeps them."""

    id: int
    area: str
    note: int


# `written`: a note. `struck`: an entry struck through. `attached`: a file. Each raises `words`, by which its record is found.
# `entered`: its point was moved across a border, and this board answers for it now.
VERBS = ("opened", "entered", "changed", "written", "struck", "attached", "guarded", "closed", "reopened")


# Rows that hang on an incident: they go along when it is merged (`moved`), and come back with it (`restored`).
FOLLOWERS: dict[str, type[msgspec.Struct]] = {
    "alarm": AlarmRow, "order": OrderRow, "assignment": AssignmentRow, "reinforcement": ReinforcementRow, "check": CheckRow,
    "roll_call": RollCallRow, "danger": DangerRow, "fence": FenceRow, "plot": PlotRow, "supply_request": SupplyRequestRow, "call": CallRow,
}  # fmt: skip


class Hold(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing of this incident may be deleted, or may again."""

    id: int
    incident: int
    area: str
    reason: str
    by_name: str


def declare_all() -> None:
    declare("incident_hold.placed", 1, Hold)
    declare("incident_hold.released", 1, Hold)
    for verb in VERBS:
        declare(f"incident.{verb}", 1, IncidentRow)
    declare("incident.noted", 1, Noted)
    declare("incident.left", 1, Left)
    for table, row in FOLLOWERS.items():
        declare(f"{table}.moved", 1, row)
        declare(f"{table}.restored", 1, row)
