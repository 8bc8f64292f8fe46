"""What was said a long time ago: messages older than the rule go, but never the newest of a subject – by it the next one is judged."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from command.peering.messages import ACCEPTED, FAILED, NEW, OLDER, REFUSED, SUPERSEDED, Incoming, Outgoing
from realtime.rules.models import rule


def forget_letters() -> int:
    """The worker's. Waiting and unhandled ones stay whatever their age."""
    before = Now() - timedelta(days=float(rule("peering.keep_days")))
    same = {name: OuterRef(name) for name in ("peer", "kind", "subject")}
    newer_out = Outgoing.objects.filter(**same, revision__gt=OuterRef("revision"))
    newer_in = Incoming.objects.filter(**same, revision__gt=OuterRef("revision")).exclude(state__in=(NEW, FAILED))
    out = Outgoing.objects.filter(Exists(newer_out), made_at__lt=before, state__in=(ACCEPTED, REFUSED, SUPERSEDED))
    into = Incoming.objects.filter(Exists(newer_in), at__lt=before, state__in=(ACCEPTED, OLDER, REFUSED))
    return out.delete()[0] + into.delete()[0]
