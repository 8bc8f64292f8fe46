"""How many teams of a kind a district has at home now, and how many it must keep."""

from __future__ import annotations

from dispatch.orders.crossings import DISTRICT
from dispatch.teams.models import Unit


def ready_left(lender: str, kind: str, exercise: int | None) -> int:
    """Teams of this kind that could turn out this moment: status available, held by nothing."""
    return Unit.objects.under(lender).available(exercise).filter(kind=kind).count()


def floor_of(lender: str, kind: str) -> int:
    """The district's own row, else the city's, else none to keep."""
    from dispatch.recommend.models import Floor

    rows = {row.area: row.units for row in Floor.objects.filter(kind=kind)}
    above = [area for area in rows if lender[:DISTRICT].startswith(area)]
    return rows[max(above, key=len)] if above else 0


def stays_above(lender: str, kind: str, lent: int, exercise: int | None) -> bool:
    return ready_left(lender, kind, exercise) - lent >= floor_of(lender, kind)
