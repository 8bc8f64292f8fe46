"""Requests for support leave the board with their incident or exercise, or a day after they were answered."""

from __future__ import annotations

from django.db.models import Q

from command.agreements.models import GRANTED, REFUSED, WITHDRAWN, SupportRequest
from command.boarding import Boarded

# What was lent to us is ours to send home: its request stays until it is there
NOT_LENT = Q(loan__isnull=True) | Q(loan__has_any_keys=["returned_at", "called_off_at"])
REQUESTS = Boarded(SupportRequest, "support_request", over=Q(state__in=(GRANTED, REFUSED, WITHDRAWN)) & NOT_LENT, since="answered_at")


def archive_support() -> int:
    return REQUESTS.archive()
