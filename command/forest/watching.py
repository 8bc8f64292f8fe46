"""dangers, periods, teams → **watching** → board: each district's board is told when it changes, and what hangs on it – points, duty – follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.timezone import localdate, localtime

from command.duty.models import SpecialPeriod
from command.duty.needs import periods_on
from command.duty.watching import look_at as look_at_duty
from command.forest.demanding import NOBODY_SAID, Demand, demand_of, level_of
from command.forest.mapping import show_danger
from command.forest.models import DangerDemand, FireBoard, FireDanger, PeriodFloor
from command.forest.points import set_terms
from dispatch.teams.models import StandbyMission
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.log import act
from realtime.rules.models import rule

DISTRICT = 6  # digits of a district's code; a city without districts counts its towns


def districts() -> list[str]:
    under = Area.objects.under(settings.CITY).to_towns().exclude(code=settings.CITY)
    found = [code for code in under.values_list("code", flat=True) if len(code) == DISTRICT]
    return sorted(found or under.values_list("code", flat=True))


def look_over() -> None:
    """The worker's chore: at midnight, and when a team's turn begins or ends, nobody presses anything."""
    look_at(actor="clerk")


def look_again(mission: StandbyMission) -> None:
    """Registered with standby: a team came forward or went home."""
    if mission.exercise_id is None:
        look_at(actor="system", under=mission.post.area[:DISTRICT])


def look_at(*, actor: str, under: str = "", exercise: int | None = None) -> None:
    """Every district under a code; a drill has boards only where somebody said something in it."""
    today, now = localdate(), clock.now()
    dangers = {
        one.area: one for one in FireDanger.objects.filter(day=today, exercise_id=exercise)
    }  # a city's own word holds where its district is silent
    demands = read_demands()
    standing = teams_forward()
    known = {board.area: board for board in FireBoard.objects.filter(exercise_id=exercise)}
    changed = False
    for area in districts():
        if not area.startswith(under) or (exercise is not None and area not in dangers and area not in known):
            continue
        said = dangers.get(area) or dangers.get(settings.CITY)
        facts = _facts(area, today, now, said, demands, standing.get(area, 0))
        board = known.get(area)
        if board is None and not facts["danger"] and not facts["periods"]:
            continue
        if board is not None and all(getattr(board, name) == value for name, value in facts.items()):
            continue
        changed |= _store(actor, area, facts, exercise)
    if changed and exercise is None:
        look_at_duty(actor=actor, under=settings.CITY)


def read_demands() -> list[Demand]:
    return [Demand(row.level, row.area, row.valid_from, row.patrol_h, row.watch, row.teams, row.text) for row in DangerDemand.objects.all()]


def teams_forward() -> dict[str, int]:
    """Teams that stand at posts of each district now."""
    rows = StandbyMission.objects.filter(state=StandbyMission.STANDING, exercise_id=None)
    found: dict[str, int] = {}
    for area, number in rows.values_list("post__area").annotate(n=Count("pk")):
        found[area[:DISTRICT]] = found.get(area[:DISTRICT], 0) + number
    return found


def floors_on(area: str, day: date) -> list[tuple[str, int]]:
    """Special periods that concern the woods, with the level they are watched at at least."""
    found = periods_on(area, day)
    own, by_kind = own_floors(found), rule("forest.floors", area)
    floors = [(period.name, own.get(period.pk, by_kind.get(period.kind, 0))) for period in sorted(found, key=lambda one: one.first)]
    return [(name, level) for name, level in floors if level]


def own_floors(periods: Iterable[SpecialPeriod]) -> dict[int, int]:
    return dict(PeriodFloor.objects.filter(period__in=list(periods)).values_list("period_id", "level"))


def _facts(area: str, today: date, now: datetime, said: FireDanger | None, demands: Iterable[Demand], standing: int) -> dict[str, Any]:
    floors = floors_on(area, today)
    danger = said.level if said else NOBODY_SAID
    level = level_of(danger, (floor for _, floor in floors))
    demand = demand_of(demands, level, area, now)
    return {
        "day": today, "danger": danger, "danger_source": said.source if said else "", "danger_at": said.at if said else None, "level": level,
        "periods": [name for name, _ in floors], "patrol_h": demand.patrol_h if demand else 0.0,
        "watch": dict(demand.watch) if demand else {}, "teams": demand.teams if demand else 0, "standing": standing,
        "text": demand.text if demand else "",
    }  # fmt: skip


def _store(actor: str, area: str, facts: dict[str, Any], exercise: int | None) -> bool:
    """Whether anything of the duty hangs on it."""
    with act(actor, exercise) as log:
        board = FireBoard.objects.select_for_update().filter(area=area, exercise_id=exercise).first()
        before = board.row() if board else None
        board = board or FireBoard(area=area, exercise_id=exercise)
        for name, value in facts.items():
            setattr(board, name, value)
        board.save()
        tell(log, [board.stream], "fire_board.changed", before, board.row(), area=area)
        if exercise is None:
            show_danger(log, board)
            if before is None or before["patrol_h"] != board.patrol_h:
                set_terms(log, area, board.patrol_h)
    return before is None or before["watch"] != board.watch


def watch_needs(area: str, at: datetime) -> dict[str, int]:
    """Registered with the duty: the seats that the danger asks for, at the district's own roster and at those above it."""
    rows = FireBoard.objects.filter(exercise_id=None, area__startswith=area) | FireBoard.objects.filter(
        exercise_id=None, area__in=[area[:length] for length in range(1, len(area) + 1)]
    )
    found: dict[str, int] = {}
    for watch in rows.filter(day=localtime(at).date()).values_list("watch", flat=True):
        for role, number in watch.items():
            found[role] = max(found.get(role, 0), int(number))
    return found


def with_exercise(exercise: int) -> None:
    """A drill's boards leave with it."""
    found = FireBoard.objects.filter(exercise_id=exercise)
    with act("clerk", exercise) as log:
        for board in found:
            log.append(board.stream, "fire_board.left", {"id": board.pk, "area": board.area})
        found.delete()
