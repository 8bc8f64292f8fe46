"""Teams that exist only in an exercise: invented for it, seen while it runs, gone with it. A real team is never touched by them."""

from __future__ import annotations

from typing import Any

from devices.terminals.models import Subject, as_row
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime.log import act, current


def enlist_for_exercise(
    *, actor: str, exercise: int, code: str, name: str, area: str, kind: str, headcount: int, lon: float, lat: float, **given: Any
) -> Unit:
    """A drill team with a marker of its own."""
    with act(actor, exercise) as log:
        subject = Subject.objects.create(kind="team", area=area, label=name, exercise_id=exercise)
        log.append(f"area:{area}", "subject.registered", as_row(subject, terminal=None))
        unit = Unit.objects.create(
            subject=subject, code=code, name=name, area=area, kind=kind, headcount=headcount, lon=lon, lat=lat, exercise_id=exercise,
            category=Unit.GRASSROOTS if len(area) > 6 else Unit.INDUSTRY, **given,
        )  # fmt: skip
        tell(log, [unit.stream], "unit.registered", None, unit.row(), area=area)
    return unit


def dismiss(exercise: int) -> None:
    """The exercise ends: its teams leave the screens. Rows and history stay."""
    log = current()
    for unit in Unit.objects.filter(exercise_id=exercise):
        log.append(unit.stream, "unit.left", {"id": unit.pk, "area": unit.area})
