"""An exercise: everything it touches carries its id, so that nothing of it is ever taken for real."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Exercise(models.Model):
    TABLETOP, LIVE = "tabletop", "live"

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("形式", max_length=8, choices=[(TABLETOP, "桌面推演"), (LIVE, "实战演练")])
    area = models.CharField("区划", max_length=12)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "演练"

    def __str__(self) -> str:
        return self.name
