"""handover → **circuit** → next handover: a gateway that fails several times in a row is left alone while another one stands in; now and then one message tries it.

The channel's own circuit (dispatch/pacing/flow.py) opens only when no gateway of it is left: one dead provider is not a dead channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from dispatch.gateways.models import Circuit, Provider
from realtime import clock
from realtime.rules.models import rule

ACTOR = "clerk"
SLOW_S = 5.0  # the same bound as a channel's


def ways(providers: Sequence[Provider]) -> list[tuple[Provider, bool]]:
    """In which order to try, and whether with one message only. All down: each as it is entered, for then the channel's circuit decides."""
    down = {row.provider_id: row for row in Circuit.objects.filter(provider__in=providers).exclude(down_since=None)}
    if not down or len(down) == len(providers):
        return [(provider, False) for provider in providers]
    found: list[tuple[Provider, bool]] = []
    for provider in providers:
        if provider.pk not in down:
            found.append((provider, False))
        elif _claims(provider.pk):
            found.append((provider, True))
    return found


def _claims(code: str) -> bool:
    """Of several workers one probes."""
    now = clock.now()
    due = Circuit.objects.filter(Q(probe_at=None) | Q(probe_at__lte=now), provider=code)
    return due.update(probe_at=now + _probe_after()) == 1


def _probe_after() -> timedelta:
    return timedelta(seconds=float(rule("channel.probe_s")))


def worked(provider: Provider) -> None:
    """It took something, or refused it as itself well."""
    Circuit.objects.filter(Q(failures__gt=0) | Q(down_since__isnull=False), provider=provider).update(
        failures=0, down_since=None, probe_at=None
    )


def broke(provider: Provider, words: str, others: Sequence[Provider]) -> bool:
    """Counted; True where another gateway of the kind stands in, so that the channel is well."""
    Circuit.objects.bulk_create([Circuit(provider=provider)], ignore_conflicts=True)
    now = clock.now()
    with transaction.atomic():
        row = Circuit.objects.select_for_update().get(provider=provider)
        row.failures, row.failed_at, row.error = min(row.failures + 1, 999), now, words[:120]
        opened = row.down_since is None and row.failures >= int(rule("channel.failures"))
        if opened:
            row.down_since = now
        if row.down_since is not None:
            row.probe_at = now + _probe_after()
        row.save()
    down = set(Circuit.objects.filter(provider__in=others).exclude(down_since=None).values_list("provider", flat=True))
    standing = [other for other in others if other.pk not in down]
    if opened and standing:
        _tell(provider, standing[0], words)
    return bool(standing)


def _tell(provider: Provider, other: Provider, words: str) -> None:
    from dispatch.alarms.actions import raise_alarm  # alarms call channels, and channels carry by gateways

    raise_alarm(
        actor=ACTOR, source="system", urgency="normal", lon=None, lat=None, area=settings.CITY, place="通信通道",
        text=f"网关“{provider.name}”中断:{words[:80]}。已改由“{other.name}”发送,恢复后自动启用。", device=f"gateway:{provider.pk}",
    )  # fmt: skip
