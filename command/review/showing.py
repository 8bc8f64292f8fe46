"""review → **showing** → screen and paper."""

from __future__ import annotations

from typing import cast

from command.plans.tasks.models import REVIEW, TaskSet
from command.plans.tasks.states import CLOSED, DONE
from command.review.models import DRAFT, Review
from command.review.rows import ReviewRecommendation, ReviewWhole
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.codes import Problem

WRITE, SIGN = "report.write", "report.sign"


def found(review_id: int) -> Review:
    one = Review.objects.select_related("incident", "case").filter(pk=review_id).first()
    if one is None:
        raise Problem("not_found", "没有这份评估。")
    return one


def recommendations(one: Review) -> list[ReviewRecommendation]:
    held = TaskSet.objects.filter(origin=REVIEW, origin_id=one.pk).first()
    tasks = {task.key: task for task in held.tasks.order_by("pk")} if held else {}
    return [
        cast("ReviewRecommendation", {
            "id": row.pk, "number": row.number, "text": row.text, "owner_name": row.owner_name, "due_at": iso(row.due_at),
            "task": task.pk if task else None, "state": task.state if task else None, "ended": (task.ended or None) if task else None,
            "solved": bool(task and task.state == CLOSED and task.ended == DONE),
        })
        for row in one.recommendations.all()
        for task in [tasks.get(f"r{row.number}")]
    ]  # fmt: skip


def whole(one: Review, who: Caller) -> ReviewWhole:
    return {
        **one.row(), "facts": one.facts, "findings": one.findings, "causes": one.causes, "recommendations_text": recommendations(one),
        "by_name": one.by_name, "signed_name": one.signed_name, "case_title": one.case.title if one.case else "",
        "case_state": one.case.state if one.case else "", "may_write": one.state == DRAFT and who.may(WRITE, one.area),
        "may_sign": one.state == DRAFT and who.may(SIGN, one.area),
    }  # fmt: skip
