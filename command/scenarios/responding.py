"""The response of a story: proposed by a row, approved by word of mouth and read back, the plan's tasks given, changed, ended."""

from __future__ import annotations

from typing import Any

from command.scenarios.officer import Officer
from command.scenarios.stage import Stage
from command.seeding.demo import PASSWORD


def leader(stage: Stage) -> Officer:
    """带班领导, at a desk of their own."""
    found: Officer = stage.notes.setdefault("leader", Officer(stage.url, "daiban", PASSWORD))
    return found


def response(stage: Stage, family: str) -> dict[str, Any]:
    """As the city's screen has it; empty before there is one."""
    return next((row for row in stage.rows("responses", family=family) if row["state"] in ("proposed", "active", "ended")), {})


def called_for(stage: Stage, family: str, level: int) -> bool:
    """A row of the rules proposed it, nobody typed it."""
    found = response(stage, family)
    waits = found.get("pending") or {}
    return bool(found) and (found["state"], waits.get("level"), waits.get("by_name")) == ("proposed", level, "启动条件")


def approve(stage: Stage, family: str, approver: str, title: str) -> None:
    """By telephone, taken down and read back; the paper follows."""
    word = {"form": "verbal", "approver": approver, "title": title, "said_on": "电话", "read_back": True}
    leader(stage).post(f"/api/responses/changes/{response(stage, family)['pending']['id']}/approve", word)


def in_force(stage: Stage, family: str, level: int) -> bool:
    """With its paper still owed: a word alone is not enough for ever."""
    found = response(stage, family)
    return (
        bool(found) and (found["state"], found["level"], found["pending"]) == ("active", level, None) and found["paper_due_at"] is not None
    )


def change(stage: Stage, family: str, level: int | None, why: str) -> None:
    """Proposed and approved in one breath by who may: level None ends it."""
    made = leader(stage).post(f"/api/responses/{response(stage, family)['id']}/change", {"level": level, "why": why})
    leader(stage).post(f"/api/responses/changes/{made['pending']['id']}/approve", {"form": "written"})


def start_plan(stage: Stage, family: str) -> None:
    """Looked at first, then confirmed: who gets which task is shown before anybody is called."""
    found = response(stage, family)
    plans = leader(stage).get(f"/api/plans?area={found['area'][:4]}")
    plan = next(row for row in plans if row["worked"] and row["family"] == family and row["kind"] == "special")
    body = {"plan": plan["id"], "incident": found["incident"], "area": found["area"], "level": found["level"], "exercise": stage.exercise}
    stage.notes["plan"] = seen = leader(stage).post("/api/plans/preview", body)
    leader(stage).post("/api/plans/activate", {"token": seen["token"], "press": False})


def tasks_given(stage: Stage) -> bool:
    """As many as the preview said, and no role without somebody in it."""
    seen = stage.notes["plan"]
    given = sum(row["counts"]["all"] for row in stage.rows("task_sets", origin="plan"))
    return bool(seen["blocked"] == [] and given == seen["give"] > 0)
