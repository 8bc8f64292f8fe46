"""A hazard with its trail and pictures, for who opens it."""

from __future__ import annotations

from typing import cast

from command.hazards.models import Hazard
from command.hazards.rows import HazardWhole
from realtime.clock import iso
from realtime.codes import Problem


def found(hazard_id: int) -> Hazard:
    one = Hazard.objects.prefetch_related("steps", "evidence__file", "relapses").filter(pk=hazard_id).first()
    if one is None:
        raise Problem("not_found", "没有这项隐患。")
    return one


def whole(one: Hazard) -> HazardWhole:
    return cast("HazardWhole", {
        **one.row(), "text": one.text, "measures": one.measures, "fix": one.fix, "cost_yuan": one.cost_yuan, "found_by_name": one.found_by_name,
        "steps": [{"verb": step.verb, "text": step.text, "by_name": step.by_name, "at": str(iso(step.at))} for step in one.steps.all()],
        "evidence": [{"kind": shown.kind, "file": shown.file.row(), "by_name": shown.by_name, "at": str(iso(shown.at))} for shown in one.evidence.all()],
        "relapses": [later.pk for later in one.relapses.all()],
    })  # fmt: skip
