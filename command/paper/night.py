"""roster, plans, terms → **night** → the pack: who has the duty in the days to come, every worked-out plan to be carried out from paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string

from command.duty.models import DutyShift, SpecialPeriod
from command.plans.merging import sheet_of
from command.plans.models import Plan
from command.reports.terms import ReportTerm
from realtime import clock
from realtime.rules.models import rule

AHEAD = timedelta(days=14)  # an outage that lasts longer has a roster written by hand
ROMAN = {0: "极端", 1: "Ⅰ级", 2: "Ⅱ级", 3: "Ⅲ级", 4: "Ⅳ级"}


def night_pages(every: dict[str, Any]) -> Iterator[tuple[str, str]]:
    now = clock.now()
    shifts = (
        DutyShift.objects.filter(ends_at__gt=now, starts_at__lt=now + AHEAD)
        .select_related("person", "role")
        .order_by("area", "starts_at", "role__order")
    )
    periods = SpecialPeriod.objects.filter(last__gte=now.date(), first__lte=(now + AHEAD).date())
    yield "roster.html", render_to_string("paper/pack/roster.html", every | {"rows": shifts, "periods": periods})
    chosen = str(rule("reports.scheme"))
    yield "terms.html", render_to_string("paper/pack/terms.html", every | {"rows": ReportTerm.objects.filter(scheme=chosen)})
    plans = list(worked_plans())
    yield "plans.html", render_to_string("paper/pack/plans.html", every | {"plans": plans})
    for plan in plans:
        yield f"plans/{plan.code}.html", render_to_string("paper/pack/plan.html", every | plan_context(plan) | {"deep": True})


def worked_plans() -> Iterator[Plan]:
    yield from Plan.objects.filter(tasks__gt=0).order_by("code")


def plan_context(plan: Plan) -> dict[str, Any]:
    """Group by group, each task with its owner's role and the levels it belongs to; names are written in by hand."""
    sheet = sheet_of(plan)
    roles = {role.code: role.title for role in sheet.roles}
    return {
        "plan": plan,
        "roles": [{"title": role.title, "deputy": roles.get(role.deputy or "", "")} for role in sheet.roles],
        "groups": [
            {
                "name": group.name, "lead": roles.get(group.lead, ""), "members": "、".join(roles.get(code, code) for code in group.members),
                "tasks": [
                    {"title": task.title, "owner": roles.get(task.owner, task.owner), "levels": "、".join(ROMAN.get(level, str(level)) for level in sorted(task.levels, reverse=True))}
                    for task in sheet.tasks if task.group == group.code
                ],
            }
            for group in sheet.groups
        ],
    }  # fmt: skip
