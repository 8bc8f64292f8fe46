"""Somebody took out where people and vehicles were: who, whose, of which span, why, and whether all of it reached them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

FORMATS = [("gpx", "GPX 1.1"), ("geojson", "GeoJSON"), ("csv", "CSV")]


class TrackExport(models.Model):
    title = models.CharField("对象", max_length=120)
    subjects = models.JSONField(help_text="ids, in the order of the file")
    incident_id = models.BigIntegerField(null=True, help_text="null = asked for by subject")
    area = models.CharField("区划", max_length=12)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止")
    format = models.CharField(max_length=8, choices=FORMATS)
    reason = models.CharField("事由", max_length=200)
    points = models.BigIntegerField("点数", null=True, help_text="null = the transfer broke off, or is still going on")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True, help_text="null = real")

    class Meta:
        verbose_name = verbose_name_plural = "轨迹导出"

    @property
    def stream(self) -> str:
        return f"exchange:{settings.CITY}"
