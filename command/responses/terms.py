"""clerk, worker → **terms** → register: a clock time that comes, paper still owed, a trigger that holds or is gone. Nothing lapses in silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from command.responses.actions import HINT, exercise_of, propose_response, take_effect
from command.responses.locking import change_of, lock_response
from command.responses.models import ACTIVE, PROPOSED, REFUSED, WITHDRAWN, Change, Response
from command.responses.models import Trigger as TriggerRow
from command.responses.triggers import Facts, Finding, Trigger, Warned, by_incident, by_warnings, highest
from command.responses.warnings_in_force import warnings_in_force
from dispatch.alarms.actions import raise_alarm
from dispatch.incidents.models import CLOSED, CONTROLLED, ON_SCENE, OPENED, RESPONDING, Incident
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

CLERK, BY_RULE, RULE_NAME = "clerk", "rule:responses", "启动条件"
BURNING = (OPENED, RESPONDING, ON_SCENE, CONTROLLED)


def effect_due(change_id: int) -> None:
    take_effect(actor=CLERK, change_id=change_id)


def paper_due(change_id: int) -> None:
    change, response = change_of(change_id)
    if change.paper_at is not None or change.paper_overdue:
        return
    with act(CLERK, response.exercise_id) as log:
        before = response.row()
        change.paper_overdue = True
        change.save(update_fields=["paper_overdue"])
        tell(log, response.streams, "response.overdue", before, response.row(), area=response.area)
        text = f"响应 {response.number} {change.get_kind_display()}({change.approver}口头批准)到期未补办书面手续。"
        raise_alarm(
            actor=CLERK, source="system", urgency="normal", lon=None, lat=None, area=response.area, place="系统", text=text,
            device=f"responses:{change.pk}", exercise=response.exercise_id,
        )  # fmt: skip


def hint_due(response_id: int) -> None:
    """The trigger has been gone for the rule's minutes: think of ending it."""
    with act(CLERK, exercise_of(response_id)) as log:
        response = lock_response(response_id)
        if response.state != ACTIVE or response.end_hint_at is not None or _still_called_for(response, warnings_in_force()):
            return
        before = response.row()
        response.end_hint_at = clock.now()
        response.save(update_fields=["end_hint_at"])
        tell(log, response.streams, "response.hinted", before, response.row(), area=response.area)


def lines() -> list[Trigger]:
    rows = TriggerRow.objects.filter(active=True, valid_from__lte=clock.now(), area=settings.CITY)
    return [Trigger(str(row.pk), row.family_id, row.level, row.kind, row.needs, row.words) for row in rows]


def watch_triggers() -> int:
    """For the worker, and for whoever takes a warning in: propose what the rows call for, and see whose trigger is gone. Returns how many."""
    rows, warnings = lines(), warnings_in_force()
    made = _from_warnings(rows, warnings) + _from_incidents(rows)
    _watch_ends(warnings)
    return made


def _from_warnings(rows: Sequence[Trigger], warnings: Sequence[Warned]) -> int:
    found = highest(by_warnings(rows, warnings, _districts()))
    return sum(_propose(finding, settings.CITY, list(finding.areas), None) for finding in found.values())


def _from_incidents(rows: Sequence[Trigger]) -> int:
    types = tuple(prefix for row in rows if row.kind == TriggerRow.INCIDENT for prefix in row.needs["types"])
    held = [one for one in Incident.objects.exclude(phase=CLOSED).filter(archived=False) if one.type_id.startswith(types or ("-",))]
    made = 0
    for incident in held:
        for finding in highest(by_incident(rows, facts_of(incident, held))).values():
            made += _propose(finding, incident.area, [incident.area], incident)
    return made


def facts_of(incident: Incident, held: Sequence[Incident]) -> Facts:
    same = [one for one in held if one.type_id == incident.type_id and one.exercise_id == incident.exercise_id and one.phase in BURNING]
    minutes = (clock.now() - incident.opened_at).total_seconds() / 60
    return Facts(incident.type_id, incident.figures, minutes, incident.phase in BURNING, max(1, len(same)))


def _propose(finding: Finding, area: str, areas: list[str], incident: Incident | None) -> int:
    """Once per row and object: what was refused is not proposed again by the same row."""
    family, level = finding.trigger.family, finding.trigger.level
    exercise = incident.exercise_id if incident else None
    known = Response.objects.filter(family_id=family, area=area, incident_id=incident.pk if incident else None, exercise_id=exercise)
    if known.filter(state__in=(ACTIVE, PROPOSED), level__lte=level).exists():
        return 0
    changes = Change.objects.filter(response__in=known, level__lte=level)
    if (
        changes.filter(state=PROPOSED).exists()
        or changes.filter(state__in=(REFUSED, WITHDRAWN), facts__trigger=finding.trigger.key).exists()
    ):
        return 0
    try:
        propose_response(
            actor=BY_RULE, name=RULE_NAME, family=family, level=level, area=area, areas=areas, why=finding.why, facts=finding.facts,
            incident_id=incident.pk if incident else None,
        )  # fmt: skip
    except Problem:  # another change waits: the desk decides that one first
        return 0
    return 1


def _watch_ends(warnings: Sequence[Warned]) -> None:
    for response in Response.objects.filter(state=ACTIVE, end_hint_at=None, incident_id=None).prefetch_related("changes"):
        if _key(response) is None:
            continue  # nobody's row started it, so no row can end it
        if _still_called_for(response, warnings):
            clear_deadline(HINT, response.pk)
        elif not Deadline.objects.filter(kind=HINT, object_id=response.pk).exists():
            minutes = float(rule("responses.end_hint_min", response.area))
            with act(CLERK, response.exercise_id):
                set_deadline(HINT, response.pk, minutes * 60, exercise=response.exercise_id)


def _key(response: Response) -> str | None:
    keys = [change.facts.get("trigger") for change in response.changes.all() if "warnings" in change.facts]
    return str(keys[-1]) if keys else None


def _still_called_for(response: Response, warnings: Sequence[Warned]) -> bool:
    rows = [row for row in lines() if row.family == response.family_id]
    return bool(by_warnings(rows, warnings, _districts()))


def _districts() -> list[str]:
    return list(Area.objects.filter(parent_id=settings.CITY).values_list("code", flat=True))


def shift(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster: the terms its rows show move with its deadlines."""
    for response in Response.objects.filter(exercise_id=exercise, archived=False).prefetch_related("changes"):
        with act("system", exercise) as log:
            before = response.row()
            response.changes.filter(paper_due_at__isnull=False, paper_at=None).update(paper_due_at=F("paper_due_at") - by)
            after = Response.objects.prefetch_related("changes").get(pk=response.pk)
            tell(log, after.streams, "response.advanced", before, after.row(), area=after.area)
