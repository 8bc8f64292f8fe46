"""Requests for support leave the board with their incident or exercise, or a day after they were answered."""

from __future__ import annotations

from django.db.models import Q

from command.agreements.models import GRANTED, REFUSED, WITHDRAWN, SupportRequest
from command.boarding import Boarded

REQUESTS = Boarded(SupportRequest, "support_request", over=Q(state__in=(GRANTED, REFUSED, WITHDRAWN)), since="answered_at")


def archive_support() -> int:
    return REQUESTS.archive()
