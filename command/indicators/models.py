"""指标清单: standards, each with its sub-items, and how far each is. The safe-city standards, the model community's and the nine projects are the same kind."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now

from command.indicators.rows import IndicatorListRow
from realtime.files.models import File

REACHED, NOT_REACHED, NOT_APPLICABLE, UNRATED = "reached", "not_reached", "na", "unrated"
STATUSES = [(REACHED, "达标"), (NOT_REACHED, "未达标"), (NOT_APPLICABLE, "不适用"), (UNRATED, "未评")]


class IndicatorList(models.Model):
    code = models.CharField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=80)
    area = models.CharField("区划", max_length=12, db_index=True)
    source = models.CharField("出处", max_length=200)
    rev = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标清单"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> IndicatorListRow:
        """Counts its sub-items; one query."""
        names = [status for status, _ in STATUSES]
        counts = SubItem.objects.filter(standard__list=self).aggregate(
            total=Count("id"), **{name: Count("id", filter=Q(status=name)) for name in names}
        )
        return cast("IndicatorListRow", {
            "id": self.pk, "area": self.area, "code": self.code, "name": self.name, "source": self.source, "rev": self.rev,
            "standards": self.standards.count(), **counts,
        })  # fmt: skip


class Standard(models.Model):
    list = models.ForeignKey(IndicatorList, on_delete=models.CASCADE, related_name="standards")
    order = models.PositiveSmallIntegerField()
    group = models.CharField("一级指标", max_length=40, blank=True)
    name = models.CharField("评价标准", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "评价标准"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["list", "order"], name="one_standard_per_place_of_a_list")]

    def __str__(self) -> str:
        return self.name


class SubItem(models.Model):
    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    text = models.CharField("子项", max_length=200)
    status = models.CharField("状态", max_length=12, choices=STATUSES, default=UNRATED)
    owner = models.CharField("责任单位", max_length=80, blank=True)
    progress = models.CharField("进展", max_length=500, blank=True)
    due_on = models.DateField("完成期限", null=True)
    changed_by_name = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标子项"
        ordering = ["standard__order", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "order"], name="one_sub_item_per_place_of_a_standard")]

    def __str__(self) -> str:
        return self.text


class Judgement(models.Model):
    """What was said of a sub-item, by whom, when; never changed."""

    item = models.ForeignKey(SubItem, on_delete=models.CASCADE, related_name="judgements")
    status = models.CharField(max_length=12, choices=STATUSES)
    progress = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]


class Proof(models.Model):
    item = models.ForeignKey(SubItem, on_delete=models.CASCADE, related_name="proofs")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
