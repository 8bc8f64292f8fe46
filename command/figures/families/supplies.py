"""物资出库: what left a depot for somebody, by the ledger's own time. Exercises move copies of their own."""

from __future__ import annotations

from command.figures.facts import Fact, Family, Measure, Span, amounts
from dispatch.supplies.models import Ledger


def read(span: Span) -> list[Fact]:
    rows = Ledger.objects.filter(
        at__gte=span.start, at__lt=span.end, kind="ship", request__area__startswith=span.area, request__exercise_id=None
    )
    found = rows.values_list(
        "request_id", "request__number", "at", "request__area", "stock__item__name", "stock__depot__name", "request__incident_id",
        "request__incident__type_id", "change",
    )  # fmt: skip
    return [
        Fact("supply", pk, number, at, area, f"{item} {depot}", incident, hazard or "", amounts=amounts(pieces=-change))
        for pk, number, at, area, item, depot, incident, hazard, change in found
    ]


SUPPLIES = Family("supplies", read, ("area", "hazard"))
MEASURES = [
    Measure("shipped", "物资出库批次", "supplies", "count", SUPPLIES, "批"),
    Measure("shipped_pieces", "物资出库件数", "supplies", "sum", SUPPLIES, "件", amount="pieces"),
]
