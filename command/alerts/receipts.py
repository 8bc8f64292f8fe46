"""broadcast, calls → **receipts** → reader: how far a warning got, by level: handed over, delivered, read, answered, acted."""

from __future__ import annotations

from django.db.models import Count, Q

from command.alerts.models import Alert
from command.alerts.rows import AlertReceipts
from dispatch.broadcast.models import Broadcast
from dispatch.callout.models import ANSWERED, WAITING, Call

HUMAN = ("button", "word", "entered")  # a page or a person; a key pressed on the phone says only that somebody heard


def receipts_of(alert: Alert) -> AlertReceipts:
    """Who is rung in somebody's place counts for the call it answered, not as one more; an answer is also a reading."""
    broadcast = Broadcast.objects.filter(pk=alert.broadcast_id or 0).first()
    own = Call.objects.filter(callout_id=alert.callout_id or 0, stands_for=None, same_as=None)
    done = Q(state=ANSWERED) | Q(covered_by__state=ANSWERED)
    counts = own.aggregate(
        called=Count("pk"), handed=Count("pk", filter=~Q(state=WAITING)), delivered=Count("pk", filter=Q(delivered_at__isnull=False) | done),
        read=Count("pk", filter=done), answered=Count("pk", filter=done),
        acted=Count("pk", filter=Q(state=ANSWERED, answer__in=HUMAN) & ~Q(action_text="") | Q(covered_by__answer__in=HUMAN)),
    )  # fmt: skip
    return {
        "public_handed_over": broadcast.handed if broadcast else 0, "public_delivered": broadcast.delivered if broadcast else 0,
        "called": counts["called"], "handed_over": counts["handed"], "delivered": counts["delivered"], "read": counts["read"],
        "answered": counts["answered"], "acted": counts["acted"],
    }  # fmt: skip
