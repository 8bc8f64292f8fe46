"""plan, past case → **beginning** → script: an existing plan's tasks, or what was reported of a real event, as a first draft to work on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from command.drills.script import LONGEST_S, MOST_INJECTS, InjectIn
from command.plans.models import Plan
from dispatch.alarms.models import Alarm
from dispatch.incidents.models import Incident
from realtime.codes import Problem

FIRST_TASK_S = 300  # the first five minutes are the alarm's


def _line(**given: Any) -> InjectIn:
    return InjectIn.model_validate(given)


def from_plan(plan: Plan) -> list[InjectIn]:
    """Its response is started by an alarm; each task is a message to its post that must be answered in the task's time."""
    tasks = plan.body.get("tasks") or []
    roles = {role["code"]: role["title"] for role in plan.body.get("roles") or []}
    if not tasks:
        raise Problem("invalid", f"{plan.title} 只有目录,没有任务,不能生成脚本。", where=["plan"])
    first = _line(
        offset_s=0, kind="alarm", title=f"{plan.title[:40]}:首报", text=f"按《{plan.title[:60]}》设定的险情发生。", action="response",
        expect=f"启动《{plan.title[:60]}》", within_s=1800, points=2,
    )  # fmt: skip
    rest = [
        _line(
            offset_s=min(LONGEST_S, FIRST_TASK_S + int(task["offset_min"] * 60)), kind="message", title=task["title"][:80],
            text=f"请说明:{task['title']}"[:500], to=roles.get(task["owner"], "")[:200], channel="oral", action="manual", expect=task["title"][:200],
            within_s=max(60, int(task["minutes"] * 60)), unit=roles.get(task["owner"], "")[:60],
        )
        for task in tasks[: MOST_INJECTS - 1]
    ]  # fmt: skip
    return [first, *rest]


def from_case(incident: Incident) -> list[InjectIn]:
    """What came in then, at the same distance in time: signals as alarms, counts as counts. What was answered then is not told."""
    alarms = list(Alarm.objects.filter(incident_id=incident.pk).order_by("received_at")[: MOST_INJECTS // 2])
    begun = min([incident.opened_at, *(alarm.received_at for alarm in alarms)])

    def after(at: datetime) -> int:
        return min(LONGEST_S, max(0, int((at - begun).total_seconds())))

    signals = [
        _line(
            offset_s=after(alarm.received_at), kind="alarm", title=(alarm.place or incident.place or "警情")[:80], text=alarm.text[:500],
            place=alarm.place, lon=alarm.lon, lat=alarm.lat, urgency=alarm.urgency, type=alarm.type, action="verify", expect="核实警情", within_s=600,
        )
        for alarm in alarms
    ]  # fmt: skip
    if not signals:
        signals = [
            _line(
                offset_s=0, kind="alarm", title=(incident.place or "警情")[:80], text=incident.text[:500], place=incident.place, lon=incident.lon,
                lat=incident.lat, type=incident.type_id, action="verify", expect="核实警情", within_s=600,
            )
        ]  # fmt: skip
    counts = [
        _line(
            offset_s=after(row.occurred_at or row.at), kind="casualty", title=f"现场报告:{row.measure}", quantity=row.measure, value=row.value,
            action="report", expect="续报", within_s=1800,
        )
        for row in incident.figure_history.order_by("at")[: MOST_INJECTS // 2]
    ]  # fmt: skip
    return sorted([*signals, *counts], key=lambda line: line.offset_s)
