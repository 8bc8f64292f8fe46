"""Seats that cannot be heard, for the banner on the others."""

from __future__ import annotations

from typing import Any

from command.seats.models import Seat


def seats(prefix: str) -> dict[str, Any]:
    return {str(seat.pk): seat.row() for seat in Seat.objects.under(prefix).silent()}
