from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class FireDangerNoted(msgspec.Struct, forbid_unknown_fields=True):
    """For the log: what was said. The board beside it says what follows; no screen holds these."""

    id: int
    area: str
    day: str
    level: int
    before: int
    source: str


class DemandNoted(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    level: int


class PeriodFloorNoted(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    level: int


class PointKindNoted(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    area: str


class FireBoardRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    day: str | UnsetType = UNSET
    danger: int | UnsetType = UNSET
    danger_source: str | UnsetType = UNSET
    danger_at: str | None | UnsetType = UNSET
    level: int | UnsetType = UNSET
    periods: list[str] | UnsetType = UNSET
    patrol_h: float | UnsetType = UNSET
    watch: dict[str, int] | UnsetType = UNSET
    teams: int | UnsetType = UNSET
    standing: int | UnsetType = UNSET
    text: str | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class FirePointRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    town: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    lon: float | UnsetType = UNSET
    lat: float | UnsetType = UNSET
    radius_m: int | None | UnsetType = UNSET
    every_h: float | None | UnsetType = UNSET
    keeper: str | UnsetType = UNSET
    last_at: str | None | UnsetType = UNSET
    last_by: str | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET


class PatrolStop(msgspec.Struct, forbid_unknown_fields=True):
    point: int
    done_at: str | None


class PatrolRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str | UnsetType = UNSET
    ranger: str | UnsetType = UNSET
    subject: int | None | UnsetType = UNSET
    line: dict[str, Any] | None | UnsetType = UNSET
    state: str | UnsetType = UNSET
    due_at: str | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    started_at: str | UnsetType = UNSET
    ended_at: str | None | UnsetType = UNSET
    stops: list[PatrolStop] | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class RelayRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    water: int | None | UnsetType = UNSET
    water_name: str | UnsetType = UNSET
    plot: int | None | UnsetType = UNSET
    metres: int | UnsetType = UNSET
    lift_m: float | UnsetType = UNSET
    flow_lps: float | UnsetType = UNSET
    hose: str | UnsetType = UNSET
    hoses: int | UnsetType = UNSET
    pumps: int | UnsetType = UNSET
    loss_m: float | UnsetType = UNSET
    total_m: float | UnsetType = UNSET
    at_m: list[int] | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    at: str | UnsetType = UNSET
    ended_at: str | None | UnsetType = UNSET


class FireHandoverRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    people: int | UnsetType = UNSET
    early: bool | UnsetType = UNSET
    at: str | UnsetType = UNSET
    voided_at: str | None | UnsetType = UNSET


def declare_all() -> None:
    declare("fire_danger.noted", 1, FireDangerNoted)
    declare("danger_demand.noted", 1, DemandNoted)
    declare("period_floor.noted", 1, PeriodFloorNoted)
    declare("point_kind.noted", 1, PointKindNoted)
    declare("fire_board.changed", 1, FireBoardRow)
    for verb in ("added", "changed", "checked", "overdue"):
        declare(f"fire_point.{verb}", 1, FirePointRow)
    for verb in ("started", "checked", "overdue", "ended", "moved"):
        declare(f"patrol.{verb}", 1, PatrolRow)
    for verb in ("laid", "moved", "ended"):
        declare(f"relay.{verb}", 1, RelayRow)
    for verb in ("signed", "voided"):
        declare(f"fire_handover.{verb}", 1, FireHandoverRow)
    for table in ("fire_board", "fire_point", "patrol", "relay"):
        declare(f"{table}.left", 1, Left)
