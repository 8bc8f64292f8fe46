"""broadcast → **showing** → reader: how it stands by channel, what failed and why, who it went to; and what a press would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db.models import Count, Q

from dispatch.broadcast.audience import Audience, chosen, recipients
from dispatch.broadcast.models import Broadcast, Leg
from dispatch.broadcast.rows import BroadcastWhole, ChannelCost, JobRow, LegRow, Preview
from dispatch.callout.channels import BY_NAME
from dispatch.callout.door import exercise_words
from dispatch.callout.message import opening
from dispatch.contacts.models import SECRET
from dispatch.masking import masked_phone
from dispatch.pacing.flow import limit_of
from dispatch.pacing.models import ChannelState
from dispatch.pacing.quiet import quiet_words
from realtime.clock import iso

NAMES = 20  # of those nothing reaches; the rest is a number
GSM_PART, GSM_ONE = 67, 70  # Chinese characters in a part of a long SMS, and in one alone


def whole(broadcast: Broadcast) -> BroadcastWhole:
    by = broadcast.legs.values("channel", "state").annotate(count=Count("id")).order_by("channel", "state")
    why = broadcast.legs.exclude(error="").values("error").annotate(count=Count("id")).order_by("-count")[:10]
    job = getattr(broadcast, "job", None)
    return cast("BroadcastWhole", {
        **broadcast.row(), "text": broadcast.text, "valid_until": iso(broadcast.valid_until), "handed_at": iso(broadcast.handed_at),
        "stopped_name": broadcast.stopped_name, "by_channel": list(by), "reasons": list(why),
        "corrections": list(broadcast.corrections.order_by("id").values_list("pk", flat=True)),
        "job": None if job is None else cast("JobRow", {
            "carrier": job.carrier, "provider": job.provider, "state": job.state, "error": job.error, "counts": job.counts,
            "reported_at": iso(job.reported_at), "areas": job.areas, "polygon": job.polygon,
        }),
    })  # fmt: skip


def preview(audience: Audience, channels: Sequence[str], text: str, urgency: str, exercise: int | None, within: Q) -> Preview:
    """Counted as it would be sent; nothing is kept."""
    people = recipients(chosen(audience, within), channels)
    without = [one.name for one in people if not one.ways]
    reached = [one for one in people if one.ways]
    held = sum(bool(exercise is not None and exercise_words(BY_NAME[one.ways[0].channel], exercise, one.person)) for one in reached)
    units = sms_parts(opening(text, exercise))
    states = dict(ChannelState.objects.values_list("name", "state"))
    costs: list[ChannelCost] = []
    for name in channels:
        count = sum(one.ways[0].channel == name for one in reached)
        limit = limit_of(name)
        fen = (limit.cost_fen if limit else 0) * count * (units if name == "sms" else 1)
        minutes = max(0, count - limit.burst) / limit.per_minute if limit and limit.per_minute else 0.0
        costs.append(
            {"channel": name, "count": count, "cost_fen": fen, "minutes": round(minutes, 1), "state": states.get(name, "up"), "quiet": quiet_words(name, "broadcast", urgency)}
        )  # fmt: skip
    return {
        "total": len(people), "without": len(without), "without_names": without[:NAMES], "held": held,
        "cost_fen": sum(cost["cost_fen"] for cost in costs), "channels": costs, "sample": opening(text, exercise)[:500], "units": units,
        "needs_approval": "",
    }  # fmt: skip


def sms_parts(text: str) -> int:
    return 1 if len(text) <= GSM_ONE else -(-len(text) // GSM_PART)


def leg_row(leg: Leg) -> LegRow:
    """Numbers are masked whoever reads: to see one, the contact's own page asks for a reason."""
    person = leg.person
    to = masked_phone(leg.to) if leg.channel in SECRET else leg.to
    return cast("LegRow", {
        "id": leg.pk, "person": leg.person_id, "name": person.name if person else "", "org": person.org if person else "",
        "channel": leg.channel, "to": to, "state": leg.state, "error": leg.error,
        "answered_at": iso(leg.answered_at), "answer": leg.answer,
    })  # fmt: skip
