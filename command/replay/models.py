"""Keyframes of the board, and the cases of the library."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.replay.rows import CaseRow
from realtime.clock import iso

WAITING, MAKING, READY, FAILED = "waiting", "making", "ready", "failed"
MADE, IMPORTED = "made", "imported"


class Keyframe(models.Model):
    """A board as it was: with the events after it, the board at any instant until the next one."""

    prefix = models.CharField("区划前缀", max_length=12)
    at = models.DateTimeField("时刻")
    heads = models.JSONField(help_text="stream → seq it contains")
    state = models.BinaryField(help_text="deflated JSON: table → id → row")

    class Meta:
        verbose_name = verbose_name_plural = "态势关键帧"
        constraints = [models.UniqueConstraint(fields=["prefix", "at"], name="one_keyframe_at_a_time")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.at}"


class Case(models.Model):
    """A span kept as one file: made here, or brought from another installation. Never changed, only opened."""

    title = models.CharField("名称", max_length=80)
    area = models.CharField("区划", max_length=12, db_index=True, help_text="who may open it; of a made one also what it holds")
    origin = models.CharField(max_length=8, choices=[(MADE, "本地导出"), (IMPORTED, "导入")])
    state = models.CharField(max_length=8, choices=[(WAITING, "排队"), (MAKING, "生成中"), (READY, "可用"), (FAILED, "失败")])
    since = models.DateTimeField("起")
    until = models.DateTimeField("止")
    reason = models.CharField("事由", max_length=200)
    progress = models.PositiveSmallIntegerField(default=0, help_text="%")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    city_name = models.CharField("来自", max_length=60, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "案例"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> CaseRow:
        return cast("CaseRow", {
            "id": self.pk, "area": self.area, "title": self.title, "origin": self.origin, "state": self.state, "since": iso(self.since),
            "until": iso(self.until), "progress": self.progress, "size": self.size, "sha256": self.sha256 or None,
            "city_name": self.city_name, "problem": self.problem, "by_name": self.by_name, "at": iso(self.at), "x": self.exercise_id,
        })  # fmt: skip
