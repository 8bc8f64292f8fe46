"""rows → **reading** → answer: a team whole, who stands where, what it gains. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Q

from devices.ranking import ranks_of
from devices.terminals.models import Terminal
from dispatch.distance import great_circle_m
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.models import Base, Item, StandbyMission, StandbyPost, StatusMove, Unit, UnitQuerySet, UnitStatus, Vehicle
from dispatch.teams.rows import BaseRow, GainRow, MissionRow, SourceOfUnit, StatusChangeRow, StatusOption, TeamCodes, UnitProfile
from realtime import clock
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.rules.models import rule

LAST_CHANGES = 30


def within(scopes: Iterable[str], field: str = "area") -> Q:
    found = Q(pk__in=[])
    for scope in scopes:
        found |= Q(**{f"{field}__startswith": scope})
    return found


def units(scopes: Iterable[str], *, kind: str = "", status: str = "", meaning: str = "", q: str = "") -> UnitQuerySet:
    found = Unit.objects.filter(within(scopes), exercise_id=None).with_names().with_holder(None)
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    if meaning:
        found = found.filter(status__meaning=meaning)
    return found.filter(Q(code__icontains=q) | Q(name__icontains=q)) if q else found


def posts(scopes: Iterable[str]) -> list[StandbyPost]:
    return list(StandbyPost.objects.filter(within(scopes), closed_at=None).order_by("area", "name"))


def vehicles(scopes: Iterable[str], unit: int | None = None) -> list[Vehicle]:
    found = Vehicle.objects.filter(within(scopes))
    return list(found if unit is None else found.filter(unit=unit))


def codes() -> TeamCodes:
    items = list(Item.objects.all())
    return {
        "capabilities": CAPABILITIES,
        "domains": DOMAINS,
        "categories": dict(Unit.CATEGORIES),
        "forces": dict(Unit.FORCES),
        "statuses": [_option(status, foreseen=True) for status in UnitStatus.objects.all()],
        "equipment": {item.code: item.name for item in items if item.kind == Item.EQUIPMENT},
        "skills": {item.code: item.name for item in items if item.kind == Item.SKILL},
        "vehicle_kinds": dict(Vehicle.KINDS),
        "post_kinds": dict(StandbyPost.KINDS),
        "base_kinds": dict(Base.KINDS),
    }


def profile(unit: Unit) -> UnitProfile:
    items = {item.code: item for item in Item.objects.filter(pk__in=[*unit.equipment, *unit.skills])}
    members = unit.members.select_related("user").order_by("id")
    found = StandbyMission.objects.filter(unit=unit).select_related("unit", "post").order_by("-from_at")[:LAST_CHANGES]
    return {
        "unit": unit.row(unit.holder()),
        "seconds_in_status": round((clock.now() - unit.status_at).total_seconds()),
        "force_name": unit.get_force_display(),
        "radio_channel": unit.radio_channel,
        "equipment": [
            {
                "code": code,
                "name": items[code].name if code in items else code,
                "count": count,
                "measure": items[code].measure if code in items else "",
            }
            for code, count in sorted(unit.equipment.items())
        ],
        "skills": [items[code].name if code in items else code for code in unit.skills],
        "base": base_row(unit.base) if unit.base else None,
        "members": [{"name": member.user.name, "role": cast("Any", member.role), "account": True} for member in members],
        "vehicles": [vehicle.row() for vehicle in unit.vehicles.all()],
        "sources": sources(unit),
        "next": next_statuses(unit),
        "changes": changes(unit),
        "missions": [mission_row(mission, None) for mission in found],
    }


def next_statuses(unit: Unit) -> list[StatusOption]:
    """What the officer may choose, the foreseen ones first."""
    foreseen = set(StatusMove.objects.filter(before=unit.status_id).values_list("after_id", flat=True))
    if rule("unit.status_moves", unit.area) == "off":
        foreseen = set(UnitStatus.objects.values_list("pk", flat=True))
    options = [_option(status, foreseen=status.pk in foreseen) for status in UnitStatus.objects.exclude(pk=unit.status_id)]
    return sorted(options, key=lambda option: not option["foreseen"])


def _option(status: UnitStatus, *, foreseen: bool) -> StatusOption:
    return cast("StatusOption", {"code": status.pk, "name": status.name, "meaning": status.meaning, "foreseen": foreseen})


def changes(unit: Unit) -> list[StatusChangeRow]:
    rows = list(unit.changes.order_by("-at", "-id")[:LAST_CHANGES])
    names, statuses = names_of({row.by for row in rows}), dict(UnitStatus.objects.values_list("code", "name"))
    return [
        {
            "at": iso(row.at) or "", "before": statuses.get(row.before, row.before), "after": statuses.get(row.after, row.after), "by": row.by,
            "by_name": names.get(row.by, row.by), "reason": row.reason, "irregular": row.irregular,
        }
        for row in rows
    ]  # fmt: skip


def base_row(base: Base) -> BaseRow:
    return cast("BaseRow", {
        "id": base.pk, "code": base.code, "name": base.name, "kind": base.kind, "kind_name": base.get_kind_display(), "area": base.area,
        "lon": base.lon, "lat": base.lat, "units": base.units.count(),
    })  # fmt: skip


def sources(unit: Unit) -> list[SourceOfUnit]:
    """Who can move the marker, the best first."""
    terminals = list(Terminal.objects.live().filter(subject=unit.pk))
    ranked = sorted(zip(terminals, ranks_of(terminals), strict=True), key=lambda pair: (pair[1].rank, pair[0].pk))
    return [
        {
            "terminal": terminal.pk, "adapter": terminal.adapter, "external_id": terminal.external_id, "kind": terminal.kind, "rank": found.rank,
            "max_age_s": found.max_age_s, "own_rank": terminal.rank, "own_max_age_s": terminal.max_age_s,
        }
        for terminal, found in ranked
    ]  # fmt: skip


def missions(scopes: Iterable[str], *, place: tuple[float, float] | None = None, ended: bool = False) -> list[MissionRow]:
    found = StandbyMission.objects.filter(within(scopes, "unit__area") | within(scopes, "post__area"), exercise_id=None)
    if not ended:
        found = found.filter(state__in=(StandbyMission.PLANNED, StandbyMission.STANDING))
    return [mission_row(mission, place) for mission in found.select_related("unit", "post").order_by("from_at")[:500]]


def gains(post: StandbyPost, units: list[Unit]) -> list[GainRow]:
    """What each of these teams would save by standing there, against coming from home; the nearest first. Nothing is ordered yet."""
    speed = float(rule("standby.speed_kmh", post.area)) / 3.6
    rows: list[GainRow] = []
    for unit in units:
        home = great_circle_m(unit.lon, unit.lat, post.lon, post.lat)
        rows.append({
            "unit": unit.pk, "unit_name": unit.name, "area": unit.area, "headcount": unit.headcount, "home_distance_m": round(home),
            "gain_s": round(home / speed),
        })  # fmt: skip
    return sorted(rows, key=lambda row: row["home_distance_m"])


def mission_row(mission: StandbyMission, place: tuple[float, float] | None) -> MissionRow:
    """What it gains: driving time from home to the place, less the time from the post. An estimate over the straight line."""
    unit, post = mission.unit, mission.post
    lon, lat = place or (post.lon, post.lat)
    speed = float(rule("standby.speed_kmh", post.area)) / 3.6
    home, forward = great_circle_m(unit.lon, unit.lat, lon, lat), great_circle_m(post.lon, post.lat, lon, lat)
    return cast("MissionRow", {
        "id": mission.pk, "unit": unit.pk, "unit_name": unit.name, "post": post.pk, "post_name": post.name, "area": post.area,
        "from_at": iso(mission.from_at), "until_at": iso(mission.until_at), "state": mission.state, "reason": mission.reason,
        "answer": mission.answer, "answer_note": mission.answer_note, "answered_name": mission.answered_name, "answered_at": iso(mission.answered_at),
        "silent": mission.silent,
        "home_distance_m": round(home), "home_eta_s": round(home / speed), "post_eta_s": round(forward / speed),
        "gain_s": round((home - forward) / speed), "x": mission.exercise_id,
    })  # fmt: skip
