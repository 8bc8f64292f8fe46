"""register → **counting** → figures: 演练场次、人次 by kind. Drills that took place; what was drafted or cancelled is none."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db.models import Count, Sum

from command.drills.models import KINDS, TAKEN_PLACE, DrillPlan
from command.drills.rows import DrillCount


def drill_counts(area: str, since: datetime | None = None, until: datetime | None = None) -> list[DrillCount]:
    rows = DrillPlan.objects.filter(area__startswith=area, state__in=TAKEN_PLACE)
    if since is not None:
        rows = rows.filter(started_at__gte=since)
    if until is not None:
        rows = rows.filter(started_at__lt=until)
    sums = {row["kind"]: row for row in rows.order_by().values("kind").annotate(drills=Count("pk"), people=Sum("attended"))}
    tasks = dict(
        rows.order_by()
        .filter(findings__task__isnull=False)
        .values_list("kind")
        .annotate(n=Count("findings__task"))
        .values_list("kind", "n")
    )
    return [
        cast("DrillCount", {
            "kind": kind, "drills": sums[kind]["drills"] if kind in sums else 0, "people": (sums[kind]["people"] or 0) if kind in sums else 0,
            "tasks": tasks.get(kind, 0),
        })
        for kind, _ in KINDS
    ]  # fmt: skip
