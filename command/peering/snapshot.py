"""Links and what came over them, as the board holds them."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from command.peering.messages import Item
from command.peering.models import Peer

Rows = dict[str, Any]


def peers(prefix: str) -> Rows:
    """Of the installation, so of its whole area."""
    return {str(one.pk): one.row() for one in Peer.objects.all()} if settings.CITY.startswith(prefix) else {}


def peer_items(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in Item.objects.select_related("peer").filter(area__startswith=prefix, archived=False)}
