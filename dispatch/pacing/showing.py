"""channels → **showing** → the desk: state, limits, what waits, today's figures and the last failures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.db.models import Count, Max, Q

from dispatch.broadcast.carriers import default_carrier
from dispatch.broadcast.jobs import AREA_CHANNEL
from dispatch.broadcast.models import Leg
from dispatch.callout.channels import CHANNELS, Channel, is_ready
from dispatch.callout.models import Attempt
from dispatch.pacing.flow import label
from dispatch.pacing.models import UP, ChannelLimit, ChannelState
from dispatch.pacing.rows import ChannelWhole, FailureRow
from dispatch.webpush.sending import PUSH_CHANNEL
from realtime import clock
from realtime.clock import iso

FAILURES = 5
SENT = (Attempt.SENT, Attempt.DONE)
NOT = (Attempt.ERROR, Attempt.UNKNOWN)


def known() -> list[Channel]:
    """Every channel there is, also those nobody has an address on."""
    return [*CHANNELS, PUSH_CHANNEL, AREA_CHANNEL]


def channels() -> list[ChannelWhole]:
    since = clock.now() - timedelta(hours=24)
    states, limits = ChannelState.objects.in_bulk(), ChannelLimit.objects.in_bulk()
    calls = {
        row["channel"]: row
        for row in Attempt.objects.filter(at__gte=since).values("channel").order_by("channel").annotate(
            waiting=Count("id", filter=Q(due_at__isnull=False)), handing=Count("id", filter=Q(handing_at__isnull=False, result=Attempt.SENDING)),
            sent=Count("id", filter=Q(result__in=SENT)), failed=Count("id", filter=Q(result__in=NOT)),
        )
    }  # fmt: skip
    legs = {
        row["channel"]: row
        for row in Leg.objects.filter(broadcast__at__gte=since).values("channel").order_by("channel").annotate(
            waiting=Count("id", filter=Q(state=Leg.WAITING)), handing=Count("id", filter=Q(state=Leg.HANDING)),
            sent=Count("id", filter=Q(state__in=[Leg.SENT, Leg.DELIVERED])), failed=Count("id", filter=Q(state__in=[Leg.FAILED, Leg.UNKNOWN])),
        )
    }  # fmt: skip
    return [
        _whole(channel, states.get(channel.name), limits.get(channel.name), [calls.get(channel.name, {}), legs.get(channel.name, {})])
        for channel in known()
    ]


def _whole(channel: Channel, state: ChannelState | None, limit: ChannelLimit | None, figures: list[Mapping[str, Any]]) -> ChannelWhole:
    def total(name: str) -> int:
        return sum(int(figure.get(name, 0)) for figure in figures)

    return cast("ChannelWhole", {
        "id": channel.name, "state": state.state if state else UP, "since": iso(state.since) if state else None,
        "why": state.why if state else "", "label": label(channel.name), "ready": set_up(channel), "outside": channel.outside, "receipts": channel.receipts,
        "slow": channel.slow, "public": channel.public, "per_minute": limit.per_minute if limit else 0, "burst": limit.burst if limit else 0,
        "concurrent": limit.concurrent if limit else 0, "cost_fen": limit.cost_fen if limit else 0, "source": limit.source if limit else "",
        "waiting": total("waiting"), "handing": total("handing"), "sent_today": total("sent"), "failed_today": total("failed"),
        "failures": failures(channel.name) if total("failed") else [],
    })  # fmt: skip


def set_up(channel: Channel) -> bool:
    """Somebody is there to hand over to."""
    return default_carrier() is not None if channel.name == AREA_CHANNEL.name else is_ready(channel)


def failures(name: str) -> list[FailureRow]:
    """The last reasons, each once with how often."""
    rows = (
        Attempt.objects.filter(channel=name, result__in=NOT).exclude(error="").values("error").annotate(last=Max("at"), count=Count("id"))
    ).order_by("-last")[:FAILURES]
    found: list[FailureRow] = [{"at": str(iso(row["last"])), "error": row["error"], "count": row["count"]} for row in rows]
    many = (
        Leg.objects.filter(channel=name, state__in=[Leg.FAILED, Leg.UNKNOWN])
        .exclude(error="")
        .values("error")
        .annotate(last=Max("broadcast__at"), count=Count("id"))
    ).order_by("-last")[:FAILURES]
    found += [{"at": str(iso(row["last"])), "error": row["error"], "count": row["count"]} for row in many]
    return sorted(found, key=lambda row: row["at"], reverse=True)[:FAILURES]
