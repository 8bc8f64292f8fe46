"""action → **bell** → voice: something about a group changed. It may be lost; the voice process looks every second anyway."""

from __future__ import annotations

from django.db import transaction

from realtime import bus

CHANNEL = "ecc:talk"


def ring(group_id: int) -> None:
    """After the commit: who looks earlier finds the old row."""
    transaction.on_commit(lambda: bus.publish(CHANNEL, str(group_id).encode()))
