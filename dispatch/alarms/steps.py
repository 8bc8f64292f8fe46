"""Steps of verification with their deadlines: told to town and village, looked at, judged, fed back. What is late is told by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from dispatch.alarms.holding import hold
from dispatch.alarms.models import FEEDBACK, NOTIFY, STEPS, VERDICT, VIEW, Alarm, Step
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem

CLERK = "clerk"
NAMES = dict(STEPS)


def deadline_of(kind: str) -> str:
    return f"alarm.{kind}"


def wanted(source: str, type: str, found: dict[str, Any]) -> list[str]:
    """The first line of the rule that fits."""
    for line in found["alarm.steps"]:
        if line.get("source", source) == source and type.startswith(line.get("type", "")):
            return [str(kind) for kind in line["steps"]]
    return []


def start_steps(alarm: Alarm, source: str, *, received_at: datetime, now: datetime, found: dict[str, Any]) -> None:
    """Steps that this source asks for and the alarm has not. After the verdict only the feedback is still to do."""
    have = set(alarm.steps.values_list("kind", flat=True))
    for kind in wanted(source, alarm.type, found):
        if kind not in have and (kind == FEEDBACK or not alarm.verdict):
            start_step(alarm, kind, due_at=received_at + timedelta(seconds=found[f"alarm.{kind}_within_s"]), now=now)


def start_step(alarm: Alarm, kind: str, *, due_at: datetime, now: datetime) -> None:
    Step.objects.create(alarm=alarm, kind=kind, due_at=due_at)
    set_deadline(deadline_of(kind), alarm.pk, max(0.0, (due_at - now).total_seconds()), exercise=alarm.exercise_id)


def mark_step(*, actor: str, alarm_id: int, kind: str, note: str = "") -> Alarm:
    """Done, once: by a callout that was started, a picture that is there, a word on the phone. An alarm without this step stays as it is."""
    with hold(actor, alarm_id) as held:
        if finish(held.alarm, kind, actor, note=note):
            held.tell("alarm.step_done")
    return held.alarm


def finish(alarm: Alarm, kind: str, actor: str, *, note: str = "") -> bool:
    """Inside an action that holds the alarm's row; whether there was something to finish."""
    clear_deadline(deadline_of(kind), alarm.pk)
    return bool(alarm.steps.filter(kind=kind, done_at=None).update(done_at=clock.now(), done_by=actor, note=note[:400]))


def feed_back(*, actor: str, alarm_id: int, to: str, text: str = "") -> Alarm:
    """The formal answer to who reported the hot spot; it says what was found, so the verdict comes first."""
    with hold(actor, alarm_id) as held:
        if not held.alarm.verdict:
            raise Problem("wrong_state", f"警情 {held.alarm.number} 尚未核实,请先给出核实结论再正式反馈。")
        if not finish(held.alarm, FEEDBACK, actor, note=f"{to}:{text}" if text else to):
            raise Problem("wrong_state", f"警情 {held.alarm.number} 没有待办的正式反馈。")
        held.tell("alarm.step_done")
    return held.alarm


def settle(alarm: Alarm, actor: str, *, confirming: bool) -> None:
    """After a verdict: who judged has looked; whom nobody told need not be told of what is no event. What was late stays on the record."""
    finish(alarm, VERDICT, actor)
    finish(alarm, VIEW, actor)
    if not confirming:
        drop(alarm, NOTIFY)


def drop(alarm: Alarm, *kinds: str) -> None:
    """Nobody has to do this any more."""
    for kind in kinds:
        clear_deadline(deadline_of(kind), alarm.pk)
    alarm.steps.filter(kind__in=kinds, done_at=None, overdue=False).delete()


def restart(alarm: Alarm, kind: str, *, now: datetime, found: dict[str, Any]) -> None:
    """To be done again, with a new deadline: the alarm was re-opened."""
    alarm.steps.filter(kind=kind).delete()
    start_step(alarm, kind, due_at=now + timedelta(seconds=found[f"alarm.{kind}_within_s"]), now=now)


def overdue(kind: str) -> Callable[[int], None]:
    """The clerk's handler for one kind of step."""

    def run(alarm_id: int) -> None:
        with hold(CLERK, alarm_id) as held:
            held.alarm.steps.filter(kind=kind, done_at=None).update(overdue=True)
            held.tell("alarm.overdue")

    return run


def shift(exercise: int, by: timedelta) -> None:
    """An exercise's clock was moved: what its rows show as due moves with the clerk's deadlines."""
    for pk in Alarm.objects.filter(exercise_id=exercise, archived=False).order_by("pk").values_list("pk", flat=True):
        with hold("system", pk) as held:
            for step in held.alarm.steps.filter(done_at=None):
                step.due_at -= by
                step.save(update_fields=["due_at"])
            if held.alarm.shelved_until is not None:
                held.alarm.shelved_until -= by
                held.save("shelved_until")
            held.tell("alarm.changed")
