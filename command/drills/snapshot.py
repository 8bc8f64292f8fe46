"""Planned drills as boards hold them: an area's own, without those nobody may know of; and to their staff all of theirs."""

from __future__ import annotations

from typing import Any

from command.drills.models import DrillPlan

Rows = dict[str, Any]


def drill_plans(prefix: str) -> Rows:
    plans = DrillPlan.objects.filter(area__startswith=prefix, archived=False)
    return {str(plan.pk): plan.row() for plan in plans if not plan.secret}


def plans_of_user(user_id: str) -> Rows:
    return {str(plan.pk): plan.row() for plan in DrillPlan.objects.filter(staff__user_id=user_id, archived=False).distinct()}
