"""Answers already given: the same command sent twice happens once."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Answer(models.Model):
    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64, help_text="sha256 of method, path and body")
    status = models.SmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_per_key")]
