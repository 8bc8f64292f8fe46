"""指令: what teams were ordered out, how fast they answered and came, how many people and vehicles went."""

from __future__ import annotations

from django.db.models import Count

from command.figures.facts import Fact, Family, Measure, Span, amounts, seconds
from dispatch.orders.models import Order
from dispatch.teams.models import Vehicle


def read(span: Span) -> list[Fact]:
    rows = Order.objects.filter(
        issued_at__gte=span.start, issued_at__lt=span.end, incident__area__startswith=span.area, exercise_id=None, kind=Order.DISPATCH
    )
    cars = dict(Vehicle.objects.filter(unit__isnull=False).values_list("unit_id").annotate(n=Count("pk")))
    found = rows.values_list(
        "pk", "number", "issued_at", "incident__area", "unit__name", "incident__number", "incident_id", "incident__type_id", "state", "accepted_at",
        "refused_at", "assignment__en_route_at", "assignment__arrived_at", "unit__headcount", "unit_id",
    )  # fmt: skip
    facts = []
    for pk, number, at, area, unit, of, incident, hazard, state, accepted, refused, gone, arrived, people, unit_id in found:
        unasked = state == "cancelled" and accepted is None and refused is None
        answered = "unasked" if unasked else "answered" if accepted or refused or state in ("accepted", "refused") else "silent"
        turned_out = accepted is not None or arrived is not None
        took = amounts(
            accept=seconds(at, accepted), turn_out=seconds(accepted, gone), arrive=seconds(accepted, arrived) if accepted else None,
            whole=seconds(at, arrived), people=people if turned_out else None, cars=cars.get(unit_id, 0) if turned_out else None, out=1 if turned_out else None,
        )  # fmt: skip
        facts.append(Fact("order", pk, number, at, area, f"{unit} → {of}", incident, hazard, state=answered, amounts=took))
    return facts


ORDERS = Family("orders", read, ("area", "hazard", "state"))
MEASURES = [
    Measure("turn_outs", "出动队次", "stages", "sum", ORDERS, "队次", amount="out"),
    Measure("turn_out_people", "出动人次", "stages", "sum", ORDERS, "人次", amount="people"),
    Measure("turn_out_cars", "出动车次", "stages", "sum", ORDERS, "车次", amount="cars"),
    Measure(
        "answered_rate", "指令反馈率", "stages", "share", ORDERS, "%", where=lambda one: one.state != "unasked", part=lambda one: one.state == "answered",
        worse="down",
    ),
    Measure("accept_p50", "下达→签收 P50", "stages", "p50", ORDERS, "秒", amount="accept", worse="up"),
    Measure("accept_p90", "下达→签收 P90", "stages", "p90", ORDERS, "秒", amount="accept", worse="up"),
    Measure("turn_out_p90", "签收→出动 P90", "stages", "p90", ORDERS, "秒", amount="turn_out", worse="up"),
    Measure("arrive_p50", "签收→到场 P50", "stages", "p50", ORDERS, "秒", amount="arrive", worse="up"),
    Measure("arrive_p90", "签收→到场 P90", "stages", "p90", ORDERS, "秒", amount="arrive", worse="up"),
]  # fmt: skip
