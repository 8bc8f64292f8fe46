"""hand-over → **unfinished** → matters: what the response itself leaves to the next shift – reports, a leader's words, responses, tasks, people away from home."""

from __future__ import annotations

from command.duty.matter import MOST, matter
from command.duty.rows import Matter
from command.evacuation.models import OVER as EVACUATION_OVER
from command.evacuation.models import Evacuation
from command.instructions.models import GOING, Instruction
from command.plans.tasks.models import RUNNING, TaskSet
from command.reports.models import DRAFT, RETURNED, REVIEW, SENT, SIGNED, Report
from command.reports.owing import OPEN, ReportClock
from command.responses.levels import ROMAN
from command.responses.models import ACTIVE, PROPOSED, Response


def reports(area: str) -> list[Matter]:
    """Papers on their way, and terms that run."""
    papers = Report.objects.filter(
        state__in=(DRAFT, REVIEW, SIGNED, SENT, RETURNED), archived=False, exercise_id=None, area__startswith=area
    )
    terms = ReportClock.objects.filter(
        state__in=OPEN,
        reporting__archived=False,
        reporting__incident__exercise_id=None,
        reporting__area__startswith=area,
    ).select_related("reporting__incident")
    return [
        *(matter("report", row.pk, f"{row.get_state_display()} {row.title}", row.created_at) for row in papers.order_by("pk")[:MOST]),
        *(
            matter("report_clock", row.pk, f"{row.reporting.incident.number} {row.get_kind_display()}", row.from_at, row.due_at)
            for row in terms.order_by("due_at")[:MOST]
        ),
    ]


def instructions(area: str) -> list[Matter]:
    rows = Instruction.objects.filter(state__in=GOING, exercise_id=None, area__startswith=area).order_by("due_at")
    return [matter("instruction", row.pk, f"{row.leader_name}:{row.text}", row.given_at, row.due_at) for row in rows[:MOST]]


def responses(area: str) -> list[Matter]:
    rows = Response.objects.filter(state__in=(PROPOSED, ACTIVE), exercise_id=None, area__startswith=area).select_related("family")
    return [
        matter("response", row.pk, f"{row.number} {row.family.name}{ROMAN[row.level]} {row.get_state_display()}", row.effective_at)
        for row in rows.order_by("pk")[:MOST]
    ]


def tasks(area: str) -> list[Matter]:
    rows = TaskSet.objects.filter(state=RUNNING, archived=False, exercise_id=None, area__startswith=area).order_by("pk")
    return [
        matter("task", row.pk, f"{row.title} 未办结 {row.counts.get('open', 0)} 项", row.at)
        for row in rows[:MOST]
        if row.counts.get("open")
    ]


def evacuations(area: str) -> list[Matter]:
    rows = Evacuation.objects.exclude(state__in=EVACUATION_OVER).filter(exercise_id=None, area__startswith=area).order_by("pk")
    return [matter("evacuation", row.pk, f"{row.number} {row.reason} {row.get_state_display()}", row.at, row.due_at) for row in rows[:MOST]]
