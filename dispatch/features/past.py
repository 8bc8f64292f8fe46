"""What stood on the map at an instant: the world as it was then, and how long it is remembered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from dispatch.features.models import FeaturePast
from realtime import clock
from realtime.exercises.models import Exercise
from realtime.rules.models import rule


def world_of(at: datetime) -> Q:
    """What is real, and what belonged to an exercise that was going on."""
    on = Exercise.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), started_at__lte=at)
    return Q(exercise_id=None) | Q(exercise_id__in=on.values("pk"))


def forget_past() -> int:
    """Chore: gauges that report every few minutes would fill the disk."""
    gone, _ = FeaturePast.objects.filter(until__lt=clock.now() - timedelta(days=float(rule("layers.past_days")))).delete()
    return gone
