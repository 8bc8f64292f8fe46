"""预警: every message that was published by us or taken in, with its colour. An update is a message of its own; a cancellation is none."""

from __future__ import annotations

from command.alerts.models import Alert
from command.alerts.states import CANCEL
from command.figures.facts import Fact, Family, Measure, Span, amounts, seconds


def read(span: Span) -> list[Fact]:
    rows = Alert.objects.filter(
        published_at__gte=span.start, published_at__lt=span.end, area__startswith=span.area, exercise_id=None
    ).exclude(kind=CANCEL)
    found = rows.values_list("pk", "identifier", "published_at", "area", "headline", "colour", "origin", "signed_at", "handed_over_at")
    return [
        Fact(
            "alert", pk, number, at, area, headline, None, grade=colour, state=origin, amounts=amounts(handed=seconds(signed, handed))
        )
        for pk, number, at, area, headline, colour, origin, signed, handed in found
        if at is not None
    ]  # fmt: skip


ALERTS = Family("alerts", read, ("area", "grade"))
MEASURES = [
    Measure("alerts", "预警条数", "responses", "count", ALERTS, "条"),
    Measure("alerts_own", "本级发布预警", "responses", "count", ALERTS, "条", where=lambda one: one.state == "own"),
    Measure("alert_handed_p90", "签发→送达通道 P90", "responses", "p90", ALERTS, "秒", amount="handed", worse="up"),
]
