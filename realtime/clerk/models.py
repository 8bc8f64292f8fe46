"""Deadlines: what must happen when nobody does anything. One row per kind and object; survives every restart."""

from __future__ import annotations

from django.db import models


class Deadline(models.Model):
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)
    exercise_id = models.BigIntegerField(null=True)
    attempts = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_deadline_per_object")]
