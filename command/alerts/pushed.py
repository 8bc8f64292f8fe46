"""published warning → **pushed** → outbox: who is to have it by machine, in the words that were published; and how each address stands."""

from __future__ import annotations

from typing import Any

from command.alerts.cap.national import write_national
from command.alerts.cap.writing import write_cap
from command.alerts.models import Alert
from command.alerts.receivers import CAP, Push, Receiver
from realtime.clock import iso

OF_PUSH = {Push.WAITING: "waiting", Push.SENT: "delivered", Push.REFUSED: "failed", Push.LAPSED: "failed"}


def receivers_in(area: str) -> list[Receiver]:
    """Whom a warning of this area may concern, before its own ground is known."""
    return [one for one in Receiver.objects.filter(active=True) if one.area.startswith(area) or area.startswith(one.area)]


def concerns(receiver: Receiver, alert: Alert) -> bool:
    return any(code.startswith(receiver.area) or receiver.area.startswith(code) for code in alert.areas)


def queue_pushes(alert: Alert, wanted: set[str]) -> int:
    """Inside the action that publishes. Nothing of an exercise; who was told a warning is told of its update and its end, whatever their colour."""
    from command.alerts.showing import message_of  # it reads the ways, which read this

    if alert.exercise_id is not None:
        return 0
    chain = [alert.first_id, *Alert.objects.filter(first=alert.first_id).values_list("pk", flat=True)] if alert.first_id else []
    told = set(Push.objects.filter(alert__in=chain).exclude(alert=alert).values_list("receiver", flat=True))
    due = [
        one for one in Receiver.objects.filter(active=True)
        if one.pk in told or (one.way in wanted and concerns(one, alert))
    ]  # fmt: skip
    message = message_of(alert) if due else None
    made = [
        Push(
            receiver=one,
            alert=alert,
            identifier=alert.identifier,
            content=write_cap(message) if one.form == CAP else write_national(message),
        )
        for one in due
        if message is not None
    ]
    return len(Push.objects.bulk_create(made, ignore_conflicts=True))


def push_way(alert: Alert, code: str, wanted: bool) -> dict[str, Any]:
    """One line of the matrix: since when it waits, how often it was tried, what the other side said."""
    push = next((one for one in alert.pushes.select_related("receiver") if one.receiver.way == code), None)
    if push is None:
        if alert.exercise_id is not None:
            return {"state": "suppressed" if wanted else "off"}
        return {"state": "off"} if alert.published_at else {}
    if push.state == Push.WAITING:
        return {
            "state": "waiting",
            "at": iso(push.made_at),
            "wanted": True,
            "note": f"已试 {push.attempts} 次:{push.error}" if push.attempts else "",
        }
    note = push.receipt if push.state == Push.SENT else push.error
    return {"state": OF_PUSH[push.state], "at": iso(push.sent_at or push.made_at), "wanted": True, "note": note}
