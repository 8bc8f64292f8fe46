"""Heads for snapshots: read before the state, in the same REPEATABLE READ transaction."""

from __future__ import annotations

from realtime.log.models import Epoch, Stream


def epoch() -> str:
    value, _ = Epoch.objects.get_or_create(id=1)
    return str(value.value)


def heads(scope: str) -> dict[str, int]:
    """`area:4401` → every area stream under that prefix; any other scope is one stream."""
    streams = Stream.objects.filter(name__startswith=scope) if scope.startswith("area:") else Stream.objects.filter(name=scope)
    return dict(streams.values_list("name", "head"))
