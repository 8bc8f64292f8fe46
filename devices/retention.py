"""How long devices' tables remember, by rules; called once a day by the worker. Without a rule nothing is thrown away."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from devices.inbox.models import Inbox, Quarantine
from devices.terminals.models import Downlink, UnknownDevice
from devices.tracks.models import FlagChange
from devices.tracks.partitions import drop_partitions
from realtime.rules.models import UnknownRule, rule

# Rules: devices.keep_days (messages, quarantine, commands), tracks.keep_days (history, whole days)
BATCH = 10_000
MEASURED = timedelta(days=1)  # a thousand gauges write a third of a million rows a day; what crossed a threshold is kept with its alarm


def _days(name: str) -> int | None:
    try:
        return int(rule(name))
    except UnknownRule:
        return None


def forget_old() -> dict[str, int]:
    """What was removed. Unhandled promises are never removed, however old."""
    removed: dict[str, int] = {}
    if (days := _days("devices.keep_days")) is not None:
        before = Now() - timedelta(days=days)
        settled = ~Q(state__in=[Downlink.State.QUEUED])
        for name, rows in (
            ("inbox", Inbox.objects.filter(state=Inbox.State.DONE, handled_at__lt=before)),
            ("measurements", Inbox.objects.filter(state=Inbox.State.DONE, topic__endswith="/measure", handled_at__lt=Now() - MEASURED)),
            ("quarantine", Quarantine.objects.filter(last_at__lt=before)),
            ("downlinks", Downlink.objects.filter(settled, created_at__lt=before)),
            ("unknown", UnknownDevice.objects.filter(last_at__lt=before)),
        ):
            removed[name] = 0
            # In portions: a year's backlog in one statement would hold its locks for minutes
            while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
                removed[name] += rows.model.objects.filter(pk__in=ids).delete()[0]
    if (days := _days("tracks.keep_days")) is not None:
        removed["days"] = len(drop_partitions(days))
        FlagChange.objects.filter(at__lt=Now() - timedelta(days=days)).delete()
    return removed
