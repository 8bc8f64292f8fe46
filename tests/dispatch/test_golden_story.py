"""The golden file that TypeScript reads: every action of the story as it is really told, before and after.

`UPDATE_GOLDEN=1 python -m pytest tests/dispatch/test_golden_story.py` writes it anew after an event changed its shape.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dispatch.alarms.actions import acknowledge_alarm, give_verdict, raise_alarm
from dispatch.alarms.rows import AlarmRow
from dispatch.incidents.actions import close_incident, note_incident
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.grades import grade_incident
from dispatch.incidents.rows import IncidentRow
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit, release_unit
from dispatch.orders.escalation import escalate_order
from dispatch.orders.legs import move_leg
from dispatch.orders.rows import AssignmentRow, OrderRow
from dispatch.teams.rows import UnitRow
from realtime.log.models import Event
from realtime.reduce import reduce
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
FILE = Path(__file__).resolve().parents[1] / "golden" / "story.json"
SCOPE = "area:440117"
ROWS: dict[str, Any] = {"alarms": AlarmRow, "incidents": IncidentRow, "units": UnitRow, "assignments": AssignmentRow, "orders": OrderRow}


def test_the_golden_story_is_what_the_actions_tell(unit: Any, people: Any):
    cases: list[dict[str, Any]] = []

    def step(name: str, run: Callable[[], Any]) -> Any:
        before = snapshot(SCOPE)
        answer = run()
        after = snapshot(SCOPE)
        for table, shape_of_row in ROWS.items():
            for row in plain(after["state"])[table].values():
                msgspec.convert(row, shape_of_row)  # raises if a row is not what the API and TypeScript are told it is
        events = [
            {"kind": event.kind, "body": json.loads(event.body)}
            for stream in sorted(after["heads"])
            for event in Event.objects.filter(stream_id=stream, seq__gt=before["heads"].get(stream, 0)).order_by("seq")
        ]
        cases.append({"name": name, "before": plain(before["state"]), "events": events, "after": plain(after["state"])})
        return answer

    wang, liang = people.wang.actor, people.liang.actor
    alarm = step(
        "raise", lambda: raise_alarm(actor=wang, source="call", urgency="critical", lon=113.7712, lat=23.7423, place="良口镇", type="11G01")
    )
    step("acknowledge", lambda: acknowledge_alarm(actor=wang, name="王值班", alarm_id=alarm.pk))
    _, incident = step("verdict", lambda: give_verdict(actor=wang, name="王值班", alarm_id=alarm.pk, verdict="confirmed"))
    assert incident is not None
    step("note", lambda: note_incident(actor=wang, incident_id=incident.pk, text="风向东北"))
    step("grade", lambda: grade_incident(actor=wang, incident_id=incident.pk, grade=4, state="proposed"))
    assignment, order = step(
        "assign", lambda: assign_unit(actor=wang, name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救")
    )
    step("escalate", lambda: escalate_order(order.pk))
    for kind in ("delivered", "read", "accepted", "arrived"):
        step(kind, lambda kind=kind: acknowledge_order(actor=liang, order_id=order.pk, principal=liang, kind=kind))
    step("work", lambda: move_leg(actor=liang, assignment_id=assignment.pk, leg="working"))
    step("release", lambda: release_unit(actor=wang, name="王值班", assignment_id=assignment.pk))
    four = {"lead": "李带班", "task_force": "从化区专班", "plan": "以水灭火", "outlet": "陈班长"}
    step("four ones", lambda: fill_four_ones(actor=wang, incident_id=incident.pk, texts=four))  # type: ignore[arg-type]
    step("close", lambda: close_incident(actor=people.chen.actor, incident_id=incident.pk, note="明火已扑灭"))

    if os.environ.get("UPDATE_GOLDEN"):
        FILE.write_text(json.dumps({"cases": cases}, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    stored = json.loads(FILE.read_text())["cases"]
    assert [shape(case) for case in stored] == [shape(case) for case in cases], "events changed: UPDATE_GOLDEN=1 writes the file anew"
    for case in stored:
        assert reduce(case["before"], [(event["kind"], event["body"]) for event in case["events"]]) == case["after"], case["name"]


def plain(state: Any) -> Any:
    return json.loads(json.dumps(state))


def shape(case: dict[str, Any]) -> Any:
    """What does not depend on ids and clocks: the kinds told and the fields each carries."""
    return case["name"], [(event["kind"], sorted(event["body"])) for event in case["events"]]
