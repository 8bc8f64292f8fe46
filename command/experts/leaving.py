"""Calls of experts leave the board with their incident or exercise, or a day after their part ended."""

from __future__ import annotations

from django.db.models import Q

from command.boarding import Boarded
from command.experts.models import ExpertCall

CALLS = Boarded(ExpertCall, "expert_call", over=Q(ended_at__isnull=False), since="ended_at")


def archive_expert_calls() -> int:
    return CALLS.archive()
