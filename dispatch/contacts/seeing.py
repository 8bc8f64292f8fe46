"""Whose contacts a caller reads."""

from __future__ import annotations

from django.db.models import Q

from realtime.accounts.may import Caller


def seen_by(who: Caller) -> Q:
    """Contacts of the areas this caller reads."""
    under = Q(pk=None)
    for scope in who.scopes:
        under |= Q(area__startswith=scope)
    return under
