"""exercise ends → **exercise** → registry: drill terminals are no longer believed, drill subjects leave the map."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from devices.terminals.models import Binding, Subject, Terminal
from devices.tracks.models import LastFix
from realtime import bus
from realtime.log import current


def retire(exercise: int) -> None:
    """Inside the action that ends the exercise."""
    log = current()
    terminals = Terminal.objects.live().filter(subject__exercise_id=exercise)
    Binding.objects.filter(terminal__in=terminals, until=None).update(until=Now())
    terminals.update(revoked_at=Now())
    LastFix.objects.filter(subject__exercise_id=exercise).delete()
    for subject in Subject.objects.filter(exercise_id=exercise):
        log.append(f"area:{subject.area}", "subject.left", {"id": subject.pk, "area": subject.area})
    transaction.on_commit(lambda: bus.publish(bus.REGISTRY, b""))
