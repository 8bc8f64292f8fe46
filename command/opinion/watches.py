"""What the bureau looks for – words × places, as rows – and the topics that rise."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from command.opinion.rows import OpinionSpike, OpinionWatch
from command.opinion.scoring import Wanted
from realtime.clock import iso


class Watch(models.Model):
    """Any of the words, all of `also`, none of `without`; in the places named, or anywhere in its area."""

    name = models.CharField("名称", max_length=40, unique=True)
    area = models.CharField("区划", max_length=12)
    words = models.JSONField("关键词", default=list)
    also = models.JSONField("须同时含", default=list)
    without = models.JSONField("排除", default=list)
    places = models.JSONField("地点", default=list, help_text="area codes; none = anywhere in its area")
    needs_place = models.BooleanField("须有本地地名", default=True)
    hazard = models.CharField("事件类型", max_length=8, blank=True)
    weight = models.PositiveSmallIntegerField("分值", default=40)
    enabled = models.BooleanField("启用", default=True)
    source = models.CharField("出处", max_length=200, blank=True)

    class Meta:
        app_label = "opinion"
        verbose_name = verbose_name_plural = "舆情规则"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def wanted(self) -> Wanted:
        places = tuple(self.places) or ((self.area,) if len(self.area) > 4 else ())
        return Wanted(
            self.pk, tuple(self.words), tuple(self.also), tuple(self.without), places, self.needs_place, self.hazard, self.weight
        )  # fmt: skip

    def row(self) -> OpinionWatch:
        return cast("OpinionWatch", {
            "id": self.pk, "area": self.area, "name": self.name, "words": list(self.words), "also": list(self.also),
            "without": list(self.without), "places": list(self.places), "needs_place": self.needs_place, "hazard": self.hazard,
            "weight": self.weight, "enabled": self.enabled, "source": self.source,
        })  # fmt: skip


class Spike(models.Model):
    """A topic – kind of event × district – said so much oftener than before. Stands until somebody has seen it."""

    area = models.CharField("区划", max_length=12)
    hazard = models.CharField("事件类型", max_length=8, blank=True)
    now = models.PositiveIntegerField("近时段条数")
    usual = models.FloatField("此前均值")
    item = models.ForeignKey("opinion.Item", on_delete=models.CASCADE, related_name="spikes", help_text="the hottest of the topic")
    at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)
    seen_name = models.CharField(max_length=60, blank=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "opinion"
        verbose_name = verbose_name_plural = "舆情突增"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "hazard", "exercise_id"], condition=models.Q(seen_at=None), name="one_open_spike_of_a_topic", nulls_distinct=False
            )
        ]  # fmt: skip

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> OpinionSpike:
        return cast("OpinionSpike", {
            "id": self.pk, "area": self.area, "hazard": self.hazard, "now": self.now, "usual": self.usual, "item": self.item_id,
            "at": iso(self.at), "seen_at": iso(self.seen_at), "x": self.exercise_id,
        })  # fmt: skip
