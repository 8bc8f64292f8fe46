"""A set's counts follow its tasks, inside the action that moves one of them."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F

from command.plans.tasks.models import TaskSet, counts_of

_counted: dict[str, Callable[[TaskSet], None]] = {}


def on_counted(origin: str, hear: Callable[[TaskSet], None]) -> None:
    """`hear(set)` inside the action that moved one of its tasks; registered in `AppConfig.ready` by the part that gave them."""
    _counted[origin] = hear


def recount(held: TaskSet) -> None:
    """Saves the counts and the next `rev`, so that whoever shows the tasks reads them again."""
    held.counts = counts_of(list(held.tasks.values_list("state", "overdue", "ended")))
    held.rev = F("rev") + 1
    held.save(update_fields=["counts", "rev", "state"])
    held.refresh_from_db(fields=["rev"])
    if hear := _counted.get(held.origin):
        hear(held)
