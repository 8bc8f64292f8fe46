"""What the response leaves waiting: a level to approve, paper a spoken word still owes, my own tasks, tasks that came back."""

from __future__ import annotations

from command.inbox.dispatching import MOST, inside
from command.inbox.rows import Waiting
from command.plans.tasks.models import Task
from command.plans.tasks.states import FED_BACK, REJECTED, TODO
from command.responses.approving import APPROVE, PROPOSE, may_approve
from command.responses.levels import ROMAN
from command.responses.models import PROPOSED, Change
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.models import Exercise

MANAGE = "task.manage"


def _running() -> list[int | None]:
    return [None, *Exercise.objects.filter(ended_at=None).values_list("pk", flat=True)]


def responses(who: Caller) -> list[Waiting]:
    """To whoever may approve the level by their own press, and to who entered a spoken word without paper yet."""
    rows = Change.objects.filter(inside(who, APPROVE, "response__area"), state=PROPOSED).select_related("response__family")[:MOST]
    live = _running()
    return [
        {
            "kind": "response", "id": row.response_id, "title_code": f"response_{row.kind}",
            "values": {"family": row.response.family.name, "level": ROMAN[row.level], "why": row.why}, "area": row.response.area,
            "since": iso(row.proposed_at), "due_at": None, "incident": row.response.incident_id,
        }
        for row in rows
        if row.response.exercise_id in live and may_approve(who, row.level, row.response.area)
    ]  # fmt: skip


def papers(who: Caller) -> list[Waiting]:
    rows = Change.objects.filter(
        inside(who, PROPOSE, "response__area"), paper_due_at__isnull=False, paper_at=None, response__archived=False
    )
    return [
        {
            "kind": "response", "id": row.response_id, "title_code": "response_paper",
            "values": {"family": row.response.family.name, "level": ROMAN[row.level], "name": row.approver}, "area": row.response.area,
            "since": iso(row.approved_at), "due_at": iso(row.paper_due_at), "incident": row.response.incident_id,
        }
        for row in rows.select_related("response__family")[:MOST]
    ]  # fmt: skip


def tasks(who: Caller) -> list[Waiting]:
    """Mine to do; for the desk, what came back: a feedback to look at, a task sent back."""
    live = _running()
    mine = Task.objects.of(who.user_id).filter(state__in=TODO).exclude(state=REJECTED) if who.user_id else Task.objects.none()
    back = Task.objects.filter(inside(who, MANAGE, "set__area"), state__in=(FED_BACK, REJECTED))
    found = [(row, "task_mine") for row in mine.filter(set__archived=False).select_related("set")[:MOST]]
    found += [(row, f"task_{row.state}") for row in back.filter(set__archived=False).select_related("set")[:MOST]]
    return [
        {
            "kind": "task", "id": row.pk, "title_code": code, "values": {"title": row.title, "name": row.owner_name, "set": str(row.set_id)},
            "area": row.set.area, "since": iso(row.fed_back_at or row.issued_at), "due_at": iso(row.due_at) if code == "task_mine" else None,
            "incident": row.set.incident_id,
        }
        for row, code in found
        if row.exercise_id in live
    ]  # fmt: skip
