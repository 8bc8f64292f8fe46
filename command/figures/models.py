"""What no other table knows: accidents as the ledger has them, figures others report to us, and the city's own published numbers to hold against."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from command.figures.rows import AccidentRow, CityFigureRow, ReportedFigureRow
from realtime.clock import iso

VALUE, YOY = "value", "yoy"
EQUAL, OVER, NEAR = "equal", "over", "near"
RELATIONS = [(EQUAL, "等于"), (OVER, "多于(多、余)"), (NEAR, "接近(近)")]


class AccidentQuerySet(models.QuerySet["Accident"]):
    def standing(self) -> AccidentQuerySet:
        """Real, and not struck out as entered by mistake."""
        return self.filter(exercise_id=None, struck_at=None)


class Accident(models.Model):
    """One line of 事故台账. Corrected, struck out, never deleted: each change keeps what stood before."""

    number = models.CharField("编号", max_length=20, unique=True)
    happened_at = models.DateTimeField("发生时间", db_index=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    sector = models.CharField("行业领域", max_length=20, blank=True, help_text="code of command.hazards' Sector")
    type = models.CharField("事件类型", max_length=10, blank=True, help_text="code of an event type")
    title = models.CharField("事故", max_length=120)
    deaths = models.PositiveIntegerField("死亡", default=0)
    injured = models.PositiveIntegerField("受伤", default=0)
    loss = models.DecimalField("直接经济损失(万元)", max_digits=14, decimal_places=2, default=0)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, null=True, related_name="accidents")
    source = models.CharField("来源", max_length=120)
    entered_by = models.CharField(max_length=80)
    entered_name = models.CharField("录入", max_length=60, blank=True)
    entered_at = models.DateTimeField(db_default=Now())
    struck_at = models.DateTimeField("误录作废", null=True)
    corrections = models.PositiveSmallIntegerField(default=0)
    exercise_id = models.BigIntegerField(null=True)

    objects = AccidentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事故台账"
        ordering = ["-happened_at", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def row(self) -> AccidentRow:
        return cast("AccidentRow", {
            "id": self.pk, "number": self.number, "happened_at": iso(self.happened_at), "area": self.area, "sector": self.sector, "type": self.type,
            "title": self.title, "deaths": self.deaths, "injured": self.injured, "loss": float(self.loss), "incident": self.incident_id,
            "source": self.source, "entered_name": self.entered_name, "entered_at": iso(self.entered_at), "struck_at": iso(self.struck_at),
            "corrections": self.corrections,
        })  # fmt: skip


class AccidentCorrection(models.Model):
    """What a line said before, who changed it and why; never changed itself."""

    accident = models.ForeignKey(Accident, on_delete=models.PROTECT, related_name="history")
    before = models.JSONField("更正前")
    why = models.CharField("理由", max_length=200)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "事故台账更正"
        ordering = ["id"]


class ReportedQuerySet(models.QuerySet["ReportedFigure"]):
    def standing(self) -> ReportedQuerySet:
        """What no newer row corrects."""
        return self.filter(corrected_by=None)


class ReportedFigure(models.Model):
    """上报数: what a department counted itself, over whole days, both counted. A correction is a new row that names the old one."""

    area = models.CharField("区划", max_length=12, db_index=True)
    key = models.CharField("指标", max_length=30, db_index=True)
    first = models.DateField("起")
    last = models.DateField("止")
    value = models.DecimalField("数值", max_digits=18, decimal_places=4)
    unit = models.CharField("单位", max_length=10)
    source = models.CharField("来源", max_length=120)
    note = models.CharField("备注", max_length=200, blank=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    entered_by = models.CharField(max_length=80)
    entered_name = models.CharField("录入", max_length=60, blank=True)
    entered_at = models.DateTimeField(db_default=Now())

    objects = ReportedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上报数"
        ordering = ["-first", "-id"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_reported_period_ends_after_it_begins")]

    def row(self) -> ReportedFigureRow:
        return cast("ReportedFigureRow", {
            "id": self.pk, "area": self.area, "key": self.key, "first": self.first.isoformat(), "last": self.last.isoformat(), "value": float(self.value),
            "unit": self.unit, "source": self.source, "note": self.note, "corrects": self.corrects_id, "entered_name": self.entered_name,
            "entered_at": iso(self.entered_at),
        })  # fmt: skip


class CityFigure(models.Model):
    """对照: a number the city published about itself, in its own words, and the measure and period of ours it is held against."""

    key = models.CharField("代码", max_length=40, unique=True)
    phrase = models.CharField("原文", max_length=200)
    expected = models.DecimalField("公布数", max_digits=18, decimal_places=4)
    unit = models.CharField("单位", max_length=10, blank=True)
    relation = models.CharField("关系", max_length=6, choices=RELATIONS, default=EQUAL)
    source = models.CharField("出处", max_length=200)
    measure = models.CharField("对照指标", max_length=40)
    of = models.CharField("取值", max_length=6, choices=[(VALUE, "数值"), (YOY, "同比(%)")], default=VALUE)
    area = models.CharField("区划", max_length=12)
    first = models.DateField("起")
    last = models.DateField("止")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "公布数对照"
        ordering = ["order", "key"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_published_period_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.phrase

    def row(self) -> CityFigureRow:
        return cast("CityFigureRow", {
            "id": self.pk, "key": self.key, "phrase": self.phrase, "expected": float(self.expected), "unit": self.unit, "relation": self.relation,
            "source": self.source, "measure": self.measure, "of": self.of, "area": self.area, "first": self.first.isoformat(), "last": self.last.isoformat(),
        })  # fmt: skip
