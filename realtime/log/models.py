"""The event log: gapless streams under one epoch (docs/protocol.md §2)."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now


class Epoch(models.Model):
    """Which incarnation of the log this is; changed by `manage.py new_epoch` after a backup was restored."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_epoch")]


class Stream(models.Model):
    """A gapless counter. `hash` chains every event: sha256(previous ‖ seq ‖ kind ‖ at ‖ actor ‖ body)."""

    name = models.CharField(primary_key=True, max_length=80)
    area = models.CharField(max_length=12, null=True, help_text="who may read it, by area prefix; null = only the named principal")
    head = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=b"")


class Event(models.Model):
    """One thing that happened. Never changed, never deleted (a trigger refuses both)."""

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, db_column="stream", related_name="events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    v = models.SmallIntegerField(default=1, help_text="version of the kind's schema")
    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=80)
    exercise_id = models.BigIntegerField(null=True, help_text="null = real")
    body = models.TextField(help_text="canonical JSON, sent as it is")

    class Meta:
        indexes = [models.Index(fields=["kind", "at"]), BrinIndex(fields=["at"], name="log_event_at", pages_per_range=32)]
