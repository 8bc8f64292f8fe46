"""extreme plan → **merging** → one sheet: a catastrophe plan brings its sub-plans' roles, groups and tasks, each under its plan's code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command.plans.models import Plan
from command.plans.sheet import Sheet, read_sheet


def sheet_of(plan: Plan) -> Sheet:
    """What the sub-plans do at level Ⅰ is done above it too."""
    own = read_sheet(plan.body)
    parts = [(sub.code.lower(), sub.body) for sub in Plan.objects.filter(code__in=plan.merges, active=True).order_by("code")]
    if not parts:
        return own
    body = own.model_dump(mode="json")
    for code, sub in parts:
        _add(body, code, read_sheet(sub).model_dump(mode="json"))
    return read_sheet(body)


def _add(body: dict[str, Any], code: str, sub: Mapping[str, Any]) -> None:
    def named(name: str) -> str:
        return f"{code}_{name}"[:40] if name else ""

    body["roles"] += [role | {"code": named(role["code"]), "deputy": named(role["deputy"])} for role in sub["roles"]]
    body["groups"] += [
        group | {"code": named(group["code"]), "lead": named(group["lead"]), "members": [named(one) for one in group["members"]]}
        for group in sub["groups"]
    ]
    body["tasks"] += [
        task
        | {"key": named(task["key"]), "group": named(task["group"]), "owner": named(task["owner"]), "levels": sorted({*task["levels"], 0})}
        for task in sub["tasks"]
        if 1 in task["levels"]
    ]
    body["resources"] += sub["resources"]
