"""A link a screen can open: a stream of a drone or camera, or a conference room."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from devices.terminals.models import Subject


class VideoLink(models.Model):
    class Kind(models.TextChoices):
        VIDEO = "video", "视频"
        CONFERENCE = "conference", "会商"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    area = models.CharField(max_length=12, db_index=True)
    subject = models.ForeignKey(Subject, on_delete=models.SET_NULL, null=True, blank=True, related_name="links")
    # dispatch owns incidents and imports us, not the other way round: a plain number
    incident_id = models.BigIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)
    at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    exercise_id = models.IntegerField(null=True, blank=True, help_text="null = real")

    class Meta:
        verbose_name = verbose_name_plural = "视频与会商链接"
        indexes = [models.Index(fields=["area"], condition=models.Q(active=True), name="link_active")]

    def __str__(self) -> str:
        return self.label
