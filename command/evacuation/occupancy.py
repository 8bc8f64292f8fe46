"""books → **occupancy** → map: how full a shelter is, as its own book counts it. A drill fills no real shelter."""

from __future__ import annotations

from django.db.models import Sum

from command.evacuation.models import Arrival, Evacuation
from dispatch.features.actions import change_feature
from dispatch.features.models import Feature
from realtime import clock


def show_occupancy(actor: str, evacuation: Evacuation) -> None:
    """Inside the action: every shelter this evacuation uses, over all real evacuations."""
    if evacuation.exercise_id is not None:
        return
    used = Feature.objects.filter(pk__in=evacuation.arrivals.values("shelter"))
    real = Arrival.objects.standing().filter(evacuation__exercise_id=None)
    for shelter in used.order_by("pk"):
        inside = real.filter(shelter=shelter).aggregate(n=Sum("people"))["n"] or 0
        if shelter.attributes.get("occupied") != inside:
            change_feature(
                actor=actor, feature_id=shelter.pk, attributes={"occupied": inside, "open": inside > 0 or shelter.attributes.get("open", False)},
                observed_at=clock.now(),
            )  # fmt: skip
