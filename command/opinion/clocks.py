"""item → **clocks** → clerk: so long to judge, to answer, to close; what runs out is said once and stays red."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from command.opinion.models import OVER, Item
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.log import act
from realtime.rules.models import rule

DUE = "opinion.due"  # deadline kind


def start_clock(item: Item, name: str, rules: dict[str, Any] | None = None, since: datetime | None = None) -> None:
    """The item is saved by whoever changes it."""
    minutes = float(rules[name] if rules is not None else rule(name, item.area))
    run_until(item, (since or clock.now()) + timedelta(minutes=minutes))


def run_until(item: Item, due_at: datetime) -> None:
    item.due_at, item.overdue = due_at, False
    set_deadline(DUE, item.pk, max(0.0, (due_at - clock.now()).total_seconds()), exercise=item.exercise_id)


def stop_clock(item: Item) -> None:
    item.due_at, item.overdue = None, False
    clear_deadline(DUE, item.pk)


def item_due(item_id: int) -> None:
    """The clerk's. The inbox of whoever owns it, or of the desk, shows it first from now on."""
    found = Item.objects.filter(pk=item_id).first()
    if found is None:
        return
    with act("clerk", found.exercise_id) as log:
        item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
        if item.due_at is None or item.overdue or item.state in OVER:
            return
        before = item.row()
        item.overdue = True
        item.save(update_fields=["overdue"])
        tell(log, item.streams, "opinion.overdue", before, item.row(), area=item.area)


def shift_clocks(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster: what the screens count down to runs with it."""
    for item in Item.objects.select_for_update(of=("self",)).filter(exercise_id=exercise, overdue=False).exclude(due_at=None):
        with act("system", exercise) as log:
            before = item.row()
            assert item.due_at is not None
            item.due_at = item.due_at - by
            item.save(update_fields=["due_at"])
            tell(log, item.streams, "opinion.moved", before, item.row(), area=item.area)
