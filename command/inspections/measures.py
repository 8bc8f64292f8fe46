"""rows → **measures** → the four figures of inspection work: 家次、隐患项、处罚次数、处罚金额. Exercises and corrected entries are left out."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from command.hazards.models import Hazard
from command.inspections.records import Penalty, Visit
from command.inspections.rows import InspectionMeasures


def measures_of(prefix: str, since: datetime, until: datetime) -> InspectionMeasures:
    """Of an area, from `since` up to and without `until`; a penalty counts by the day of its decision, whole days."""
    penalties = Penalty.objects.current().within(prefix).filter(decided_on__gte=localdate(since), decided_on__lt=localdate(until))
    return {
        "visits": Visit.objects.real().within(prefix).between(since, until).count(),
        "hazards": Hazard.objects.real().within(prefix).found_between(since, until).count(),
        "penalties": penalties.count(),
        "amount_yuan": penalties.amount(),
    }
