"""Terminals as actors, by names people know."""

from __future__ import annotations

from collections.abc import Iterable

from devices.terminals.models import Terminal


def names_of_terminals(actors: Iterable[str]) -> dict[str, str]:
    """`terminal:7` → the label of what it speaks for; unregistered devices (`terminal:?X1`) by their own id."""
    actors = list(actors)
    ids = {int(actor[9:]) for actor in actors if actor.startswith("terminal:") and actor[9:].isdigit()}
    labels = Terminal.objects.filter(pk__in=ids).values_list("pk", "subject__label")
    strangers = {actor: f"未登记设备 {actor[10:]}" for actor in actors if actor.startswith("terminal:?")}
    return {f"terminal:{pk}": label for pk, label in labels} | strangers
