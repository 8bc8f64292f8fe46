"""A figure comes in, the table of criteria proposes, a person confirms.

What a person has said – proposed or confirmed – stays. What the figures say then stands beside it in `grade_why`, with a grade of its
own, until a person decides again: confirming another grade than the figures' takes it away until the figures say something new.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from django.db.models.functions import Now

from dispatch.incidents.actions import change_incident, on_incident
from dispatch.incidents.grading import Criterion, Suggestion, applicable, suggest
from dispatch.incidents.hooks import tell_incident
from dispatch.incidents.models import PROPOSED, GradeRule, Incident
from dispatch.incidents.records import Figure
from dispatch.incidents.rows import Measure
from realtime import clock
from realtime.codes import Problem

MEASURES: tuple[Measure, ...] = get_args(Measure)
FRACTIONS = {"loss_yuan", "area_ha", "burned_ha", "crop_ha"}  # everything else is counted in whole people, households, dikes
MOST = 1e12  # more than any loss in yuan; keeps a slipped key out of the table


def criteria_for(type: str, area: str) -> list[Criterion]:
    rows = GradeRule.objects.filter(valid_from__lte=Now())
    return applicable(
        (Criterion(row.type, row.area, row.measure, row.grade, row.at_least, row.source, row.valid_from.isoformat()) for row in rows), type, area
    )  # fmt: skip


def record_figure(
    *, actor: str, incident_id: int, measure: str, value: float, source: str = "", occurred_at: datetime | None = None
) -> Incident:
    """One more row of the history. The newest by the time it speaks of is the present figure; the proposal follows it."""
    if measure not in MEASURES:
        raise Problem("invalid", f"没有指标 {measure}。", where=["measure"])
    if not 0 <= value <= MOST or (measure not in FRACTIONS and value != int(value)):
        raise Problem("invalid", "数值应为不小于零的数;人数、处数应为整数。", where=["value"])
    with on_incident(actor, incident_id) as (incident, _):
        now = clock.now()
        if occurred_at is not None and occurred_at > now:
            raise Problem("invalid", "发生时间不能晚于现在。", where=["occurred_at"])
        number = incident.words + 1
        Figure.objects.create(
            incident=incident, number=number, measure=measure, value=value, source=source, by=actor, occurred_at=occurred_at, at=now
        )
        old, figures = dict(incident.figures), present_figures(incident)
        values = proposal(
            incident, criteria_for(incident.type_id, incident.area), old, criteria_for(incident.type_id, incident.area), figures
        )
        change_incident(actor=actor, incident=incident, words=number, figures=figures, **values)
        if "grade" in values:
            tell_incident(actor, "graded", incident)
    return incident


def present_figures(incident: Incident) -> dict[str, float]:
    """Per measure the newest by when it was so; a late entry of an earlier count does not take a newer one back."""
    history = sorted(incident.figure_history.all(), key=lambda row: (row.occurred_at or row.at, row.pk))
    return {row.measure: row.value for row in history}


def proposal(
    incident: Incident, old_criteria: list[Criterion], old: dict[str, float], criteria: list[Criterion], figures: dict[str, float]
) -> dict[str, Any]:
    """Fields to set so that the row says what the figures now say. Nothing where they say the same as before."""
    before, after = suggest(old, old_criteria), suggest(figures, criteria)
    if before == after:
        return {}
    by_figures = incident.grade is None or (
        incident.grade_state == PROPOSED and incident.grade_why is not None and incident.grade_why["grade"] == incident.grade
    )
    if by_figures:
        return {"grade": after and after.grade, "grade_state": PROPOSED if after else "", "grade_why": why(after)}
    # A person has decided. Only another grade is news to them; a new count within the same grade is not.
    if before and after and before.grade == after.grade and incident.grade_why is None:
        return {}
    return {"grade_why": why(after)}


def why(suggestion: Suggestion | None) -> dict[str, Any] | None:
    return suggestion and suggestion._asdict()


def grade_incident(*, actor: str, incident_id: int, grade: int, state: str) -> Incident:
    """An officer proposes, an authorised one confirms: never the system. A decision against the figures takes their proposal away."""
    with on_incident(actor, incident_id) as (incident, _):
        agrees = incident.grade_why is not None and incident.grade_why["grade"] == grade
        change_incident(actor=actor, incident=incident, grade=grade, grade_state=state, grade_why=incident.grade_why if agrees else None)
        tell_incident(actor, "graded", incident)
    return incident
