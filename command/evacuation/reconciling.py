"""Both books side by side: where they differ, who of the register is in neither. Reads only."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Sum

from command.evacuation.models import MOVED, REFUSED, Evacuation
from command.evacuation.register.models import Vulnerable
from command.evacuation.rows import Reconciliation, ShelterSum
from dispatch.features.models import Feature

SHOWN = 200  # names on one page; the count is of all


def reconcile(evacuation: Evacuation) -> Reconciliation:
    gone = evacuation.departures.standing()
    sent: dict[int, int] = defaultdict(
        int, gone.filter(outcome=MOVED, shelter__isnull=False).values_list("shelter").annotate(n=Sum("people"))
    )
    counted: dict[int, int] = defaultdict(int, evacuation.arrivals.standing().values_list("shelter").annotate(n=Sum("people")))
    shelters: list[ShelterSum] = [
        {
            "shelter": one.pk, "name": one.name, "capacity": one.attributes.get("capacity"), "sent": sent[one.pk], "counted": counted[one.pk],
            "gap": sent[one.pk] - counted[one.pk],
        }
        for one in Feature.objects.filter(pk__in={*sent, *counted}).order_by("name")
    ]  # fmt: skip
    moved, refused = (gone.filter(outcome=outcome).aggregate(n=Sum("people"))["n"] or 0 for outcome in (MOVED, REFUSED))
    missing = not_accounted(evacuation)
    left = max(0, evacuation.target - moved - refused)
    return {
        "shelters": shelters, "elsewhere": moved - sum(sent.values()), "refused": refused, "left": left,
        "missing": [
            {
                "id": one.pk, "name": one.name, "kind": one.kind, "area": one.area, "address": one.address, "carried": one.carried,
                "escort": one.escort.name if one.escort else "",
            }
            for one in missing[:SHOWN]
        ],
        "balanced": left == 0 and not missing and all(one["gap"] == 0 for one in shelters),
    }  # fmt: skip


def not_accounted(evacuation: Evacuation) -> list[Vulnerable]:
    """Of the register's people in the evacuation's towns, those in no line of the town's book."""
    seen = evacuation.departures.standing().filter(persons__isnull=False).values("persons")
    return list(Vulnerable.objects.current().within(evacuation.areas).exclude(pk__in=seen).select_related("escort"))
