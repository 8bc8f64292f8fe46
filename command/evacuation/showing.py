"""An evacuation with its books, for who opens it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db.models import Prefetch

from command.evacuation.models import Arrival, Departure, Evacuation, Line
from command.evacuation.reconciling import reconcile
from command.evacuation.rows import ArrivalRow, DepartureRow, EvacuationWhole
from realtime.clock import iso
from realtime.codes import Problem


def found(evacuation_id: int) -> Evacuation:
    books = [Prefetch(name, kind.objects.select_related("shelter")) for name, kind in (("departures", Departure), ("arrivals", Arrival))]
    one = Evacuation.objects.prefetch_related(*books, "departures__persons").filter(pk=evacuation_id).first()
    if one is None:
        raise Problem("not_found", "没有这次转移。")
    return one


def struck(line: Line) -> str:
    """Who and why; empty = it stands."""
    return f"{line.struck_by}:{line.struck_why}" if line.struck_at else ""


def departure(line: Departure) -> DepartureRow:
    return cast("DepartureRow", {
        "id": line.pk, "area": line.area, "household": line.household, "people": line.people, "outcome": line.outcome, "shelter": line.shelter_id,
        "shelter_name": line.shelter.name if line.shelter else "", "elsewhere": line.elsewhere, "escort": line.escort,
        "persons": [person.pk for person in line.persons.all()], "note": line.note, "occurred_at": str(iso(line.occurred_at)), "by_name": line.by_name,
        "returned_at": iso(line.returned_at), "struck": struck(line),
    })  # fmt: skip


def arrival(line: Arrival) -> ArrivalRow:
    return {
        "id": line.pk, "shelter": line.shelter_id, "shelter_name": line.shelter.name, "people": line.people, "note": line.note,
        "occurred_at": str(iso(line.occurred_at)), "by_name": line.by_name, "struck": struck(line),
    }  # fmt: skip


def concerns(one: Evacuation, scopes: Sequence[str]) -> bool:
    """Whose place lies over it, or who is one of the towns that leave."""
    return any(
        one.area.startswith(scope) or any(scope.startswith(code) or code.startswith(scope) for code in one.areas) for scope in scopes
    )


def whole(one: Evacuation, scopes: Sequence[str]) -> EvacuationWhole:
    """A town reads the sums of all and the names of its own."""
    checked = reconcile(one)
    checked["missing"] = [person for person in checked["missing"] if _within(person["area"], scopes)]
    return {
        **one.row(), "ordered_by": one.ordered_by, "return_by": one.return_by, "return_facts": one.return_facts, "return_readings": list(one.return_readings), "at": str(iso(one.at)),
        "departures": [departure(line) for line in one.departures.all() if _within(line.area, scopes)],
        "arrivals": [arrival(line) for line in one.arrivals.all()], "reconciliation": checked,
    }  # fmt: skip


def _within(area: str, scopes: Sequence[str]) -> bool:
    return any(area.startswith(scope) for scope in scopes)
