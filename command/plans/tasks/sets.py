"""A set's counts follow its tasks, inside the action that moves one of them."""

from __future__ import annotations

from django.db.models import F

from command.plans.tasks.models import TaskSet, counts_of


def recount(held: TaskSet) -> None:
    """Saves the counts and the next `rev`, so that whoever shows the tasks reads them again."""
    held.counts = counts_of(list(held.tasks.values_list("state", "overdue", "ended")))
    held.rev = F("rev") + 1
    held.save(update_fields=["counts", "rev", "state"])
    held.refresh_from_db(fields=["rev"])
