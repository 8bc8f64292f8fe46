"""incoming warning → **answering** → officer: somebody here says what is done about it; red and orange without a word ring after their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from command.alerts.actions import exercise_of, locked
from command.alerts.models import IN, Alert
from command.alerts.states import CANCEL, PUBLISHED
from dispatch.alarms.system import system_alarm
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

UNANSWERED = "alert.unanswered"  # deadline kind


def asks(alert: Alert) -> bool:
    """One from outside, in force, whose colour the rule gives a time."""
    return alert.origin == IN and alert.state == PUBLISHED and alert.kind != CANCEL and alert.colour in rule("alerts.answer_s", alert.area)


def answer_due(alert: Alert) -> datetime | None:
    if alert.published_at is None or alert.answered_at is not None or not asks(alert):
        return None
    return alert.published_at + timedelta(seconds=float(rule("alerts.answer_s", alert.area)[alert.colour]))


def watch_answer(alert: Alert) -> None:
    due = answer_due(alert)
    if due is not None:
        set_deadline(UNANSWERED, alert.pk, max(0.0, (due - clock.now()).total_seconds()), exercise=alert.exercise_id)


def answer_alert(*, actor: str, name: str, alert_id: int, text: str) -> Alert:
    """The first word stays; another is refused, so that nobody believes theirs was kept."""
    with act(actor, exercise_of(alert_id)) as log:
        alert = locked(alert_id)
        if alert.origin != IN:
            raise Problem("wrong_state", "这是本单位的预警,不需要接收处置。")
        if alert.answered_at is not None:
            raise Problem("wrong_state", f"{alert.answered_name} 已处置:{alert.answer}")
        before = alert.row()
        alert.answered_by, alert.answered_name, alert.answered_at, alert.answer = actor, name[:60], clock.now(), text.strip()[:300]
        alert.save(update_fields=["answered_by", "answered_name", "answered_at", "answer"])
        clear_deadline(UNANSWERED, alert.pk)
        tell(log, alert.streams, "alert.answered", before, alert.row(), area=alert.area)
    return alert


def unanswered(alert_id: int) -> None:
    """The clerk's."""
    alert = Alert.objects.select_related("hazard").filter(pk=alert_id).first()
    if alert is None or answer_due(alert) is None or alert.exercise_id is not None:  # a drill rings no real bell; its inbox says it
        return
    with act("clerk"):
        system_alarm("alert_unanswered", alert.pk, f"{alert.headline},收到后一直没有处置", area=alert.area)
