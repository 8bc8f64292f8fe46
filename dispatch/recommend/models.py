"""What a recommendation judges by, as rows: run cards, who may stand in for whom, how many teams a district keeps at home."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.models import GRADES


class RunCard(models.Model):
    """What an incident of this type and level needs. The longest type prefix wins, then the finest area, then the newest row."""

    name = models.CharField("名称", max_length=60)
    type_prefix = models.CharField("事件类型前缀", max_length=8, blank=True, help_text="空 = 所有类型")
    level = models.SmallIntegerField("等级", choices=GRADES)
    area = models.CharField("区划", max_length=12)
    needs = models.JSONField(
        "所需力量", default=list, help_text='[{"capability": "forest_fire", "units": 2, "people": 60}, …];people 为 0 = 不限'
    )
    domain = models.CharField("六域", max_length=12, blank=True, help_text="队伍未登记该域时提示;空 = 不看")
    task = models.CharField("任务模板", max_length=500, blank=True, help_text="可用 {place} {type}")
    source = models.CharField("出处", max_length=200)
    valid_from = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "力量编成"
        ordering = ["type_prefix", "-level"]
        constraints = [models.UniqueConstraint(fields=["type_prefix", "level", "area", "valid_from"], name="one_run_card_at_a_time")]

    def __str__(self) -> str:
        return f"{self.name} {self.get_level_display()}"


class Substitute(models.Model):
    """A kind of team that may do another's work, and how much later it counts as arriving."""

    needed = models.CharField("所需能力", max_length=20)
    by = models.CharField("替代能力", max_length=20)
    penalty_s = models.PositiveIntegerField("折算延迟(秒)")
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "能力替代"
        constraints = [
            models.UniqueConstraint(fields=["needed", "by"], name="one_substitute_per_pair"),
            models.CheckConstraint(condition=~models.Q(needed=models.F("by")), name="no_substitute_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.needed} ← {self.by}"


class Floor(models.Model):
    """How many available teams of a kind each district keeps. A row of the city holds for every district that has none of its own."""

    area = models.CharField("区划", max_length=12)
    kind = models.CharField("能力", max_length=20)
    units = models.PositiveIntegerField("留守支数")
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "留守底线"
        constraints = [models.UniqueConstraint(fields=["area", "kind"], name="one_floor_per_district_and_kind")]

    def __str__(self) -> str:
        return f"{self.area} {self.kind} ≥ {self.units}"
