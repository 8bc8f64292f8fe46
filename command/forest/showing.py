"""Forest fire as a page asks for it: demands, kinds, periods, what was said of the coming days, figures by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from command.duty.models import SpecialPeriod
from command.forest.ending import FIRE
from command.forest.models import CheckIn, DangerDemand, FireBoard, FireDanger, PointKind
from command.forest.rows import FirePeriodRow, ForestPage, PeriodFigures
from command.forest.watching import own_floors
from dispatch.incidents.models import Incident
from realtime.exercises.snapshot import in_the_world
from realtime.rules.models import rule

MOST = 200
AHEAD = timedelta(days=400)
FIGURE = "burned_ha"


def touching(scopes: Sequence[str], field: str = "area") -> Q:
    """Of the caller's areas, and of what lies over them."""
    found = Q(pk__in=[])
    for scope in scopes:
        found |= Q(**{f"{field}__startswith": scope}) | Q(**{f"{field}__in": [scope[:length] for length in range(len(scope) + 1)]})
    return found


def periods(scopes: Sequence[str]) -> list[FirePeriodRow]:
    today = localdate()
    found = SpecialPeriod.objects.filter(touching(scopes), last__gte=today - AHEAD, first__lte=today + AHEAD)
    return period_rows(list(found[:MOST]))


def period_rows(rows: Sequence[SpecialPeriod]) -> list[FirePeriodRow]:
    """Those that concern the woods, or were said not to."""
    own, by_kind = own_floors(rows), rule("forest.floors")
    return [_period(row, own, by_kind) for row in rows if row.pk in own or row.kind in by_kind]


def period_row(row: SpecialPeriod) -> FirePeriodRow:
    return _period(row, own_floors([row]), rule("forest.floors"))


def _period(row: SpecialPeriod, own: Mapping[int, int], by_kind: Mapping[str, int]) -> FirePeriodRow:
    floor = own.get(row.pk, by_kind.get(row.kind, 0))
    return {**row.row(), "floor": floor or None, "own": row.pk in own, "now": row.first <= localdate() <= row.last}


def page(scopes: Sequence[str]) -> ForestPage:
    today = localdate()
    return {
        "today": today.isoformat(),
        "boards": [row.row() for row in FireBoard.objects.filter(touching(scopes), in_the_world()).order_by("-level", "area")], "demands": [row.row() for row in _newest()], "kinds": [kind.row() for kind in PointKind.objects.all()],
        "periods": periods(scopes),
        "dangers": [row.row() for row in FireDanger.objects.filter(touching(scopes), day__gte=today, exercise_id=None).order_by("day", "area")[:MOST]],
    }  # fmt: skip


def _newest() -> list[DangerDemand]:
    """Per level and area the one in force; older rows are history."""
    found = {(row.level, row.area): row for row in DangerDemand.objects.order_by("valid_from")}
    return sorted(found.values(), key=lambda row: (row.level, row.area))


def figures(scopes: Sequence[str]) -> list[PeriodFigures]:
    """By period that has begun: nothing of a drill is in it."""
    today, found = localdate(), []
    for row in periods(scopes):
        if row["floor"] is None or row["first"] > today.isoformat():
            continue
        inside = touching(scopes) & Q(area__startswith=row["area"])
        fires = Incident.objects.filter(
            inside,
            type__code__startswith=FIRE,
            exercise_id=None,
            merged_into=None,
            opened_at__date__gte=row["first"],
            opened_at__date__lte=row["last"],
        )
        checks = CheckIn.objects.filter(
            touching(scopes, "point__area"), point__area__startswith=row["area"], at__date__gte=row["first"], at__date__lte=row["last"]
        )
        burnt = [float(one.get(FIGURE) or 0) for one in fires.values_list("figures", flat=True)]
        found.append(PeriodFigures(
            period=row["id"], name=row["name"], first=row["first"], last=row["last"], fires=len(burnt), burnt_ha=round(sum(burnt), 2),
            checks=checks.count(), late=checks.filter(late=True).count(),
        ))  # fmt: skip
    return found
