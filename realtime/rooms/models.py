"""Who is in a room: one row per peer with the pulse of its socket, and one-time tickets. A room is a name; what it is about, others know."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Ticket(models.Model):
    """One connection attempt of one peer to one room: 30 s, one use."""

    digest = models.CharField(primary_key=True, max_length=64)
    room = models.CharField(max_length=40)
    peer = models.BigIntegerField()
    actor = models.CharField(max_length=80)
    session = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=60)
    listen_only = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会商票据"


class Peer(models.Model):
    """`seen_at` is the pulse: written by the peer's socket every few seconds; one that stops has vanished."""

    room = models.CharField(max_length=40)
    peer = models.BigIntegerField()
    socket = models.CharField(max_length=32, blank=True, help_text="which connection beats: an older one's end means nothing")
    seen_at = models.DateTimeField(db_default=Now())
    bye = models.BooleanField(default=False, help_text="said goodbye")

    class Meta:
        verbose_name = verbose_name_plural = "会商在线"
        constraints = [models.UniqueConstraint(fields=["room", "peer"], name="a_peer_once_per_room")]
        indexes = [models.Index(fields=["seen_at"], name="rooms_peer_seen")]
