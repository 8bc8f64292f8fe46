"""clerk → **escalation** → desk and leader: the word owed for what was done at once has not come in its time."""

from __future__ import annotations

from dispatch.alarms.actions import raise_alarm
from dispatch.authority.models import Approval
from dispatch.callout.actions import start_callout
from dispatch.contacts.duty import on_duty

CLERK = "clerk"


def call_for_word(approval: Approval) -> None:
    """One alarm and one callout each, whatever the number of terms that pass."""
    text = f"{approval.asked_name} {approval.get_what_display()}({approval.number} 人)已先行实施,事后批准逾期未补,请带班领导答复。"
    alarm = raise_alarm(
        actor=CLERK, source="system", urgency="urgent", lon=None, lat=None, area=approval.area, place="授权", text=text,
        device=f"system:approval:{approval.pk}", exercise=approval.exercise_id,
    )  # fmt: skip
    leaders = on_duty(approval.area, "duty_leader")
    if leaders:
        start_callout(
            actor=CLERK, name="系统", about="alarm", about_id=alarm.pk, purpose="escalate", persons=leaders, text=text, area=approval.area,
            incident_id=approval.incident_id, ladder="callout.duty", exercise=approval.exercise_id,
        )  # fmt: skip
