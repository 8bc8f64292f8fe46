"""Footage: one lens recorded for one incident. Its parts are files of the media server, kept here with their digests once they are whole."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from devices.video.models import Job, Stream
from dispatch.footage.rows import FootageRow
from dispatch.incidents.models import Incident
from realtime.clock import iso
from realtime.files.models import File


class Footage(models.Model):
    GOING, STOPPED, FAILED = "going", "stopped", "failed"

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="footages")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="footages")
    state = models.CharField(max_length=8, choices=[(GOING, "录制中"), (STOPPED, "已停止"), (FAILED, "失败")], default=GOING)
    path = models.CharField(max_length=200, blank=True, help_text="at the media server; empty until it has said so")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+", help_text="what the media server was asked last")
    asked_at = models.DateTimeField(null=True, help_text="when it was told to record; a stream that began later must be told again")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    started_at = models.DateTimeField(db_default=Now())
    stopped_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "视频录像"
        constraints = [
            models.UniqueConstraint(fields=["stream"], condition=models.Q(state="going"), name="one_going_footage_per_stream"),
        ]

    def row(self) -> FootageRow:
        parts = [
            {"file": part.file_id, "size": part.size, "sha256": part.sha256, "begun_at": iso(part.begun_at), "swept_at": iso(part.swept_at)}
            for part in self.parts.exclude(file=None).order_by("id")
        ]
        return cast("FootageRow", {
            "id": self.pk, "area": self.incident.area, "stream": self.stream_id, "incident": self.incident_id, "name": self.stream.name,
            "state": self.state, "why": self.why, "by_name": self.by_name, "started_at": iso(self.started_at), "stopped_at": iso(self.stopped_at),
            "parts": parts, "x": self.exercise_id,
        })  # fmt: skip


class FootagePart(models.Model):
    """One file of the media server."""

    footage = models.ForeignKey(Footage, on_delete=models.PROTECT, related_name="parts")
    name = models.CharField(max_length=200, help_text="below MEDIAMTX_REC_DIR")
    told_at = models.DateTimeField(null=True, help_text="when the media server said that it is whole; null = found by looking")
    begun_at = models.DateTimeField(null=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["footage", "name"], name="one_part_per_file")]
