"""Notices leave the board with their incident or exercise."""

from __future__ import annotations

from django.db.models import Q

from command.boarding import Boarded
from command.incharge.models import LeaderNotice

NOTICES = Boarded(LeaderNotice, "leader_notice", over=Q(), since="read_at")
with_exercise = NOTICES.with_exercise
